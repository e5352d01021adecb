"""The portfolio against few-line computations over the bare rows of random books, and as it is asked for."""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from clienttrack.book import Change
from clienttrack.revenue import Rates
from clienttrack.settings import Settings
from clienttrack.slices.portfolio.queries import portfolio
from clienttrack.slices.portfolio.rules.answer import Portfolio
from clienttrack.value_settings import PortfolioSettings
from tests.conftest import TODAY, Given

BEFORE = date(2026, 8, 20)  # three months before TODAY
RATES = Rates("EUR", {"USD": Fraction("0.5")}, Path("settings.toml"))
MARGIN, CAC = 40, 1500
SETTINGS = Settings(portfolio=PortfolioSettings(margin=MARGIN, cac=str(CAC)))
TIERS = ["core", "key", "potential", "general", None]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def asked(given: Given) -> Portfolio:
    with given.reading() as reader:
        return portfolio(reader, SETTINGS, RATES, today=TODAY)


days_ago = st.integers(0, 800)
stage_moves = st.lists(
    st.tuples(st.sampled_from(["lost", "stable", None]), st.integers(0, 500)), max_size=3, unique_by=lambda one: one[1]
)
clients = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(TIERS),
        "tier_before": st.one_of(st.none(), st.tuples(st.sampled_from(TIERS), st.integers(0, 200))),
        "since": st.one_of(st.none(), st.integers(0, 900)),
        "added": st.integers(0, 900),
        "archived": st.one_of(st.none(), st.none(), st.integers(0, 200)),
        "moves": stage_moves.map(lambda moves: sorted(moves, key=lambda one: -one[1])),
        "payments": st.lists(
            st.tuples(days_ago, st.integers(1, 9_999_99), st.sampled_from(["EUR", "USD"])), max_size=4
        ),
        "touches": st.lists(
            st.tuples(st.integers(0, 500), st.sampled_from(["call", "note"]), st.sampled_from([None, 0, 30, 45])),
            max_size=5,
        ),
        "referred": st.one_of(st.none(), st.none(), st.integers(0, 200)),
        "industry": st.sampled_from([None, "tools"]),
    }
)


def put_in(change: Change, number: int, drawn: dict[str, Any]) -> None:
    ids = {row["name"]: row["id"] for row in change.rows("SELECT id, name FROM tier")}
    now = ids.get(drawn["tier"])
    told = drawn["moves"][-1][0] if drawn["moves"] else None
    client_id = change.add(
        "client",
        handle=f"c{number}",
        name="C",
        name_key="c",
        kind="person",
        industry=drawn["industry"],
        tier_id=now,
        told_stage=told,
        added_on=ago(drawn["added"]),
        since_on=None if drawn["since"] is None else ago(drawn["since"]),
        archived_on=None if drawn["archived"] is None else ago(drawn["archived"]),
    )
    own = {"client_id": client_id}
    for stage, days in drawn["moves"]:
        change.add("stage_move", **own, stage=stage, moved_on=ago(days))
    if drawn["tier_before"] is not None and drawn["tier_before"][0] is not None:
        old, days = drawn["tier_before"]
        change.add("tier_move", **own, from_tier_id=ids[old], to_tier_id=now, moved_on=ago(days))
    for days, kind, minutes in drawn["touches"]:
        change.add("touchpoint", **own, kind=kind, happened_on=ago(days), text="x", minutes=minutes)
    for days, amount, currency in drawn["payments"]:
        change.add("payment", **own, amount=amount, paid_on=ago(days), currency=currency, added_on=TODAY)
    if drawn["referred"] is not None:
        gone: dict[str, Any] = {"name": "R", "name_key": "r", "kind": "person", "added_on": TODAY, "archived_on": TODAY}
        change.add(
            "referral",
            **own,
            referred_id=change.add("client", handle=f"r{number}", **gone),
            told_on=ago(drawn["referred"]),
        )


class Plain:
    """The figures of drawn clients on a day, some days before today, by plain arithmetic."""

    def __init__(self, drawn: list[dict[str, Any]], day: date) -> None:
        self.drawn = drawn
        self.day = day
        self.back = (TODAY - day).days

    def stage(self, one: dict[str, Any], back: int) -> str:
        told = [stage for stage, days in one["moves"] if days >= back]
        if told and told[-1]:
            return str(told[-1])
        if one["since"] is None or one["since"] < back:
            return "prospect"
        if one["since"] - back < 90:
            return "activation"
        began, day = ago(one["since"]), ago(back)
        year_on = date(began.year + 1, began.month, 28 if (began.month, began.day) == (2, 29) else began.day)
        return "stable" if year_on > day else "deep"

    def there(self, one: dict[str, Any], back: int) -> bool:
        begun = max([one["added"], -1 if one["since"] is None else one["since"], *[d for d, _, _ in one["payments"]]])
        archived = one["archived"] is not None and one["archived"] >= back
        return begun >= back and not archived and self.stage(one, back) != "lost"

    def tier(self, one: dict[str, Any]) -> str | None:
        before = one["tier_before"]
        if before is None or before[0] is None or before[1] >= self.back:
            return one["tier"]  # type: ignore[no-any-return]
        return before[0]  # type: ignore[no-any-return]

    def paid(self, one: dict[str, Any]) -> Fraction:
        return sum(
            (
                Fraction(amount, 100 if currency == "EUR" else 200)
                for days, amount, currency in one["payments"]
                if self.back <= days < self.back + 365
            ),
            Fraction(0),
        )

    def minutes(self, one: dict[str, Any]) -> list[int]:
        return [m for days, _, m in one["touches"] if self.back <= days < self.back + 365 and m is not None]

    def payers(self) -> list[Fraction]:
        return sorted((paid for one in self.drawn if (paid := self.paid(one))), reverse=True)

    def revenue(self) -> Fraction:
        return sum(self.payers(), Fraction(0))

    def churn(self) -> tuple[int, int]:
        """Count the lost and whom they were of; of nobody while the book is young and knows of no loss."""
        start = self.back + 365
        told = [self.lost_on(one, days) for one in self.drawn for stage, days in one["moves"] if stage == "lost"]
        if not any(one["added"] >= start for one in self.everybody()) and not any(told):
            return 0, 0
        base = [one for one in self.drawn if self.there(one, start) and self.stage(one, start) != "prospect"]
        lost = [o for o in base if any(self.lost_on(o, day) for day in range(self.back, start))]
        return len(lost), len(base)

    def lost_on(self, one: dict[str, Any], back: int) -> bool:
        return back >= self.back and self.stage(one, back) == "lost"

    def everybody(self) -> list[dict[str, Any]]:
        return [*self.drawn, *({"added": 0} for one in self.drawn if one["referred"] is not None)]

    def listed(self) -> list[dict[str, Any]]:
        return [one for one in self.drawn if self.there(one, self.back)]


def in_percent(part: Fraction | int, whole: Fraction | int, n: int) -> float | None:
    return None if n < 5 else float(round(100 * Fraction(part) / Fraction(whole), 2))


def compare(found: Portfolio, drawn: list[dict[str, Any]]) -> None:
    now, then = Plain(drawn, TODAY), Plain(drawn, BEFORE)
    targets = {line.target: line for line in found.targets}
    for plain, which in ((now, "now"), (then, "before")):
        lost, base = plain.churn()
        figure = getattr(targets["churn"], which)
        assert (figure.n, figure.value) == (base, in_percent(lost, base, base) if base else None)
        listed = plain.listed()
        touched = [o for o in drawn if any(k != "note" and d >= plain.back for d, k, _ in o["touches"])]
        near = [o for o in listed if any(k != "note" and 0 <= d - plain.back <= 31 for d, k, _ in o["touches"])]
        figure = getattr(targets["reached"], which)
        assert figure.value == (in_percent(len(near), len(listed), len(listed)) if touched and listed else None)
        told = [o for o in drawn if o["referred"] is not None and o["referred"] >= plain.back]
        figure = getattr(targets["partners"], which)
        count = sum(o in told for o in listed)
        assert figure.value == (in_percent(count, len(listed), len(listed)) if told and listed else None)
    complete = targets["complete"].now
    filled = sum((o["industry"] is not None) + (o["tier"] is not None) + (o["since"] is not None) for o in now.listed())
    assert complete.value == (in_percent(filled, 9 * complete.n, complete.n) if complete.n else None)
    compare_money(found, now, then)
    compare_tiers(found, now, then)


def compare_money(found: Portfolio, now: Plain, then: Plain) -> None:
    for plain, figure in ((now, found.concentration.share), (then, found.concentration.before)):
        paid = plain.payers()
        top = sum(paid[: ceil(len(paid) / 5)], Fraction(0))
        assert figure.n == len(paid)
        assert figure.value == (in_percent(top, plain.revenue(), len(paid)) if paid else None)
        assert getattr(found.concentration, "curve" if plain is now else "curve_before") == tuple(
            float(round(100 * sum(paid[: -(-len(paid) * step // 10)], Fraction(0)) / plain.revenue(), 2))
            for step in range(1, 11)
            if paid
        )
    life = found.lifetime
    assert life.value == in_cents(value(now))
    assert life.value_before == in_cents(value(then))
    ratio = next(line for line in found.targets if line.target == "LTV : CAC")
    for plain, figure in ((now, ratio.now), (then, ratio.before)):
        worth = value(plain)
        assert figure.value == (None if worth is None else float(round(worth / CAC, 2)))


def value(plain: Plain) -> Fraction | None:
    """The lifetime value: revenue of a payer × years, at most ten, × margin."""
    paid, (lost, base) = plain.payers(), plain.churn()
    if len(paid) < 5 or base < 5:
        return None
    years = min(Fraction(10), Fraction(base, lost)) if lost else Fraction(10)
    return plain.revenue() / len(paid) * years * MARGIN / 100


def in_cents(amount: Fraction | None) -> str | None:
    return None if amount is None else f"{float(round(amount, 2)):.2f}".removesuffix(".00")


def compare_tiers(found: Portfolio, now: Plain, then: Plain) -> None:
    for row in found.tiers:
        for plain, end in ((now, ""), (then, "_before")):
            for cell in row.stages:
                group = [
                    one
                    for one in plain.listed()
                    if plain.tier(one) == row.tier and plain.stage(one, plain.back) == cell.stage
                ]
                assert getattr(cell, f"clients{end}") == len(group)
                assert Fraction(getattr(cell, f"revenue{end}")) == cents(sum(map(plain.paid, group), Fraction(0)))
            own = [one for one in plain.drawn if plain.tier(one) == row.tier]
            brought = sum(map(plain.paid, own), Fraction(0))
            took = sum(sum(plain.minutes(one)) for one in own)
            timed = [minutes for one in plain.drawn for minutes in plain.minutes(one)]
            total, payers = plain.revenue(), len(plain.payers())
            assert Fraction(getattr(row, f"revenue{end}")) == cents(brought)
            share = getattr(row, f"revenue_share{end}")
            assert share.value == (in_percent(brought, total, payers) if total else None)
            assert getattr(row, f"minutes{end}") == took
            share = getattr(row, f"time_share{end}")
            assert share.value == (in_percent(took, sum(timed), len(timed)) if sum(timed) else None)
    assert (found.total.clients, found.total.clients_before) == (len(now.listed()), len(then.listed()))
    assert Fraction(found.total.revenue) == cents(now.revenue())
    assert Fraction(found.total.revenue_before) == cents(then.revenue())
    for plain, told, talks in (
        (now, found.effort.told, found.effort.touchpoints),
        (then, found.effort.told_before, found.effort.touchpoints_before),
    ):
        assert told == sum(len(plain.minutes(one)) for one in plain.drawn)
        assert talks == sum(
            plain.back <= days < plain.back + 365 for one in plain.drawn for days, _, _ in one["touches"]
        )


def cents(amount: Fraction) -> Fraction:
    return round(amount, 2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(drawn=st.lists(clients, max_size=12))
def test_every_figure_is_that_of_plain_arithmetic_in_any_book(
    drawn: list[dict[str, Any]], given: Given, empty_book: Path
) -> None:
    given.path.write_bytes(empty_book.read_bytes())
    with given.change() as change:
        for number, one in enumerate(drawn):
            put_in(change, number, one)
    compare(asked(given), drawn)
