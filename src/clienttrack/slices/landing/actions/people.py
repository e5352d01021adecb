"""Writing the contacts that the staged rows name, and the addresses of contacts and clients."""

from clienttrack.book import Change
from clienttrack.bulk import insert_many
from clienttrack.slices.contacts.actions import GOES_WITH_THE_CONTACT, LEFT_BEHIND, LET_GO_OF_THE_CONTACT
from clienttrack.slices.landing.actions.around import first_fields
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted

_COLUMNS = {"role": "role", "level": "level", "decision": "decision", "notes": "contact_notes", "left_on": "left_on"}

# The last name first is the same name, and no better than the one that is known.
_NAMED_SO = """s.contact_matched = 'name' OR (instr(s.contact, ',') > 0 AND EXISTS (
    SELECT 1 FROM contact AS c WHERE c.id = s.contact_id AND c.name_key = s.contact_key))"""


def write_contacts(change: Change, wanted: Wanted) -> None:
    """Write the contacts that rows name, their addresses, ids and fields."""
    if change.value("SELECT EXISTS (SELECT 1 FROM temp.staged WHERE contact_id IS NOT NULL)"):
        _move_contacts(change)
        _gather_contacts(change)
        _add_contacts(change)
        if wanted.on_match in {OnMatch.UPDATE, OnMatch.FILL}:
            _amend_contacts(change, fill=wanted.on_match is OnMatch.FILL)
        _write_ids(change)
        _write_fields(change, fill=wanted.on_match is OnMatch.FILL)
    _write_addresses(change)


def _move_contacts(change: Change) -> None:
    """Take contacts to the client that the file names now, as ``contact move`` does."""
    if not change.value("SELECT EXISTS (SELECT 1 FROM temp.moved_contact)"):
        return
    moved = "FROM temp.moved_contact AS m WHERE m.contact_id ="
    for sql in LET_GO_OF_THE_CONTACT + LEFT_BEHIND:
        change.run(f"{sql} contact_id IN (SELECT contact_id FROM temp.moved_contact)")
    change.run(f"UPDATE contact SET client_id = m.client_id {moved} contact.id")
    for table, which in GOES_WITH_THE_CONTACT.items():
        change.run(f"UPDATE {table} SET client_id = m.client_id {moved} {table}.contact_id{which}")


def _gather_contacts(change: Change) -> None:
    """Make one line of all rows about a contact: the first cell that is not empty counts."""
    columns = {"name": f"iif({_NAMED_SO}, NULL, s.contact)", "added_on": "s.contact_added_on"}
    columns |= {column: f"s.{staged}" for column, staged in _COLUMNS.items()}
    change.run("CREATE INDEX temp.staged_contact ON staged (contact_id)")
    change.run(
        f"""CREATE TEMP TABLE told_contact AS SELECT s.contact_id, s.client_id, count(*) AS many, min(s.id) AS row,
        s.contact_called, {", ".join(f"{told} AS {column}" for column, told in columns.items())}
        FROM temp.staged AS s WHERE s.contact_id IS NOT NULL GROUP BY s.contact_id"""
    )
    change.run("CREATE UNIQUE INDEX temp.told_contact_id ON told_contact (contact_id)")
    if not change.value("SELECT EXISTS (SELECT 1 FROM temp.told_contact WHERE many > 1)"):
        return
    for column, told in columns.items():
        change.run(
            f"""UPDATE temp.told_contact SET {column} = (SELECT {told} FROM temp.staged AS s
            WHERE s.contact_id = told_contact.contact_id AND {told} IS NOT NULL ORDER BY s.id LIMIT 1) WHERE many > 1"""
        )


def _add_contacts(change: Change) -> None:
    columns = ", ".join(_COLUMNS)
    insert_many(
        change,
        "contact",
        f"""INSERT INTO contact (id, client_id, name, name_key, {columns}, added_on) SELECT contact_id, client_id,
        coalesce(name, contact_called), fold(coalesce(name, contact_called)), {columns}, coalesce(added_on, :today)
        FROM temp.told_contact
        WHERE contact_id IN (SELECT contact_id FROM temp.new_contact) ORDER BY contact_id""",
        today=change.today,
    )


def _amend_contacts(change: Change, *, fill: bool) -> None:
    known = "coalesce(contact.{0}, t.{0})" if fill else "coalesce(t.{0}, contact.{0})"
    pairs = ", ".join(f"{name} = {known.format(name)}" for name in ("name", *_COLUMNS))
    differs = " OR ".join(
        f"(contact.{name} IS NULL AND t.{name} IS NOT NULL)" if fill else f"t.{name} <> coalesce(contact.{name}, '')"
        for name in ("name", *_COLUMNS)
    )
    key = "contact.name_key" if fill else "iif(t.name IS NULL, contact.name_key, fold(t.name))"
    change.run(
        f"""UPDATE contact SET {pairs}, name_key = {key} FROM temp.told_contact AS t WHERE t.contact_id = contact.id
        AND ({differs}) AND contact.id NOT IN (SELECT contact_id FROM temp.new_contact)"""
    )


def _write_ids(change: Change) -> None:
    refs = """SELECT id, 0 AS place, contact_id, system, contact_ref AS value FROM temp.staged
        WHERE contact_ref IS NOT NULL
        UNION ALL SELECT s.id, i.rowid, s.contact_id, i.system, i.value FROM temp.staged_id AS i
        JOIN temp.staged AS s ON s.id = i.row WHERE s.contact_id IS NOT NULL"""
    insert_many(
        change,
        "external_id",
        f"""INSERT INTO external_id (client_id, contact_id, entity, system, value)
        SELECT c.client_id, c.id, 'contact', r.system, r.value FROM ({refs}) AS r
        JOIN contact AS c ON c.id = r.contact_id WHERE NOT EXISTS (
            SELECT 1 FROM external_id WHERE system = r.system AND entity = 'contact' AND value = r.value)
        GROUP BY r.system, r.value ORDER BY min(r.id), r.place""",
    )


def _write_fields(change: Change, *, fill: bool) -> None:
    """Write what a table of people tells beside our own columns; of a person without a company the client has it."""
    change.run(
        f"""CREATE TEMP TABLE told_field AS SELECT s.contact_id, c.name, c.value
        {first_fields("s.contact_id", "s.entity = 'contacts' AND s.person = 0 AND s.contact_id IS NOT NULL")}"""
    )
    if not fill:
        change.run(
            """UPDATE contact_field SET value = t.value FROM temp.told_field AS t
            WHERE t.contact_id = contact_field.contact_id AND t.name = contact_field.name
            AND t.value <> contact_field.value"""
        )
    insert_many(
        change,
        "contact_field",
        """INSERT INTO contact_field (client_id, contact_id, name, value)
        SELECT c.client_id, t.contact_id, t.name, t.value FROM temp.told_field AS t
        JOIN contact AS c ON c.id = t.contact_id WHERE NOT EXISTS (
            SELECT 1 FROM contact_field WHERE contact_id = t.contact_id AND name = t.name) ORDER BY t.rowid""",
    )


def _write_addresses(change: Change) -> None:
    known = """SELECT 1 FROM address WHERE kind = a.kind AND value_key = a.value_key
        AND client_id = coalesce(c.client_id, s.client_id) AND contact_id IS s.contact_id"""
    rows = """temp.staged_address AS a CROSS JOIN temp.staged AS s ON s.id = a.row
        LEFT JOIN contact AS c ON c.id = s.contact_id"""
    insert_many(
        change,
        "address",
        f"""INSERT INTO address (client_id, contact_id, kind, label, value, shown, value_key, valid)
        SELECT coalesce(c.client_id, s.client_id), s.contact_id, a.kind, a.label, a.value, a.shown, a.value_key, a.valid
        FROM {rows} WHERE +a.rowid IN (SELECT min(a.rowid) FROM {rows} WHERE NOT EXISTS ({known})
            GROUP BY coalesce(c.client_id, s.client_id), s.contact_id, a.kind, a.value_key) ORDER BY a.rowid""",
    )
