"""Where things are and what was decided: the repository, a class, an assignment."""
