"""What may be said of a need."""

from clienttrack.errors import UsageProblem


class EmptyNeed(UsageProblem):
    """A need without words."""

    def __init__(self) -> None:
        super().__init__("The text of the need is empty, so nothing was written. Say what the client wants.")


def checked_need(text: str) -> str:
    """Give back a text that says something; raises ``EmptyNeed``."""
    if not text.strip():
        raise EmptyNeed
    return text
