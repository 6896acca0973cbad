"""Right answers in other styles, and what students get wrong."""
