"""Lines for `sgd` and `adam`: a few steps."""

__all__ = ["of_two_arrays", "steps", "with_rates"]

GRADIENTS = "[1.0, 2.0]", "[2.0, -1.0]", "[-3.0, 1.0]"
PARAMETERS = 'optimizer.parameters["w"]'


def steps(make: str, count: int = 3, last: str = PARAMETERS, dtype: str = "") -> str:
    """Return lines that take steps of an optimiser.

    Parameters
    ----------
    make : str
        How it is made, as in ``"SGD({'w': w}, lr=0.5)"``.
    last : str
        The expression to compare.
    dtype : str
        Of the arrays, if it is not float64.
    """
    given = f", dtype=np.{dtype}" if dtype else ""
    return f"""
        w = np.array([4.0, -2.0]{given})
        optimizer = {make}
        for gradient in [{", ".join(GRADIENTS[:count])}]:
            g = np.array(gradient{given})
            optimizer.step({{"w": g}})
        {last}
        """


def with_rates(make: str) -> str:
    """Return lines that set the learning rate before each step."""
    return f"""
        w = np.array([4.0, -2.0])
        optimizer = {make}
        for lr in [0.5, 0.25, 0.125]:
            optimizer.lr = lr
            optimizer.step({{"w": np.array([1.0, 2.0])}})
        {PARAMETERS}
        """


def of_two_arrays(make: str) -> str:
    """Return lines that take steps of two arrays, ``a`` and ``b``."""
    return f"""
        a, b = np.array([4.0, -2.0]), np.array([1.0, 3.0])
        optimizer = {make}
        for _ in range(3):
            g, h = np.array([1.0, 2.0]), np.array([-2.0, 0.5])
            optimizer.step({{"a": g, "b": h}})
        optimizer.parameters
        """
