"""What the pages import to draw, to time and to quote code; the ideas stay on the pages."""
