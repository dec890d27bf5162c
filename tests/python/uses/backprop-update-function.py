def test_by_hand(train):
    assert train([1, 2], 1, [0.5, 0.5], 0.05, 0).tolist() == [0.5, 0.5]
    assert train([1, 2], 1, [0.5, 0.5], 0.05, 1).round(10).tolist() == [0.45, 0.4]
    assert train([1, 2], 1, [0.5, 0.5], 0.05, 2).round(10).tolist() == [0.425, 0.35]


def test_the_same_step_by_autograd(torch, update):
    def step(wd):
        model = torch.nn.Linear(2, 1, bias=False)
        with torch.no_grad():
            model.weight.fill_(0.5)
        x, y = torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0]])
        loss = update(model, torch.nn.functional.mse_loss, x, y, 0.05, wd)
        assert (model.weight.grad == 0).all()
        return loss, model.weight.detach()[0]

    loss, w = step(0.0)
    assert abs(loss - 0.25) < 1e-6
    assert torch.allclose(w, torch.tensor([0.45, 0.40]))
    loss, w = step(0.1)  # the penalty of 0.1 times the squares adds 0.05, its gradient 0.1
    assert abs(loss - 0.30) < 1e-6
    assert torch.allclose(w, torch.tensor([0.445, 0.395]))
