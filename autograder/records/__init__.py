"""Keep results and grades: the stored results, nbgrader's gradebook, the roster."""
