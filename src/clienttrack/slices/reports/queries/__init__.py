"""What reports ask of the book: a fixed number of questions for each, by the client's own index."""
