"""Clients that may be one: found, told apart, merged."""
