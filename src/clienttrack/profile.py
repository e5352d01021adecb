"""What is known of a client from meetings: the newest answer to each field, what is unknown, and who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.book import Reader
from clienttrack.vocabulary import DecisionPart, Level, ProfileField

# An open question is none that makes a profile complete.
COUNTED = tuple(field for field in ProfileField if field is not ProfileField.OPEN_QUESTION)


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer: the field it fills, the words of the question, who said it as far as that is known, when and where."""

    field: str
    asked: str | None
    text: str
    contact: str | None
    answered_on: date
    meeting: str


@dataclass(frozen=True, slots=True)
class DecisionMap:
    """Who has which part in decisions, by name; ``levels_unnamed`` are those that no present contact stands on."""

    decides: tuple[str, ...]
    influences: tuple[str, ...]
    uses: tuple[str, ...]
    pays: tuple[str, ...]
    blocks: tuple[str, ...]
    levels_unnamed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a client.

    ``known`` is the newest answer to each field, in the order of the fields, ``earlier`` those before it, the newest
    first; ``unknown`` are the fields without any, ``complete`` their share without the open questions in per cent.
    """

    known: tuple[KnownAnswer, ...]
    earlier: tuple[KnownAnswer, ...]
    unknown: tuple[str, ...]
    complete: int
    deciders: DecisionMap


_ANSWERS = """
    SELECT a.field, a.asked, a.text, p.name AS contact, a.answered_on, a.meeting_id
    FROM answer AS a LEFT JOIN contact AS p ON p.id = a.contact_id
    WHERE a.client_id = :id AND a.field IS NOT NULL ORDER BY a.answered_on DESC, a.id DESC
"""


def profile_of(reader: Reader, client_id: int) -> Profile:
    """Give the profile of a client."""
    newest: dict[str, KnownAnswer] = {}
    earlier = []
    for row in reader.rows(_ANSWERS, id=client_id):
        answer = KnownAnswer(
            *(row["field"], row["asked"], row["text"], row["contact"]),
            answered_on=date.fromisoformat(row["answered_on"]),
            meeting=refs.meeting(row["meeting_id"]),
        )
        if newest.setdefault(answer.field, answer) is not answer:
            earlier.append(answer)
    return Profile(
        known=tuple(newest[field] for field in ProfileField if field in newest),
        earlier=tuple(earlier),
        unknown=tuple(field.value for field in COUNTED if field not in newest),
        complete=completeness(newest),
        deciders=decision_map(reader, client_id),
    )


def completeness(known: Sequence[str] | dict[str, KnownAnswer]) -> int:
    """Give the share of the fields that are known, in whole per cent, half a per cent rounded up."""
    count = sum(field in known for field in COUNTED)
    return (200 * count + len(COUNTED)) // (2 * len(COUNTED))


def decision_map(reader: Reader, client_id: int) -> DecisionMap:
    """Give who of the present contacts has which part in decisions."""
    rows = reader.rows(
        "SELECT name, level, decision FROM contact WHERE client_id = :id AND left_on IS NULL ORDER BY id", id=client_id
    )
    parts = {part.value: tuple(row["name"] for row in rows if row["decision"] == part) for part in DecisionPart}
    levels = {row["level"] for row in rows}
    return DecisionMap(**parts, levels_unnamed=tuple(level.value for level in Level if level not in levels))
