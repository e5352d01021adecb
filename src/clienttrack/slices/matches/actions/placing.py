"""Giving every staged row the records it means, and finding what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.slices.matches.actions import contradictions, links, matching, moving, people
from clienttrack.slices.matches.actions.apart import set_apart
from clienttrack.slices.matches.queries import conflicts
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
    in_book = bool(change.value("SELECT EXISTS (SELECT 1 FROM client UNION ALL SELECT 1 FROM alias)"))
    set_apart(change, in_book=in_book)
    matching.match_clients(change, on_match=wanted.on_match)
    people.match_contacts(change, on_match=wanted.on_match)
    notices += moving.settle_misplaced(change, move=wanted.on_match is OnMatch.UPDATE)
    found = [*conflicts.within_files(change, names)]
    if in_book:
        found += conflicts.with_book(change, names, wanted)
        if wanted.on_match is not OnMatch.NEW:
            found += contradictions.contradictions(change, names)
            notices += contradictions.taken_for_others(change)
    # One thing that stands in the way of a row is enough to say.
    firsts = {conflict.row: conflict.problem for conflict in reversed(found)}
    change.run_many("DELETE FROM temp.staged WHERE id = ?", [(row,) for row in firsts])
    left_alone = 0
    if wanted.on_match is OnMatch.SKIP:
        change.run(
            f"""CREATE TEMP TABLE left_alone AS SELECT file, line, coalesce(contact_called, called) AS named
            FROM temp.staged AS s WHERE {conflicts.THERE}"""
        )
        left_alone = change.run(f"DELETE FROM temp.staged AS s WHERE {conflicts.THERE}")
    return PlacedRows([firsts[row] for row in sorted(firsts)], notices, left_alone)
