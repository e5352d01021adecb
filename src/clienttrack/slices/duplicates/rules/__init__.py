"""How much speaks for two clients being one, and what a merge leaves in each field."""
