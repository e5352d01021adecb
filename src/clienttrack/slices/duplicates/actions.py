"""Clients are told apart, or merged into one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.slices.duplicates.queries import previews
from clienttrack.slices.duplicates.queries.previews import MergePreview
from clienttrack.slices.duplicates.rules import merging
from clienttrack.slices.tasks.actions import drop_tasks
from clienttrack.vocabulary import TaskStatus

MOVED = (
    *("contact", "contact_field", "touchpoint", "task", "meeting", "answer", "need", "need_move", "remark"),
    *("payment", "rating", "risk_answer", "external_id", "alias"),
)


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Two clients that are not the same, or may be again; ``changed`` is false when that was told before."""

    client: str
    other: str
    distinct: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class MergedClients:
    """Two clients that are one now; ``moves`` is what the one that is gone had, ``operation`` the number in history."""

    keep: str
    keep_name: str
    other: str
    other_name: str
    moves: Mapping[str, int]
    preview: MergePreview
    operation: int


def tell_apart(change: Change, client: FoundClient, other: FoundClient, *, forget: bool = False) -> ToldApart:
    """Remember that two clients are not the same, or forget it; raises ``DistinctFromItself``."""
    if client.id == other.id:
        raise merging.DistinctFromItself(client.handle)
    pair = {"low": min(client.id, other.id), "high": max(client.id, other.id)}
    sql = (
        "DELETE FROM distinct_pair WHERE client_id = :low AND other_id = :high"
        if forget
        else "INSERT INTO distinct_pair (client_id, other_id) VALUES (:low, :high) ON CONFLICT DO NOTHING"
    )
    changed = change.run(sql, **pair) > 0
    return ToldApart(client.handle, other.handle, distinct=not forget, changed=changed)


def merge_clients(
    change: Change, keep: FoundClient, other: FoundClient, *, back_up: Callable[[], object]
) -> MergedClients:
    """Bring everything of one client to another and let it go; its handle, aliases and name come to mean the latter.

    ``back_up`` is called before anything is written. Raises ``MergeWithItself``.
    """
    preview = previews.merge_preview(change, keep, other)
    back_up()
    aliases = previews.new_aliases(change, other)
    _fill_fields(change, keep, other)
    _move_custom_fields(change, keep, other)
    for table in MOVED:
        change.run(f"UPDATE {table} SET client_id = :keep WHERE client_id = :other", keep=keep.id, other=other.id)
    _move_once(change, keep, other, "domain", "domain = theirs.domain")
    _move_once(change, keep, other, "client_tag", "tag_id = theirs.tag_id")
    _move_steps(change, keep, other)
    _move_once(
        *(change, keep, other, "address"),
        "contact_id IS NULL AND theirs.contact_id IS NULL AND kind = theirs.kind AND value_key = theirs.value_key "
        "AND coalesce(theirs.label, label, '') = coalesce(label, '')",
    )
    _move_snoozes(change, keep, other)
    _move_distinct_pairs(change, keep, other)
    _move_referrals(change, keep, other)
    change.run("DELETE FROM client WHERE id = :id", id=other.id)
    for alias, key in aliases:
        change.run(
            "INSERT INTO alias (client_id, alias, alias_key) VALUES (:id, :alias, :key) ON CONFLICT DO NOTHING",
            id=keep.id,
            alias=alias,
            key=key,
        )
    return MergedClients(
        *(keep.handle, keep.name, other.handle, other.name), preview.moves, preview, change.operation_id
    )


def _fill_fields(change: Change, keep: FoundClient, other: FoundClient) -> None:
    """Take over what the client that stays wants; tier and stage keep the history of the one they come from."""
    row = previews.client_columns(change, keep.id)
    taken = merging.taken_over(row, previews.client_columns(change, other.id))
    change.amend("client", keep.id, **{name: value for name, value in taken.items() if name != "tier"})
    for table, column in merging.MOVES.items():
        fades = keep if column in taken else other
        change.run(f"DELETE FROM {table} WHERE client_id = :id", id=fades.id)
        change.run(f"UPDATE {table} SET client_id = :keep WHERE client_id = :other", keep=keep.id, other=other.id)


def _move_custom_fields(change: Change, keep: FoundClient, other: FoundClient) -> None:
    ours, theirs = previews.custom_fields(change, keep.id), previews.custom_fields(change, other.id)
    for name, new in merging.renamed_fields(ours, theirs, other.handle).items():
        if new is None:
            sql = "DELETE FROM custom_field WHERE client_id = :other AND name = :name"
            change.run(sql, other=other.id, name=name)
        else:
            sql = "UPDATE custom_field SET client_id = :keep, name = :new WHERE client_id = :other AND name = :name"
            change.run(sql, keep=keep.id, new=new, other=other.id, name=name)


def _move_once(change: Change, keep: FoundClient, other: FoundClient, table: str, same: str) -> None:
    """Move the rows of a table of which the client that stays has no equal, and drop the others."""
    equal = f"SELECT 1 FROM {table} WHERE client_id = :keep AND {same}"
    change.run(
        f"""
        DELETE FROM {table} WHERE id IN (
            SELECT theirs.id FROM {table} AS theirs WHERE theirs.client_id = :other AND EXISTS ({equal}))
        """,
        keep=keep.id,
        other=other.id,
    )
    change.run(f"UPDATE {table} SET client_id = :keep WHERE client_id = :other", keep=keep.id, other=other.id)


def _move_steps(change: Change, keep: FoundClient, other: FoundClient) -> None:
    """Move the steps of playbooks; the promise of one that the client that stays has too ends, as one is enough."""
    same = "stage = theirs.stage AND step = theirs.step AND falls_on = theirs.falls_on"
    twice = change.rows(
        f"""
        SELECT t.id FROM playbook_step AS theirs JOIN task AS t ON t.id = theirs.task_id
        WHERE theirs.client_id = :other AND t.status = '{TaskStatus.OPEN}' AND EXISTS (
            SELECT 1 FROM playbook_step WHERE client_id = :keep AND {same})
        """,
        keep=keep.id,
        other=other.id,
    )
    drop_tasks(change, [row["id"] for row in twice], because=f"{keep.handle} has the same step")
    _move_once(change, keep, other, "playbook_step", same)


def _move_snoozes(change: Change, keep: FoundClient, other: FoundClient) -> None:
    """Move snoozes; one of the client itself goes where the client that stays has one of its kind."""
    of_itself = "client_id = :other AND record_id = :other AND kind IN ('touch', 'risk', 'paused', 'no-next-step')"
    both = {"keep": keep.id, "other": other.id}
    change.run(
        f"""
        DELETE FROM snooze WHERE {of_itself}
            AND kind IN (SELECT kind FROM snooze WHERE client_id = :keep AND record_id = :keep)
        """,
        **both,
    )
    change.run(f"UPDATE snooze SET client_id = :keep, record_id = :keep WHERE {of_itself}", **both)
    change.run("UPDATE snooze SET client_id = :keep WHERE client_id = :other", **both)


def _move_distinct_pairs(change: Change, keep: FoundClient, other: FoundClient) -> None:
    """Tell the client that stays apart from everybody that the other one was told apart from."""
    both = {"keep": keep.id, "other": other.id}
    change.run(
        """
        INSERT INTO distinct_pair (client_id, other_id)
        SELECT min(:keep, third), max(:keep, third) FROM (
            SELECT iif(client_id = :other, other_id, client_id) AS third FROM distinct_pair
            WHERE client_id = :other OR other_id = :other) WHERE third <> :keep
        ON CONFLICT DO NOTHING
        """,
        **both,
    )
    change.run("DELETE FROM distinct_pair WHERE client_id = :other OR other_id = :other", other=other.id)


def _move_referrals(change: Change, keep: FoundClient, other: FoundClient) -> None:
    """Move referrals; nobody comes through themselves, at once or in a circle, and who has a referrer keeps it."""
    both = {"keep": keep.id, "other": other.id}
    change.run(
        """
        WITH RECURSIVE through_keep(id) AS (
            SELECT referred_id FROM referral WHERE client_id = :keep
            UNION SELECT r.referred_id FROM referral AS r JOIN through_keep AS t ON r.client_id = t.id),
        through_other(id) AS (
            SELECT referred_id FROM referral WHERE client_id = :other
            UNION SELECT r.referred_id FROM referral AS r JOIN through_other AS t ON r.client_id = t.id)
        DELETE FROM referral WHERE (client_id, referred_id) IN (VALUES (:keep, :other), (:other, :keep))
            OR referred_id = :other AND (client_id IN (SELECT id FROM through_keep) OR EXISTS (
                SELECT 1 FROM referral WHERE referred_id = :keep AND client_id <> :other))
            OR referred_id = :keep AND client_id IN (SELECT id FROM through_other)
        """,
        **both,
    )
    for column in ("client_id", "referred_id"):
        change.run(f"UPDATE referral SET {column} = :keep WHERE {column} = :other", **both)
