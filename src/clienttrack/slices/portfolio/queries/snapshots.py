"""The figures of the whole book on one day, over the 365 days before it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from clienttrack import past
from clienttrack.book import Reader
from clienttrack.filled import filled_fields
from clienttrack.measures import NO_DATA, UNDATED, Measure, share
from clienttrack.past import GONE, Client
from clienttrack.revenue import Rates, days_back, paid_within
from clienttrack.slices.portfolio.queries import records
from clienttrack.slices.portfolio.queries.records import Effort
from clienttrack.slices.portfolio.rules.figures import Lifetime, curve, lifetime, running_sums, top_share
from clienttrack.slices.portfolio.rules.rows import Group
from clienttrack.value_settings import PortfolioSettings
from clienttrack.vocabulary import Stage

WINDOW_DAYS = 365


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The portfolio on a day: clients and revenue by tier and stage, efforts by client, and the measures.

    ``groups`` gives the tier and stage of each client; ``paid`` what each paid in whole units of the book's currency.
    """

    groups: Mapping[int, Group]
    paid: Mapping[int, Fraction]
    efforts: Mapping[int, Effort]
    measures: Mapping[str, Measure]
    curve: tuple[Fraction, ...]
    lifetime: Lifetime

    def clients(self) -> dict[Group, int]:
        """Count clients by tier and stage, those that are gone left out."""
        counts: defaultdict[Group, int] = defaultdict(int)
        for tier, stage in self.groups.values():
            if stage is not GONE:
                counts[tier, stage] += 1
        return counts

    @property
    def revenue(self) -> Fraction:
        """What all clients paid."""
        return sum(self.paid.values(), Fraction(0))

    @property
    def minutes(self) -> int:
        """The minutes that are told of all clients."""
        return sum(effort.minutes for effort in self.efforts.values())

    @property
    def timed(self) -> int:
        """How many touchpoints tell their minutes."""
        return sum(effort.told for effort in self.efforts.values())

    @property
    def touchpoints(self) -> int:
        """How many touchpoints there are, notes included."""
        return sum(effort.touchpoints for effort in self.efforts.values())

    def revenue_by_group(self) -> dict[Group, Fraction]:
        """Sum up what clients paid by tier and stage."""
        sums: defaultdict[Group, Fraction] = defaultdict(Fraction)
        for client_id, amount in self.paid.items():
            sums[self.groups[client_id]] += amount
        return sums


def snapshots(
    reader: Reader, rates: Rates, numbers: PortfolioSettings, *, today: date, before_on: date
) -> tuple[Snapshot, Snapshot]:
    """Work out the portfolio of today and of a day before; raises ``MissingRate``."""
    clients = records.clients(reader)
    spans = [(days_back(day, WINDOW_DAYS), day) for day in (today, before_on)]
    (paid, paid_before), (efforts, efforts_before) = paid_within(reader, rates, spans), records.efforts(reader, spans)
    return (
        _snapshot(reader, numbers, clients, paid, efforts, day=today, is_now=True),
        _snapshot(reader, numbers, clients, paid_before, efforts_before, day=before_on, is_now=False),
    )


def _snapshot(
    reader: Reader,
    numbers: PortfolioSettings,
    clients: Sequence[Client],
    paid: Mapping[int, Fraction],
    efforts: Mapping[int, Effort],
    *,
    day: date,
    is_now: bool,
) -> Snapshot:
    """Work out the portfolio of a day; what is not kept by day, tags and fields of clients, is known of now alone."""
    groups = {client.id: _group(client, day) for client in clients}
    there = {client_id for client_id, (_, stage) in groups.items() if stage is not GONE}
    churn, sums = _churn(clients, day), running_sums(paid.values())
    measures = {
        "churn": churn,
        "partners": _partners(reader, there, day, is_now=is_now),
        "reached": _reached(reader, there, day),
        "complete": _complete(reader) if is_now else UNDATED,
        "concentration": top_share(sums),
    }
    return Snapshot(groups, paid, efforts, measures, curve(sums), lifetime(sums, churn, margin=numbers.margin))


def _group(client: Client, day: date) -> Group:
    stage = past.stage_on(client, day)
    there = past.was_there(client, day) and stage != Stage.LOST
    return past.tier_on(client, day), stage if there else GONE


def _churn(clients: Sequence[Client], day: date) -> Measure:
    """Give the lost of those served at the beginning of the 365 days (product page, section 4).

    None while the book is younger than that and knows of no loss: nobody would have written one down.
    """
    start = day - timedelta(days=WINDOW_DAYS)
    if not past.are_losses_known(clients, start, day):
        return NO_DATA
    served = [client for client in clients if past.is_served(client, start)]
    lost = sum(past.was_lost(client, after=start, until=day) for client in served)
    return share(lost, len(served), len(served))


def _reached(reader: Reader, there: set[int], day: date) -> Measure:
    if not records.is_anybody_touched(reader, day):
        return NO_DATA
    return share(len(there & records.reached(reader, day)), len(there), len(there))


def _partners(reader: Reader, there: set[int], day: date, *, is_now: bool) -> Measure:
    marked = records.marked_partners(reader)
    if marked and not is_now:
        return UNDATED
    partners = marked | records.referrers(reader, day)
    return share(len(there & partners), len(there), len(there)) if partners else NO_DATA


def _complete(reader: Reader) -> Measure:
    clients, filled = filled_fields(reader)
    return share(sum(filled.values()), clients * len(filled), clients) if clients else NO_DATA
