"""Lines for `dropout_mask`."""

__all__ = ["MASKS"]

MASKS = (
    """
    dropout_mask((3, 2), 0.0, np.random.default_rng(3))
    """,
    """
    mask = dropout_mask((4000,), 0.2, np.random.default_rng(3))
    round(float(mask.mean()), 1)
    """,
    """
    mask = dropout_mask((40, 30), 0.5, np.random.default_rng(3))
    {
        "equal rows": bool((mask == mask[:1]).all()),
        "equal columns": bool((mask == mask[:, :1]).all()),
    }
    """,
    """
    rng = np.random.default_rng(3)
    counts = [int(dropout_mask((400,), 0.5, rng).sum()) for _ in range(40)]
    len(set(counts)) == 1
    """,
    """
    first = dropout_mask((400,), 0.5, np.random.default_rng(3))
    second = dropout_mask((400,), 0.5, np.random.default_rng(3))
    bool((first == second).all())
    """,
)
