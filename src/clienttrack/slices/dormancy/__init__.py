"""Clients laid aside and taken up again: archived and restored, paused and resumed."""
