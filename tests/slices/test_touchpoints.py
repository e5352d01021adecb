from datetime import date

from clienttrack.slices.touchpoints.actions import log_touchpoint
from tests.conftest import TODAY, Given


def test_logging_an_old_talk_does_not_move_the_last_touch_back(given: Given) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    with given.change() as change:
        log_touchpoint(change, client_id=acme, text="long ago", happened_on=date(2026, 3, 1))
    assert given.value("SELECT anchor_on FROM standing") == TODAY.isoformat()
