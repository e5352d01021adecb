"""What clients have paid, in the book's own currency and exactly; money of another one needs a rate."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from clienttrack.book import Reader
from clienttrack.errors import UsageProblem
from clienttrack.money import amount_words, minor_digits
from clienttrack.settings import Settings


class MissingRate(UsageProblem):
    """Sums over several currencies need a rate for each but the book's own."""

    def __init__(self, currency: str, own: str, path: Path) -> None:
        super().__init__(
            f"There are payments in {currency}, and 'rates.{currency}' is not in the settings file '{path}'. "
            f'Write there, under [rates], what 1 {currency} is worth in {own}: {currency} = "…".'
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """What one whole unit of each currency is worth in whole units of the book's own; ``path`` is the settings file."""

    own: str
    told: Mapping[str, Fraction]
    path: Path

    def worth(self, minor: int, currency: str) -> Fraction:
        """Give minor units of a currency in whole units of the book's own; raises ``MissingRate``."""
        minor_units = 10 ** minor_digits(currency)
        if currency == self.own:
            return Fraction(minor, minor_units)
        rate = self.told.get(currency)
        if rate is None:
            raise MissingRate(currency, self.own, self.path)
        return Fraction(minor * rate.numerator, minor_units * rate.denominator)

    def knows(self, currency: str) -> bool:
        """Tell whether money of a currency can be summed."""
        return currency == self.own or currency in self.told

    def wanting(self, currency: str) -> tuple[str, ...]:
        """Say which rate is missing before money of a currency can be summed; nothing where it can."""
        return () if self.knows(currency) else (str(MissingRate(currency, self.own, self.path)),)

    def written(self, amount: Fraction) -> str:
        """Write whole units of the book's own currency as a decimal number, rounded half to even to its decimals."""
        return amount_words(round(amount * 10 ** minor_digits(self.own)), self.own)


def rates_of(settings: Settings, path: Path) -> Rates:
    """Give the rates that the settings tell."""
    told = {currency: Fraction(rate) for currency, rate in settings.rates.items()}
    return Rates(settings.currency.upper(), told, path)


def days_back(today: date, days: int) -> date:
    """Give the first of the last so many days, today the last of them."""
    return today - timedelta(days=days - 1)


def paid(
    reader: Reader, rates: Rates, *, first: date, last: date, client_ids: Sequence[int] | None = None
) -> dict[int, Fraction]:
    """Give what each client who paid from the first day to the last has paid, both included; raises ``MissingRate``."""
    return paid_within(reader, rates, [(first, last)], client_ids=client_ids)[0]


def paid_within(
    reader: Reader,
    rates: Rates,
    spans: Sequence[tuple[date, date]],
    *,
    client_ids: Sequence[int] | None = None,
    unrated: dict[int, str] | None = None,
) -> list[dict[int, Fraction]]:
    """Give what ``paid`` says of each span from a first to a last day; raises ``MissingRate``.

    With ``unrated``, who has paid in a currency without a rate is put there with it and their sums mean nothing.
    """
    sums = ", ".join(f"sum(iif(paid_on BETWEEN :first{n} AND :last{n}, amount, 0))" for n in range(len(spans)))
    rows = reader.rows(
        f"""
        SELECT client_id, currency, {sums} FROM payment
        WHERE paid_on BETWEEN :first AND :last {of_clients(client_ids)} GROUP BY client_id, currency
        """,
        ids=ids_of(client_ids),
        **bounds_of(spans),
    )
    found: list[dict[int, Fraction]] = [{} for _ in spans]
    for client_id, currency, *amounts in rows:
        if unrated is not None and not rates.knows(currency):
            unrated[client_id] = currency
            continue
        for of_span, amount in zip(found, amounts, strict=True):
            if amount:
                worth = rates.worth(amount, currency)
                of_span[client_id] = of_span[client_id] + worth if client_id in of_span else worth
    return found


def bounds_of(spans: Sequence[tuple[date, date]]) -> dict[str, date]:
    """Give the days that a question over spans asks for: ``first0``, ``last0`` … and ``first`` and ``last`` of all."""
    each = {f"{end}{n}": day for n, span in enumerate(spans) for end, day in zip(("first", "last"), span, strict=True)}
    return {**each, "first": min(first for first, _ in spans), "last": max(last for _, last in spans)}


def of_clients(client_ids: Iterable[int] | None) -> str:
    """Give the condition that narrows rows to these clients, if any are named."""
    return "" if client_ids is None else "AND client_id IN (SELECT value FROM json_each(:ids))"


def ids_of(client_ids: Iterable[int] | None) -> str:
    """Give the numbers that ``of_clients`` asks for."""
    return json.dumps(list(client_ids or ()))
