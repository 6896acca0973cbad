"""Wrong answers to the exercises of chapter 3 that students really write."""
