"""Playbooks: what is to be done in each stage becomes promises, once."""
