def test_batches_of_any_size_give_the_same_means(torch, fit):
    torch.manual_seed(1)
    x, y = torch.randn(10, 2), torch.randint(0, 2, (10,))
    model = torch.nn.Linear(2, 2)
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    loss_func = torch.nn.functional.cross_entropy

    def history(size):
        valid = list(zip(x.split(size), y.split(size)))
        return fit(2, model, loss_func, still, valid, valid)

    whole, parts = history(10), history(4)
    assert len(parts) == 2 and not model.training
    assert abs(whole[0][0] - loss_func(model(x), y).item()) < 1e-6
    assert all(abs(a - b) < 1e-6 for a, b in zip(whole[0], parts[0]))


def test_it_learns(torch, fit):
    torch.manual_seed(1)
    x = torch.randn(64, 2)
    data = [(x, (x[:, 0] > 0).long())]
    model = torch.nn.Linear(2, 2)
    opt = torch.optim.SGD(model.parameters(), lr=0.5)
    history = fit(20, model, torch.nn.functional.cross_entropy, opt, data, data)
    assert history[-1][0] < 0.7 * history[0][0] and history[-1][1] > 0.9, history
