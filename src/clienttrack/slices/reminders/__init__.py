"""The morning list as texts: to each client one that is ready to send, or to oneself, and the whole as a digest."""
