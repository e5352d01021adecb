"""The arithmetic of a portfolio: shares, targets, concentration, lifetime value, effort; and who a client was then."""
