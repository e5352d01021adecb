"""What clients are worth to us, and the cadence that follows from it."""
