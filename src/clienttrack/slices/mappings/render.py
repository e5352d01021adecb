"""How mappings look."""

from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from pathlib import Path

    from clienttrack.ink import Drawing
    from clienttrack.slices.mappings.rules.checking import CheckedMapping, CheckedTable, MappingLine
    from clienttrack.slices.mappings.rules.mapping import FoundMapping, Mapping
    from clienttrack.slices.mappings.rules.suggesting import SuggestedMapping

TOLD_BY_KIND = ("plain_touchpoints", "plain_tasks", "plain_payments")


def mapping_list(lines: "list[MappingLine]") -> "Drawing":
    """Show all mappings; of a broken one what is wrong with it."""
    drawn = table(Column("Name"), Column("For", words=True), Column("Rows are", spare=2), Column("Whose", spare=1))
    for line in lines:
        style = "red" if line.broken else ""
        drawn.add_row(
            cell(shortened(line.name, 60)),
            cell(shortened(f"broken: {line.broken}" if line.broken else line.title), style),
            cell(line.entity),
            cell(line.whose, "bold" if line.whose == "own" else "dim"),
        )
    return drawn


def as_written(found: "FoundMapping", mapping: "Mapping") -> str:
    """Show the text of a mapping, to be copied and changed."""
    assert found.name == mapping.name
    return found.text.rstrip("\n")


def draft(suggested: "SuggestedMapping") -> str:
    """Show nothing but the draft, so that a shell can write it to a file."""
    return suggested.text.rstrip("\n")


def written_draft(target: "Path", folder: "Path", suggested: "SuggestedMapping") -> str:
    """Say where a draft is, how many columns it could place, and what to do with it."""
    placed = sum(column.field is not None for column in suggested.columns)
    use = "" if target.resolve().parent == folder.resolve() else f", then move it into '{one_line(str(folder))}'"
    return (
        f"drafted: '{one_line(str(target))}' gives {placed} of {len(suggested.columns)} columns a field; "
        f"read it over, look with `clienttrack mapping check`{use}"
    )


def fine(checked: "CheckedMapping") -> str:
    """Say that a mapping file is fine."""
    fields = "1 field" if checked.fields == 1 else f"{checked.fields} fields"
    return f"fine: '{one_line(checked.file)}' gives {fields} of {checked.entity} ({shortened(checked.title, 60)})"


def reading(checked: "CheckedTable") -> "Drawing":
    """Show what each column of a table becomes."""
    drawn = table(Column("Column", right=True, spare=1), Column("Header", words=True), Column("Becomes", words=True))
    for column in checked.columns:
        drawn.add_row(cell(column.column), cell(shortened(column.header, 60)), cell(shortened(column.becomes, 60)))
    return drawn


def whose_table(checked: "CheckedTable") -> str:
    """Say which mapping reads a table, or that several would."""
    first, *others = checked.mappings
    said = f"{one_line(checked.file)}: {first} ({shortened(checked.title, 60)}), rows are {checked.entity}"
    if first in TOLD_BY_KIND:
        said += f"; import it with --as {checked.entity}"
    return f"{said}; {', '.join(others)} fit as well, so that an import wants --mapping NAME" if others else said
