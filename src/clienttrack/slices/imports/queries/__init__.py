"""What stands in the way of an import, and what it has done."""
