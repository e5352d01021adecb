"""Texts made of templates, ours and the user's: where they lie, what they are given, and the sandbox they run in."""
