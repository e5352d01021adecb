"""Foreign tables: finding encoding and delimiter, reading records, and what can be wrong with them."""
