"""New clients whose names are nearly those of others: told, never joined."""

from collections.abc import Iterator

from clienttrack import likeness
from clienttrack.book import Reader
from clienttrack.screen import shortened

MOST_COMPARED = 5_000
TOLD = 20
_SHORTEST = likeness.SHORTEST_WITH_A_SLIP - 1
_ENDS = 4
_NEW = """SELECT client_id, min(core) AS core FROM temp.staged WHERE core IS NOT NULL
    AND client_id IN (SELECT client_id FROM temp.newcomer) GROUP BY client_id ORDER BY client_id"""
# Names of which neither the first nor the last letters agree are not nearly the same, other orders of words apart.
_KNOWN = f"""SELECT b.client_id, b.core FROM temp.book_core AS b WHERE length(b.core) >= {_SHORTEST} AND (
    substr(b.core, 1, {_ENDS}) IN (SELECT substr(core, 1, {_ENDS}) FROM ({_NEW}))
    OR substr(b.core, -{_ENDS}) IN (SELECT substr(core, -{_ENDS}) FROM ({_NEW}))) ORDER BY b.client_id"""


def near_names(reader: Reader) -> Iterator[str]:
    """Say of each new client whose name is nearly another's, whether it was in the book or is new as well."""
    many = reader.value("SELECT count(*) FROM temp.newcomer")
    if many > MOST_COMPARED:
        yield f"{many:,} clients are new, too many to compare their names; `clienttrack client duplicates` does it."
        return
    found = list(dict.fromkeys(_pairs(reader)))
    for new, other in found[:TOLD]:
        named = {row["id"]: row for row in reader.rows(_NAMED, one=new, other=other)}
        words = (shortened(named[new]["name"], 60), shortened(named[other]["name"], 60), named[other]["handle"])
        yield "{} is nearly the name of {} ({}); `client merge` joins two.".format(*words)
    if len(found) > TOLD:
        yield f"{len(found) - TOLD} more names are nearly others; `clienttrack client duplicates` shows them."


_NAMED = "SELECT id, name, handle FROM client WHERE id IN (:one, :other)"


def _pairs(reader: Reader) -> Iterator[tuple[int, int]]:
    """Give each new client with the nearest that shares a key of its name; keys of too many names say nothing."""
    new = {row["client_id"]: row["core"] for row in reader.rows(_NEW)}
    known = bool(new) and reader.value("SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'book_core')")
    cores = {row["client_id"]: row["core"] for row in reader.rows(_KNOWN)} if known else {}
    by_key: dict[str, list[int]] = {}
    for client_id, core in (cores | new).items():
        for key in set(likeness.near_keys(core)):
            by_key.setdefault(key, []).append(client_id)
    cores |= new
    for client_id, core in new.items():
        others = {
            other
            for key in likeness.near_keys(core)
            if len(by_key[key]) <= likeness.LARGEST_BLOCK
            for other in by_key[key]
            if other < client_id
        }
        near = {other: likeness.nearness(core, cores[other]) for other in others}
        best = max(near, key=lambda other: (near[other], -other), default=None)
        if best is not None and near[best]:
            yield client_id, best
