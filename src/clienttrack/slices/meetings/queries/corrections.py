"""How a meeting that was held is corrected, as far as the book knows."""

from clienttrack import refs
from clienttrack.book import Reader
from clienttrack.slices.meetings.rules.telling import HOLD, Correction, Told
from clienttrack.vocabulary import TouchKind

_AS_HELD = """
    SELECT c.handle, m.planned_on, m.held_on, m.question_set, t.kind
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


def correction(reader: Reader, meeting_id: int) -> Correction | None:
    """Give how a meeting that was held is corrected, ``None`` where the operation is no ``meet hold`` or forgotten."""
    row, by = reader.row(_AS_HELD, id=meeting_id), reader.row(_HELD_BY, id=meeting_id)
    if row is None or by is None or not by["words"].startswith(HOLD):
        return None
    ref = refs.meeting(meeting_id)
    return Correction(
        ref,
        by["id"],
        Told(
            ref if row["planned_on"] else row["handle"],
            row["held_on"],
            row["question_set"],
            tuple(str(one["who"]) for one in reader.rows(_TOOK_PART, id=meeting_id)),
            TouchKind(row["kind"]),
        ),
    )
