"""What is asked of a client's profile."""

from dataclasses import dataclass

from clienttrack import lookup, profile
from clienttrack.book import Reader
from clienttrack.profile import KnownAnswer
from clienttrack.vocabulary import DecisionPart, ProfileField


@dataclass(frozen=True, slots=True)
class DecisionPartShown:
    """Who of the present contacts has a part in decisions."""

    part: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """What is known of a client: the newest answer to each field, earlier ones, and what is unknown.

    ``complete`` is in per cent; ``open_questions`` are those that the newest meeting with any has left.
    """

    client: str
    client_name: str
    complete: int
    known: tuple[KnownAnswer, ...]
    unknown: tuple[str, ...]
    open_questions: tuple[KnownAnswer, ...]
    earlier: tuple[KnownAnswer, ...]
    decisions: tuple[DecisionPartShown, ...]
    parts_unnamed: tuple[str, ...]
    levels_unnamed: tuple[str, ...]


def client_profile(reader: Reader, words: str) -> ClientProfile:
    """Give the profile of the client that the words mean; raises what ``lookup.client`` raises."""
    client = lookup.client(reader, words)
    found = profile.profile_of(reader, client.id)
    asked = [one for one in (*found.known, *found.earlier) if one.field == ProfileField.OPEN_QUESTION]
    left = [one for one in asked if one.meeting == asked[0].meeting]
    decisions = tuple(DecisionPartShown(part, getattr(found.deciders, part)) for part in DecisionPart)
    return ClientProfile(
        client=client.handle,
        client_name=client.name,
        complete=found.complete,
        known=tuple(one for one in found.known if one.field != ProfileField.OPEN_QUESTION),
        unknown=found.unknown,
        open_questions=tuple(left),
        earlier=tuple(one for one in found.earlier if one not in left),
        decisions=decisions,
        parts_unnamed=tuple(one.part for one in decisions if not one.contacts),
        levels_unnamed=found.deciders.levels_unnamed,
    )
