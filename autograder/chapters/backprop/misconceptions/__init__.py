"""What students get wrong in the exercises of chapter 4."""
