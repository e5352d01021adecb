"""The capabilities of clienttrack, one folder each."""
