"""The list of clients: who there is, where each stands, and when they are due."""
