def test_one_epoch_reads_everything_once(torch, train_dl, valid_dl):
    seen = torch.cat([xb[:, 0] for xb, _ in train_dl])
    assert sorted(seen.tolist()) == list(range(10))
    assert [len(xb) for xb, _ in train_dl] == [4, 4, 2]
    assert torch.cat([yb for _, yb in valid_dl]).tolist() == [i % 3 for i in range(10)]
