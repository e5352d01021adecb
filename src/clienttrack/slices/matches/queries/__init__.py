"""What stands in the way of staged rows."""
