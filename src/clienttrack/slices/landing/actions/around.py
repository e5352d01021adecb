"""Writing what stands round a client: other handles, ids, domains, tags and fields of the user's own."""

from clienttrack.book import Change
from clienttrack.bulk import insert_many


def first_fields(record: str, condition: str) -> str:
    """Give the FROM of a question for the first field ``c`` of each name that rows ``s`` tell of a record, in order.

    Only numbers are grouped and sorted: a value may be megabytes.
    """
    rows = "temp.staged_custom AS c CROSS JOIN temp.staged AS s ON s.id = c.row"
    firsts = f"SELECT min(c.rowid) FROM {rows} WHERE {condition} GROUP BY {record}, c.name"
    return f"FROM {rows} WHERE +c.rowid IN ({firsts}) ORDER BY c.rowid"


def write_around_clients(change: Change, *, fill: bool) -> None:
    """Write other handles, ids, domains, tags and fields; all of them only ever add, fields change unless ``fill``."""
    insert_many(
        change,
        "alias",
        """INSERT INTO alias (client_id, alias, alias_key) SELECT s.client_id, s.handle, s.handle
        FROM temp.staged AS s WHERE s.handle IS NOT NULL AND NOT EXISTS (SELECT 1 FROM client WHERE handle = s.handle)
        AND NOT EXISTS (SELECT 1 FROM alias WHERE alias = s.handle) GROUP BY s.handle ORDER BY s.id""",
    )
    insert_many(
        change,
        "alias",
        """INSERT INTO alias (client_id, alias, alias_key) SELECT s.client_id, a.alias, a.alias_key
        FROM temp.staged_alias AS a JOIN temp.staged AS s ON s.id = a.row
        WHERE NOT EXISTS (SELECT 1 FROM alias WHERE alias = a.alias) GROUP BY a.alias ORDER BY a.rowid""",
    )
    refs = """SELECT id, 0 AS place, client_id, system, client_ref AS value FROM temp.staged
        WHERE client_ref IS NOT NULL
        UNION ALL SELECT s.id, i.rowid, s.client_id, i.system, i.value FROM temp.staged_id AS i
        JOIN temp.staged AS s ON s.id = i.row WHERE s.contact_id IS NULL"""
    insert_many(
        change,
        "external_id",
        f"""INSERT INTO external_id (client_id, entity, system, value) SELECT r.client_id, 'client', r.system, r.value
        FROM ({refs}) AS r WHERE NOT EXISTS (SELECT 1 FROM external_id
        WHERE system = r.system AND entity = 'client' AND value = r.value)
        GROUP BY r.system, r.value ORDER BY min(r.id), r.place""",
    )
    insert_many(
        change,
        "domain",
        """INSERT INTO domain (client_id, domain) SELECT d.client_id, d.domain FROM (
            SELECT id, 0 AS place, client_id, domain FROM temp.staged WHERE domain IS NOT NULL
            UNION ALL SELECT s.id, d.rowid, s.client_id, d.domain FROM temp.staged_domain AS d
            JOIN temp.staged AS s ON s.id = d.row) AS d
        WHERE NOT EXISTS (SELECT 1 FROM domain WHERE domain = d.domain AND client_id = d.client_id)
        GROUP BY d.client_id, d.domain ORDER BY min(d.id), d.place""",
    )
    _write_tags(change)
    _write_fields(change, fill=fill)


def _write_tags(change: Change) -> None:
    change.run(
        """INSERT INTO tag (name, name_key) SELECT name, name_key FROM temp.staged_tag AS s
        WHERE NOT EXISTS (SELECT 1 FROM tag WHERE name_key = s.name_key) GROUP BY name_key ORDER BY min(row)"""
    )
    insert_many(
        change,
        "client_tag",
        """INSERT INTO client_tag (client_id, tag_id) SELECT DISTINCT s.client_id, t.id FROM temp.staged_tag AS st
        JOIN temp.staged AS s ON s.id = st.row JOIN tag AS t ON t.name_key = st.name_key
        WHERE NOT EXISTS (SELECT 1 FROM client_tag WHERE client_id = s.client_id AND tag_id = t.id)""",
    )


def _write_fields(change: Change, *, fill: bool) -> None:
    """Write the fields of the user's own."""
    change.run(
        f"""CREATE TEMP TABLE told_custom AS SELECT s.client_id, c.name, c.value
        {first_fields("s.client_id", "s.entity = 'clients' OR s.person = 1")}"""
    )
    change.run(
        f"""UPDATE custom_field SET value = t.value FROM temp.told_custom AS t
        WHERE t.client_id = custom_field.client_id AND t.name = custom_field.name
        AND t.value <> custom_field.value AND {not fill}"""
    )
    insert_many(
        change,
        "custom_field",
        """INSERT INTO custom_field (client_id, name, value) SELECT client_id, name, value FROM temp.told_custom AS t
        WHERE NOT EXISTS (SELECT 1 FROM custom_field WHERE client_id = t.client_id AND name = t.name)
        ORDER BY rowid""",
    )
