"""What deals that are won come to: the product page in plain arithmetic over their CSV, without clienttrack."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

POINTS = {
    "revenue": ((0, 0), (5_000, 25), (20_000, 50), (50_000, 75), (100_000, 100)),
    "frequency": ((0, 0), (3, 50), (6, 75), (12, 100)),
    "loyalty": ((0, 0), (1, 30), (3, 70), (5, 90), (10, 100)),
}
WEIGHTS = {"revenue": 30, "frequency": 10, "loyalty": 25}


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal that is won: the day it was, and what it brought."""

    on: date
    amount: Fraction


def accounts(table: Path) -> list[str]:
    """Give the names of all accounts."""
    with table.open(encoding="utf-8", newline="") as stream:
        return [row["account"] for row in csv.DictReader(stream)]


def won(table: Path) -> dict[str, list[Deal]]:
    """Give the deals that each account has won."""
    deals: dict[str, list[Deal]] = defaultdict(list)
    with table.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["deal_stage"] == "Won":
                on = datetime.strptime(f"{row['close_date']} +0000", "%m/%d/%Y %z").date()
                deals[row["account"]].append(Deal(on, Fraction(row["close_value"])))
    return deals


def within(deals: Sequence[Deal], today: date, days: int = 365) -> list[Deal]:
    """Give the deals of the last so many days, today the last of them."""
    return [deal for deal in deals if timedelta(0) <= today - deal.on < timedelta(days=days)]


def revenue(deals: Sequence[Deal], today: date) -> Fraction:
    """Sum up what the last 365 days brought."""
    return sum((deal.amount for deal in within(deals, today)), Fraction(0))


def months(deals: Sequence[Deal], today: date) -> int:
    """Count the calendar months with a deal among that of today and the eleven before it."""
    newest = today.year * 12 + today.month
    found = {deal.on.year * 12 + deal.on.month for deal in deals if deal.on <= today}
    return len(found & {*range(newest - 11, newest + 1)})


def years(deals: Sequence[Deal], today: date) -> int:
    """Count the years of 365 days back from today until one without a deal."""
    count = 0
    while len(within(deals, today, 365 * (count + 1))) > len(within(deals, today, 365 * count)):
        count += 1
    return count


def values(deals: Sequence[Deal], today: date) -> dict[str, Fraction | int]:
    """Give what is known of each factor that lives on payments."""
    return {
        "revenue": revenue(deals, today), "frequency": months(deals, today), "loyalty": years(deals, today)
    }  # fmt: skip


def points(factor: str, value: Fraction | int) -> Fraction:
    """Give the points for a value, on the straight line between the two break points beside it."""
    corners = POINTS[factor]
    for (low, least), (high, most) in pairwise(corners):
        if low <= value <= high:
            return least + (value - low) * Fraction(most - least, high - low)
    return Fraction(100)


def score(deals: Sequence[Deal], today: date) -> Fraction:
    """Give the weighted mean of the factors of payments: of a prospect whom nobody has rated, nothing else is known."""
    told = values(deals, today)
    return sum((WEIGHTS[one] * points(one, told[one]) for one in WEIGHTS), Fraction(0)) / sum(WEIGHTS.values())


def tier(worth: Fraction, now: str | None) -> str:
    """Give the tier of a score for a client that has a tier or none, while its growth is not rated."""
    ladder = ["core", "key", "potential", "general"]
    for name, limit in (("core", 75), ("key", 55)):
        if now is None:
            if worth >= limit:
                return name
        elif ladder.index(now) <= ladder.index(name):
            if worth > limit - 3:
                return name
        elif worth >= limit + 3:
            return name
    return "potential" if now == "potential" else "general"


def rfm(deals: Sequence[Deal], today: date) -> str:
    """Give the three digits of recency, frequency and money."""
    since = min((today - deal.on).days for deal in deals if deal.on <= today)
    count, paid = len(within(deals, today)), revenue(deals, today)
    recency = 5 if since <= 30 else 4 if since <= 90 else 3 if since <= 180 else 2 if since <= 365 else 1
    frequency = 5 if count >= 12 else 4 if count >= 6 else 3 if count >= 3 else 2 if count >= 1 else 1
    money = 5 if paid >= 100_000 else 4 if paid >= 50_000 else 3 if paid >= 20_000 else 2 if paid >= 5_000 else 1
    return f"{recency}{frequency}{money}"
