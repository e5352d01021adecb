"""How duplicates and merges look."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from clienttrack.columns import Column, Table
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from clienttrack.ink import Drawing
    from clienttrack.slices.duplicates.actions import MergedClients, ToldApart
    from clienttrack.slices.duplicates.queries.pairs import FoundDuplicates
    from clienttrack.slices.duplicates.queries.previews import MergePreview

PEOPLE_SHOWN = 10
PAIRS = (
    Column("Score", right=True, spare=1),
    Column("Client"),
    Column("Name", words=True),
    Column("Why", words=True),
)
FIELDS = (
    Column("Field"),
    Column("Keep", words=True),
    Column("Other", words=True),
    Column("Result", words=True),
)


def duplicate_list(found: "FoundDuplicates") -> "str | Drawing":
    """Show the pairs that may be one, a client a line, and say what was passed over."""
    foot = []
    if more := found.total - len(found.pairs):
        foot.append(f"{more} more {'pair' if more == 1 else 'pairs'}; leave --limit out to see all.")
    if found.passed_over:
        values = ", ".join(f"{number} × {what}" for what, number in found.passed_over.items())
        foot.append(f"Passed over, because more than 50 clients share each: {values}.")
    if not found.pairs:
        return "\n".join(["No two clients look like one.", *foot])
    drawn = table(*PAIRS)
    for line in found.pairs:
        why, *besides = line.reasons
        why += "," if besides else ""
        drawn.add_row(*map(cell, (line.score, line.client, shortened(line.name, 40), shortened(why))))
        drawn.add_row(*map(cell, ("", line.other, shortened(line.other_name, 40), shortened(", ".join(besides)))))
    foot.append("Merge two with `clienttrack client merge KEEP OTHER`, or `clienttrack client distinct A B`.")
    drawn.remark = "\n".join(foot)
    return drawn


def told_apart(pair: "ToldApart") -> str:
    """Say whether two clients are remembered as not the same."""
    both = f"{pair.client} and {pair.other}"
    if pair.distinct:
        again = "" if pair.changed else " already"
        return f"{both} are{again} told apart and not listed as duplicates; --forget takes it back."
    return f"{both} may be the same again." if pair.changed else f"{both} were not told apart."


def preview(merge: "MergePreview") -> "Table":
    """Show every field before and after a merge, what moves, and what one should know."""
    drawn = table(*FIELDS)
    for line in merge.fields:
        values = ("—" if one is None else shortened(one) for one in (line.keep, line.other, line.result))
        drawn.add_row(cell(shortened(line.field.replace("_", " "), 60), "dim"), *map(cell, values))
    told = [f"From {merge.other} to {merge.keep}: {_moves(merge.moves)}.", *merge.notes, *_people(merge)]
    drawn.remark = "\n".join(map(one_line, told))
    return drawn


def _people(merge: "MergePreview") -> Iterable[str]:
    for one in merge.same_people[:PEOPLE_SHOWN]:
        yield (
            f"{shortened(one.name, 60)} (contacts {one.contact} and {one.other_contact}) looks like one person; "
            "they stay two contacts."
        )
    if len(merge.same_people) > PEOPLE_SHOWN:
        yield f"{len(merge.same_people) - PEOPLE_SHOWN} more pairs of contacts look like one person and stay two."


def dry_run(merge: "MergePreview") -> "Drawing":
    """Show what a merge would do and say that nothing was done."""
    drawn = preview(merge)
    drawn.remark += "\nNothing was written: this was a dry run."
    return drawn


def merged(merge: "MergedClients") -> str:
    """Say what became one and how to take it back."""
    return (
        f"Merged {merge.other} ({shortened(merge.other_name, 60)}) into {merge.keep} "
        f"({shortened(merge.keep_name, 60)}): {_moves(merge.moves)}. "
        f"Take it back with `clienttrack undo {merge.operation}`."
    )


def _moves(moves: Mapping[str, int]) -> str:
    told = (f"{number} {words if number > 1 else _one(words)}" for words, number in moves.items() if number)
    return ", ".join(told).replace("_", " ") or "no records"


def _one(words: str) -> str:
    return {"addresses": "address", "aliases": "alias"}.get(words, words.removesuffix("s"))
