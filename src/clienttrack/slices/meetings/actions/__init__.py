"""How meetings are planned, changed, cancelled and held."""
