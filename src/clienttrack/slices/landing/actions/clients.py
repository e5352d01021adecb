"""Writing what the staged rows tell: a statement or two for each table of the book."""

from datetime import timedelta

from clienttrack import silence
from clienttrack.book import Change
from clienttrack.bulk import insert_many
from clienttrack.cadence import stage_bounds
from clienttrack.images import was_sql
from clienttrack.names import HANDLE_LENGTH, handle_from
from clienttrack.settings import Settings
from clienttrack.slices.landing.actions.around import write_around_clients
from clienttrack.slices.landing.actions.people import write_contacts
from clienttrack.slices.rows.rules.telling import CLIENT_COLUMNS, IS_CUSTOMER, IS_PROSPECT, OWN_CLIENT_COLUMNS
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted
from clienttrack.vocabulary import AS_IMPORTED, LAST_CONTACT, NEXT_STEP, ClientKind, Stage

FEWEST_SPREAD = 2
STAGGERED = "first touch, spread by the import"
_PLAIN_COLUMNS = (
    "industry", "size", "source", "website", "city", "country", "language", "currency", "budget_low", "budget_high",
    "preferences", "decision_style", "notes", "cadence", "tier_id",
)  # fmt: skip
_OWN_COLUMNS = ("archived_on", "paused_until", "paused_because")
_TOLD_COLUMNS = (*CLIENT_COLUMNS, *OWN_CLIENT_COLUMNS)
# A name by which a client was found does not rename it.
_RENAMES = "s.matched NOT IN ('name', 'core')"
# Of several names that of the row with the surest key counts, today and when the same file comes again.
_SUREST = "s.client_ref IS NULL, s.handle IS NULL, s.id"
_RANK = (
    "CASE {stage} WHEN 'prospect' THEN 1 WHEN 'activation' THEN 2 WHEN 'stable' THEN 3 WHEN 'deep' THEN 4 ELSE 5 END"
)
_CHINESE_LETTERS = "*[\u3400-\u9fff]*"
_FIRST = "SELECT {columns} FROM temp.staged AS s WHERE s.client_id = told_client.client_id"


def write_rows(change: Change, wanted: Wanted) -> None:
    """Write every staged row whose client and contact are known."""
    change.connection.create_function("handle_from", 1, handle_from, deterministic=True)
    _gather_clients(change)
    _find_handles(change)
    _add_clients(change)
    if wanted.on_match in {OnMatch.UPDATE, OnMatch.FILL}:
        _amend_clients(change, wanted)
    _note_stages(change)
    write_around_clients(change, fill=wanted.on_match is OnMatch.FILL)
    write_contacts(change, wanted)
    _write_tasks(change)


def give_language(change: Change, file: int, language: str) -> int:
    """Tell the language of a mapping of the clients of whom neither file nor book tells one, and count them.

    Chinese is told only where client or contact have a name in Chinese letters.
    """
    letters = _CHINESE_LETTERS if language == "zh" else "*"
    told = """UPDATE temp.staged SET language = :language WHERE file = :file AND language IS NULL
        AND coalesce(called, '') || coalesce(name, '') || coalesce(contact_called, '') GLOB :letters
        AND client_id NOT IN (SELECT client_id FROM temp.staged WHERE language IS NOT NULL AND client_id IS NOT NULL)
        AND client_id NOT IN (SELECT id FROM client WHERE language IS NOT NULL)"""
    given = "SELECT count(DISTINCT client_id) FROM temp.staged WHERE file = :file AND language IS :language"
    before = change.value(given, file=file, language=language)
    change.run(told, language=language, file=file, letters=letters)
    return int(change.value(given, file=file, language=language)) - int(before)


def _gather_clients(change: Change) -> None:
    """Make one line of all rows about a client: the first cell that is not empty counts."""
    columns = {name: f"s.{name}" for name in ("called", "name_key", "handle", "person", *_TOLD_COLUMNS)}
    columns |= {
        "many": "count(*)",
        "row": "min(s.id)",
        "name": f"iif({_RENAMES}, s.name, NULL)",
        "lifecycle": "max(s.lifecycle)",
        "last_touch_on": "max(s.last_touch_on)",
        "customer_since": f"min(CASE WHEN s.lifecycle = {IS_CUSTOMER} THEN s.created_on END)",
    }
    change.run(f"CREATE TEMP TABLE told_client (client_id INTEGER PRIMARY KEY, {', '.join(columns)})")
    change.run(
        f"""INSERT INTO temp.told_client SELECT s.client_id, {", ".join(columns.values())}
        FROM temp.staged AS s GROUP BY s.client_id"""
    )
    # SQLite gives the other columns of the row that max() or min() met last; with several such, set them anew.
    several = change.value("SELECT EXISTS (SELECT 1 FROM temp.told_client WHERE many > 1)")
    for name in (*_TOLD_COLUMNS, "handle", "called", "person") if several else ():
        told, order = (f"s.{name}", "s.id") if name != "name" else (f"iif({_RENAMES}, s.name, NULL)", _SUREST)
        change.run(
            f"""UPDATE temp.told_client SET {name} = (
            {_FIRST.format(columns=told)} AND s.{name} IS NOT NULL ORDER BY {order} LIMIT 1)
            WHERE many > 1"""
        )
    _keep_names(change)
    change.run(
        f"""UPDATE temp.told_client SET
        stage = coalesce(stage, CASE lifecycle WHEN {IS_PROSPECT} THEN 'prospect' END),
        since_on = coalesce(since_on, CASE WHEN lifecycle = {IS_CUSTOMER} THEN coalesce(
            (SELECT since_on FROM client WHERE id = client_id), customer_since) END) WHERE lifecycle IS NOT NULL"""
    )
    change.run(
        f"""UPDATE temp.told_client SET stage = '{Stage.STABLE}'
        WHERE lifecycle = {IS_CUSTOMER} AND stage IS NULL AND since_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM client AS c WHERE c.id = client_id AND c.told_stage IS NOT NULL
            AND (c.told_stage <> '{Stage.PROSPECT}' OR :marked IS NOT (
                SELECT because FROM stage_move WHERE client_id = c.id ORDER BY id DESC LIMIT 1)))""",
        marked=AS_IMPORTED,
    )


def _keep_names(change: Change) -> None:
    """Leave a client its name where the told one is the same written differently, or an alias; a told handle wins."""
    change.run(
        """UPDATE temp.told_client SET name = NULL WHERE handle IS NULL AND name IS NOT NULL AND EXISTS (
            SELECT 1 FROM client AS c WHERE c.id = told_client.client_id AND c.name <> told_client.name
            AND (core_of_name(c.name_key) = core_of_name(fold(told_client.name)) OR EXISTS (
                SELECT 1 FROM alias WHERE client_id = c.id AND alias_key = fold(told_client.name))))"""
    )


def _find_handles(change: Change) -> None:
    """Give every new client a handle: the one told, else one made of its name and not yet taken."""
    change.run(
        """UPDATE temp.told_client SET handle = handle_from(coalesce(name, called))
        WHERE handle IS NULL AND client_id IN (SELECT client_id FROM temp.newcomer)"""
    )
    change.run("CREATE INDEX temp.told_client_handle ON told_client (handle)")
    change.run(
        """CREATE TEMP TABLE handle_clash AS SELECT t.client_id, t.handle FROM (
            SELECT t.client_id, t.handle, row_number() OVER (PARTITION BY t.handle ORDER BY EXISTS (SELECT 1
                FROM temp.staged AS s WHERE s.client_id = t.client_id AND s.handle = t.handle) DESC, t.row) AS place
            FROM temp.told_client AS t JOIN temp.newcomer AS n USING (client_id) WHERE t.handle IN (
                SELECT handle FROM temp.told_client GROUP BY handle HAVING count(*) > 1
                UNION ALL SELECT handle FROM temp.told_client AS c WHERE EXISTS (
                    SELECT 1 FROM client WHERE handle = c.handle UNION ALL SELECT 1 FROM alias WHERE alias = c.handle))
            ) AS t
        WHERE place > 1 OR EXISTS (SELECT 1 FROM client WHERE handle = t.handle)
            OR EXISTS (SELECT 1 FROM alias WHERE alias = t.handle)
        ORDER BY t.client_id"""
    )
    numbers: dict[str, int] = {}
    for row in change.rows("SELECT client_id, handle FROM temp.handle_clash ORDER BY client_id"):
        free = _free_handle(change, row["handle"], numbers)
        change.run("UPDATE temp.told_client SET handle = :handle WHERE client_id = :id", handle=free, id=row[0])


def _free_handle(change: Change, handle: str, numbers: dict[str, int]) -> str:
    while True:
        numbers[handle] = numbers.get(handle, 1) + 1
        suffix = f"-{numbers[handle]}"
        tried = handle[: HANDLE_LENGTH - len(suffix)].rstrip("-") + suffix
        taken = change.value(
            """SELECT EXISTS (SELECT 1 FROM client WHERE handle = :tried UNION ALL SELECT 1 FROM alias
            WHERE alias = :tried UNION ALL SELECT 1 FROM temp.told_client WHERE handle = :tried)""",
            tried=tried,
        )
        if not taken:
            return tried


def _add_clients(change: Change) -> None:
    same = ", ".join((*_PLAIN_COLUMNS, *_OWN_COLUMNS))
    insert_many(
        change,
        "client",
        f"""INSERT INTO client (id, handle, name, name_key, kind, since_on, told_stage, told_stage_on, lost_reason,
            added_on, tier_pinned, {same})
        SELECT client_id, handle, coalesce(name, called),
            iif(many = 1 AND name IS NOT NULL, name_key, fold(coalesce(name, called))),
            coalesce(kind, iif(person, '{ClientKind.PERSON}', '{ClientKind.ORGANISATION}')), since_on, stage,
            iif(stage IS NULL, NULL, coalesce(stage_on, :today)), iif(stage = 'lost', lost_reason, NULL),
            coalesce(added_on, :today), coalesce(tier_pinned, 0), {same}
        FROM temp.told_client WHERE client_id IN (SELECT client_id FROM temp.newcomer) ORDER BY client_id""",
        today=change.today,
    )
    insert_many(
        change,
        "tier_move",
        """INSERT INTO tier_move (client_id, to_tier_id, moved_on, because) SELECT client_id, tier_id, :today, :because
        FROM temp.told_client WHERE tier_id IS NOT NULL AND client_id IN (SELECT client_id FROM temp.newcomer)
        ORDER BY client_id""",
        today=change.today,
        because=AS_IMPORTED,
    )


def _amend_clients(change: Change, wanted: Wanted) -> None:
    """Bring clients of the book up to what the rows tell; an empty cell clears nothing, a pinned tier stays."""
    change.run(
        "UPDATE temp.told_client SET tier_id = NULL WHERE client_id IN (SELECT id FROM client WHERE tier_pinned = 1)"
    )
    fill = wanted.on_match is OnMatch.FILL
    _find_stage_steps(change, back=wanted.stage_back, fill=fill)
    insert_many(
        change,
        "tier_move",
        f"""INSERT INTO tier_move (client_id, from_tier_id, to_tier_id, moved_on, because)
        SELECT c.id, c.tier_id, t.tier_id, :today, :because FROM temp.told_client AS t
        JOIN client AS c ON c.id = t.client_id WHERE t.tier_id <> coalesce(c.tier_id, 0)
        AND c.id NOT IN (SELECT client_id FROM temp.newcomer) {"AND c.tier_id IS NULL" if fill else ""}""",
        today=change.today,
        because=AS_IMPORTED,
    )
    columns = ("name", "kind", "since_on", *_PLAIN_COLUMNS, *_OWN_COLUMNS)
    known = "coalesce(client.{0}, t.{0})" if fill else "coalesce(t.{0}, client.{0})"
    pairs = ", ".join(f"{name} = {known.format(name)}" for name in columns)
    differs = " OR ".join(
        f"(client.{name} IS NULL AND t.{name} IS NOT NULL)" if fill else f"t.{name} <> coalesce(client.{name}, '')"
        for name in columns
    )
    change.run(
        f"""UPDATE client SET {pairs}, name_key = {"client.name_key" if fill else _NEW_KEY}
        FROM temp.told_client AS t WHERE t.client_id = client.id
        AND client.id NOT IN (SELECT client_id FROM temp.newcomer) AND ({differs})"""
    )
    change.run(
        """UPDATE client SET told_stage = s.stage, told_stage_on = iif(s.stage IS NULL, NULL, :today),
        lost_reason = iif(s.stage = 'lost', s.lost_reason, NULL)
        FROM temp.stage_step AS s WHERE s.client_id = client.id""",
        today=change.today,
    )


_NEW_KEY = "iif(t.name IS NULL, client.name_key, fold(t.name))"


def _find_stage_steps(change: Change, *, back: bool, fill: bool) -> None:
    """Find the clients whose stage the rows change; it goes back only with ``back``."""
    first_activation, last_deep = stage_bounds(change.today)
    now = """coalesce(c.told_stage, CASE WHEN c.since_on IS NULL OR c.since_on > :today THEN 'prospect'
        WHEN c.since_on >= :first_activation THEN 'activation' WHEN c.since_on > :last_deep THEN 'stable'
        ELSE 'deep' END)"""
    forward = "1" if back else f"{_RANK.format(stage='t.stage')} >= {_RANK.format(stage=now)}"
    change.run(
        f"""CREATE TEMP TABLE stage_step AS SELECT c.id AS client_id, t.stage, t.lost_reason FROM temp.told_client AS t
        JOIN client AS c ON c.id = t.client_id WHERE t.client_id NOT IN (SELECT client_id FROM temp.newcomer)
        AND t.stage IS NOT c.told_stage {"AND c.told_stage IS NULL" if fill else ""} AND (
            (t.stage IS NOT NULL AND {forward})
            OR (t.lifecycle = {IS_CUSTOMER} AND t.stage IS NULL AND c.told_stage = '{Stage.PROSPECT}' AND :marked IS (
                SELECT because FROM stage_move WHERE client_id = c.id ORDER BY id DESC LIMIT 1)))""",
        today=change.today,
        first_activation=first_activation,
        last_deep=last_deep,
        marked=AS_IMPORTED,
    )


def _note_stages(change: Change) -> None:
    steps = "SELECT client_id, stage, lost_reason, NULL AS stage_on FROM temp.stage_step UNION ALL "
    if not change.value("SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'stage_step')"):
        steps = ""
    insert_many(
        change,
        "stage_move",
        f"""INSERT INTO stage_move (client_id, stage, moved_on, lost_reason, because)
        SELECT client_id, stage, coalesce(stage_on, :today), iif(stage = 'lost', lost_reason, NULL), :because FROM (
            {steps} SELECT client_id, stage, lost_reason, stage_on FROM temp.told_client
            WHERE stage IS NOT NULL AND client_id IN (SELECT client_id FROM temp.newcomer)) ORDER BY client_id""",
        today=change.today,
        because=AS_IMPORTED,
    )


def write_last_touches(change: Change) -> None:
    """Log the last contact of a client, unless one on or after that day is known, be it from these very files."""
    change.run(
        """CREATE TEMP TABLE unknown_touch AS SELECT t.client_id, t.last_touch_on FROM temp.told_client AS t
        JOIN standing AS s ON s.client_id = t.client_id
        WHERE t.last_touch_on IS NOT NULL AND coalesce(s.last_touch_on, '') < t.last_touch_on ORDER BY t.client_id"""
    )
    insert_many(
        change,
        "touchpoint",
        """INSERT INTO touchpoint (client_id, kind, happened_on, text)
        SELECT client_id, 'other', last_touch_on, :text FROM temp.unknown_touch""",
        text=LAST_CONTACT,
    )
    change.run("DELETE FROM snooze WHERE kind = 'touch' AND client_id IN (SELECT client_id FROM temp.unknown_touch)")


def _write_tasks(change: Change) -> None:
    """Add the next steps as promises of ours, unless the client has or had the same one, put off since or not."""
    insert_many(
        change,
        "task",
        f"""INSERT INTO task (client_id, text, side, status, due_on, added_on)
        SELECT client_id, text, 'ours', 'open', due_on, :today FROM (
            SELECT client_id, coalesce(next_step, '{NEXT_STEP}') AS text, next_step_on AS due_on, min(id) AS row
            FROM temp.staged WHERE next_step IS NOT NULL OR next_step_on IS NOT NULL GROUP BY 1, 2, 3) AS s
        WHERE NOT EXISTS (SELECT 1 FROM task WHERE client_id = s.client_id AND text = s.text
            AND (due_on IS s.due_on OR {was_sql("task", "task", "due_on", "s.due_on")}))
        ORDER BY row""",
        today=change.today,
    )


def stagger(change: Change, days: int, settings: Settings) -> int:
    """Spread the first touches of clients of the files never contacted over so many days; give how many that are.

    The first comes up as its cadence says, today if that is past, the others one to ``days`` - 1 days later than they
    would, in the order of the clients. Whoever was put off before, if only by an import, is not put off again.
    """
    ids = [
        row["client_id"]
        for row in change.rows(
            """SELECT client_id FROM standing WHERE last_touch_on IS NULL AND listed = 1
            AND client_id IN (SELECT client_id FROM temp.staged)
            AND client_id NOT IN (SELECT record_id FROM snooze WHERE kind = 'touch') ORDER BY client_id"""
        )
    ]
    if len(ids) < FEWEST_SPREAD:
        return 0
    known = silence.cadences(change, settings)
    found = silence.silences(change, known, today=change.today, client_ids=ids)
    due = {one.client_id: max(one.due_on, change.today) for one in found}
    # One alone is first, so that whoever was first is not put off by the same files tomorrow.
    waits = (-(-place * (days - 1) // (len(ids) - 1)) for place in range(len(ids)))
    change.run_many(
        """INSERT INTO snooze (client_id, kind, record_id, until_on, because, set_on)
        VALUES (?, 'touch', ?, ?, ?, ?)""",
        (
            (number, number, str(due[number] + timedelta(days=wait)), STAGGERED, str(change.today))
            for number, wait in zip(ids, waits, strict=True)
            if wait
        ),
    )
    return len(ids)
