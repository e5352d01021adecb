"""`python -m clienttrack` is the same program."""

from clienttrack.cli import main

main()
