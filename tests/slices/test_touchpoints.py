"""Touchpoints: what counts, what moves the last touch, and how they are corrected."""

from datetime import date, timedelta
from typing import Any

import pytest

from clienttrack.slices.touchpoints.actions import edit_touchpoint, log_touchpoint, remove_touchpoint
from clienttrack.slices.touchpoints.rules import EmptyText, FutureTouchpoint, counts, read_happened_on
from clienttrack.vocabulary import TouchKind
from tests.conftest import TODAY, Given, Run

YESTERDAY = TODAY - timedelta(days=1)
HOSTILE = "[/b] \x1b[31mred\x1b[0m\nsecond line \u202egnp.exe'); DROP TABLE client; -- ../../etc <b>"


def anchor(given: Given, client_id: int) -> str:
    return str(given.value("SELECT anchor_on FROM standing WHERE client_id = :id", id=client_id))


def snooze(given: Given, client_id: int) -> None:
    with given.change() as change:
        change.add(
            "snooze", client_id=client_id, kind="touch", record_id=client_id, until_on=date(2026, 12, 1), set_on=TODAY
        )


def test_a_note_is_kept_but_is_no_contact() -> None:
    assert [kind for kind in TouchKind if not counts(kind)] == [TouchKind.NOTE]


def test_a_bare_weekday_in_a_log_is_the_past_one_and_today_is_the_latest() -> None:
    assert read_happened_on("fri", today=TODAY) == TODAY
    assert read_happened_on("sat", today=TODAY) == date(2026, 11, 14)
    assert read_happened_on(None, today=TODAY) == TODAY
    with pytest.raises(FutureTouchpoint):
        read_happened_on("tomorrow", today=TODAY)


def test_late_logging_of_an_old_talk_does_not_move_the_anchor_back(given: Given) -> None:
    acme = given.client("Acme", last_touch=YESTERDAY)
    with given.change() as change:
        log_touchpoint(change, client_id=acme, text="long ago", happened_on=date(2026, 3, 1))
    assert anchor(given, acme) == YESTERDAY.isoformat()


def test_removing_the_newest_talk_moves_the_anchor_to_the_one_before_then_to_the_day_added(given: Given) -> None:
    acme = given.client("Acme")
    older = given.touchpoint(acme, on=date(2026, 3, 1))
    newest = given.touchpoint(acme, on=YESTERDAY)
    with given.change() as change:
        remove_touchpoint(change, newest)
    assert anchor(given, acme) == "2026-03-01"
    with given.change() as change:
        remove_touchpoint(change, older)
    assert anchor(given, acme) == "2026-01-01"


def test_a_talk_that_turns_out_to_be_a_note_moves_the_anchor_back(given: Given) -> None:
    acme = given.client("Acme")
    number = given.touchpoint(acme, on=YESTERDAY)
    with given.change() as change:
        edit_touchpoint(change, number, kind=TouchKind.NOTE)
    assert anchor(given, acme) == "2026-01-01"
    assert given.value("SELECT last_touch_on FROM standing") is None


def test_a_talk_in_the_future_or_without_words_is_refused(given: Given) -> None:
    acme = given.client("Acme")
    with pytest.raises(FutureTouchpoint), given.change() as change:
        log_touchpoint(change, client_id=acme, text="soon", happened_on=TODAY + timedelta(days=1))
    with pytest.raises(EmptyText), given.change() as change:
        log_touchpoint(change, client_id=acme, text=" \n\t", happened_on=TODAY)
    assert given.value("SELECT count(*) FROM touchpoint") == 0


def test_a_note_that_becomes_contact_ends_the_snooze_and_a_call_that_becomes_a_mail_leaves_a_newer_one(
    given: Given,
) -> None:
    acme = given.client("Acme")
    number = given.touchpoint(acme, on=YESTERDAY, kind="note")
    snooze(given, acme)
    with given.change() as change:
        edit_touchpoint(change, number, text="still a note")
    assert given.value("SELECT count(*) FROM snooze") == 1
    with given.change() as change:
        edit_touchpoint(change, number, kind=TouchKind.CALL)
    assert given.value("SELECT count(*) FROM snooze") == 0
    snooze(given, acme)
    with given.change() as change:
        edit_touchpoint(change, number, kind=TouchKind.EMAIL)
    assert given.value("SELECT count(*) FROM snooze") == 1


def test_touch_list_shows_the_newest_first_and_narrows(given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    first = given.touchpoint(acme, on=date(2026, 11, 1), kind="visit")
    late = given.touchpoint(acme, on=date(2026, 10, 1), text="logged late")
    other = given.touchpoint(beta, on=date(2026, 11, 10))
    assert [line["id"] for line in run("touch", "list", "--json").data] == [other, first, late]
    assert run("touch", "list", "acme", "--ids").out == f"{first}\n{late}\n"
    assert run("touch", "list", "--kind", "visit", "--ids").out == f"{first}\n"
    assert run("touch", "list", "--since", "2026-11-01", "--until", "2026-11-09", "--ids").out == f"{first}\n"
    assert run("touch", "list", "--limit", "1", "--ids").out == f"{other}\n"
    assert "logged late" in run("touch", "list").out


def test_touch_list_has_stable_keys_and_a_header_even_when_empty(given: Given, run: Run) -> None:
    assert run("touch", "list").out == "No touchpoints. Record one with `clienttrack log CLIENT TEXT`.\n"
    header = "id,client,client_name,kind,happened_on,direction,minutes,text,contacts"
    assert run("touch", "list", "--csv").out.strip() == header
    given.touchpoint(given.client("Acme"), on=TODAY)
    [line] = run("touch", "list", "--json").data
    assert list(line) == header.split(",")
    assert line["minutes"] is None
    assert line["contacts"] == []


def test_touch_edit_corrects_one_talk_and_replaces_who_took_part(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo Doe")
    given.contact(acme, "王小明")
    number = str(given.touchpoint(acme, on=YESTERDAY))
    run("touch", "edit", number, "--with", "jo")
    edited = run(
        *("touch", "edit", number, "new words", "--kind", "visit", "--on", "mon", "--direction", "in"),
        *("--minutes", "30", "--with", "王小明", "--json"),
    ).data
    assert edited == {
        "id": int(number),
        "client": "acme",
        "client_name": "Acme",
        "kind": "visit",
        "happened_on": "2026-11-16",
        "direction": "in",
        "minutes": 30,
        "text": "new words",
        "contacts": ["王小明"],
    }


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        ([], 2, "nothing-to-edit"),
        ([" "], 2, "empty-text"),
        (["--on", "tomorrow"], 5, "future-touchpoint"),
        (["--on", "someday"], 2, "unreadable-day"),
        (["--with", "nobody"], 3, "unknown-contact"),
        (["--with", "Bo"], 3, "unknown-contact"),
        (["--kind", "telex"], 2, "wrong-usage"),
    ],
)
def test_a_wrong_touch_edit_changes_nothing(
    given: Given, run: Run, arguments: list[str], exit_code: int, code: str
) -> None:
    given.contact(given.client("Beta"), "Bo")
    number = given.touchpoint(given.client("Acme"), on=YESTERDAY)
    before = given.value("SELECT max(id) FROM operation")
    ran = run("touch", "edit", str(number), *arguments, "--json", exit_code=exit_code)
    assert f'"{code}"' in ran.out
    assert given.value("SELECT max(id) FROM operation") == before


def test_touch_remove_asks_first_and_undo_brings_everything_back(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo")
    run("log", "acme", "talked", "--with", "jo", "--next", "send offer", "--by", "fri")
    assert "--yes" in run("touch", "remove", "1", exit_code=2).err
    assert given.value("SELECT count(*) FROM touchpoint") == 1
    assert "undo" in run("touch", "remove", "1", "--yes").out
    assert given.value("SELECT count(*) FROM touchpoint") == 0
    assert given.value("SELECT touchpoint_id FROM task") is None
    run("undo")
    assert given.value("SELECT touchpoint_id FROM task") == 1
    assert given.value("SELECT contact_id FROM touchpoint_contact") == jo
    run("touch", "remove", "77", "--yes", exit_code=3)


def test_hostile_words_are_shown_harmlessly_and_given_back_exactly(given: Given, run: Run) -> None:
    given.client("[/b]Acme\x1b[2J", handle="acme")
    run("log", "acme", HOSTILE)
    shown = run("touch", "list").out + run("touch", "edit", "1", "--kind", "call").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[/b]" in shown
    assert run("touch", "list", "--json").data[0]["text"] == HOSTILE
    assert given.value("SELECT count(*) FROM client") == 1


@pytest.mark.parametrize(
    ("on", "ends"),
    [
        (date(2026, 9, 1), False),  # older than the last contact: the silence goes on
        (date(2026, 10, 1), False),  # the day of the last contact
        (date(2026, 10, 2), True),  # moves the last contact
        (TODAY, True),  # came after the snooze was set
    ],
)
def test_a_touch_ends_a_snooze_only_if_it_answers_the_silence(given: Given, on: date, ends: bool) -> None:
    acme = given.client("Acme", last_touch=date(2026, 10, 1))
    snooze(given, acme)
    with given.change() as change:
        log_touchpoint(change, client_id=acme, text="talked", happened_on=on)
    assert given.value("SELECT count(*) FROM snooze") == (not ends)


def test_an_older_talk_logged_after_a_newer_one_still_ends_the_snooze_it_came_after(given: Given) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    with given.change() as change:
        told: dict[str, Any] = {"until_on": date(2026, 12, 1), "set_on": date(2026, 11, 18)}
        change.add("snooze", client_id=acme, kind="touch", record_id=acme, **told)
        log_touchpoint(change, client_id=acme, text="talked", happened_on=YESTERDAY)
    assert given.value("SELECT count(*) FROM snooze") == 0


@pytest.mark.parametrize(("told", "ends"), [({"happened_on": YESTERDAY}, True), ({"text": "talked long"}, False)])
def test_a_talk_moved_to_a_later_day_ends_a_snooze_and_another_correction_does_not(
    given: Given, told: dict[str, Any], ends: bool
) -> None:
    acme = given.client("Acme", last_touch=date(2026, 10, 1))
    snooze(given, acme)
    with given.change() as change:
        edit_touchpoint(change, 1, **told)
    assert given.value("SELECT count(*) FROM snooze") == (not ends)


def test_an_empty_word_takes_away_who_took_part_and_who_began(given: Given, run: Run) -> None:
    given.contact(given.client("Acme"), "Jo")
    run("log", "acme", "talked", "--with", "jo", "--direction", "in")
    line = run("touch", "edit", "1", "--with", "", "--json").data
    assert (line["contacts"], line["direction"]) == ([], "in")
    line = run("touch", "edit", "1", "--with", "jo", "--direction", "", "--json").data
    assert (line["contacts"], line["direction"]) == (["Jo"], None)
    assert run("touch", "edit", "1", "--direction", "OUT", "--json").data["direction"] == "out"
    assert "--direction" in run("touch", "edit", "1", "--direction", "up", exit_code=2).err
