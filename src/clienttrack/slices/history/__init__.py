"""What was done, in words; taking it back and applying it again."""
