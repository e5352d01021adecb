"""What a reminder is, to whom it may go, and where it is kept."""
