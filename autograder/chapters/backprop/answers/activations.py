"""What is said of the gradient of more than one activation."""

__all__ = ["FLOAT64", "FORGETS_UPSTREAM"]

FORGETS_UPSTREAM = (
    "This is the derivative alone. Back-propagation multiplies it by `grad_out`, the gradient that "
    "comes from above: that is the chain rule."
)

FLOAT64 = (
    "Any float32 comes back as float64: a factor of float64 numbers, such as "
    "`np.where(x > 0, 1.0, 0.0)` makes, turns the product into float64."
)
