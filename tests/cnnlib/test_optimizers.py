"""`SGD` and `Adam`: the trajectories of `torch.optim`, in place."""

import numpy as np
import pytest
import torch

from cnnlib.optimizers import SGD, Adam

CASES = [
    (SGD, torch.optim.SGD, {"lr": 0.1}),
    (SGD, torch.optim.SGD, {"lr": 0.05, "momentum": 0.9}),
    (SGD, torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    (Adam, torch.optim.Adam, {}),
    (Adam, torch.optim.Adam, {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}),
    (Adam, torch.optim.Adam, {"lr": 0.01, "weight_decay": 0.1}),
]
SHAPES = {"0.weight": (4, 2, 3, 2), "0.bias": (4,), "1.scale": ()}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("ours", "of_torch", "options"), CASES)
def test_twenty_steps_are_torchs(ours, of_torch, options, dtype):
    rng = np.random.default_rng(0)
    parameters = {name: np.array(rng.normal(size=s), dtype) for name, s in SHAPES.items()}
    tensors = {name: torch.tensor(p, requires_grad=True) for name, p in parameters.items()}
    arrays = list(parameters.values())
    mine, theirs = ours(parameters, **options), of_torch(tensors.values(), **options)
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    for step in range(20):
        if step == 12:
            mine.lr = theirs.param_groups[0]["lr"] = 0.02
        gradients = {name: np.array(rng.normal(size=s), dtype) for name, s in SHAPES.items()}
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(gradients[name])
        theirs.step()
        mine.step(gradients)
        for name, tensor in tensors.items():
            got, want = parameters[name], tensor.detach().numpy()
            np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)
            assert got.dtype == dtype
    assert all(a is b for a, b in zip(arrays, parameters.values(), strict=True))


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_gradients_are_left_alone(optimizer):
    gradients = {"w": np.array([1.0, -2.0])}
    mine = optimizer({"w": np.ones(2)}, lr=0.1, weight_decay=0.5)
    mine.step(gradients)
    mine.step(gradients)
    np.testing.assert_array_equal(gradients["w"], [1, -2])


def test_adams_first_step_has_length_lr_whatever_the_gradient():
    parameters = {"w": np.zeros(3)}
    Adam(parameters, lr=0.01).step({"w": np.array([1e-3, -5.0, 400.0])})
    np.testing.assert_allclose(parameters["w"], [-0.01, 0.01, -0.01], rtol=1e-4)


@pytest.mark.parametrize(
    ("optimizer", "options", "message"),
    [
        (SGD, {"lr": -0.1}, "not be negative, as in lr=-0.1"),
        (Adam, {"weight_decay": -1}, "weight_decay=-1"),
        (SGD, {"lr": 0.1, "momentum": 1}, "momentum must be .* not 1"),
        (Adam, {"betas": (0.9, 1.0)}, r"betas=\(0.9, 1.0\)"),
        (Adam, {"eps": -1e-8}, "eps=-1e-08"),
    ],
)
def test_bad_options(optimizer, options, message):
    with pytest.raises(ValueError, match=message):
        optimizer({"w": np.ones(2)}, **options)


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_bad_gradients(optimizer):
    mine = optimizer({"w": np.ones(2), "b": np.ones(1)}, lr=0.1)
    with pytest.raises(ValueError, match=r"differ in b\."):
        mine.step({"w": np.ones(2)})
    with pytest.raises(ValueError, match=r"gradient of w .*\(2,\), not \(1, 2\)"):
        mine.step({"w": np.ones((1, 2)), "b": np.ones(1)})
