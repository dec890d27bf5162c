"""The loop asks little of its arguments, so plain Python can stand in for PyTorch."""


class Batch(list):
    def to(self, device):
        assert device == "cpu"
        return self


class Line:
    """The model y = w x of the page, and its optimiser."""

    w, grad, training = 0.0, 0.0, False

    def train(self):
        self.training = True

    def __call__(self, x):
        assert self.training
        return [(self.w * x_i, x_i) for x_i in x]

    def zero_grad(self):
        self.grad = 0.0

    def step(self):
        self.w -= 0.1 * self.grad


class Squares:
    """The mean squared error, whose `backward` adds to the gradient, as PyTorch's does."""

    def __init__(self, model, pred, y):
        self.model, self.pairs = model, list(zip(pred, y))

    def item(self):
        return sum((y_hat - y) ** 2 for (y_hat, _), y in self.pairs) / len(self.pairs)

    def backward(self):
        terms = (2 * x * (y_hat - y) for (y_hat, x), y in self.pairs)
        self.model.grad += sum(terms) / len(self.pairs)


def test_by_hand(fit):
    model = Line()
    data = [(Batch([1.0, 2.0]), Batch([2.0, 4.0]))]
    for w in [1.0, 1.5, 1.75]:
        fit(1, model, lambda pred, y: Squares(model, pred, y), model, data)
        assert abs(model.w - w) < 1e-12, (model.w, w)
