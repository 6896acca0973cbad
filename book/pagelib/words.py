"""Numbers as they stand in a sentence."""

__all__ = ["scientific"]

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def scientific(value: float) -> str:
    """Return `value` with one digit and a power of ten: 6 · 10⁻¹¹.

    Examples
    --------
    >>> scientific(6.1e-11), scientific(2e5)
    ('6\xa0·\xa010⁻¹¹', '2\xa0·\xa010⁵')
    """
    digit, _, power = f"{value:.0e}".partition("e")
    return f"{digit}\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10{str(int(power)).translate(RAISED)}"
