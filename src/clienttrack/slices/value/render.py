"""How value scores, suggested moves and RFM look."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_words
from clienttrack.ink import Drawing
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from clienttrack.slices.value.actions import RatedClient, ReferredClient
    from clienttrack.slices.value.queries import Evaluation, MoveLine, RfmLine, ValueCard

NONE = "–"
LONGEST = 60


def rated(shown: "RatedClient") -> str:
    """Say what was rated, old → new."""
    told = ", ".join(
        f"{one.factor} {one.new} already" if one.old == one.new else f"{one.factor} {one.old or NONE} → {one.new}"
        for one in shown.ratings
    )
    because = f" ({shortened(shown.because)})" if shown.because else ""
    return f"{shown.client} ({one_line(shown.name)}): {told}{because}."


def referred(shown: "ReferredClient") -> str:
    """Say who came through whom."""
    if shown.removed:
        return f"Took back that {shown.referred} came through {shown.client}."
    count = f"{shown.referrals} referral{'s' * (shown.referrals != 1)}"
    return f"{shown.referred} came through {shown.client}, which has {count} now."


def value_card(shown: "ValueCard") -> Drawing:
    """Explain a score factor by factor, with the sum and the tier below."""
    drawn = table(
        Column("Factor"),
        Column("Weight", right=True),
        Column("Known", right=True),
        Column("Points", right=True),
        Column("Adds", right=True),
        Column("From", words=True),
    )
    for one in shown.factors:
        numbers = (str(one.weight), one.value, _number(one.points), _number(one.share))
        drawn.add_row(cell(one.factor), *(cell(number or NONE) for number in numbers), cell(shortened(one.source, 120)))
    drawn.remark = "\n".join(_sums(shown))
    return drawn


def _sums(shown: "ValueCard") -> Iterator[str]:
    name = f"{shown.client} ({one_line(shown.name)})"
    if shown.mean is None:
        yield f"{name} has no value score: nothing is known yet."
    else:
        risk = "no risk is reckoned" if shown.risk is None else f"risk {shown.risk}"
        yield (
            f"{name}: mean of what is known {_number(shown.mean)} "
            f"(coverage {shown.coverage} of 100) − {shown.deduction} ({risk}) = {_number(shown.score)}"
        )
    pinned = ", pinned" if shown.pinned else ""
    now = f"tier {one_line(shown.tier or 'none')}{pinned}"
    if shown.suggested is None:
        yield f"{now}; none is suggested: {shown.why}"
    elif shown.suggested == shown.tier:
        yield f"{now}, which fits: {shown.why}"
    else:
        yield f"{now}; suggested is {one_line(shown.suggested)}: {shown.why}"


def evaluation(shown: "Evaluation") -> "str | Drawing":
    """Draw the suggested moves as a table, or say that there are none."""
    told = f"{shown.clients} client{'s' * (shown.clients != 1)} looked at"
    if shown.unknown:
        told += f", too little is known of {shown.unknown}"
    if not shown.moves:
        return f"No moves are suggested; {told}. `clienttrack tier explain CLIENT` shows a score."
    drawn = table(
        Column("Client"),
        Column("From"),
        Column("To"),
        Column("Score", right=True),
        Column("Known", right=True, spare=2),
        Column("Risk", spare=1),
        Column("Why", words=True),
    )
    for move in shown.moves:
        drawn.add_row(
            *map(cell, (move.client, move.tier or NONE, move.suggested, _number(move.score), f"{move.coverage} %")),
            *map(cell, (move.risk or NONE, move.because + _note(move))),
        )
    drawn.remark = f"{told[0].upper()}{told[1:]}. {_outcome(shown)}"
    return drawn


def _note(move: "MoveLine") -> str:
    return " (pinned, stays)" if move.pinned and not move.moved else " (was pinned)" if move.pinned else ""


def _outcome(shown: "Evaluation") -> str:
    moved = sum(move.moved for move in shown.moves)
    if moved:
        return f"{moved} moved; `clienttrack undo` takes it back."
    if all(move.pinned for move in shown.moves):
        return "All of these are pinned and stay; `--apply --no-pin-safe` moves them too."
    return "`--apply` moves those that are not pinned."


def rfm_table(lines: "Sequence[RfmLine]", *, today: date, client: str | None = None) -> "str | Drawing":
    """Draw RFM as a table, the best first, or say that nobody, or the client asked for, has paid yet."""
    if not lines:
        who = "Nobody has paid" if client is None else f"{client} has paid nothing"
        return f"{who} yet. Write a payment down with `clienttrack payment add {client or 'CLIENT'} AMOUNT`."
    drawn = table(
        Column("Client"),
        Column("RFM"),
        Column("Last paid"),
        Column("Payments", right=True, spare=1),
        Column("Paid", right=True),
        Column("", spare=2),
        Column("Tier", spare=3),
    )
    for line in lines:
        texts = (line.client, line.cell, in_words(line.last_paid_on, today=today), str(line.payments), line.paid)
        drawn.add_row(*map(cell, (*texts, line.currency, line.tier or NONE)))
    drawn.remark = "R: days since the last payment; F, M: payments and their sum within 365 days; 5 is the best."
    return drawn


def _number(number: float | None) -> str:
    return NONE if number is None else f"{number:.2f}".rstrip("0").rstrip(".")
