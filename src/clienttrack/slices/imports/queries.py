"""What an import has done to the book."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from clienttrack import differences
from clienttrack.book import Reader, Row
from clienttrack.screen import one_line, plain_data
from clienttrack.slices.imports.files import ReadFile
from clienttrack.slices.rows.rules.telling import CLIENT_COLUMNS, OWN_CLIENT_COLUMNS

# Of a long file only so many rows are named; all are counted.
ROWS_NAMED = 1_000
BLANK = "blank"
IN_BOOK = "in the book already"


@dataclass(frozen=True, slots=True)
class Counts:
    """A number for each kind of record."""

    clients: int = 0
    contacts: int = 0
    touchpoints: int = 0
    tasks: int = 0
    payments: int = 0


_CREATED = "SELECT count(*) FROM row_change WHERE operation_id = :id AND table_name = :table AND old IS NULL"
# A last contact that a touchpoint of the same files tells was neither written nor there before.
_MET = """
    SELECT count(DISTINCT client_id) AS clients, count(DISTINCT contact_id) AS contacts,
        count(DISTINCT iif(last_touch_on IS NOT NULL AND (client_id IN (SELECT client_id FROM temp.unknown_touch)
            OR (client_id NOT IN (SELECT client_id FROM temp.newcomer) AND client_id NOT IN (
                SELECT client_id FROM row_change WHERE operation_id = :id AND table_name = 'touchpoint'))),
            client_id, NULL)) AS touchpoints,
        (SELECT count(*) FROM (SELECT DISTINCT client_id, next_step, next_step_on FROM temp.staged
            WHERE next_step IS NOT NULL OR next_step_on IS NOT NULL)) AS tasks, 0 AS payments
    FROM temp.staged
"""
_TALKS_MET = """
    SELECT count(*) FILTER (WHERE entity = :entity) + iif(:entity = 'tasks', count(DISTINCT iif(
        entity = 'touchpoints' AND next_step IS NOT NULL, json_array(client_id, next_step, next_step_on), NULL)), 0)
    FROM temp.talk
"""
_TALKS_UPDATED = """
    SELECT count(DISTINCT row_id) FROM row_change WHERE operation_id = :id AND table_name = :table AND old IS NOT NULL
    AND row_id NOT IN (SELECT row_id FROM row_change WHERE operation_id = :id AND table_name = :table AND old IS NULL)
"""
ARCHIVED = """
    SELECT count(*) FROM client WHERE archived_on IS NOT NULL AND id IN (SELECT client_id FROM temp.staged)
    AND id NOT IN (SELECT client_id FROM temp.newcomer)
"""
PINNED = """
    SELECT count(*) FROM client AS c WHERE tier_pinned = 1 AND id NOT IN (SELECT client_id FROM temp.newcomer)
    AND EXISTS (SELECT 1 FROM temp.staged AS s WHERE s.client_id = c.id AND s.tier_id <> coalesce(c.tier_id, 0))
"""


_SEVERAL_ROWS = "SELECT EXISTS (SELECT 1 FROM temp.told_client WHERE many > 1)"
_SAME_RECORD = """
    SELECT s.file, s.line, f.line AS of_line, s.file AS of_file, coalesce(s.contact_called, s.called) AS named FROM (
        SELECT file, client_id, coalesce(contact_id, 0) AS contact, min(id) AS id, min(line) AS line
        FROM temp.staged GROUP BY 1, 2, 3 HAVING count(*) > 1) AS f
    JOIN temp.staged AS s ON s.file = f.file AND s.client_id = f.client_id
        AND coalesce(s.contact_id, 0) = f.contact AND s.id > f.id
"""
# What is told of a record, and the column that a row tells it in; a name that found its client does not rename it.
_CLIENT_CELLS = {
    **{name: f"s.{name}" for name in (*CLIENT_COLUMNS, *OWN_CLIENT_COLUMNS)},
    "name": "iif(s.matched IN ('name', 'core') OR fold(s.name) = fold(t.name), NULL, s.name)",
}
_CONTACT_CELLS = {"role": "s.role", "level": "s.level", "decision": "s.decision", "notes": "s.contact_notes"}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that says nothing of another record than an earlier row, which stands in ``of_file``."""

    file: str
    line: int
    of_line: int
    name: str
    of_file: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A cell that is not in the book because an earlier row of the same record says otherwise; ``kept`` is that."""

    file: str
    line: int
    field: str
    value: str
    kept: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that was left alone, and why; ``name`` is what it speaks of, where it says so."""

    file: str
    line: int
    name: str | None
    reason: str


@dataclass(slots=True)
class Skipped:
    """The first rows that were left alone, and the number of all by reason."""

    rows: list[SkippedRow] = field(default_factory=list)
    because: dict[str, int] = field(default_factory=dict)

    def add(self, file: str, line: int, name: str | None, reason: str, many: int = 1) -> None:
        """Count ``many`` rows, of which this is one."""
        self.because[reason] = self.because.get(reason, 0) + many
        if len(self.rows) < ROWS_NAMED:
            self.rows.append(SkippedRow(file, line, name, reason))


def note_left_alone(reader: Reader, skipped: Skipped, names: Sequence[str], many: int) -> None:
    """Add the rows whose records are in the book already, ``many`` in all."""
    rows = reader.rows("SELECT file, line, named FROM temp.left_alone ORDER BY file, line LIMIT :most", most=ROWS_NAMED)
    for place, row in enumerate(rows):
        rest = many - len(rows) + 1 if place == len(rows) - 1 else 1
        skipped.add(names[row["file"]], row["line"], row["named"], IN_BOOK, rest)


def counted(reader: Reader, operation_id: int, *, talks: bool, in_book: bool) -> tuple[Counts, Counts, Counts]:
    """Give what one import has created, updated and left as it was.

    ``talks`` if there were touchpoints, tasks or payments, ``in_book`` if there were clients before.
    """
    tables = {"clients": "client", "contacts": "contact", "touchpoints": "touchpoint", "tasks": "task"}
    if talks:
        tables["payments"] = "payment"
    created = Counts(**{name: reader.value(_CREATED, id=operation_id, table=table) for name, table in tables.items()})
    updated = Counts()
    if in_book:
        updated = Counts(
            **plain_data(differences.updated(reader, operation_id)),
            **{
                name: reader.value(_TALKS_UPDATED, id=operation_id, table=table)
                for name, table in tables.items()
                if table not in {"client", "contact"}
            },
        )
    met = reader.line(Counts, _MET, id=operation_id)
    assert met is not None
    seen = {name: getattr(met, name) for name in tables}
    for name in ("touchpoints", "tasks", "payments") if talks else ():
        seen[name] += reader.value(_TALKS_MET, entity=name)
    return (
        created,
        updated,
        Counts(**{name: max(0, seen[name] - getattr(created, name) - getattr(updated, name)) for name in tables}),
    )


def duplicates(reader: Reader, names: Sequence[str], *, talks: bool) -> tuple[list[Duplicate], int]:
    """Give the first rows that were joined with an earlier row about the same record, and the number of all."""
    rows: list[Row] = []
    many = 0
    if reader.value(_SEVERAL_ROWS):
        rows += reader.rows(f"{_SAME_RECORD} ORDER BY s.id LIMIT :most", most=ROWS_NAMED)
        many += reader.value(f"SELECT count(*) FROM ({_SAME_RECORD})") if len(rows) == ROWS_NAMED else len(rows)
    if talks:
        rows += reader.rows("SELECT * FROM temp.twin ORDER BY id LIMIT :most", most=ROWS_NAMED - len(rows))
        many += reader.value("SELECT count(*) FROM temp.twin")
    found = [
        Duplicate(names[row["file"]], row["line"], row["of_line"], row["named"] or "", names[row["of_file"]])
        for row in rows
    ]
    return found, many


def dropped(reader: Reader, names: Sequence[str], limit: int) -> tuple[list[Dropped], int]:
    """Give the first cells of rows that another row of the same record has overruled, and how many more rows have such.

    The days of last contact and the next steps of all rows count, so these are never dropped.
    """
    if not reader.value(_SEVERAL_ROWS):
        return [], 0
    people = bool(reader.value("SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'told_contact')"))
    found = [_overruled(reader, names, "told_client", "client_id", _CLIENT_CELLS, limit)]
    found.append(_overruled_fields(reader, names, "told_custom", "client_id", _OF_CLIENT, limit))
    if people:
        found.append(_overruled(reader, names, "told_contact", "contact_id", _CONTACT_CELLS, limit))
        found.append(_overruled_fields(reader, names, "told_field", "contact_id", _OF_CONTACT, limit))
    cells = sorted((cell for part, _ in found for cell in part), key=lambda cell: cell[0])
    return [cell for _, cell in cells[:limit]], len(cells[limit:]) + sum(more for _, more in found)


_Cells = tuple[list[tuple[int, Dropped]], int]
_OF_CLIENT = "(s.entity = 'clients' OR s.person = 1)"
_OF_CONTACT = "s.entity = 'contacts' AND s.person = 0"


def _overruled(
    reader: Reader, names: Sequence[str], table: str, key: str, columns: Mapping[str, str], limit: int
) -> _Cells:
    """Give cells of our own columns with the number of their row, and how many more rows have such."""
    differ = " OR ".join(f"{said} <> t.{kept}" for kept, said in columns.items())
    among = f"temp.staged AS s JOIN temp.{table} AS t ON t.{key} = s.{key} WHERE t.many > 1 AND ({differ})"
    told = ", ".join(f"{said} AS said_{kept}, t.{kept} AS kept_{kept}" for kept, said in columns.items())
    rows = reader.rows(f"SELECT s.id, s.file, s.line, {told} FROM {among} ORDER BY s.id LIMIT :limit", limit=limit)
    tiers = {row["id"]: row["name"] for row in reader.rows("SELECT id, name FROM tier")} if rows else {}
    cells: list[tuple[int, Dropped]] = []
    for row in rows:
        for name in columns:
            said, kept = row[f"said_{name}"], row[f"kept_{name}"]
            if None not in {said, kept} and said != kept:
                words = [tiers.get(one, one) if name == "tier_id" else one for one in (said, kept)]
                shown = "tier" if name == "tier_id" else name.removesuffix("_on")
                cells.append((row["id"], Dropped(names[row["file"]], row["line"], shown, *map(str, words))))
    return cells, _beyond(reader, among, len(rows), limit)


def _overruled_fields(reader: Reader, names: Sequence[str], table: str, key: str, condition: str, limit: int) -> _Cells:
    """Give cells of fields of the user's own, and how many more there are."""
    among = f"""temp.staged_custom AS c JOIN temp.staged AS s ON s.id = c.row JOIN temp.{table} AS t
        ON t.{key} = s.{key} AND t.name = c.name WHERE c.value <> t.value AND {condition}"""
    asked = f"SELECT s.id, s.file, s.line, c.name, c.value, t.value AS kept FROM {among} ORDER BY s.id LIMIT :limit"
    rows = reader.rows(asked, limit=limit)
    cells = [
        (row["id"], Dropped(names[row["file"]], row["line"], row["name"], row["value"], row["kept"])) for row in rows
    ]
    return cells, _beyond(reader, among, len(rows), limit)


def _beyond(reader: Reader, among: str, seen: int, limit: int) -> int:
    return int(reader.value(f"SELECT count(*) FROM {among}")) - seen if seen == limit else 0


def known_again(reader: Reader, files: Sequence[ReadFile]) -> Iterator[str]:
    """Say of each file that was imported before, and still stands, when that was."""
    firsts: dict[str | None, ReadFile] = {}
    for file in files:
        firsts.setdefault(file.sha256, file)
    for file in firsts.values():
        row = reader.row(
            """SELECT b.operation_id, o.today FROM batch_file AS b JOIN operation AS o ON o.id = b.operation_id
            WHERE b.sha256 = :sha256 AND 'undo' IS NOT (
                SELECT kind FROM operation WHERE target_id = o.id ORDER BY id DESC LIMIT 1)
            ORDER BY b.id DESC LIMIT 1""",
            sha256=file.sha256,
        )
        if row is not None:
            name = one_line(PurePath(file.file).name)
            yield f"{name}: this very file was imported on {row['today']}, as batch {row['operation_id']}."
