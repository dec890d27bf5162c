def test_by_hand(np, softmax):
    assert softmax(np.array([2.0, 1.0, 0.0])).round(4).tolist() == [0.6652, 0.2447, 0.09]


def test_large_logits_and_batches(np, softmax):
    z = np.array([[1002.0, 1001.0, 1000.0], [0.0, 0.0, 0.0]])
    p = softmax(z)
    assert p.shape == z.shape and np.allclose(p.sum(axis=1), 1)
    assert np.allclose(p[0], softmax(np.array([2.0, 1.0, 0.0])))
