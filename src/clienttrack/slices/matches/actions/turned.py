"""People whom the book calls by their last name first: ``Marsh, Owen`` is Owen Marsh."""

from clienttrack.book import Change
from clienttrack.names import spoken_key

# Of each kind the key by which rows tell the name, the records and rows that count, and which are of one client.
_KINDS = {
    "client": ("name_key", "id AS client_id", "kind = 'person'", "s.person = 1 AND s.client_id IS NULL", "1"),
    "contact": ("contact_key", "client_id", "1", "s.number IS NULL", "{}.client_id = s.client_id"),
}


def know_turned(change: Change, table: str, rows: str = "staged") -> None:
    """Let rows that tell the spoken name of a person mean the client or contact called by the last name first."""
    key, client, which, fits, same = _KINDS[table]
    turned = f"FROM {table} WHERE {which} AND instr(name, ',') > 0"
    if not change.value(f"SELECT EXISTS (SELECT 1 {turned})"):
        return
    change.connection.create_function("spoken_key", 1, spoken_key, deterministic=True)
    change.run(f"CREATE TEMP TABLE turned AS SELECT {client}, name_key, spoken_key(name) AS spoken {turned}")
    change.run("CREATE INDEX temp.turned_spoken ON turned (spoken)")
    change.run(
        f"""UPDATE temp.{rows} AS s SET {key} = t.name_key FROM temp.turned AS t WHERE t.spoken = s.{key} AND {fits}
        AND {same.format("t")} AND NOT EXISTS (
            SELECT 1 FROM {table} AS o WHERE o.name_key = s.{key} AND {same.format("o")})"""
    )
    change.run("DROP TABLE temp.turned")
