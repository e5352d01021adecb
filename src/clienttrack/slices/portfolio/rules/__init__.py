"""The arithmetic of a portfolio: shares, targets, concentration, lifetime value, effort."""
