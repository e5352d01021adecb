"""Clients taken out of the book, as long as nothing happened with them."""
