"""A statement or two for each table of the book."""
