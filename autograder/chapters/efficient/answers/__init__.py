"""Right answers in other styles, and what students get wrong: a module for each exercise."""
