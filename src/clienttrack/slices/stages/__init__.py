"""Where a relationship stands: told by hand, worked out, lost and won back."""
