"""Clients are moved between tiers."""

from datetime import date

from clienttrack.book import Change


def move_tier(
    change: Change,
    client_id: int,
    tier_id: int | None,
    *,
    because: str | None = None,
    pinned: bool | None = None,
    moved_on: date | None = None,
) -> None:
    """Move a client to a tier, or to none, and keep the day and the reason; the same tier without a reason is no move.

    Unless told otherwise a reason pins the client there, and a move without one takes the pin off.
    """
    was = change.value("SELECT tier_id FROM client WHERE id = :id", id=client_id)
    if was == tier_id and because is None:
        return
    change.amend(
        "client", client_id, tier_id=tier_id, tier_pinned=int((because is not None) if pinned is None else pinned)
    )
    change.add(
        "tier_move",
        client_id=client_id,
        from_tier_id=was,
        to_tier_id=tier_id,
        moved_on=moved_on or change.today,
        because=because,
    )
