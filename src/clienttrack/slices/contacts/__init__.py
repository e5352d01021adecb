"""People at a client: who they are, what they decide, how to reach them."""
