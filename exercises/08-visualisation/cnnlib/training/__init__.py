"""Training PyTorch networks: the loop, its metrics and its checkpoints (chapter 5)."""
