"""Measurements of the course's own tools, side by side with what they replace."""
