"""What happened between us and a client: calls, mails, visits, notes."""
