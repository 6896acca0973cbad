"""Write files safely, read only ordinary files, and clean text."""
