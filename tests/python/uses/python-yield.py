def test_printed(printed):
    # The comments beside the three calls of `print`.
    assert printed == "2.0\n[3.0, 5.0]\n[]\n", printed


def test_flatten(flatten):
    assert list(flatten([[1], [], [2, 3]])) == [1, 2, 3]


def test_batches(batches):
    assert list(batches([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
