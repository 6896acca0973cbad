"""Looking inside a network (chapter 8)."""
