"""What comes up of a client first: a planned meeting, a promise, a proposal without an answer, or the silence."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.book import Reader
from clienttrack.cadence import due_on
from clienttrack.silence import LAST_DAY, Cadences, Silence, silences
from clienttrack.vocabulary import DueKind


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes up of a client on a day: the kind of line that it makes in ``due``, and the record it is about."""

    client_id: int
    kind: DueKind
    record_id: int
    due_on: date

    def ref(self, handle: str) -> str:
        """Write the reference of the line."""
        return refs.touch(handle) if self.kind is DueKind.TOUCH else f"{refs.MARKS[self.kind]}{self.record_id}"


def first_comings(
    reader: Reader,
    known: Cadences,
    of: Sequence[Silence],
    *,
    today: date,
    horizon: date | None = None,
    client_ids: Sequence[int] | None = None,
) -> dict[int, Coming]:
    """Give what comes up first of each client, by the client's number; of one day in the order of this module.

    Only what comes up by the ``horizon`` is looked at, and only ``client_ids``, if they are given; ``of`` are the
    silences that belong to them.
    """
    asked = "" if client_ids is None else "AND client_id IN (SELECT value FROM json_each(:ids))"
    until, ids = LAST_DAY if horizon is None else horizon.isoformat(), json.dumps(client_ids and [*client_ids])
    found: dict[int, Coming] = {}
    for kind, question in _DATED.items():
        rows = reader.rows(question.format(asked=asked), until=until, ids=ids)
        dated = (Coming(row["client_id"], kind, row["id"], date.fromisoformat(row["day"])) for row in rows)
        for one in _answers_due(reader, known, of, [*dated], today) if kind is DueKind.NEED else dated:
            _keep(found, one, horizon)
    for silence in of:
        if silence.listed:
            ends_on = silence.paused_until if silence.paused else None
            day = max(silence.due_on, ends_on or silence.due_on)
            _keep(found, Coming(silence.client_id, DueKind.TOUCH, silence.client_id, day), horizon)
    return found


# SQLite takes the number of the row that has the earliest day.
_DATED = {
    kind: f"""
    SELECT client_id, id, min({day}) AS day FROM {kind} WHERE status = '{status}' AND {day} <= :until {{asked}}
        AND client_id IN (SELECT client_id FROM standing WHERE listed = 1) GROUP BY client_id
    """
    for kind, status, day in (
        (DueKind.MEETING, "planned", "planned_on"),
        (DueKind.TASK, "open", "due_on"),
        (DueKind.NEED, "proposed", "status_on"),
    )
}


def _answers_due(
    reader: Reader, known: Cadences, of: Sequence[Silence], proposals: Sequence[Coming], today: date
) -> Iterator[Coming]:
    """Turn the day of each proposal into the day on which it is asked after."""
    rhythms = {one.client_id: one.rhythm for one in of}
    missing = [one.client_id for one in proposals if one.client_id not in rhythms]
    others = silences(reader, known, today=today, client_ids=missing) if missing else ()
    rhythms |= {one.client_id: one.rhythm for one in others}
    for one in proposals:
        yield Coming(one.client_id, one.kind, one.record_id, due_on(one.due_on, rhythms[one.client_id].interval))


def _keep(found: dict[int, Coming], one: Coming, horizon: date | None) -> None:
    before = found.get(one.client_id)
    if (horizon is None or one.due_on <= horizon) and (before is None or one.due_on < before.due_on):
        found[one.client_id] = one
