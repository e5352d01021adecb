"""Everything that came of one meeting."""

from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader
from clienttrack.dates import in_sentence
from clienttrack.screen import shortened
from clienttrack.slices.meetings.queries import MeetingLine, meeting_line
from clienttrack.slices.meetings.rules.planning import NotHeld
from clienttrack.vocabulary import Side, TaskStatus


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What was said to a question; field and words of the question are null for notes under none."""

    field: str | None
    asked: str | None
    text: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class NeedShown:
    """A need that came up, as it stands now."""

    ref: str
    text: str
    origin: str
    priority: str
    status: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """A promise that was made, as it stands now."""

    ref: str
    text: str
    side: str
    status: str
    due_on: date | None
    contact: str | None

    def in_words(self, today: date) -> str:
        """Say what was promised, by whom, for when, and what became of it unless it is open."""
        by = f" by {in_sentence(self.due_on, today=today)}" if self.due_on else " without a day"
        state = "" if self.status == TaskStatus.OPEN else f", {self.status}"
        return f"{shortened(self.text, 80)}: {'our' if self.side == Side.OURS else 'their'} promise{by}{state}"


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """Something that was said, and by or of whom as far as that is known."""

    text: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting and what came of it; ``form`` is what was written down, as it was saved."""

    meeting: MeetingLine
    touchpoint: int | None
    answers: tuple[AnswerShown, ...]
    needs: tuple[NeedShown, ...]
    promises: tuple[PromiseShown, ...]
    quotes: tuple[RemarkShown, ...]
    risks: tuple[RemarkShown, ...]
    personal: tuple[RemarkShown, ...]
    form: str | None


_ANSWERS = """
    SELECT a.field, a.asked, a.text, p.name AS contact
    FROM answer AS a LEFT JOIN contact AS p ON p.id = a.contact_id WHERE a.meeting_id = :id ORDER BY a.id
"""
_NEEDS = """
    SELECT 'w' || n.id AS ref, n.text, n.origin, n.priority, n.status, p.name AS contact
    FROM need AS n LEFT JOIN contact AS p ON p.id = n.contact_id WHERE n.meeting_id = :id ORDER BY n.id
"""
_PROMISES = """
    SELECT 't' || t.id AS ref, t.text, t.side, t.status, t.due_on, p.name AS contact
    FROM task AS t LEFT JOIN contact AS p ON p.id = t.contact_id WHERE t.touchpoint_id = :id ORDER BY t.id
"""
_REMARKS = """
    SELECT r.text, p.name AS contact FROM remark AS r LEFT JOIN contact AS p ON p.id = r.contact_id
    WHERE r.meeting_id = :id AND r.kind = :kind ORDER BY r.id
"""

# What was written down once is not lost with the operation that wrote it.
_FORM = """
    SELECT form FROM meeting WHERE id = :id AND form IS NOT NULL
    UNION ALL SELECT * FROM (
        SELECT json_extract(r.old, '$.form') AS form FROM row_change AS r JOIN operation AS o ON o.id = r.operation_id
        WHERE r.table_name = 'meeting' AND r.row_id = :id AND o.kind = 'undo' AND form IS NOT NULL
        ORDER BY r.id DESC LIMIT 1
    ) LIMIT 1
"""


def meeting_card(reader: Reader, meeting_id: int) -> MeetingCard:
    """Give a meeting and what came of it; raises ``UnknownMeeting``."""
    line = meeting_line(reader, meeting_id)
    kept = reader.row("SELECT touchpoint_id, form FROM meeting WHERE id = :id", id=meeting_id)
    assert kept is not None
    quotes, risks, personal = (
        tuple(reader.lines(RemarkShown, _REMARKS, id=meeting_id, kind=kind)) for kind in ("quote", "risk", "personal")
    )
    return MeetingCard(
        meeting=line,
        touchpoint=kept["touchpoint_id"],
        answers=tuple(reader.lines(AnswerShown, _ANSWERS, id=meeting_id)),
        needs=tuple(reader.lines(NeedShown, _NEEDS, id=meeting_id)),
        promises=tuple(reader.lines(PromiseShown, _PROMISES, id=kept["touchpoint_id"])),
        quotes=quotes,
        risks=risks,
        personal=personal,
        form=kept["form"],
    )


def form_of(reader: Reader, meeting_id: int) -> str:
    """Give the form of a meeting that was held, be it taken back; raises ``UnknownMeeting`` or ``NotHeld``."""
    form: str | None = reader.value(_FORM, id=meeting_id)
    if form is None:
        line = meeting_line(reader, meeting_id)
        raise NotHeld(line.ref, line.status)
    return form
