"""Wrong answers to the exercises of chapter 2 that students really write."""
