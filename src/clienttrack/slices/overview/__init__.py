"""One client on one screen: who they are, where they stand, what is promised and what happened."""
