"""Which clients may leave, and why."""
