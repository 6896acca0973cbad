"""Wrong solutions, each with what is true of it."""
