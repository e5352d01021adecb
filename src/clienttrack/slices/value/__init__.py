"""What clients are worth: the value score, the tiers that follow from it, and RFM."""
