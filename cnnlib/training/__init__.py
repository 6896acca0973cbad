"""Training PyTorch networks: the loop, what it measures, its memory on disk (chapter 5)."""
