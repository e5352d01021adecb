"""What is asked in a meeting and heard: forms, notes, drafts, and the records that become of them."""
