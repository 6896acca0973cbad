"""`numerical_gradient` and `check_gradients`: right gradients pass, planted faults are named."""

import numpy as np
import pytest

from cnnlib.conv import conv2d
from cnnlib.conv_backward import conv2d_backward
from cnnlib.gradient_check import check_gradients, numerical_gradient
from cnnlib.linear import linear, linear_backward

RNG = np.random.default_rng(0)
DENSE = {
    "x": RNG.normal(size=(3, 5)),
    "weight": RNG.normal(size=(4, 5)),
    "bias": RNG.normal(size=4),
}
CONV = {
    "x": RNG.normal(size=(2, 4, 5, 6)).astype("float32"),
    "weight": RNG.normal(size=(6, 2, 3, 2)).astype("float32"),
    "bias": RNG.normal(size=6).astype("float32"),
    "stride": (1, 2),
    "padding": (2, 1),
    "dilation": (2, 1),
    "groups": 2,
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_numerical_gradient_of_a_known_function(dtype):
    x = np.array([[0.5, -1.0, 2.0], [0.25, 3.0, -2.0]], dtype=dtype)
    before = x.copy()
    gradient = numerical_gradient(lambda a: np.sum(a**3), x)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 3.0 * x**2, rtol=1e-7)
    np.testing.assert_array_equal(x, before)


def test_central_differences_are_exact_for_a_parabola_however_wide():
    x = np.array([0.5, -1.0])
    np.testing.assert_allclose(numerical_gradient(lambda a: a @ a, x, eps=0.25), 2 * x)


def test_each_element_is_put_back_before_the_next():
    x = np.array([2.0, 3.0, 5.0])
    np.testing.assert_allclose(numerical_gradient(np.prod, x, eps=0.25), [15, 10, 6])


def test_right_gradients_pass():
    check_gradients(linear, linear_backward, DENSE)
    check_gradients(conv2d, conv2d_backward, CONV)


def test_only_what_is_asked_for_is_expected():
    def grad_of_weight(grad_out, x, weight, bias):
        return linear_backward(grad_out, x, weight, bias)[1]

    check_gradients(linear, grad_of_weight, DENSE, with_respect_to=["weight"])


def test_a_planted_fault_is_named_with_its_index():
    def faulty(grad_out, **arguments):
        grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, **arguments)
        grad_weight[4, 1, 2, 0] += 1
        return grad_x, grad_weight, grad_bias

    with pytest.raises(AssertionError) as caught:
        check_gradients(conv2d, faulty, CONV)
    message = str(caught.value)
    assert "faulty, gradient of weight: 1 of 72 values differs" in message
    assert "index (4, 1, 2, 0): got " in message
    assert "expected " in message


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda g, x, weight, **_: linear_backward(g, x, weight), "returned 2 gradient"),
        (lambda g, x, weight, **_: (g @ weight, x.T @ g, g.sum(0)), "gradient of weight: .*shape"),
        (lambda g, x, weight, **_: (g @ weight, g.T @ x, g.mean(0)), "gradient of bias: all 4"),
        (lambda g, x, weight, **_: (g @ -weight, g.T @ x, g.sum(0)), "gradient of x: all 15"),
        (
            lambda g, x, weight, **_: (np.ones((3, 4)) @ weight, g.T @ x, g.sum(0)),
            "gradient of x: ",
        ),
    ],
    ids=["one missing", "transposed", "averaged", "sign", "upstream ignored"],
)
def test_common_mistakes_are_caught(fault, message):
    with pytest.raises(AssertionError, match=message):
        check_gradients(linear, fault, DENSE)


def test_bad_input():
    with pytest.raises(ValueError, match=r"eps must be positive, not 0\.0"):
        numerical_gradient(np.sum, np.ones(2), eps=0.0)
    with pytest.raises(ValueError, match=r"one number, not shape \(2, 2\)"):
        numerical_gradient(lambda a: a, np.ones((2, 2)))
    with pytest.raises(ValueError, match="wieght: not among the arrays of floats"):
        check_gradients(linear, linear_backward, DENSE, with_respect_to=["wieght"])
