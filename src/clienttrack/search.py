"""The full-text index of the book: one folded text per record that has words of the user.

The index is an FTS5 table with the trigram tokenizer, without positions: it knows which texts hold all pieces of a
word, and the text itself tells whether it holds the word. Its rowid is ``record id × PLACES + place of the record's
table``. It is filled per operation, in one statement for each table, from the journal's rows.
"""

import sqlite3
from collections.abc import Sequence

from clienttrack.names import fold
from clienttrack.vocabulary import LAST_CONTACT

INDEXED = ("client", "contact", "touchpoint", "task", "meeting", "answer", "need", "remark", "payment")
PLACES = 16  # with room for tables to come, so that what is indexed already stays where it is
SHORTEST_INDEXED_WORD = 3
MOST_PIECES = 64
LARGE = 20_000
USUAL_MERGING = 4


def _words(*columns: str) -> str:
    return f"folded({', '.join(columns)})"


def _number(table: str) -> str:
    return f"c.id * {PLACES} + {INDEXED.index(table)}"


def _changed(table: str) -> str:
    return f"SELECT row_id FROM row_change WHERE operation_id = :operation_id AND table_name = '{table}'"


_OF_CLIENT = (
    "name",
    "handle",
    "industry",
    "city",
    "country",
    "website",
    "source",
    "preferences",
    "decision_style",
    "notes",
)
BODIES = {
    "client": f"SELECT {_number('client')}, "
    + _words(
        *(f"c.{column}" for column in _OF_CLIENT),
        "(SELECT group_concat(alias, ' ') FROM alias WHERE client_id = c.id)",
        "(SELECT group_concat(value, ' ') FROM custom_field WHERE client_id = c.id)",
    )
    + " FROM client AS c",
    "contact": f"SELECT {_number('contact')}, "
    + _words("c.name", "c.role", "c.notes", "(SELECT group_concat(shown, ' ') FROM address WHERE contact_id = c.id)")
    + " FROM contact AS c",
    # A text that says nothing is not worth finding, and a large list brings one for each of its rows.
    "touchpoint": f"""SELECT {_number("touchpoint")}, fold(c.text)
        FROM (SELECT id, text FROM touchpoint WHERE text <> '{LAST_CONTACT}') AS c""",
    "task": f"SELECT {_number('task')}, {_words('c.text', 'c.because')} FROM task AS c",
    "meeting": f"SELECT {_number('meeting')}, {_words('c.goal', 'c.because')} FROM meeting AS c",
    "answer": f"SELECT {_number('answer')}, fold(c.text) FROM answer AS c",
    "need": f"SELECT {_number('need')}, {_words('c.text', 'c.evidence')} FROM need AS c",
    "remark": f"SELECT {_number('remark')}, fold(c.text) FROM remark AS c",
    # Most payments say nothing in words.
    "payment": f"""SELECT {_number("payment")}, {_words("c.project", "c.note")}
        FROM (SELECT id, project, note FROM payment WHERE project IS NOT NULL OR note IS NOT NULL) AS c""",
}

TOUCHED = {
    "client": """
        SELECT client_id FROM row_change WHERE operation_id = :operation_id AND client_id IS NOT NULL
            AND table_name IN ('client', 'alias', 'custom_field')
        UNION SELECT json_extract(old, '$.client_id') FROM row_change
            WHERE operation_id = :operation_id AND table_name IN ('alias', 'custom_field')""",
    "contact": f"""
        {_changed("contact")}
        UNION SELECT a.contact_id FROM row_change AS r JOIN address AS a ON a.id = r.row_id
            WHERE r.operation_id = :operation_id AND r.table_name = 'address'
        UNION SELECT json_extract(old, '$.contact_id') FROM row_change
            WHERE operation_id = :operation_id AND table_name = 'address'""",
    **{table: _changed(table) for table in INDEXED[2:]},
}


def hits(words: Sequence[str], name: str = "word") -> tuple[str, dict[str, str]]:
    """Give the question for the rows of the index whose text holds every folded word, and its values.

    The index gives the texts that hold all pieces of the words, the text itself whether it holds them; words too short
    for the index are looked for in all texts. ``name`` begins the names of the values.
    """
    values = {f"{name}_{number}": word for number, word in enumerate(words)}
    long_words = [word for word in words if len(word) >= SHORTEST_INDEXED_WORD]
    if not long_words:
        # Read from the table under the index: the index itself takes twice as long to walk through.
        return f"SELECT id AS number FROM search_content WHERE {holds('c0', words, name)}", values
    tests = holds("body", words, name)
    question = f"SELECT rowid AS number FROM search WHERE search MATCH :{name}_pieces AND {tests}"
    return question, values | {f"{name}_pieces": _pieces(long_words)}


def holds(text: str, words: Sequence[str], name: str = "word") -> str:
    """Give the condition that a text holds every word, by the names of the values that ``hits`` gives."""
    return " AND ".join(f"instr({text}, :{name}_{number}) > 0" for number in range(len(words)))


def _pieces(words: Sequence[str]) -> str:
    """Write the pieces of words as a query to the index: nothing but strings, so that typed text is never syntax."""
    size = SHORTEST_INDEXED_WORD
    pieces = dict.fromkeys(word[at : at + size] for word in words for at in range(len(word) - size + 1))
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in list(pieces)[:MOST_PIECES])


def register(connection: sqlite3.Connection) -> None:
    """Give a connection that writes the functions the index is filled with."""
    connection.create_function("fold", 1, lambda text: "" if text is None else fold(text), deterministic=True)
    connection.create_function("folded", -1, lambda *texts: fold(" ".join(filter(None, texts))), deterministic=True)


def refresh(connection: sqlite3.Connection, operation_id: int) -> None:
    """Bring the index up to date with everything one operation has changed."""
    many = "SELECT count(*) FROM (SELECT 1 FROM row_change WHERE operation_id = ? LIMIT ?)"
    large = connection.execute(many, (operation_id, LARGE)).fetchone()[0] == LARGE
    if large:
        # Later writes merge what a large one leaves in pieces, a little each.
        _set_merging(connection, 0)
    _refresh(connection, operation_id)
    if large:
        _set_merging(connection, USUAL_MERGING)


def _set_merging(connection: sqlite3.Connection, pieces: int) -> None:
    connection.execute("INSERT INTO search (search, rank) VALUES ('automerge', ?)", (pieces,))


def _refresh(connection: sqlite3.Connection, operation_id: int) -> None:
    touched_tables = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT table_name FROM row_change WHERE operation_id = ?", (operation_id,)
        )
    }
    feeds = {"alias": "client", "custom_field": "client", "address": "contact"}
    named = {"operation_id": operation_id}
    for place, table in enumerate(INDEXED):
        if not touched_tables & {table, *(feed for feed, fed in feeds.items() if fed == table)}:
            continue
        touched = TOUCHED[table]
        connection.execute(
            f"WITH t (id) AS ({touched}) DELETE FROM search WHERE rowid IN (SELECT id * {PLACES} + {place} FROM t)",
            named,
        )
        connection.execute(
            f"WITH t (id) AS ({touched}) "
            f"INSERT INTO search (rowid, body) {BODIES[table]} WHERE c.id IN (SELECT id FROM t)",
            named,
        )


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill the whole index anew."""
    connection.execute("DELETE FROM search")
    for body in BODIES.values():
        connection.execute(f"INSERT INTO search (rowid, body) {body}")
