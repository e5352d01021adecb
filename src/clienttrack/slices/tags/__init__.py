"""Words of the user's own that group clients."""
