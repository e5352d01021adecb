"""Many new rows at once, recorded and counted in a few statements in place of triggers that run row by row."""

from clienttrack import standing
from clienttrack.book import Change, Value


def insert_many(change: Change, table: str, sql: str, **values: Value) -> int:
    """Carry out an INSERT of many new rows into a table and give their number; they are recorded in one statement.

    The triggers that would do so row by row are laid aside for it, which spares a large import most of its time. The
    rows get numbers of their own, or such that no row of the table ever had.
    """
    last = change.value("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :table), 0)", table=table)
    triggers = change.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table AND name IN (:one, :other)",
        table=table,
        one=f"journal_{table}_insert",
        other=f"standing_{table}_insert",
    )
    for trigger in triggers:
        change.run(f"DROP TRIGGER {trigger['name']}")
    count = change.run(sql, **values)
    columns = {row["name"] for row in change.rows(f"PRAGMA table_info({table})")}
    client = "id" if table == "client" else "client_id" if "client_id" in columns else "NULL"
    change.run(
        f"""INSERT INTO row_change (operation_id, table_name, row_id, client_id)
        SELECT :operation, :table, id, {client} FROM {table} WHERE id > :last
        ORDER BY id""",
        operation=change.operation_id,
        table=table,
        last=last,
    )
    standing.count_in(change, table, last)
    for trigger in triggers:
        change.run(trigger["sql"])
    return count
