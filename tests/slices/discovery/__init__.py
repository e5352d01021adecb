"""Tests of what is asked and heard in meetings."""
