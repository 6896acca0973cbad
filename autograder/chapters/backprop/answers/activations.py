"""Sentences for mistakes in the gradients of several activations."""

__all__ = ["FLOAT64", "FORGETS_UPSTREAM"]

FORGETS_UPSTREAM = (
    "This is only the derivative. By the chain rule, back-propagation multiplies it by `grad_out`, "
    "the upstream gradient."
)

FLOAT64 = (
    "You return float64 for float32: a factor of float64 numbers, such as "
    "`np.where(x > 0, 1.0, 0.0)` returns, turns the product into float64."
)
