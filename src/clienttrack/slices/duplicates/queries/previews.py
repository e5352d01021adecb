"""What a merge of two clients would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clienttrack.book import Reader
from clienttrack.lookup import FoundClient
from clienttrack.slices.duplicates.rules import merging
from clienttrack.slices.duplicates.rules.merging import FieldOutcome

# The tables whose rows belong to a client, with the word for them; every one of them moves in a merge.
COUNTED = {
    "contact": "contacts",
    "touchpoint": "touchpoints",
    "task": "tasks",
    "meeting": "meetings",
    "answer": "answers",
    "need": "needs",
    "need_move": "need_moves",
    "remark": "remarks",
    "payment": "payments",
    "rating": "ratings",
    "referral": "referrals",
    "playbook_step": "playbook_steps",
    "risk_answer": "risk_answers",
    "address": "addresses",
    "contact_field": "contact_fields",
    "custom_field": "custom_fields",
    "domain": "domains",
    "client_tag": "tags",
    "alias": "aliases",
    "external_id": "external_ids",
    "snooze": "snoozes",
    "tier_move": "tier_moves",
    "stage_move": "stage_moves",
}
_LISTS = {
    "aliases": "SELECT alias FROM alias WHERE client_id = :id ORDER BY id",
    "domains": "SELECT domain FROM domain WHERE client_id = :id ORDER BY id",
    "tags": "SELECT t.name FROM client_tag AS c JOIN tag AS t ON t.id = c.tag_id WHERE c.client_id = :id ORDER BY t.id",
    "external ids": "SELECT system || '=' || value FROM external_id WHERE client_id = :id AND entity = 'client' "
    "ORDER BY id",
    "addresses": "SELECT shown FROM address WHERE client_id = :id AND contact_id IS NULL ORDER BY id",
}


@dataclass(frozen=True, slots=True)
class SamePerson:
    """A contact of each client, by number, who look like one person; they stay two contacts."""

    name: str
    contact: int
    other_contact: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would leave in every field, how many records move, and what one should know before it."""

    keep: str
    keep_name: str
    other: str
    other_name: str
    fields: tuple[FieldOutcome, ...]
    moves: Mapping[str, int]
    same_people: tuple[SamePerson, ...]
    notes: tuple[str, ...]


def merge_preview(reader: Reader, keep: FoundClient, other: FoundClient) -> MergePreview:
    """Say what a merge would do; raises ``MergeWithItself``."""
    if keep.id == other.id:
        raise merging.MergeWithItself(keep.handle)
    row, other_row = client_columns(reader, keep.id), client_columns(reader, other.id)
    taken = merging.taken_over(row, other_row)
    told_apart = bool(
        reader.value(
            "SELECT EXISTS (SELECT 1 FROM distinct_pair WHERE client_id = :low AND other_id = :high)",
            low=min(keep.id, other.id),
            high=max(keep.id, other.id),
        )
    )
    return MergePreview(
        *(keep.handle, keep.name, other.handle, other.name),
        fields=(*merging.field_outcomes(row, other_row), *_lists(reader, keep, other), *_custom(reader, keep, other)),
        moves={
            words: reader.value(f"SELECT count(*) FROM {table} WHERE client_id = :id", id=other.id)
            for table, words in COUNTED.items()
            if table not in merging.MOVES or merging.MOVES[table] in taken
        },
        same_people=_same_people(reader, keep, other),
        notes=(*merging.notes_on(row, other_row, told_apart=told_apart), *_faded(reader, keep, other, taken)),
    )


def _faded(reader: Reader, keep: FoundClient, other: FoundClient, taken: Mapping[str, Any]) -> tuple[str, ...]:
    """Say how many moves of tier and stage end with the merge, as the tier or stage of the other one stands."""
    moves = sum(
        reader.value(f"SELECT count(*) FROM {table} WHERE client_id = :id", id=(keep if column in taken else other).id)
        for table, column in merging.MOVES.items()
    )
    return (merging.faded(moves),) if moves else ()


def client_columns(reader: Reader, client_id: int) -> dict[str, Any]:
    """Give the row of a client as it is stored, with the name of its tier; the client must exist."""
    row = reader.row(
        "SELECT c.*, t.name AS tier FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id WHERE c.id = :id",
        id=client_id,
    )
    assert row is not None
    return dict(row)


def custom_fields(reader: Reader, client_id: int) -> dict[str, str]:
    """Give the fields of the user's own on a client."""
    rows = reader.rows("SELECT name, value FROM custom_field WHERE client_id = :id ORDER BY id", id=client_id)
    return {row["name"]: row["value"] for row in rows}


def new_aliases(reader: Reader, other: FoundClient) -> list[tuple[str, str]]:
    """Give the names of the other, with their keys, that come to mean the one that stays: its handle and its name.

    The name does not where it means somebody else, was a handle that is never given again, or means nothing new.
    """
    name_key = reader.value("SELECT name_key FROM client WHERE id = :id", id=other.id).removeprefix("@")
    spoken_for = reader.value(
        """
        SELECT EXISTS (
            SELECT 1 FROM client WHERE (handle = :key OR name_key = :key) AND id <> :other
            UNION ALL SELECT 1 FROM alias WHERE alias_key = :key OR alias = :name)
        """,
        key=name_key,
        name=_as_alias(other.name),
        other=other.id,
    )
    handle = (other.handle, other.handle)
    return [handle] if spoken_for or name_key in {"", other.handle} else [handle, (_as_alias(other.name), name_key)]


def _as_alias(name: str) -> str:
    return name.strip().removeprefix("@")


def _lists(reader: Reader, keep: FoundClient, other: FoundClient) -> list[FieldOutcome]:
    outcomes = []
    for name, sql in _LISTS.items():
        ours = [row[0] for row in reader.rows(sql, id=keep.id)]
        theirs = [row[0] for row in reader.rows(sql, id=other.id)]
        more = [alias for alias, _key in new_aliases(reader, other)] if name == "aliases" else []
        told = [", ".join(words) or None for words in (ours, theirs, dict.fromkeys([*ours, *theirs, *more]))]
        if any(told):
            outcomes.append(FieldOutcome(name, *told))
    return outcomes


def _custom(reader: Reader, keep: FoundClient, other: FoundClient) -> list[FieldOutcome]:
    ours, theirs = custom_fields(reader, keep.id), custom_fields(reader, other.id)
    renamed = merging.renamed_fields(ours, theirs, other.handle)
    kept = [
        FieldOutcome(name, value, theirs[name] if name in theirs and renamed[name] is None else None, value)
        for name, value in ours.items()
    ]
    return kept + [FieldOutcome(new, None, theirs[name], theirs[name]) for name, new in renamed.items() if new]


def _same_people(reader: Reader, keep: FoundClient, other: FoundClient) -> tuple[SamePerson, ...]:
    """Give the contacts with the same e-mail, or with the same name and no e-mail that contradicts."""
    mail = "SELECT value_key FROM address WHERE kind = 'email' AND contact_id = "
    return tuple(
        reader.lines(
            SamePerson,
            f"""
            SELECT k.name, k.id AS contact, o.id AS other_contact
            FROM contact AS k JOIN contact AS o ON o.client_id = :other WHERE k.client_id = :keep AND (
                EXISTS ({mail} k.id INTERSECT {mail} o.id)
                OR (k.name_key = o.name_key AND NOT (EXISTS ({mail} k.id) AND EXISTS ({mail} o.id))))
            ORDER BY k.id, o.id
            """,
            keep=keep.id,
            other=other.id,
        )
    )
