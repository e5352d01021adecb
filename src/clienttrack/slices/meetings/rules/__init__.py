"""What a question set, a form and a line of notes mean."""
