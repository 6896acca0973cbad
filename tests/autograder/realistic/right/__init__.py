"""Right solutions in unusual styles."""
