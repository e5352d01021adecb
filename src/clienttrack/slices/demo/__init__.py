"""A filled throw-away book to try everything on."""
