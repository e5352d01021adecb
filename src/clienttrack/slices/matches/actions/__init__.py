"""Finding the client and contact of every staged row."""
