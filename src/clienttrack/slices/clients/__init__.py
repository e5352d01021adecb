"""Organisations and people we serve, their handles, tags and fields."""
