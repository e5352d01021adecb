"""Looking after the book itself: make one, say where it is, check it, back it up, restore it."""
