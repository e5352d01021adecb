"""What happened with a client."""

from dataclasses import dataclass

from clienttrack.book import Reader


@dataclass(frozen=True, slots=True)
class History:
    """How much happened with a client."""

    touchpoints: int
    tasks: int
    contacts: int
    meetings: int
    needs: int
    remarks: int
    payments: int
    stage_moves: int


def history_of(reader: Reader, client_id: int) -> History:
    """Count what happened with a client."""
    found = reader.line(
        History,
        """
        SELECT (SELECT count(*) FROM touchpoint WHERE client_id = :id) AS touchpoints,
            (SELECT count(*) FROM task WHERE client_id = :id) AS tasks,
            (SELECT count(*) FROM contact WHERE client_id = :id) AS contacts,
            (SELECT count(*) FROM meeting WHERE client_id = :id) AS meetings,
            (SELECT count(*) FROM need WHERE client_id = :id) AS needs,
            (SELECT count(*) FROM remark WHERE client_id = :id) AS remarks,
            (SELECT count(*) FROM payment WHERE client_id = :id) AS payments,
            (SELECT count(*) FROM stage_move WHERE client_id = :id) AS stage_moves
        """,
        id=client_id,
    )
    assert found is not None
    return found
