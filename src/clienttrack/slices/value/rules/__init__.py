"""The arithmetic of value: scores, the tiers they lead to, RFM."""
