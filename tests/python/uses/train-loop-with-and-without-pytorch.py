def test_both_loops_reach_the_same_parameters(torch, fit_by_hand, run):
    torch.manual_seed(1)
    x = torch.randn(50, 2)
    y = x.prod(dim=1, keepdim=True)

    def trained(loop):
        torch.manual_seed(2)
        layers = torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
        model = torch.nn.Sequential(*layers)
        loop(model)
        return torch.cat([p.detach().flatten() for p in model.parameters()])

    mse = torch.nn.functional.mse_loss
    start = trained(lambda model: None)
    hand = trained(lambda model: fit_by_hand(model, mse, x, y, 0.1, 30, 8))
    library = trained(lambda model: run(model, mse, x, y, lr=0.1, epochs=30, bs=8))
    assert torch.allclose(hand, library, atol=1e-5)
    assert not torch.allclose(hand, start, atol=1e-2)
