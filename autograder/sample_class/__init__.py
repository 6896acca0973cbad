"""A class of sample students: right in several ways, wrong in many, and odd."""
