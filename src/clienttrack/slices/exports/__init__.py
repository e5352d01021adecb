"""The records of the book, written for other programs and for another book."""
