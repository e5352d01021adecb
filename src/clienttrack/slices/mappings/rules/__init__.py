"""The meaning of headers and of days."""
