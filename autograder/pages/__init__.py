"""Render the HTML pages that people read."""
