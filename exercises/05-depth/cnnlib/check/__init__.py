"""``python -m cnnlib.check``: where a student stands, by the tests that the notebook shows."""
