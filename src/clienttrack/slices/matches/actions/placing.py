"""Giving every staged row the records it means, and finding what stands in its way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.slices.matches.actions import links, matching
from clienttrack.slices.matches.queries import conflicts
from clienttrack.slices.matches.queries.conflicts import Conflict
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted
from clienttrack.tables.problems import Problem


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """What came of placing rows: problems, whose rows are gone, sentences for the user, rows that were left alone."""

    problems: list[Problem]
    notices: list[str]
    left_alone: int


def place_rows(change: Change, names: Sequence[str], wanted: Wanted) -> PlacedRows:
    """Give every staged row its client and contact; ``names`` are those of the files by their numbers."""
    notices = [*links.follow_links(change, names)]
    matching.match_clients(change, on_match=wanted.on_match)
    matching.match_contacts(change, on_match=wanted.on_match)
    found = [*conflicts.within_files(change, names)]
    if change.value("SELECT EXISTS (SELECT 1 FROM client UNION ALL SELECT 1 FROM alias)"):
        found += conflicts.with_book(change, names, wanted)
        found += () if wanted.on_match is OnMatch.NEW else _contradictions(change, names)
    change.run_many("DELETE FROM temp.staged WHERE id = ?", [(conflict.row,) for conflict in found])
    left_alone = 0
    if wanted.on_match is OnMatch.SKIP:
        left_alone = change.run(f"DELETE FROM temp.staged AS s WHERE {conflicts.THERE}")
    return PlacedRows([conflict.problem for conflict in found], notices, left_alone)


def _contradictions(change: Change, names: Sequence[str]) -> Iterator[Conflict]:
    for row in matching.contradictions(change):
        if row["matched"] in matching.STRONG_KEYS or row["matched"] == "contact":
            by, key = ("id" if word == "external_id" else word for word in (row["matched"], row["key"]))
            message = f"its {by} means {row['one']} and its {key} {row['other']}; mend the row, or merge the two"
            place = names[row["file"]], row["line"], None
            yield Conflict(row["id"], Problem(*place, "ambiguous-match", message))
