def test_by_hand(binary_cross_entropy):
    assert round(binary_cross_entropy(0.9, 1), 4) == 0.1054
    assert round(binary_cross_entropy(0.1, 1), 4) == 2.3026
    assert binary_cross_entropy(0.9, 1) == binary_cross_entropy(1 - 0.9, 0)


def test_the_ends_are_guarded(binary_cross_entropy):
    assert 27 < binary_cross_entropy(0, 1) < 28
    assert 27 < binary_cross_entropy(1, 0) < 28


def test_soft_targets(binary_cross_entropy):
    mixed = 0.9 * binary_cross_entropy(0.7, 1) + 0.1 * binary_cross_entropy(0.7, 0)
    assert abs(binary_cross_entropy(0.7, 0.9) - mixed) < 1e-12
