"""What may be planned, and what is asked."""
