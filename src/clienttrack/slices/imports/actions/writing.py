"""Writing what the staged rows tell: a statement or two for each table of the book."""

from clienttrack.book import Change
from clienttrack.cadence import stage_bounds
from clienttrack.names import HANDLE_LENGTH, fold, handle_from
from clienttrack.slices.imports.rules import CLIENT_COLUMNS, CUSTOMER, PROSPECT
from clienttrack.vocabulary import ClientKind, LostReason, Stage

IMPORTED_STAGE = "as imported"
LAST_CONTACT = "Last contact"
NEXT_STEP = "Follow up"
_PLAIN_COLUMNS = ("industry", "size", "source", "website", "city", "country", "language", "notes", "cadence", "tier_id")
_RANK = (
    "CASE {stage} WHEN 'prospect' THEN 1 WHEN 'activation' THEN 2 WHEN 'stable' THEN 3 WHEN 'deep' THEN 4 ELSE 5 END"
)
_FIRST = "SELECT {columns} FROM temp.staged AS s WHERE s.client_id = told_client.client_id"


def write_rows(change: Change) -> None:
    """Write every staged row whose client and contact are known."""
    change.connection.create_function("fold", 1, lambda text: fold(text or ""), deterministic=True)
    change.connection.create_function("handle_from", 1, handle_from, deterministic=True)
    change.run("CREATE INDEX temp.staged_client ON staged (client_id)")
    _gather_clients(change)
    _find_handles(change)
    _add_clients(change)
    _amend_clients(change)
    _note_stages(change)
    _write_around_clients(change)
    _write_contacts(change)
    _write_addresses(change)
    _write_touches(change)
    _write_tasks(change)


def _gather_clients(change: Change) -> None:
    """Make one line of all rows about a client: the first cell that is not empty counts."""
    columns = ", ".join(f"s.{name}" for name in CLIENT_COLUMNS if name != "name")
    change.run(
        f"""CREATE TEMP TABLE told_client AS SELECT s.client_id, count(*) AS many, min(s.id) AS row, s.called, s.handle,
        max(s.lifecycle) AS lifecycle, max(s.last_touch_on) AS last_touch_on, s.person, {columns},
        iif(s.matched = 'name', NULL, s.name) AS name,
        min(CASE WHEN s.lifecycle = {CUSTOMER} THEN s.created_on END) AS customer_since
        FROM temp.staged AS s GROUP BY s.client_id"""
    )
    change.run("CREATE UNIQUE INDEX temp.told_client_id ON told_client (client_id)")
    # SQLite gives the other columns of the row that max() or min() met last; with several such, set them anew.
    several = change.value("SELECT EXISTS (SELECT 1 FROM temp.told_client WHERE many > 1)")
    for name in (*CLIENT_COLUMNS, "handle", "called", "person") if several else ():
        wanted = f"AND s.{name} IS NOT NULL"
        if name == "name":
            wanted += " AND s.matched <> 'name'"
        change.run(
            f"""UPDATE temp.told_client SET {name} = (
            {_FIRST.format(columns="s." + name)} {wanted} ORDER BY s.id LIMIT 1)
            WHERE many > 1"""
        )
    change.run(
        f"""UPDATE temp.told_client SET
        stage = coalesce(stage, CASE lifecycle WHEN {PROSPECT} THEN 'prospect' END),
        since_on = coalesce(since_on, CASE WHEN lifecycle = {CUSTOMER} THEN coalesce(
            (SELECT since_on FROM client WHERE id = client_id), customer_since) END) WHERE lifecycle IS NOT NULL"""
    )


def _find_handles(change: Change) -> None:
    """Give every new client a handle: the one told, else one made of its name and not yet taken."""
    change.run(
        """UPDATE temp.told_client SET handle = handle_from(coalesce(name, called))
        WHERE handle IS NULL AND client_id IN (SELECT client_id FROM temp.newcomer)"""
    )
    change.run(
        """CREATE TEMP TABLE handle_clash AS SELECT t.client_id, t.handle FROM (
            SELECT t.client_id, t.handle, row_number() OVER (PARTITION BY t.handle ORDER BY EXISTS (SELECT 1
                FROM temp.staged AS s WHERE s.client_id = t.client_id AND s.handle = t.handle) DESC, t.row) AS place
            FROM temp.told_client AS t JOIN temp.newcomer AS n USING (client_id)) AS t
        WHERE place > 1 OR EXISTS (SELECT 1 FROM client WHERE handle = t.handle)
            OR EXISTS (SELECT 1 FROM alias WHERE alias = t.handle)
        ORDER BY t.client_id"""
    )
    change.run("CREATE INDEX temp.told_client_handle ON told_client (handle)")
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
    plain = ", ".join(_PLAIN_COLUMNS)
    change.run(
        f"""INSERT INTO client (id, handle, name, name_key, kind, since_on, told_stage, told_stage_on, lost_reason,
            added_on, {plain})
        SELECT client_id, handle, coalesce(name, called), fold(coalesce(name, called)),
            coalesce(kind, iif(person, '{ClientKind.PERSON}', '{ClientKind.ORGANISATION}')), since_on, stage,
            iif(stage IS NULL, NULL, :today), iif(stage = 'lost', '{LostReason.OTHER}', NULL), :today, {plain}
        FROM temp.told_client WHERE client_id IN (SELECT client_id FROM temp.newcomer) ORDER BY client_id""",
        today=change.today,
    )


def _amend_clients(change: Change) -> None:
    """Bring clients of the book up to what the rows tell; an empty cell clears nothing, a stage never goes back."""
    first_activation, last_deep = stage_bounds(change.today)
    now = """coalesce(c.told_stage, CASE WHEN c.since_on IS NULL OR c.since_on > :today THEN 'prospect'
        WHEN c.since_on >= :first_activation THEN 'activation' WHEN c.since_on > :last_deep THEN 'stable'
        ELSE 'deep' END)"""
    change.run(
        f"""CREATE TEMP TABLE stage_step AS SELECT c.id AS client_id, t.stage FROM temp.told_client AS t
        JOIN client AS c ON c.id = t.client_id WHERE t.client_id NOT IN (SELECT client_id FROM temp.newcomer)
        AND t.stage IS NOT c.told_stage AND (
            (t.stage IS NOT NULL AND {_RANK.format(stage="t.stage")} >= {_RANK.format(stage=now)})
            OR (t.lifecycle = {CUSTOMER} AND t.stage IS NULL AND c.told_stage = '{Stage.PROSPECT}' AND :marked IS (
                SELECT because FROM stage_move WHERE client_id = c.id ORDER BY id DESC LIMIT 1)))""",
        today=change.today,
        first_activation=first_activation,
        last_deep=last_deep,
        marked=IMPORTED_STAGE,
    )
    change.run(
        """INSERT INTO tier_move (client_id, from_tier_id, to_tier_id, moved_on, because)
        SELECT c.id, c.tier_id, t.tier_id, :today, :because FROM temp.told_client AS t
        JOIN client AS c ON c.id = t.client_id WHERE t.tier_id <> coalesce(c.tier_id, 0)""",
        today=change.today,
        because=IMPORTED_STAGE,
    )
    columns = ("name", "kind", "since_on", *_PLAIN_COLUMNS)
    pairs = ", ".join(f"{name} = coalesce(t.{name}, client.{name})" for name in columns)
    differs = " OR ".join(f"t.{name} <> coalesce(client.{name}, '')" for name in columns)
    change.run(
        f"""UPDATE client SET {pairs}, name_key = iif(t.name IS NULL, client.name_key, fold(t.name))
        FROM temp.told_client AS t WHERE t.client_id = client.id
        AND client.id NOT IN (SELECT client_id FROM temp.newcomer) AND ({differs})"""
    )
    change.run(
        f"""UPDATE client SET told_stage = s.stage, told_stage_on = iif(s.stage IS NULL, NULL, :today),
        lost_reason = iif(s.stage = 'lost', '{LostReason.OTHER}', NULL)
        FROM temp.stage_step AS s WHERE s.client_id = client.id""",
        today=change.today,
    )


def _note_stages(change: Change) -> None:
    change.run(
        f"""INSERT INTO stage_move (client_id, stage, moved_on, lost_reason, because)
        SELECT client_id, stage, :today, iif(stage = 'lost', '{LostReason.OTHER}', NULL), :because FROM (
            SELECT client_id, stage FROM temp.stage_step UNION ALL SELECT client_id, stage FROM temp.told_client
            WHERE stage IS NOT NULL AND client_id IN (SELECT client_id FROM temp.newcomer)) ORDER BY client_id""",
        today=change.today,
        because=IMPORTED_STAGE,
    )


def _write_around_clients(change: Change) -> None:
    """Write other handles, ids, domains, tags and custom fields; all of them only ever add, fields also change."""
    change.run(
        """INSERT INTO alias (client_id, alias, alias_key) SELECT s.client_id, s.handle, s.handle
        FROM temp.staged AS s WHERE s.handle IS NOT NULL AND NOT EXISTS (SELECT 1 FROM client WHERE handle = s.handle)
        AND NOT EXISTS (SELECT 1 FROM alias WHERE alias = s.handle) GROUP BY s.handle ORDER BY s.id"""
    )
    change.run(
        """INSERT INTO external_id (client_id, entity, system, value) SELECT s.client_id, 'client', s.system,
        s.client_ref FROM temp.staged AS s WHERE s.client_ref IS NOT NULL AND NOT EXISTS (SELECT 1 FROM external_id
        WHERE system = s.system AND entity = 'client' AND value = s.client_ref)
        GROUP BY s.system, s.client_ref ORDER BY s.id"""
    )
    change.run(
        """INSERT INTO domain (client_id, domain) SELECT s.client_id, s.domain FROM temp.staged AS s
        WHERE s.domain IS NOT NULL AND NOT EXISTS (SELECT 1 FROM domain WHERE domain = s.domain
        AND client_id = s.client_id) GROUP BY s.client_id, s.domain ORDER BY s.id"""
    )
    change.run(
        """INSERT INTO tag (name, name_key) SELECT name, name_key FROM temp.staged_tag AS s
        WHERE NOT EXISTS (SELECT 1 FROM tag WHERE name_key = s.name_key) GROUP BY name_key ORDER BY min(row)"""
    )
    change.run(
        """INSERT INTO client_tag (client_id, tag_id) SELECT DISTINCT s.client_id, t.id FROM temp.staged_tag AS st
        JOIN temp.staged AS s ON s.id = st.row JOIN tag AS t ON t.name_key = st.name_key
        WHERE NOT EXISTS (SELECT 1 FROM client_tag WHERE client_id = s.client_id AND tag_id = t.id)"""
    )
    change.run(
        """CREATE TEMP TABLE told_custom AS SELECT s.client_id, c.name, c.value, min(c.row) AS row
        FROM temp.staged_custom AS c JOIN temp.staged AS s ON s.id = c.row GROUP BY s.client_id, c.name"""
    )
    change.run(
        """UPDATE custom_field SET value = t.value FROM temp.told_custom AS t WHERE t.client_id = custom_field.client_id
        AND t.name = custom_field.name AND t.value <> custom_field.value"""
    )
    change.run(
        """INSERT INTO custom_field (client_id, name, value) SELECT client_id, name, value FROM temp.told_custom AS t
        WHERE NOT EXISTS (SELECT 1 FROM custom_field WHERE client_id = t.client_id AND name = t.name) ORDER BY row"""
    )


def _write_contacts(change: Change) -> None:
    change.run(
        """CREATE TEMP TABLE told_contact AS SELECT s.contact_id, s.client_id, min(s.id) AS row, s.contact_called,
        iif(s.contact_matched = 'name', NULL, s.contact) AS name, s.role
        FROM temp.staged AS s WHERE s.contact_id IS NOT NULL GROUP BY s.contact_id"""
    )
    change.run("CREATE UNIQUE INDEX temp.told_contact_id ON told_contact (contact_id)")
    change.run(
        """UPDATE temp.told_contact AS t SET role = s.role FROM (SELECT contact_id, role, min(id) FROM temp.staged
        WHERE role IS NOT NULL AND contact_id IS NOT NULL GROUP BY contact_id) AS s WHERE s.contact_id = t.contact_id"""
    )
    change.run(
        """INSERT INTO contact (id, client_id, name, name_key, role, added_on) SELECT contact_id, client_id,
        coalesce(name, contact_called), fold(coalesce(name, contact_called)), role, :today FROM temp.told_contact
        WHERE contact_id IN (SELECT contact_id FROM temp.new_contact) ORDER BY contact_id""",
        today=change.today,
    )
    change.run(
        """UPDATE contact SET name = coalesce(t.name, contact.name), role = coalesce(t.role, contact.role),
        name_key = iif(t.name IS NULL, contact.name_key, fold(t.name)) FROM temp.told_contact AS t
        WHERE t.contact_id = contact.id AND (t.name <> contact.name OR t.role <> coalesce(contact.role, ''))
        AND contact.id NOT IN (SELECT contact_id FROM temp.new_contact)"""
    )
    change.run(
        """INSERT INTO external_id (client_id, contact_id, entity, system, value)
        SELECT c.client_id, c.id, 'contact', s.system, s.contact_ref FROM temp.staged AS s
        JOIN contact AS c ON c.id = s.contact_id WHERE s.contact_ref IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM external_id WHERE system = s.system AND entity = 'contact' AND value = s.contact_ref)
        GROUP BY s.system, s.contact_ref ORDER BY s.id"""
    )


def _write_addresses(change: Change) -> None:
    known = """SELECT 1 FROM address WHERE kind = a.kind AND value_key = a.value_key
        AND client_id = coalesce(c.client_id, s.client_id) AND contact_id IS s.contact_id"""
    change.run(
        f"""INSERT INTO address (client_id, contact_id, kind, label, value, shown, value_key, valid)
        SELECT client_id, contact_id, kind, label, value, shown, value_key, valid FROM (
            SELECT coalesce(c.client_id, s.client_id) AS client_id, s.contact_id, a.*, min(a.rowid) AS place
            FROM temp.staged_address AS a JOIN temp.staged AS s ON s.id = a.row
            LEFT JOIN contact AS c ON c.id = s.contact_id
            WHERE NOT EXISTS ({known})
            GROUP BY coalesce(c.client_id, s.client_id), s.contact_id, a.kind, a.value_key) ORDER BY place"""
    )


def _write_touches(change: Change) -> None:
    """Log the last contact of a client, unless one on or after that day is known."""
    change.run(
        """INSERT INTO touchpoint (client_id, kind, happened_on, text) SELECT t.client_id, 'other', t.last_touch_on,
        :text FROM temp.told_client AS t JOIN standing AS s ON s.client_id = t.client_id
        WHERE t.last_touch_on IS NOT NULL AND coalesce(s.last_touch_on, '') < t.last_touch_on ORDER BY t.client_id""",
        text=LAST_CONTACT,
    )
    change.run(
        """DELETE FROM snooze WHERE kind = 'touch' AND client_id IN (SELECT client_id FROM row_change
        WHERE operation_id = :id AND table_name = 'touchpoint')""",
        id=change.operation_id,
    )


def _write_tasks(change: Change) -> None:
    """Add the next steps as promises of ours, unless the client has or had the same one."""
    change.run(
        f"""INSERT INTO task (client_id, text, side, status, due_on, added_on)
        SELECT client_id, text, 'ours', 'open', due_on, :today FROM (
            SELECT client_id, coalesce(next_step, '{NEXT_STEP}') AS text, next_step_on AS due_on, min(id) AS row
            FROM temp.staged WHERE next_step IS NOT NULL OR next_step_on IS NOT NULL GROUP BY 1, 2, 3) AS s
        WHERE NOT EXISTS (SELECT 1 FROM task WHERE client_id = s.client_id AND text = s.text AND due_on IS s.due_on)
        ORDER BY row""",
        today=change.today,
    )
