"""How needs are written down and moved."""

from clienttrack.book import Change
from clienttrack.slices.needs import rules
from clienttrack.vocabulary import KanoClass, NeedOrigin, NeedStatus, Priority


def add_need(
    change: Change,
    *,
    client_id: int,
    text: str,
    origin: NeedOrigin = NeedOrigin.STATED,
    priority: Priority = Priority.NORMAL,
    kano: KanoClass | None = None,
    evidence: str | None = None,
    contact_id: int | None = None,
    meeting_id: int | None = None,
) -> int:
    """Write down an open need and give its number; raises ``EmptyNeed``."""
    return change.add(
        "need",
        client_id=client_id,
        contact_id=contact_id,
        meeting_id=meeting_id,
        text=rules.checked_need(text),
        kano=kano,
        origin=origin,
        priority=priority,
        evidence=evidence,
        status=NeedStatus.OPEN,
        status_on=change.today,
        added_on=change.today,
    )
