"""Lines for `random_horizontal_flip`."""

from autograder.chapters.regularisation.at_home.generator import of_the_generator

__all__ = ["ALWAYS", "EACH", "OFTEN", "PIXELS"]

ALWAYS = (
    """
    x = np.arange(1.0, 7).reshape(1, 1, 2, 3)
    random_horizontal_flip(x, 1.0, rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 2, 1, 3)
    random_horizontal_flip(x, 1.0, rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 1, 2, 3)
    random_horizontal_flip(x, 0.0, rng=np.random.default_rng(3))
    """,
)
EACH = (
    """
    x = np.arange(1.0, 1201).reshape(100, 2, 2, 3)
    y = random_horizontal_flip(x, rng=np.random.default_rng(3))
    same = (y == x).all(axis=(1, 2, 3))
    mirrored = (y == x[..., ::-1]).all(axis=(1, 2, 3))
    {
        "same or mirrored": int((same | mirrored).sum()),
        "some of each": bool(same.any() and mirrored.any()),
    }
    """,
)
OFTEN = (
    *(
        f"""
    x = np.arange(8000.0).reshape(4000, 1, 1, 2)
    y = random_horizontal_flip(x, {p}rng=np.random.default_rng(3))
    round(float((y != x).any(axis=(1, 2, 3)).mean()), 1)
    """
        for p in ("", "0.2, ", "0.8, ")
    ),
    *of_the_generator("random_horizontal_flip(x, rng=rng)"),
)
PIXELS = tuple(
    f"""
    x = np.array([[[[7]]], [[[9]]]], dtype=np.{dtype})
    random_horizontal_flip(x, rng=np.random.default_rng(3))
    """
    for dtype in ("float32", "uint8", "float64")
)
