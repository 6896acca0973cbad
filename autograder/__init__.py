"""Release, isolate, grade, store, report: the instructor's side of the course."""
