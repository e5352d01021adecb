"""What playbooks ask of the book: stages, when they began, and which steps became promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader
from clienttrack.dates import stored_day
from clienttrack.slices.playbooks.rules import MadeStep
from clienttrack.spans import stage_by_age
from clienttrack.vocabulary import LIVING_STAGES, PlaybookStage, Stage


@dataclass(frozen=True, slots=True)
class StagedClient:
    """A client with its language, the stage it is in and the day that began, and the playbook of its steps before."""

    id: int
    handle: str
    name: str
    language: str | None
    stage: PlaybookStage
    began_on: date
    playbook: str | None


_CLIENTS = """
    SELECT c.id, c.handle, c.name, c.language, c.told_stage, c.told_stage_on, c.since_on, c.added_on,
        (SELECT playbook FROM playbook_step WHERE client_id = c.id ORDER BY id DESC LIMIT 1) AS playbook
    FROM client AS c JOIN standing AS s ON s.client_id = c.id AND s.listed = 1
"""


def staged_clients(reader: Reader, client_id: int | None, *, today: date) -> list[StagedClient]:
    """Give the clients we work for, or the one asked for if it is among them."""
    which = "" if client_id is None else "WHERE c.id = :id"
    clients = []
    for row in reader.rows(f"{_CLIENTS} {which} ORDER BY c.name_key, c.id", id=client_id):
        stage, began_on = row["told_stage"], stored_day(row["told_stage_on"])
        if stage is None:
            span = stage_by_age(stored_day(row["since_on"]), today)
            stage, began_on = span.stage, span.from_on
        first = began_on or date.fromisoformat(row["added_on"])
        assert stage != Stage.LOST
        id_, handle, name, language = (row[column] for column in ("id", "handle", "name", "language"))
        clients.append(StagedClient(id_, handle, name, language, PlaybookStage(stage), first, row["playbook"]))
    return clients


def find_staged_client(reader: Reader, client_id: int, *, today: date) -> StagedClient | None:
    """Give a client if we work for it."""
    return next(iter(staged_clients(reader, client_id, today=today)), None)


def made_steps(reader: Reader, client_id: int, stage: str) -> list[MadeStep]:
    """Give the steps of a stage that became promises."""
    sql = "SELECT step, falls_on FROM playbook_step WHERE client_id = :id AND stage = :stage ORDER BY id"
    return reader.lines(MadeStep, sql, id=client_id, stage=stage)


def steps_left_behind(
    reader: Reader, client_id: int, stage: str | None, *, but_of: date | None = None
) -> Sequence[int]:
    """Give the numbers of open promises that are steps of stages a client has left; all steps for no stage.

    Steps to win a client back, and those after a project, go on in whatever stage the client is, and so does what falls
    on the day ``but_of``.
    """
    rows = reader.rows(
        f"""
        SELECT t.id FROM playbook_step AS p JOIN task AS t ON t.id = p.task_id AND t.status = 'open'
        WHERE p.client_id = :id AND (:stage IS NULL
            OR (p.stage <> :stage AND p.stage IN ({", ".join(f"'{one}'" for one in LIVING_STAGES)})))
            AND p.falls_on IS NOT :but_of
        ORDER BY t.due_on, t.id
        """,
        id=client_id,
        stage=stage,
        but_of=but_of,
    )
    return [row["id"] for row in rows]
