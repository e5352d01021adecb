"""People whom the book calls by their last name first: ``Marsh, Owen`` is Owen Marsh."""

from clienttrack.book import Change
from clienttrack.names import spoken_key

_TURNED = """SELECT {client} AS client_id, name_key, spoken_key(name) AS spoken FROM {table} AS b
    WHERE instr(name, ',') > 0 AND {which} AND NOT EXISTS (
        SELECT 1 FROM {table} AS o WHERE {same} AND o.name_key = spoken_key(b.name))"""
_OF_CLIENTS = {"client": "NULL", "table": "client", "which": "kind = 'person'", "same": "1"}
_OF_CONTACTS = {
    "client": "client_id",
    "table": "contact",
    "which": "client_id IN (SELECT client_id FROM temp.{rows})",
    "same": "o.client_id = b.client_id",
}


def know_turned_clients(change: Change) -> None:
    """Let rows that tell the spoken name of a person mean the client whom the book calls by the last name first."""
    if change.value("SELECT EXISTS (SELECT 1 FROM temp.staged WHERE person = 1 AND client_id IS NULL)"):
        _know(
            change, "staged", _OF_CLIENTS, "name_key = t.name_key", "staged.person = 1 AND staged.name_key = t.spoken"
        )


def know_turned_contacts(change: Change, rows: str) -> None:
    """Let rows of a staged table that tell the spoken name of a contact mean the one called by the last name first."""
    told = {name: sql.format(rows=rows) for name, sql in _OF_CONTACTS.items()}
    which = f"{rows}.number IS NULL AND {rows}.client_id = t.client_id AND {rows}.contact_key = t.spoken"
    _know(change, rows, told, "contact_key = t.name_key", which)


def _know(change: Change, rows: str, of: dict[str, str], becomes: str, which: str) -> None:
    sql = _TURNED.format(**of)
    if not change.value(f"SELECT EXISTS (SELECT 1 FROM {of['table']} WHERE instr(name, ',') > 0 AND {of['which']})"):
        return
    change.connection.create_function("spoken_key", 1, spoken_key, deterministic=True)
    change.run(f"CREATE TEMP TABLE turned AS {sql}")
    change.run("CREATE INDEX temp.turned_spoken ON turned (spoken)")
    change.run(f"UPDATE temp.{rows} SET {becomes} FROM temp.turned AS t WHERE {which}")
    change.run("DROP TABLE temp.turned")
