"""How long a client may be left alone."""

from datetime import date

from clienttrack.errors import Refused


class PauseNotAhead(Refused):
    """A pause ends on a day to come."""

    def __init__(self, until_on: date) -> None:
        super().__init__(f"A pause until {until_on} would be over already. Give --until a day to come, e.g. +1m.")


def checked_pause(until_on: date, *, today: date) -> date:
    """Give the day back; raises ``PauseNotAhead`` when it is not to come."""
    if until_on <= today:
        raise PauseNotAhead(until_on)
    return until_on
