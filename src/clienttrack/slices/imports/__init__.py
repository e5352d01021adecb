"""Taking clients, contacts, last touches and next steps from CSV files."""
