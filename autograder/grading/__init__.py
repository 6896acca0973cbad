"""Grade one submission: bytes in, result out."""
