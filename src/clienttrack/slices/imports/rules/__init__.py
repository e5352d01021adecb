"""What the columns, cells and rows of a foreign table mean."""
