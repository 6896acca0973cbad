"""Wrong answers to the exercises of chapter 1 that students really give."""
