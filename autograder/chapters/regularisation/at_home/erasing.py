"""Lines for `random_erasing`."""

from autograder.chapters.regularisation.at_home.generator import of_the_generator

__all__ = ["AREAS", "IN_FLOAT32", "NOISE", "OFTEN", "RECTANGLES"]

OFTEN = (
    *(
        f"""
    x = np.zeros((4000, 1, 6, 6))
    rng = np.random.default_rng(3)
    y = random_erasing(x, {p}scale=(0.2, 0.3), rng=rng)
    round(float((y != x).any(axis=(1, 2, 3)).mean()), 1)
    """
        for p in ("", "p=0.2, ", "p=0.0, ")
    ),
    *of_the_generator("random_erasing(x, 0.5, (0.4, 0.6), rng=rng)"),
)
_DRAWN = """
    x = np.zeros((200, 2, 6, 8))
    rng = np.random.default_rng(3)
    y = random_erasing(x, p=1.0, scale=(0.2, 0.3), rng=rng)
    rows = (y != x).any(axis=(1, 3))
    columns = (y != x).any(axis=(1, 2))
    """
RECTANGLES = (
    f"""{_DRAWN.rstrip()}
    sizes = 2 * rows.sum(axis=1) * columns.sum(axis=1)
    int(((y != x).sum(axis=(1, 2, 3)) == sizes).sum())
    """,
    f"""{_DRAWN.rstrip()}
    {{
        "rows reached": rows.any(axis=0).astype(int),
        "columns reached": columns.any(axis=0).astype(int),
        "different places": len(np.unique((y != x)[:, 0], axis=0)) > 10,
    }}
    """,
)
_SIZES = """
    y = random_erasing(
        x, p=1.0, scale={scale}, ratio={ratio}, rng=rng
    )
    height = (y != x).any(axis=(1, 3)).sum(axis=1)
    width = (y != x).any(axis=(1, 2)).sum(axis=1)
    """.strip()
AREAS = (
    f"""
    x = np.zeros((20, 1, 10, 10))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.1344, 0.1344)", ratio="(0.762, 0.762)")}
    {{"heights": np.unique(height), "widths": np.unique(width)}}
    """,
    f"""
    x = np.zeros((300, 1, 32, 32))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.1, 0.5)", ratio="(1.0, 1.0)")}
    round(float((height * width).mean()) / 32**2, 1)
    """,
    f"""
    x = np.zeros((300, 1, 32, 32))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.2, 0.2)", ratio="(0.2, 3.8)")}
    round(float((height / width).mean()))
    """,
    f"""
    x = np.zeros((300, 1, 20, 20))
    rng = np.random.default_rng(3)
    {_SIZES.format(scale="(0.5, 0.8)", ratio="(0.2, 5.0)")}
    area = height * width
    bool((area[area > 0] < 0.4 * 20**2).any())
    """,
)
IN_FLOAT32 = (
    """
    x = np.zeros((1, 1, 2, 2), dtype=np.float32)
    0 * random_erasing(x, p=1.0, rng=np.random.default_rng(3))
    """,
)
NOISE = (
    """
    x = np.full((1000, 1, 8, 8), 3.0)
    rng = np.random.default_rng(3)
    y = random_erasing(x, p=1.0, scale=(0.2, 0.3), rng=rng)
    noise = y[y != x]
    {"mean": abs(round(noise.mean(), 1)), "std": round(noise.std(), 1)}
    """,
    """
    x = np.full((20, 2, 8, 8), 3.0)
    rng = np.random.default_rng(3)
    y = random_erasing(x, p=1.0, scale=(0.2, 0.3), rng=rng)
    noise = y[y != x]
    different = len(np.unique(noise)) == len(noise)
    {"all different": different, "some zero": 0 in noise}
    """,
)
