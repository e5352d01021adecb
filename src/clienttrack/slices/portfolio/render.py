"""How the portfolio looks: targets, tiers by stages, concentration, effort, and who stands out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from clienttrack import ink
from clienttrack.columns import Column, Table
from clienttrack.dates import in_words
from clienttrack.ink import Drawing, Piece
from clienttrack.measures import Trend
from clienttrack.screen import cell, one_line, shortened, table
from clienttrack.shares import rounded
from clienttrack.slices.portfolio.rules.answer import ALL, Figure, Portfolio, TargetLine, TierRow
from clienttrack.slices.portfolio.rules.figures import MINUTES_IN_HOUR, NO_MARGIN
from clienttrack.vocabulary import LIVING_STAGES

ARROWS = {Trend.UP: "↑", Trend.DOWN: "↓", Trend.SAME: "→", None: ""}
MET = {True: ("met", "green"), False: ("missed", "red"), None: ("", "")}
STEPS = "▁▂▃▄▅▆▇█"
BAR_WIDTH = 20
UNITS = {"bn": 10**9, "m": 10**6, "k": 10**3}
LISTED = 5


def portfolio(shown: Portfolio) -> "OneBook":
    """Show the portfolio."""
    return OneBook(shown)


@dataclass(frozen=True, slots=True)
class OneBook(Drawing):
    """The whole book on one screen, section by section."""

    book: Portfolio

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw the sections, an empty line between them."""
        book = self.book
        now, before = (in_words(day, today=book.day) for day in (book.day, book.before_on))
        yield from _prose(f"The portfolio {now}, money in {book.currency} paid within 365 days.", width, "bold")
        yield from _prose(f"In brackets and beside before: what it was a quarter ago, {before}.", width, "dim")
        for heading, drawings in self._sections():
            yield []
            yield from _prose(heading, width, "bold")
            for drawing in drawings:
                yield from drawing.lines(width)

    def _sections(self) -> Iterator[tuple[str, list[Drawing]]]:
        book = self.book
        yield "Targets", [_targets(book.targets), *self._lifetime()]
        yield "Clients", [_clients(book)]
        paid = float(book.total.revenue) > 0 or float(book.total.revenue_before) > 0
        yield "Revenue", [*([_revenue(book)] if paid else []), *self._concentration()]
        if paid or book.effort.minutes:
            yield "Revenue and effort", [_shares(book), *self._effort()]
        if book.move_up:
            yield "To move up", [_move_up(book), *_more(len(book.move_up), "`clienttrack tier evaluate`")]
        if book.costly:
            priced = any(one.cost is not None for one in book.costly)
            yield (
                "Cost more than they bring" if priced else "Take more of your hours than they bring",
                [_costly(book), *_more(book.costly_in_all, "`clienttrack report portfolio`")],
            )

    def _lifetime(self) -> Iterator[Drawing]:
        life = self.book.lifetime
        if life.value is None:
            hint = f" {_setting('portfolio.margin')}" if life.why == NO_MARGIN else ""
            yield ink.prose(f"Lifetime value: {life.why}{hint}.")
            return
        value = _beside(short(life.value), None if life.value_before is None else short(life.value_before))
        a_year = life.revenue_per_client_before
        revenue = _beside(short(life.revenue_per_client or "0"), None if a_year is None else short(a_year))
        years = _beside(f"{life.years:g}", None if life.years_before is None else f"{life.years_before:g}")
        yield ink.prose(f"Lifetime value {value}: {revenue} a year for {years} years, {life.margin} % of it left.")
        if life.cost is None:
            yield ink.prose(f"What winning a client costs is not told {_setting('portfolio.cac')}.")

    def _concentration(self) -> Iterator[Drawing]:
        found = self.book.concentration
        if not found.curve:
            yield ink.prose("Nobody paid within 365 days.")
            return
        before = f" ({found.before.words})" if found.before.n else ""
        who = f"{found.top} of {found.share.n} paying clients"
        yield ink.prose(f"The top 20 % ({who}) brought {found.share.words}{before}.")
        if found.share.value is None:
            return
        yield ink.prose(f"Top 10 % to all: {_curve(found.curve)}")
        if found.curve_before and found.curve_before != found.curve:
            yield ink.Prose([[(f"         before: {_curve(found.curve_before)}", "dim")]])

    def _effort(self) -> Iterator[Drawing]:
        effort = self.book.effort
        if effort.said:
            yield ink.prose(f"{one_line(effort.said[0].upper())}{one_line(effort.said[1:])}.")
        told = f"{effort.told} of {effort.touchpoints}"
        before = f"{effort.told_before} of {effort.touchpoints_before}"
        yield ink.prose(f"Minutes are told for {_beside(told, before)} touchpoints.")


def _setting(name: str) -> str:
    return f"(`clienttrack config edit`: {name})"


def _curve(points: Sequence[float]) -> str:
    steps = "".join(STEPS[min(int(point * len(STEPS) / 100), len(STEPS) - 1)] for point in points)
    return f"{steps}  {round(points[0], 1):g} % to 100 %"


def _prose(text: str, width: int, style: str) -> Iterator[Sequence[Piece]]:
    return ink.Prose([[(text, style)]]).lines(width)


def _beside(now: str, before: str | None) -> str:
    return now if before in (None, now) else f"{now} ({before})"


def _targets(lines: Sequence[TargetLine]) -> Table:
    drawn = table(
        Column("Target"), Column("Now", right=True), Column(""), Column("Before", right=True), Column("Aim"), Column("")
    )
    for line in lines:
        quiet = "" if line.now.n else "dim"
        drawn.add_row(
            cell(line.target, quiet),
            cell(line.now.words, quiet),
            cell(ARROWS[line.trend]),
            cell(line.before.words if line.now.n or line.before.n else "", "dim"),
            cell(line.aim),
            MET[line.met],
        )
    return drawn


def _clients(book: Portfolio) -> Table:
    drawn = table("Tier", *(Column(stage, right=True) for stage in LIVING_STAGES), Column("all", right=True))
    for row in (*book.tiers, book.total):
        counts = [_beside(str(one.clients), str(one.clients_before)) for one in row.stages]
        drawn.add_row(*_numbers(row, [*counts, _beside(str(row.clients), str(row.clients_before))]))
    return drawn


def _revenue(book: Portfolio) -> Table:
    """Draw what was paid by tier and stage, and below it what a quarter before, where that was something else.

    What lost and archived clients paid has a column of its own where there is any.
    """
    gone = ["gone"] if float(book.total.gone) or float(book.total.gone_before) else []
    drawn = table("Tier", *(Column(name, right=True) for name in (*LIVING_STAGES, *gone, "all")))
    for row in (*book.tiers, book.total):
        now = [*(one.revenue for one in row.stages), *[row.gone] * len(gone), row.revenue]
        before = [*(one.revenue_before for one in row.stages), *[row.gone_before] * len(gone), row.revenue_before]
        drawn.add_row(*_numbers(row, [*map(short, now)]))
        if now != before:
            drawn.add_row(cell("  before", "dim"), *(cell(short(one), "dim") for one in before))
    return drawn


def _numbers(row: TierRow, numbers: Sequence[str]) -> list[Piece]:
    style = "bold" if row.tier == ALL else ""
    return [cell(row.tier or "no tier", style), *(cell(one, "dim" if one == "0" else style) for one in numbers)]


def _shares(book: Portfolio) -> Table:
    """Draw what part of the revenue each tier brought and of the hours it took, and below it what a quarter before."""
    timed = book.effort.minutes > 0
    hours = (Column("Hours", right=True), Column("", right=True), Column("", spare=1)) if timed else ()
    drawn = table("Tier", Column("Revenue", right=True), Column("", right=True), Column("", spare=2), *hours)
    for row in book.tiers:
        now = _part(short(row.revenue), row.revenue_share)
        then = _part(short(row.revenue_before), row.revenue_share_before)
        if timed:
            now += _part(_hours(row.minutes), row.time_share)
            then += _part(_hours(row.minutes_before), row.time_share_before)
        drawn.add_row(cell(row.tier or "no tier"), *now)
        if now != then:
            drawn.add_row(cell("  before", "dim"), *((words, "dim") for words, _ in then))
    return drawn


def _part(amount: str, share: Figure) -> list[Piece]:
    bar = "" if share.value is None else "█" * round(share.value * BAR_WIDTH / 100)
    return [cell(amount), cell(share.words), cell(bar, "cyan")]


def _move_up(book: Portfolio) -> Table:
    drawn = table("Client", "From", "To", Column("Why", words=True))
    for move in book.move_up[:LISTED]:
        texts = (move.client, move.tier or "no tier", move.suggested, shortened(move.because, 120))
        drawn.add_row(*map(cell, texts))
    return drawn


def _costly(book: Portfolio) -> Table:
    priced = any(one.cost is not None for one in book.costly)
    parts = ("Hours", "", "Brought", "", *(["Cost"] if priced else []))
    drawn = table("Client", Column("Tier", spare=1), *(Column(part, right=True) for part in parts))
    for one in book.costly[:LISTED]:
        took, brought = (_hours(one.minutes), one.time_share.words), (short(one.revenue), one.revenue_share.words)
        cost = [short(one.cost)] if one.cost is not None else []
        drawn.add_row(*map(cell, (one.client, one.tier or "no tier", *took, *brought, *cost)))
    if not priced:
        drawn.remark = (
            "More than twice the share of hours than of revenue, the widest gap first; no price of an hour is told "
            "(portfolio.hour)."
        )
    return drawn


def _more(count: int, command: str) -> Iterator[Drawing]:
    if count > LISTED:
        yield ink.prose(f"{count - LISTED} more: {command}.")


def short(amount: str) -> str:
    """Write an exact amount with three digits, as settings write them: ``310k``, ``1.23m``."""
    number = Fraction(amount)
    for unit, size in UNITS.items():
        if number >= size * Fraction(9995, 10_000):
            return f"{float(f'{float(number / size):.3g}'):g}{unit}"
    return f"{round(number)}"


def _hours(minutes: int) -> str:
    return rounded(Fraction(minutes, MINUTES_IN_HOUR))
