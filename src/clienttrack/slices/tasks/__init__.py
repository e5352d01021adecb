"""Promises with a day, ours to them and theirs to us."""
