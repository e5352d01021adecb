"""The profile of a client: what meetings have found out, what is still unknown, and who decides."""
