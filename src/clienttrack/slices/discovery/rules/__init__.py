"""What a form, notes and answers at the terminal mean."""
