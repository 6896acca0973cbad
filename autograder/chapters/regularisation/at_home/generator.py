"""Lines for any exercise that is given a generator."""

__all__ = ["of_the_generator"]


def of_the_generator(call: str) -> tuple[str, str]:
    """Return lines about the generator: it draws anew in each call, and a seed gives the same."""
    call = call.strip()
    return (
        f"""
        x = np.arange(1.0, 25).reshape(4, 1, 2, 3)
        rng = np.random.default_rng(3)
        draws = [{call} for _ in range(40)]
        all((draw == draws[0]).all() for draw in draws)
        """,
        f"""
        x = np.arange(1.0, 25).reshape(4, 1, 2, 3)
        rng = np.random.default_rng(3)
        draws = [{call} for _ in range(40)]
        rng = np.random.default_rng(3)
        again = [{call} for _ in range(40)]
        all((draw == other).all() for draw, other in zip(draws, again))
        """,
    )
