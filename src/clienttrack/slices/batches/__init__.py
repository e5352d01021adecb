"""Imports as batches: what each one brought, and taking it back."""
