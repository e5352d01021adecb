from datetime import date

from clienttrack.cadence import parse_repeat
from clienttrack.slices.tasks.actions import add_task, finish_task
from tests.conftest import TODAY, Given


def test_finishing_a_repeating_task_opens_its_successor(given: Given) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        added = add_task(change, client_id=acme, text="status", due_on=date(2026, 1, 31), repeat=parse_repeat("+1m"))
    with given.change() as change:
        finished = finish_task(change, added.id, done_on=TODAY)
    assert finished.successor is not None
    assert finished.successor.due_on == date(2026, 2, 28)
    with given.change() as change:
        finished = finish_task(change, finished.successor.id, done_on=TODAY)
    assert finished.successor is not None
    assert finished.successor.due_on == date(2026, 3, 31)
