"""What a row of a foreign table says, decided without the book."""
