"""Lines for `random_crop`."""

from autograder.chapters.regularisation.at_home.generator import of_the_generator

__all__ = ["PADDED", "PIXELS", "PLACES", "WINDOWS"]

PADDED = (
    """
    x = np.arange(1.0, 7).reshape(1, 1, 2, 3)
    random_crop(x, (4, 5), 1, rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 1, 2, 3)
    random_crop(x, (2, 7), (0, 2), rng=np.random.default_rng(3))
    """,
    """
    x = np.arange(1.0, 13).reshape(2, 1, 2, 3)
    random_crop(x, (2, 3), rng=np.random.default_rng(3))
    """,
)
PIXELS = tuple(
    f"""
    x = np.arange(1, 5, dtype=np.{dtype}).reshape(1, 1, 2, 2)
    random_crop(x, 2, rng=np.random.default_rng(3))
    """
    for dtype in ("float32", "uint8", "float64")
)
WINDOWS = tuple(
    f"""
    x = np.arange(96.0).reshape(4, 2, 3, 4)
    y = random_crop(x, {size}, rng=np.random.default_rng(3))
    {{"image": y[:, 0, 0, 0] // 24, "steps": y - y[:, :1, :1, :1]}}
    """
    for size in ("2", "(2, 1)", "(1, 3)")
)
PLACES = (
    # Six places; one that is drawn with probability 1/6 is missing once in 10^15 times.
    """
    x = np.arange(1.0, 13).reshape(1, 1, 3, 4).repeat(200, axis=0)
    y = random_crop(x, 2, rng=np.random.default_rng(3))
    np.unique(y[:, 0, 0, 0])
    """,
    """
    x = np.arange(1.0, 13).reshape(1, 1, 3, 4)
    rng = np.random.default_rng(3)
    np.unique([random_crop(x, 2, rng=rng)[0, 0, 0, 0] for _ in range(200)])
    """,
    """
    x = np.arange(1.0, 3).reshape(1, 1, 1, 2).repeat(200, axis=0)
    y = random_crop(x, 2, (1, 0), rng=np.random.default_rng(3))
    np.unique(y[:, 0], axis=0)
    """,
    *(
        f"""
    x = np.arange(5.0).reshape(1, 1, {shape}).repeat(4000, axis=0)
    y = random_crop(x, 1, rng=np.random.default_rng(3))
    np.round(np.bincount(y.ravel().astype(int), minlength=5) / 4000, 1)
    """
        for shape in ("1, 5", "5, 1")
    ),
    *of_the_generator("random_crop(x, (1, 2), rng=rng)"),
)
