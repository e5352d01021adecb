"""Needs: what a client wants, stated or implied, and what became of it."""
