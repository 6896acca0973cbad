"""The search for a small edit that makes a wrong function right."""
