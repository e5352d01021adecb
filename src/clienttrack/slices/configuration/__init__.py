"""The settings file: shown, checked and edited."""
