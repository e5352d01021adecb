"""What a row of a foreign table says: its cells read by field, put together to what it tells."""
