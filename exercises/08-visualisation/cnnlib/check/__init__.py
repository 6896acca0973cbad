"""``python -m cnnlib.check``: run the visible tests of the notebook and show what passes."""
