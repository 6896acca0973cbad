"""Render the HTML pages."""
