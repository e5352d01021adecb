"""A client-relationship tracker for the terminal."""

import gc

__version__ = "0.1.0"

# A run loads some hundred modules and ends; looking for garbage after every 700 new objects is a tenth of its time.
gc.set_threshold(100_000, 20, 20)
