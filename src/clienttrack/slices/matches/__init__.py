"""Which records of the book staged rows mean, and which are new."""
