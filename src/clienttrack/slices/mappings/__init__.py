"""What the columns of foreign tables mean."""
