"""Writing what staged rows tell into the book, set by set."""
