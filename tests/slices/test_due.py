"""The morning list never lies: every line, count and order against an independent reckoning over the raw rows."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, settings
from hypothesis import given as any_of
from hypothesis import strategies as st

from clienttrack import ink
from clienttrack.settings import Settings
from clienttrack.slices.due import queries, render
from clienttrack.slices.due.queries.morning import Wanted
from clienttrack.slices.due.rules import Candidate, Counts, counted
from clienttrack.vocabulary import DueKind
from tests.conftest import TODAY, Given, Run

CADENCE = {  # the table of the product page, written again on purpose
    "core": {"prospect": 7, "activation": 7, "stable": 14, "deep": 14},
    "key": {"prospect": 14, "activation": 7, "stable": 30, "deep": 30},
    "potential": {"prospect": 14, "activation": 14, "stable": 30, "deep": 60},
    "general": {"prospect": 30, "activation": 14, "stable": 60, "deep": 90},
}
WEIGHT = {"core": 4, "key": 3, "potential": 2, "general": 1, None: 1}
RANK = ["core", "key", "potential", "general", None]


def days_ago(count: int) -> date:
    return TODAY - timedelta(days=count)


def refs(due: Any) -> list[str]:
    return [line["ref"] for line in due["lines"] if line["kind"] != "no-next-step"]


def line_of(due: Any, ref: str) -> Any:
    return next(line for line in due["lines"] if line["ref"] == ref)


def test_a_client_reaches_the_list_on_the_day_their_silence_reaches_the_cadence(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", since_on=date(2024, 1, 1), last_touch=days_ago(13))
    assert refs(run("due", "--json").data) == []
    tomorrow = run("due", "--json", today="2026-11-21").data
    assert tomorrow["counts"] == {"late": 0, "today": 1, "ahead": 0, "no_next_step": 1}
    assert line_of(tomorrow, "@acme")["days_late"] == 0
    after = run("due", "--json", today="2026-11-22").data
    assert after["counts"]["late"] == 1


def test_the_json_line_is_the_one_scripts_rely_on(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", since_on=date(2025, 6, 1), last_touch=date(2026, 11, 6))
    given.contact(acme, "Jo Doe", phone="+44 20 7946 0958")
    ran = run("due", "--json", today="2026-11-22")
    envelope = json.loads(ran.out)
    assert envelope["version"] == 1
    assert envelope["today"] == "2026-11-22"
    line = line_of(envelope["data"], "@acme")
    assert {key: line[key] for key in line if key not in {"what", "reason", "explanation"}} == {
        "ref": "@acme",
        "kind": "touch",
        "client": "acme",
        "client_name": "Acme",
        "tier": "core",
        "stage": "deep",
        "contact": "Jo Doe",
        "reach": "+44 20 7946 0958",
        "due_on": "2026-11-20",
        "days_late": 2,
        "urgency": 4.57,
        "last_touch_on": "2026-11-06",
        "interval": "14d",
    }
    assert line["what"]
    assert "16 days" in line["reason"]
    assert envelope["data"]["hidden"] == {"snoozed": 0, "paused": 0}


def test_a_client_never_contacted_counts_from_the_day_they_were_added(given: Given, run: Run) -> None:
    given.client("New", added_on=days_ago(30))
    line = line_of(run("due", "--json").data, "@new")
    assert line["due_on"] == TODAY.isoformat()
    assert line["last_touch_on"] is None
    assert "never contacted" in line["reason"]
    assert line["interval"] == "30d"
    assert line["tier"] is None


def test_a_client_touched_today_disappears_and_returns_without_another_write(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(20))
    assert refs(run("due", "--json").data) == ["@acme"]
    given.touchpoint(acme, on=TODAY)
    assert refs(run("due", "--json").data) == []
    assert refs(run("due", "--json", today="2026-11-27").data) == ["@acme"]


def test_a_note_is_no_contact(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(20))
    given.touchpoint(acme, on=TODAY, kind="note")
    assert refs(run("due", "--json").data) == ["@acme"]


@pytest.mark.parametrize(
    ("day", "falls_due"), [(date(2027, 1, 31), date(2027, 2, 28)), (date(2028, 1, 31), date(2028, 2, 29))]
)
def test_months_are_calendar_months(given: Given, run: Run, day: date, falls_due: date) -> None:
    given.client("Acme", cadence="1m", last_touch=day)
    before = falls_due - timedelta(days=1)
    assert refs(run("due", "--json", today=before.isoformat()).data) == []
    assert refs(run("due", "--json", today=falls_due.isoformat()).data) == ["@acme"]


def test_due_today_is_due_today_just_after_and_just_before_midnight(
    given: Given, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.client("Acme", tier="core", last_touch=days_ago(7))
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
        monkeypatch.setenv("TZ", zone)
        assert line_of(run("due", "--json").data, "@acme")["days_late"] == 0


def test_archived_and_lost_clients_never_come_up(given: Given, run: Run) -> None:
    for name, fields in (("Gone", {"archived_on": days_ago(1)}), ("Lost", {"told_stage": "lost"})):
        client = given.client(name, tier="core", last_touch=days_ago(90), **fields)
        given.task(client, "send offer", due_on=days_ago(3))
    for asked in ((), ("--client", "gone"), ("--client", "lost")):
        due = run("due", "--json", "--exit-code", *asked).data
        assert due["lines"] == []
        assert due["counts"] == {"late": 0, "today": 0, "ahead": 0, "no_next_step": 0}


def test_pausing_hides_the_silence_but_never_a_promise(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(90), paused_until=TODAY + timedelta(days=1))
    given.task(acme, "send offer", due_on=TODAY)
    due = run("due", "--json").data
    assert [line["ref"] for line in due["lines"]] == ["t1"]
    assert due["hidden"]["paused"] == 1
    assert refs(run("due", "--json", today="2026-11-21").data) == ["@acme", "t1"]


def test_a_paused_client_is_listed_every_monday_and_only_then(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", paused_until=date(2026, 12, 24), paused_because="on leave")
    monday = run("due", "--json", today="2026-11-23").data
    assert refs(monday) == ["z@acme"]
    assert line_of(monday, "z@acme")["urgency"] == 0
    assert line_of(monday, "z@acme")["reason"] == "on leave"
    assert refs(run("due", "--json", today="2026-11-24").data) == []


def test_a_snoozed_line_is_hidden_until_its_day_and_shown_on_it(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(90))
    with given.change() as change:
        change.add("snooze", client_id=acme, kind="touch", record_id=acme, until_on=date(2026, 11, 25), set_on=TODAY)
    due = run("due", "--json").data
    assert refs(due) == []
    assert due["hidden"]["snoozed"] == 1
    assert refs(run("due", "--json", today="2026-11-24").data) == []
    assert refs(run("due", "--json", today="2026-11-25").data) == ["@acme"]


def test_a_client_without_next_step_is_a_summary_in_text_and_a_line_in_json(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="key", last_touch=TODAY)
    given.client("No tier", last_touch=TODAY)
    due = run("due", "--json").data
    assert [(line["ref"], line["due_on"], line["days_late"], line["urgency"]) for line in due["lines"]] == [
        ("n@acme", None, None, 1.5)
    ]
    text = run("due", "--exit-code", exit_code=0).out
    assert "n@acme" not in text
    assert "1 without a next step" in text
    assert "n@acme" in run("due", "--kind", "no-next-step").out
    given.task(acme, "send offer", due_on=TODAY + timedelta(days=40))
    assert run("due", "--json").data["counts"]["no_next_step"] == 0


@pytest.mark.parametrize("asked", [(), ("--client", "acme"), ("--tier", "key")])
def test_a_snoozed_line_without_next_step_is_hidden_in_text_as_in_json(
    given: Given, run: Run, asked: tuple[str, ...]
) -> None:
    given.client("Acme", tier="key", last_touch=TODAY)
    run("snooze", "n@acme", "--until", "+3d")
    assert run("due", *asked).out == "Nothing is due; hidden: 1 snoozed.\n"
    due = run("due", "--json", *asked).data
    assert (due["hidden"]["snoozed"], due["counts"]["no_next_step"]) == (1, 0)
    assert "hidden: 1 snoozed" in run("due", "--kind", "no-next-step", *asked).out
    assert "hidden" not in run("due", "--kind", "touch", *asked).out


def test_an_undated_promise_is_no_next_step(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="key", last_touch=TODAY)
    given.task(acme, "some day", due_on=None)
    assert run("due", "--json").data["counts"]["no_next_step"] == 1


def test_a_promise_of_ours_weighs_two_more_than_one_of_theirs(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY)
    given.task(acme, "send offer", due_on=days_ago(7))
    given.task(acme, "pay", due_on=days_ago(7), side="theirs")
    due = run("due", "--json").data
    assert [(line["ref"], line["urgency"]) for line in due["lines"]] == [("t1", 10.0), ("t2", 8.0)]


def test_looking_ahead_adds_what_falls_due_by_then(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(2))
    given.task(acme, "send offer", due_on=TODAY + timedelta(days=8))
    assert refs(run("due", "--json", "--within", "7d").data) == ["@acme"]
    ahead = run("due", "--json", "--within", "8d").data
    assert ahead["counts"] == {"late": 0, "today": 0, "ahead": 2, "no_next_step": 0}
    assert line_of(ahead, "@acme")["days_late"] == -5


def test_what_is_ahead_stands_by_its_urgency_among_what_is_late(given: Given, run: Run) -> None:
    given.client("Free", last_touch=days_ago(35))
    given.client("Long Ago", last_touch=days_ago(99))
    given.client("Acme", tier="core", last_touch=days_ago(4))
    due = run("due", "--json", "--within", "7d").data
    told = [(one["ref"], one["urgency"]) for one in due["lines"] if one["kind"] == "touch"]
    assert told == [
        ("@long-ago", round(1 * (1 + 69 / 30), 2)),
        ("@acme", round(4 * (1 - 3 / 7), 2)),
        ("@free", round(1 * (1 + 5 / 30), 2)),
    ]


def test_filters_narrow_the_list(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(90))
    given.client("Beta", tier="key", last_touch=days_ago(90))
    given.client("Free", last_touch=days_ago(90))
    given.task(acme, "send offer", due_on=TODAY)
    with given.change() as change:
        tag = change.add("tag", name="VIP", name_key="vip")
        change.add("client_tag", client_id=acme, tag_id=tag)
    assert set(refs(run("due", "--json", "--client", "acme").data)) == {"@acme", "t1"}
    assert refs(run("due", "--json", "--tier", "KEY").data) == ["@beta"]
    assert refs(run("due", "--json", "--tier", "none").data) == ["@free"]
    assert set(refs(run("due", "--json", "--tag", "vip").data)) == {"@acme", "t1"}
    assert refs(run("due", "--json", "--kind", "task").data) == ["t1"]
    run("due", "--tier", "gold", exit_code=3)
    run("due", "--tag", "nobody", exit_code=3)
    run("due", "--client", "nobody", exit_code=3)
    run("due", "--within", "soon", exit_code=2)


def test_the_exit_code_says_that_something_is_due_only_when_asked(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", last_touch=days_ago(6))
    run("due", "--exit-code", exit_code=0)
    run("due", "--exit-code", exit_code=10, today="2026-11-21")
    run("due", exit_code=0, today="2026-11-21")


def test_counting_gives_one_number(given: Given, run: Run) -> None:
    for name, tier in (("A", None), ("B", "core"), ("C", "key")):
        given.client(name, tier=tier, last_touch=days_ago(90))
    assert run("due", "--count").out == "3\n"
    assert run("due", "--kind", "no-next-step", "--count").out == "2\n"
    assert run("due", "--kind", "no-next-step", "--kind", "touch", "--count").out == "5\n"


def test_text_shows_the_most_urgent_and_says_how_many_more_there_are(given: Given, run: Run) -> None:
    for number in range(7):
        given.client(f"Client {number}", tier="core", last_touch=days_ago(20 + number))
    out = run("due", "--limit", "3").out
    assert [line.split()[0] for line in out.splitlines() if line.startswith("  @")] == [
        "@client-6",
        "@client-5",
        "@client-4",
    ]
    assert "4 more with --all" in out
    assert "more with" not in run("due", "--all").out
    assert len(refs(run("due", "--json").data)) == 7
    assert len(run("due", "--json", "--limit", "2").data["lines"]) == 2


def test_lines_of_one_client_stand_together_under_the_most_urgent(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=days_ago(8))
    given.client("Beta", tier="core", last_touch=days_ago(15))
    given.task(acme, "send offer", due_on=days_ago(60))
    lines = [line.split()[0] for line in run("due").out.splitlines() if line.startswith("  ")]
    assert lines == ["t1", "@acme", "@beta"]
    assert refs(run("due", "--json").data) == ["t1", "@beta", "@acme"]


def test_explaining_names_the_terms(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", since_on=date(2024, 1, 1), last_touch=days_ago(16))
    line = line_of(run("due", "--explain", "--json").data, "@acme")
    assert line["explanation"] == "W 4 × (1 + 2 days late ÷ 14 days) = 4.57"
    assert "W 4 × (1 + 2 days late ÷ 14 days) = 4.57" in run("due", "--explain").out


def test_names_that_look_like_markup_or_control_codes_are_shown_as_they_are(given: Given, run: Run) -> None:
    given.client("[/b] \x1b[31mAcme\u202e\nLtd", handle="acme", tier="core", last_touch=days_ago(90))
    out = run("due").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[/b]" in out
    assert run("due", "--json").data["lines"][0]["client_name"] == "[/b] \x1b[31mAcme\u202e\nLtd"


def test_an_empty_list_says_so(given: Given, run: Run) -> None:
    given.client("Acme", last_touch=TODAY)
    assert run("due").out == "Nothing is due.\n"


def test_csv_and_ids_carry_every_line(given: Given, run: Run) -> None:
    given.client("Acme", last_touch=days_ago(90))
    header, row = run("due", "--csv").out.splitlines()
    assert header.startswith(
        "ref,kind,client,client_name,tier,stage,what,reason,contact,reach,due_on,days_late,urgency"
    )
    assert row.startswith("@acme,touch,acme,Acme,,prospect,")
    assert run("due", "--ids").out == "@acme\n"


def test_only_lines_without_next_step_are_counted_as_such() -> None:
    kinds = (DueKind.PAUSED, DueKind.NO_NEXT_STEP, DueKind.NO_NEXT_STEP)
    lines = [Candidate(kind, 1, 1, None, None, 0.0, 1) for kind in kinds]
    assert counted(lines) == Counts(late=0, today=1, ahead=0, no_next_step=2)


def test_of_two_equally_urgent_lines_the_one_of_the_higher_tier_stands_first(given: Given, run: Run) -> None:
    # General, added first and first by name: 1 × (1 + 27 ÷ 9) is 4, as is 4 × (1 + 0 ÷ 7).
    given.client("Aardvark", tier="general", cadence="9d", last_touch=days_ago(36))
    given.client("Zebra", tier="core", cadence="7d", last_touch=days_ago(7))
    given.client("Beta", tier="core", cadence="7d", last_touch=days_ago(7))
    lines = [line for line in run("due", "--json").data["lines"] if line["kind"] == "touch"]
    assert {line["urgency"] for line in lines} == {4.0}
    assert [line["ref"] for line in lines] == ["@beta", "@zebra", "@aardvark"]
    assert run("due", "--ids", "--limit", "1").out == "@beta\n"


@pytest.mark.parametrize(
    ("proposed", "falls_due"), [(date(2027, 1, 31), date(2027, 2, 28)), (date(2026, 11, 30), date(2026, 12, 30))]
)
def test_a_proposal_without_answer_comes_up_after_one_interval_of_the_client(
    given: Given, run: Run, proposed: date, falls_due: date
) -> None:
    acme = given.client("Acme", tier="key", cadence="1m", last_touch=date(2027, 3, 1))
    given.need(acme, "faster reports", status="proposed", on=proposed)
    before = falls_due - timedelta(days=1)
    assert refs(run("due", "--json", today=before.isoformat()).data) == []
    [line] = run("due", "--json", "--kind", "need", today=falls_due.isoformat()).data["lines"]
    assert (line["ref"], line["due_on"], line["days_late"]) == ("w1", falls_due.isoformat(), 0)
    assert (line["urgency"], line["what"]) == (3.0, "faster reports")
    late = run("due", "--json", "--explain", "--kind", "need", today=(falls_due + timedelta(days=14)).isoformat())
    assert late.data["lines"][0]["urgency"] == 6.0
    assert late.data["lines"][0]["explanation"] == "W 3 × (1 + 14 days late ÷ 14) = 6.00"


def test_the_reason_of_a_proposal_says_since_when_and_reaches_whose_need_it_is(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", cadence="7d", last_touch=TODAY)
    given.contact(acme, "Ann", phone="+44 20 7946 0001", decision="decides")
    jo = given.contact(acme, "Jo", phone="+44 20 7946 0002")
    given.need(acme, "faster reports", status="proposed", on=days_ago(9), contact_id=jo)
    line = line_of(run("due", "--json").data, "w1")
    assert line["reason"] == "proposed Wed 11 Nov, no answer yet; 7d allowed"
    assert (line["contact"], line["reach"]) == ("Jo", "+44 20 7946 0002")


def test_a_second_proposal_and_a_cadence_of_today_move_the_day(given: Given, run: Run) -> None:
    acme = given.client("Acme", cadence="7d", last_touch=TODAY)
    given.need(acme, "faster reports", status="proposed", on=days_ago(9))
    assert refs(run("due", "--json").data) == ["w1"]
    run("need", "propose", "w1", "--on", days_ago(3).isoformat())
    assert refs(run("due", "--json").data) == []
    with given.change() as change:
        change.amend("client", acme, cadence="3d")
    assert line_of(run("due", "--json").data, "w1")["days_late"] == 0
    run("need", "meet", "w1")
    assert refs(run("due", "--json").data) == []


@pytest.mark.parametrize(
    ("in_days", "urgency", "says"),
    [
        (3, None, ""),
        (2, None, ""),
        (1, 5.0, "report brief acme"),
        (0, 10.0, "meet hold m1"),
        (-1, 10.0, "meet cancel m1"),
        (-30, 10.0, "meet cancel m1"),
    ],
)
def test_a_planned_meeting_comes_up_the_day_before_and_stays_until_somebody_says_what_came_of_it(
    given: Given, run: Run, in_days: int, urgency: float | None, says: str
) -> None:
    acme = given.client("Acme", tier="general", last_touch=TODAY)
    given.meeting(acme, on=TODAY + timedelta(days=in_days), goal="talk about budget", question_set="needs-review")
    due = run("due", "--json").data
    assert refs(due) == ([] if urgency is None else ["m1"])
    for line in due["lines"]:
        assert (line["urgency"], line["days_late"], line["due_on"]) == (
            *(urgency, -in_days),
            (TODAY + timedelta(days=in_days)).isoformat(),
        )
        assert says in line["reason"]
        assert line["what"] == 'meeting, needs-review "talk about budget"'


def test_meetings_and_proposals_ahead_come_up_within_the_look_ahead_alone(given: Given, run: Run) -> None:
    acme = given.client("Acme", cadence="10d", last_touch=TODAY)
    given.meeting(acme, on=TODAY + timedelta(days=7))
    given.meeting(acme, on=TODAY + timedelta(days=8))
    given.need(acme, "in seven days", status="proposed", on=days_ago(3))
    given.need(acme, "in eight days", status="proposed", on=days_ago(2))
    due = run("due", "--json", "--within", "7d").data
    assert [(line["ref"], line["urgency"]) for line in due["lines"]] == [("m1", 5.0), ("w1", 0.5)]
    assert due["counts"]["ahead"] == 2


def test_pausing_hides_neither_a_meeting_nor_a_proposal_but_archived_and_lost_clients_have_none(
    given: Given, run: Run
) -> None:
    for name, fields in (
        ("Paused", {"paused_until": TODAY + timedelta(days=30)}),
        ("Gone", {"archived_on": days_ago(1)}),
        ("Lost", {"told_stage": "lost"}),
    ):
        client = given.client(name, cadence="7d", last_touch=TODAY, **fields)
        given.meeting(client, on=TODAY)
        given.need(client, "faster reports", status="proposed", on=days_ago(30))
    assert refs(run("due", "--json").data) == ["m1", "w1"]
    assert refs(run("due", "--json", "--within", "30d", "--client", "lost").data) == []


@pytest.mark.parametrize(("status", "without"), [("planned", 0), ("held", 1), ("cancelled", 1)])
def test_a_planned_meeting_is_a_next_step(given: Given, run: Run, status: str, without: int) -> None:
    acme = given.client("Acme", tier="key", last_touch=TODAY)
    given.need(acme, "faster reports", status="proposed", on=TODAY)
    given.meeting(acme, on=days_ago(2), status=status)
    assert run("due", "--json").data["counts"]["no_next_step"] == without
    assert ("without a next step" in run("due").out) == bool(without)


# ── the oracle ────────────────────────────────────────────────────────────────────────────────────────────────────

BOOKS = st.lists(
    st.fixed_dictionaries(
        {
            "tier": st.sampled_from(RANK),
            "told_stage": st.sampled_from([None, None, None, "prospect", "activation", "stable", "deep", "lost"]),
            "since": st.none() | st.integers(-5, 500),
            "cadence": st.sampled_from([None, None, None, "10d", "2w", "1m", "3m", "1y"]),
            "added": st.integers(0, 400),
            "touches": st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["call", "note"])), max_size=3),
            "tasks": st.lists(
                st.tuples(st.none() | st.integers(-20, 60), st.sampled_from(["ours", "theirs"])), max_size=2
            ),
            "meetings": st.lists(
                st.tuples(st.integers(-20, 60), st.sampled_from(["planned", "planned", "held", "cancelled"])),
                max_size=2,
            ),
            "needs": st.lists(
                st.tuples(st.integers(0, 120), st.sampled_from(["proposed", "proposed", "open", "met", "dropped"])),
                max_size=2,
            ),
            "archived": st.sampled_from([False, False, False, True]),
            "paused": st.none() | st.integers(-3, 3),
        }
    ),
    max_size=7,
)


def stage_of(client: dict[str, Any], today: date) -> str:
    if client["told_stage"]:
        return str(client["told_stage"])
    if client["since"] is None:
        return "prospect"
    since = today - timedelta(days=client["since"])
    if since > today:
        return "prospect"
    if today < since + timedelta(days=90):
        return "activation"
    return "stable" if today < since + relativedelta(months=12) else "deep"


Numbered = list[tuple[int, int, str]]


def numbered(clients: list[dict[str, Any]], what: str) -> list[Numbered]:
    """Give what each client has, each with its number in the whole book."""
    number = count(1)
    return [[(next(number), *one) for one in client[what]] for client in clients]


def meeting_lines(meetings: Numbered, today: date, horizon: date) -> Iterator[tuple[float, str]]:
    """Give urgency and REF: 10 on the day and after, 5 before, from the day before on."""
    for number, in_days, status in meetings:
        if status == "planned" and today + timedelta(days=in_days) <= max(horizon, today + timedelta(days=1)):
            yield 10.0 if in_days <= 0 else 5.0, f"m{number}"


def need_lines(
    needs: Numbered, today: date, horizon: date, interval: relativedelta, weight: int
) -> Iterator[tuple[float, str]]:
    """Give urgency and REF of proposals: W × (1 + days late ÷ 14), from one interval after the proposal on."""
    for number, ago, status in needs:
        asked = today - timedelta(days=ago) + interval
        if status == "proposed" and asked <= horizon:
            yield round(weight * (1 + (today - asked).days / 14), 2), f"w{number}"


def reckoned(clients: list[dict[str, Any]], today: date, horizon: date) -> list[tuple[float, int, str, str]]:
    """Give urgency, tier, name and REF of every line, reckoned without the program."""
    lines = []
    meetings, needs = numbered(clients, "meetings"), numbered(clients, "needs")
    task_number = 0
    for number, client in enumerate(clients):
        listed = not client["archived"] and client["told_stage"] != "lost"
        stage = stage_of(client, today)
        weight, rank, name = WEIGHT[client["tier"]], RANK.index(client["tier"]), f"c{number}"
        counting = [today - timedelta(days=ago) for ago, kind in client["touches"] if kind != "note"]
        anchor = max(counting) if counting else today - timedelta(days=client["added"])
        words = client["cadence"] or (f"{CADENCE[client['tier']][stage]}d" if client["tier"] and listed else "30d")
        unit = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[words[-1]]
        interval = relativedelta(**{unit: int(words[:-1])})  # type: ignore[arg-type]
        due = anchor + interval
        paused = client["paused"] is not None and client["paused"] > 0
        if listed and due <= horizon and not paused:
            late = (today - due).days
            lines.append((round(weight * (1 + late / (due - anchor).days), 2), rank, name, f"@{name}"))
        if listed and paused and today.weekday() == 0:
            lines.append((0.0, rank, name, f"z@{name}"))
        dated = False
        for in_days, side in client["tasks"]:
            task_number += 1
            if in_days is None:
                continue
            dated = True
            if listed and today + timedelta(days=in_days) <= horizon:
                urgency = round(weight * (1 - in_days / 7) + (2 if side == "ours" else 0), 2)
                lines.append((urgency, rank, name, f"t{task_number}"))
        dated = dated or any(status == "planned" for _, _, status in meetings[number])
        discovered = [*meeting_lines(meetings[number], today, horizon)]
        discovered += need_lines(needs[number], today, horizon, interval, weight)
        lines += [(urgency, rank, name, ref) for urgency, ref in discovered if listed]
        if listed and client["tier"] and not paused and not dated:
            lines.append((round(weight / 2, 2), rank, name, f"n@{name}"))
    return lines


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@any_of(
    clients=BOOKS,
    today=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    ahead=st.sampled_from([0, 0, 7, 45]),
)
def test_any_book_gives_exactly_the_lines_an_independent_reckoning_gives(
    empty_book: Any,
    tmp_path_factory: pytest.TempPathFactory,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    clients: list[dict[str, Any]],
    today: date,
    ahead: int,
) -> None:
    path = tmp_path_factory.mktemp("oracle") / "book.db"
    path.write_bytes(empty_book.read_bytes())
    monkeypatch.setenv("CLIENTTRACK_DB", str(path))
    given = Given(path)
    for number, client in enumerate(clients):
        client_id = given.client(
            f"c{number}",
            tier=client["tier"],
            told_stage=client["told_stage"],
            since_on=None if client["since"] is None else today - timedelta(days=client["since"]),
            cadence=client["cadence"],
            added_on=today - timedelta(days=client["added"]),
            archived_on=today if client["archived"] else None,
            paused_until=None if client["paused"] is None else today + timedelta(days=client["paused"]),
        )
        for ago, kind in client["touches"]:
            given.touchpoint(client_id, on=today - timedelta(days=ago), kind=kind)
        for in_days, side in client["tasks"]:
            due_on = None if in_days is None else today + timedelta(days=in_days)
            given.task(client_id, "promise", due_on=due_on, side=side)
        for in_days, status in client["meetings"]:
            given.meeting(client_id, on=today + timedelta(days=in_days), status=status)
        for ago, status in client["needs"]:
            given.need(client_id, "need", status=status, on=today - timedelta(days=ago))
    due = run("due", "--json", "--within", f"{max(ahead, 1)}d", today=today.isoformat()).data
    expected = reckoned(clients, today, today + timedelta(days=max(ahead, 1)))
    got = [(line["urgency"], RANK.index(line["tier"]), line["client_name"], line["ref"]) for line in due["lines"]]
    assert sorted(got) == sorted(expected)
    assert [key[:3] for key in got] == sorted((key[:3] for key in expected), key=lambda k: (-k[0], k[1], k[2]))
    few = run("due", "--json", "--within", f"{max(ahead, 1)}d", "--limit", "3").data["lines"]
    assert [line["ref"] for line in few] == [line["ref"] for line in due["lines"]][:3]
    for number in range(len(clients)):
        told = run("due", "--json", "--within", f"{max(ahead, 1)}d", "--client", f"c{number}").data["lines"]
        assert [line["ref"] for line in told] == [
            line["ref"] for line in due["lines"] if line["client"] == f"c{number}"
        ]


def test_the_list_is_reckoned_anew_when_a_cadence_changes(given: Given, run: Run) -> None:
    given.client("Acme", tier="general", last_touch=days_ago(20))
    assert refs(run("due", "--json").data) == []
    with given.change() as change:
        change.run("UPDATE cadence_cell SET interval = '20d' WHERE tier_id = 4 AND stage = 'prospect'")
    assert refs(run("due", "--json").data) == ["@acme"]


@pytest.mark.parametrize("width", [60, 80])
def test_all_headings_tell_the_same_and_break_between_parts(width: int, given: Given) -> None:
    for name in ("Acme", "Fairweather Insurance Brokers of Leeds"):
        client = given.client(name, tier="core", last_touch=TODAY - timedelta(days=90))
        given.contact(client, "Helen Castellanos", phone="+44 20 7946 0206")
    with given.reading() as reader:
        found = queries.due_list(
            reader, Settings(), Wanted(today=TODAY, horizon=TODAY, kinds=frozenset({DueKind.TOUCH}))
        )
    lines = [ink.painted(line, color=False) for line in render.morning(found).lines(width)]
    headings = [line for line in lines if not line.startswith("  ") and not line.endswith(".")]
    assert len(headings) == 2
    assert [("core, prospect" in line) for line in headings] == [width == 80] * 2
    assert sum("+44 20 7946 0206" in line for line in lines) == 2
    assert "    +44 20 7946 0206" in lines
