"""Which clients may be one, and what a merge would do."""
