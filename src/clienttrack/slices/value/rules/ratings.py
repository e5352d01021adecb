"""How clients are rated, and who referred whom."""

from collections.abc import Mapping

from clienttrack.errors import NotFound, Refused, UsageProblem
from clienttrack.screen import shortened
from clienttrack.vocabulary import RATED


class NothingRated(UsageProblem):
    """A rating names no factor."""

    def __init__(self) -> None:
        options = ", ".join(f"--{factor}" for factor in RATED)
        super().__init__(f"Nothing was rated. Give one or more of {options}, each from 1 to 5.")


class ReferredItself(Refused):
    """A client cannot have come through itself."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"{handle} cannot have referred itself. Name the client that came through {handle}.")


class ReferredAlready(Refused):
    """A client comes through one other."""

    def __init__(self, referred: str, by: str) -> None:
        super().__init__(
            f"{referred} came through {by} already. Take that back first: "
            f"`clienttrack client refer {by} {referred} --remove`."
        )


class ReferredInACircle(Refused):
    """A client cannot have come through one that came through it."""

    def __init__(self, by: str, referred: str) -> None:
        super().__init__(
            f"{referred} cannot have come through {by}, for {by} came through {referred}, at once or through others. "
            f"Take that back first with `clienttrack client refer CLIENT {by} --remove`."
        )


class NoSuchReferral(NotFound):
    """Nobody said that one came through the other."""

    def __init__(self, by: str, referred: str) -> None:
        super().__init__(f"It is not in the book that {shortened(by, 60)} referred {shortened(referred, 60)}.")


def told_ratings(told: Mapping[str, int | None]) -> dict[str, int]:
    """Give the ratings that are told; raises ``NothingRated``."""
    rated = {factor: rating for factor, rating in told.items() if rating is not None}
    if not rated:
        raise NothingRated
    return rated
