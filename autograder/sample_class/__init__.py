"""A class of sample students: right in several styles, wrong in many ways, and odd."""
