"""How a meeting that was held is corrected, as far as the book knows."""

from collections.abc import Sequence

from clienttrack import locales, refs
from clienttrack.book import Reader
from clienttrack.questions import BrokenSet, QuestionSet, languages_of
from clienttrack.slices.meetings.rules.telling import HOLD, Correction, Told
from clienttrack.vocabulary import TouchKind
from clienttrack.worded import in_language

_AS_HELD = """
    SELECT c.handle, c.language, m.planned_on, m.held_on, m.question_set, t.kind, t.text
    FROM meeting AS m JOIN client AS c ON c.id = m.client_id JOIN touchpoint AS t ON t.id = m.touchpoint_id
    WHERE m.id = :id
"""
_TOOK_PART = """
    SELECT iif(EXISTS (
        SELECT 1 FROM contact AS o WHERE o.client_id = p.client_id AND o.name_key = p.name_key AND o.id <> p.id
    ), p.id, p.name) AS who
    FROM meeting_contact AS w JOIN contact AS p ON p.id = w.contact_id
    WHERE w.meeting_id = :id ORDER BY w.id
"""
_HELD_BY = """
    SELECT t.id, t.words FROM row_change AS r JOIN operation AS o ON o.id = r.operation_id
    JOIN operation AS t ON t.id = coalesce(o.target_id, o.id)
    WHERE r.table_name = 'meeting' AND r.row_id = :id
        AND json_extract(r.old, '$.form') IS NULL AND (r.new IS NULL OR json_extract(r.new, '$.form') IS NOT NULL)
    ORDER BY r.id DESC LIMIT 1
"""
_ASKED = "SELECT question, asked FROM answer WHERE meeting_id = :id AND question IS NOT NULL ORDER BY id"


def correction(
    reader: Reader, meeting_id: int, *, sets: Sequence[QuestionSet | BrokenSet], language: str
) -> Correction | None:
    """Give how a meeting that was held is corrected, ``None`` where the operation is no ``meet hold`` or forgotten.

    ``language`` is that of clients of whom none is known.
    """
    row, by = reader.row(_AS_HELD, id=meeting_id), reader.row(_HELD_BY, id=meeting_id)
    if row is None or by is None or not by["words"].startswith(HOLD):
        return None
    ref = refs.meeting(meeting_id)
    asked = next((one for one in sets if isinstance(one, QuestionSet) and one.name == row["question_set"]), None)
    said = {one["question"]: one["asked"] for one in reader.rows(_ASKED, id=meeting_id)}
    return Correction(
        ref,
        by["id"],
        Told(
            ref if row["planned_on"] else row["handle"],
            row["held_on"],
            row["question_set"],
            tuple(str(one["who"]) for one in reader.rows(_TOOK_PART, id=meeting_id)),
            TouchKind(row["kind"]),
            None if asked is None else _language(asked, row["text"], said, row["language"] or language),
        ),
    )


def _language(asked: QuestionSet, title: str, said: dict[str, str | None], spoken: str) -> str | None:
    """Give the language in which questions and title were written down, ``None`` where ``spoken`` leads to it."""
    there = languages_of([asked])
    usual = locales.chosen_language(None, (spoken,), there, "")
    tried = (usual, *there)
    found = next((one for one in tried if _is_in(one, asked, title, said)), usual)
    return None if found == usual else found


def _is_in(language: str, asked: QuestionSet, title: str, said: dict[str, str | None]) -> bool:
    titled = title == in_language(asked.title, language) or title not in asked.title.values()
    return titled and all(
        said[one.key] == in_language(one.words, language) for one in asked.questions if one.key in said
    )
