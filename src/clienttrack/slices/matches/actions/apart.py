"""E-mails, phones and domains that stand at rows of several names and so do not say which record a row means."""

from clienttrack import likeness, mailboxes
from clienttrack.book import Change

# The addresses of a row are its client's where it speaks of nobody else, or of nobody's company.
OWN_ADDRESS = """(s.person = 1 OR s.contact_key IS NULL
    OR coalesce(s.name_key, s.domain, s.handle, s.client_ref, s.company_ref) IS NULL)"""
_NAMED = f"s.core IS NOT NULL AND (s.person = 0 OR s.contact IS NOT NULL) AND {OWN_ADDRESS}"
# Of each kind the column of the value, that of the name, and the rows that count.
_KINDS = {
    "email": ("email_key", "core", _NAMED),
    "phone": ("phone_key", "core", _NAMED),
    "domain": ("domain", "core", "s.core IS NOT NULL AND s.person = 0 AND s.entity = 'clients'"),
    "contact": ("email_key", "contact_key", "s.contact IS NOT NULL"),
}


def set_apart(change: Change, *, in_book: bool) -> None:
    """Note the values by which rows of an import would be taken for one another though their names contradict.

    A domain where anybody has a mailbox is such a value always. The addresses of companies find nobody but clients that
    are ``in_book``.
    """
    connection = change.connection
    connection.create_function("core_of_name", 1, likeness.core_of_name, deterministic=True)
    connection.create_function("names_agree", 2, _names_agree, deterministic=True)
    connection.create_function("is_shared_mailbox", 1, _is_shared_mailbox, deterministic=True)
    change.run("CREATE TEMP TABLE apart (kind TEXT, value TEXT, PRIMARY KEY (kind, value)) WITHOUT ROWID")
    for kind, (column, name, counts) in _KINDS.items():
        condition = counts if in_book or counts is not _NAMED else f"s.person = 1 AND {counts}"
        if change.value(f"SELECT EXISTS (SELECT 1 FROM temp.staged AS s WHERE s.{column} IS NOT NULL AND {condition})"):
            _set_kind_apart(change, kind, column, name, condition)
    if change.value("SELECT EXISTS (SELECT 1 FROM temp.staged WHERE domain IS NOT NULL)"):
        change.run_many(
            "INSERT OR IGNORE INTO temp.apart VALUES ('domain', ?)", [(domain,) for domain in mailboxes.FREE_MAIL]
        )


def _names_agree(name: str | None, other: str | None) -> bool:
    return bool(name and other) and likeness.names_agree(str(name), str(other))


def _is_shared_mailbox(email: str | None) -> bool:
    return email is not None and mailboxes.is_shared(email)


def _set_kind_apart(change: Change, kind: str, column: str, name: str, condition: str) -> None:
    names: dict[str, list[str]] = {}
    rows = change.rows(
        f"""SELECT DISTINCT s.{column} AS value, s.{name} AS name FROM temp.staged AS s
        WHERE {condition} AND s.{column} IN (SELECT s.{column} FROM temp.staged AS s
            WHERE s.{column} IS NOT NULL AND {condition} GROUP BY s.{column} HAVING min(s.{name}) <> max(s.{name}))"""
    )
    for row in rows:
        names.setdefault(row["value"], []).append(row["name"])
    # Names that all agree with the longest are one name, written with more or less care.
    apart = [
        (kind, value)
        for value, told in names.items()
        if not all(likeness.names_agree(max(told, key=len), one) for one in told)
    ]
    change.run_many("INSERT INTO temp.apart VALUES (?, ?)", apart)
