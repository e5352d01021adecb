"""Money that clients have paid."""
