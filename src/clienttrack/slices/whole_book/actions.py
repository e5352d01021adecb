"""Bringing in what an export of the whole book holds beside its rows: meetings, needs, ratings, tiers, moves."""

from collections.abc import Callable, Iterator, Sequence

from clienttrack.book import Change
from clienttrack.slices.whole_book.rules import Told, complete
from clienttrack.tables.documents import WholeBook
from clienttrack.vocabulary import MeetingStatus, RemarkKind

# What is said in words, and what leads from one record to another by its number in the document.
OF_TALKS = ("meetings", "answers", "needs", "remarks")
TOLD = (*OF_TALKS, "ratings", "referrals")
_INSERTS = {
    "snoozes": """INSERT INTO snooze (client_id, kind, record_id, until_on, because, set_on)
        SELECT c.id, :kind, coalesce(r.id, c.id), :until, :because, :set FROM client AS c
        LEFT JOIN temp.restored AS r ON r.kind = :kind || 's' AND r.number = coalesce(:task, :meeting, :need)
            AND r.client_id = c.id
        WHERE c.handle = :client AND (coalesce(:task, :meeting, :need) IS NULL OR r.id IS NOT NULL)""",
    "tier_moves": """INSERT INTO tier_move (client_id, from_tier_id, to_tier_id, moved_on, because)
        SELECT c.id, (SELECT id FROM tier WHERE name = :from), (SELECT id FROM tier WHERE name = :to), :on, :because
        FROM client AS c WHERE c.handle = :client AND (:from IS NULL OR :from IN (SELECT name FROM tier))
        AND (:to IS NULL OR :to IN (SELECT name FROM tier))""",
    "stage_moves": """INSERT INTO stage_move (client_id, stage, moved_on, lost_reason, because)
        SELECT id, :stage, :on, :lost_reason, :because FROM client WHERE handle = :client""",
    "ratings": """INSERT INTO rating (client_id, factor, rating, rated_on, because)
        SELECT id, :factor, :rating, :on, :because FROM client WHERE handle = :client""",
    "referrals": """INSERT INTO referral (client_id, referred_id, told_on)
        SELECT c.id, o.id, :on FROM client AS c JOIN client AS o ON o.handle = :referred
        WHERE c.handle = :client AND c.id <> o.id""",
    "playbook_steps": """INSERT INTO playbook_step (client_id, task_id, playbook, stage, step, falls_on)
        SELECT c.id, r.id, :playbook, :stage, :step, :falls FROM client AS c JOIN temp.restored AS r
            ON r.kind = 'tasks' AND r.number = :task AND r.client_id = c.id
        WHERE c.handle = :client""",
    "risk_answers": """INSERT INTO risk_answer (client_id, answered_on, points, terms, because)
        SELECT id, :on, :points, :terms, :because FROM client WHERE handle = :client""",
    "distinct_pairs": """INSERT INTO distinct_pair (client_id, other_id)
        SELECT min(c.id, o.id), max(c.id, o.id) FROM client AS c JOIN client AS o ON o.handle = :other
        WHERE c.handle = :client AND c.id <> o.id""",
    "retired_handles": """INSERT INTO alias (alias, alias_key) SELECT :handle, :handle
        WHERE NOT EXISTS (SELECT 1 FROM alias WHERE alias = :handle)
        AND NOT EXISTS (SELECT 1 FROM client WHERE handle = :handle)""",
}


def restore_tiers(change: Change, tiers: Sequence[Told]) -> None:
    """Put the tiers told, in their order, in the place of those of a book that has no clients."""
    change.run("DELETE FROM cadence_cell")
    change.run("DELETE FROM tier")
    for tier in tiers:
        number = change.add("tier", name=tier["name"], rank=tier["rank"], weight=tier["weight"])
        for stage, interval in tier["cadences"].items():
            change.add("cadence_cell", tier_id=number, stage=stage, interval=interval)


def restore_others(change: Change, book: WholeBook, files: Sequence[int], *, talks: bool) -> Iterator[str]:
    """Bring in everything else, in its order, in the place of what an import notes of new clients.

    ``files`` are the numbers of the tables of the same document. Says what leads to no record.
    """
    for kind in book.others.keys() & {"tier_moves", "stage_moves"}:
        table = kind.removesuffix("s")
        change.run(f"DELETE FROM {table} WHERE client_id IN (SELECT client_id FROM temp.newcomer)")
    _know_records(change, book, files, talks=talks)
    restore = _OfTalks(change).by_kind()
    restore |= {kind: _inserting(change, sql) for kind, sql in _INSERTS.items()}
    came: dict[str, int] = {}
    for kind, put in restore.items():
        told = [bool(put(complete(kind, record))) for record in book.records(kind)]
        came[kind] = sum(told)
        if lost := len(told) - came[kind]:
            what = kind.replace("_", " ")
            yield f"{lost} of the {what} are left out, as nothing in the book answers to what they name."
    counts = [f"{came[kind]} {kind if came[kind] > 1 else kind.removesuffix('s')}" for kind in TOLD if came[kind]]
    if counts:
        yield f"Beside these came {', '.join(counts)}."


def _know_records(change: Change, book: WholeBook, files: Sequence[int], *, talks: bool) -> None:
    """Keep which record each number of the document has become, and whose it is, as far as others name it."""
    change.run(
        """CREATE TEMP TABLE restored (kind TEXT, number INTEGER, id INTEGER, client_id INTEGER,
        PRIMARY KEY (kind, number)) WITHOUT ROWID"""
    )
    here = f"number IS NOT NULL AND file IN ({', '.join(map(str, files))})"
    named = {"tasks"} if book.others.get("snoozes") or book.others.get("playbook_steps") else set()
    if any(book.others.get(kind) for kind in OF_TALKS):
        named.add("touchpoints")
        change.run(
            f"""INSERT OR IGNORE INTO temp.restored SELECT 'contacts', CAST(number AS INTEGER), contact_id, client_id
            FROM temp.staged WHERE contact_id IS NOT NULL AND {here}"""
        )
    for entity in named if talks else ():
        change.run(
            f"""INSERT OR IGNORE INTO temp.restored SELECT entity, CAST(number AS INTEGER), record_id, client_id
            FROM temp.talk WHERE entity = :entity AND {here}""",
            entity=entity,
        )


def _inserting(change: Change, sql: str) -> Callable[[Told], int]:
    return lambda told: change.run(sql, **told)


class _OfTalks:
    """Puts meetings, answers, needs and remarks into a book; each tells whether what it cannot do without was there.

    Numbers stay in a book that never had such a record. A contact counts where contacts of other clients have no
    place only if it is the client's own.
    """

    def __init__(self, change: Change) -> None:
        self.change = change
        used = {row["name"] for row in change.rows("SELECT name FROM sqlite_sequence WHERE seq > 0")}
        self._numbers_stay = {table: table not in used for table in ("meeting", "need")}

    def by_kind(self) -> dict[str, Callable[[Told], object]]:
        return {"meetings": self.meeting, "answers": self.answer, "needs": self.need, "remarks": self.remark}

    def meeting(self, told: Told) -> bool:
        client_id = self._client(told)
        if client_id is None:
            return False
        meeting_id = self._add_numbered(
            "meeting",
            told["number"],
            client_id=client_id,
            touchpoint_id=self._own("touchpoints", told["touchpoint"], client_id),
            status=told["status"],
            question_set=told["questions"],
            goal=told["goal"],
            form=told["form"],
            planned_on=told["planned"],
            held_on=told["held"],
            cancelled_on=told["cancelled"],
            because=told["because"],
            added_on=told["added"],
        )
        find = self._anybody if told["status"] == MeetingStatus.HELD else self._own
        found = [find("contacts", number, client_id) for number in told["with"]]
        for contact_id in dict.fromkeys(found):
            if contact_id is not None:
                self.change.add("meeting_contact", meeting_id=meeting_id, contact_id=contact_id)
        return True

    def answer(self, told: Told) -> bool:
        client_id = self._client(told)
        meeting_id = self._own("meetings", told["meeting"], client_id)
        if client_id is None or meeting_id is None:
            return False
        self.change.add(
            "answer",
            client_id=client_id,
            meeting_id=meeting_id,
            contact_id=self._anybody("contacts", told["contact"], client_id),
            answered_on=told["on"],
            **{name: told[name] for name in ("field", "question", "asked", "text")},
        )
        return True

    def need(self, told: Told) -> bool:
        client_id = self._client(told)
        meeting_id = self._own("meetings", told["meeting"], client_id)
        if client_id is None or (meeting_id is None) != (told["meeting"] is None):
            return False
        need_id = self._add_numbered(
            "need",
            told["number"],
            client_id=client_id,
            contact_id=self._own("contacts", told["contact"], client_id),
            meeting_id=meeting_id,
            added_on=told["added"],
            **{name: told[name] for name in ("text", "kano", "origin", "priority", "evidence", "status", "status_on")},
        )
        for move in told["moves"]:
            values = {"status": move["status"], "moved_on": move["on"], "because": move["because"]}
            self.change.add("need_move", client_id=client_id, need_id=need_id, **values)
        return True

    def remark(self, told: Told) -> bool:
        client_id = self._client(told)
        meeting_id = self._own("meetings", told["meeting"], client_id)
        if client_id is None or (meeting_id is None) != (told["meeting"] is None):
            return False
        # What is personal goes with the person; other words stay where they were said.
        find = self._own if told["kind"] == RemarkKind.PERSONAL else self._anybody
        contact_id = find("contacts", told["contact"], client_id)
        values = {"kind": told["kind"], "text": told["text"], "said_on": told["on"]}
        self.change.add("remark", client_id=client_id, meeting_id=meeting_id, contact_id=contact_id, **values)
        return True

    def _client(self, told: Told) -> int | None:
        found: int | None = self.change.value("SELECT id FROM client WHERE handle = :handle", handle=told["client"])
        return found

    def _own(self, kind: str, number: int | None, client_id: int | None) -> int | None:
        sql = "SELECT id FROM temp.restored WHERE kind = :kind AND number = :number AND client_id = :client_id"
        found: int | None = self.change.value(sql, kind=kind, number=number, client_id=client_id)
        return found

    def _anybody(self, kind: str, number: int | None, _client_id: int) -> int | None:
        sql = "SELECT id FROM temp.restored WHERE kind = :kind AND number = :number"
        found: int | None = self.change.value(sql, kind=kind, number=number)
        return found

    def _add_numbered(self, table: str, number: int, *, client_id: int, **values: str | int | None) -> int:
        kept = {"id": number} if self._numbers_stay[table] else {}
        record_id = self.change.add(table, client_id=client_id, **kept, **values)
        self.change.run(
            "INSERT INTO temp.restored VALUES (:kind, :number, :id, :client_id)",
            kind=f"{table}s",
            number=number,
            id=record_id,
            client_id=client_id,
        )
        return record_id
