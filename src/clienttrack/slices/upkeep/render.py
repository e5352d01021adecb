"""How the state of the book is told: plain lines, and a table of backups."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from clienttrack.ink import AsWritten
from clienttrack.screen import cell, one_line, shortened, table
from clienttrack.slices.upkeep.rules import COMPLETE_AIM, Gravity, size_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clienttrack.ink import Drawing
    from clienttrack.slices.upkeep.actions import MadeBook, RestoredBook, TakenBackup
    from clienttrack.slices.upkeep.files import BookPlaces
    from clienttrack.slices.upkeep.queries import BookCopy, BookStatistics
    from clienttrack.slices.upkeep.rules import BookHealth, Completeness, Finding

SHOWN_OF_A_KIND = 20


def made_book(made: "MadeBook") -> str:
    """Say that there is a book, and how to go on."""
    if made.made:
        return f"Made an empty book at '{one_line(made.book)}'. `clienttrack client add NAME` adds the first client."
    return f"There is a book at '{one_line(made.book)}' already; nothing was changed."


def places(places: "BookPlaces") -> "Drawing":
    """Draw the places one a line."""
    missing = {True: "", False: "  (not there yet)"}
    return AsWritten(
        "\n".join(
            (
                f"book       {one_line(places.book)}{missing[places.book_exists]}",
                f"backups    {one_line(places.backups)}",
                f"settings   {one_line(places.settings)}{missing[places.settings_exist]}",
                f"templates  {one_line(places.templates)}",
            )
        )
    )


def statistics(stats: "BookStatistics") -> str:
    """Draw the counts one a line."""
    touches = f" from {stats.oldest_touch} to {stats.newest_touch}" if stats.oldest_touch else ""
    since = f" since {stats.oldest_operation:%Y-%m-%d}" if stats.oldest_operation else ""
    return "\n".join(
        (
            f"book         {one_line(stats.book)}",
            f"size         {size_words(stats.size_bytes)}, format {stats.format}",
            f"clients      {stats.clients}, {stats.clients - stats.clients_listed} of them archived or lost",
            f"contacts     {stats.contacts}",
            f"touchpoints  {stats.touchpoints}{touches}",
            f"tasks        {stats.tasks}, {stats.tasks_open} of them open",
            f"meetings     {stats.meetings}, {stats.meetings_planned} of them planned",
            f"needs        {stats.needs}, {stats.needs_open} of them open",
            f"tags         {stats.tags}",
            f"operations   {stats.operations}{since}",
            f"backups      {stats.backups}",
        )
    )


def taken_backup(taken: "TakenBackup") -> str:
    """Say where the copy is."""
    return f"Copied the book to '{one_line(taken.file)}' ({size_words(taken.size_bytes)})."


def backups(copies: "Sequence[BookCopy]") -> "str | Drawing":
    """Draw the backups, newest first; their names alone, which a restore takes."""
    if not copies:
        return "There are no backups of this book yet. `clienttrack book backup` takes one."
    drawn = table("Taken", "Clients", "Touchpoints", "Size", "File")
    for copy in copies:
        counts = (str(copy.clients), str(copy.touchpoints)) if copy.readable else ("unreadable", "")
        moment = f"{copy.taken_at:%Y-%m-%d %H:%M} UTC"
        drawn.add_row(*map(cell, (moment, *counts, size_words(copy.size_bytes), PurePath(copy.file).name)))
    return drawn


def restore_question(book: "Path", copy: "BookCopy") -> str:
    """Ask whether the book may be replaced, saying by what."""
    return (
        f"Replace the book '{one_line(str(book))}' by '{one_line(copy.file)}' "
        f"({copy.clients} clients, {copy.touchpoints} touchpoints)? This cannot be undone, but a backup is taken first."
    )


def restored_book(restored: "RestoredBook") -> str:
    """Say what the book is now and where the old one is kept."""
    upgraded = " It was brought to the present format." if restored.upgraded else ""
    kept = f" The book before is kept as '{one_line(restored.kept)}'." if restored.kept else ""
    return (
        f"The book '{one_line(restored.book)}' is now '{one_line(restored.file)}' "
        f"({restored.clients} clients, {restored.touchpoints} touchpoints).{upgraded}{kept}"
    )


def health(health: "BookHealth") -> str:
    """Say that all is fine, or draw what is not and what to do about it."""
    lines = [f"Made anew: {', '.join(health.repaired)}."] if health.repaired else []
    lines.append("The book is fine." if health.fine else _verdict(health))
    by_kind: dict[str, list[Finding]] = {}
    for finding in health.findings:
        by_kind.setdefault(finding.kind, []).append(finding)
    for kind, findings in by_kind.items():
        lines += [_line(finding) for finding in findings[:SHOWN_OF_A_KIND]]
        more = len(findings) - SHOWN_OF_A_KIND
        lines += [f"… and {more} more of the kind {kind}; --json lists all."] if more > 0 else []
        lines.append(f"  {findings[0].remedy}")
    if health.completeness is not None and health.completeness.clients:
        lines.append(_completeness(health.completeness))
    return "\n".join(lines)


def _verdict(health: "BookHealth") -> str:
    wrong = sum(finding.gravity is not Gravity.HINT for finding in health.findings)
    state = "The book's file is damaged" if health.damaged else "The book has problems"
    return f"{state} ({wrong} found)."


def _line(finding: "Finding") -> str:
    record = f"{shortened(finding.record, 80)}: " if finding.record else ""
    return f"{finding.gravity}: {record}{shortened(finding.what)}"


def _completeness(completeness: "Completeness") -> str:
    if completeness.percent is None:
        return f"Complete: n = {completeness.clients}."
    gaps = sorted(completeness.missing.items(), key=lambda gap: -gap[1])[:3]
    named = ", ".join(f"{field} ({count})" for field, count in gaps if count)
    rest = f" Most often missing: {named}." if named else ""
    return f"Complete: {completeness.percent} % of {completeness.clients} clients' fields (aim {COMPLETE_AIM} %).{rest}"
