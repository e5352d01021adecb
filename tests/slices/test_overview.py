"""One screen says who a client is, where they stand, whom one knows, what is promised and what happened."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest

from clienttrack import ink
from clienttrack.settings import Settings
from clienttrack.slices.overview import queries, render
from clienttrack.slices.overview.rules import Overview
from tests.conftest import TODAY, Given, Run

HOSTILE = "[/b] [red]x \x1b[31m\x9b \u202egnp.exe ../../etc '; DROP TABLE client; --"


def days(count: int) -> timedelta:
    return timedelta(days=count)


@pytest.fixture
def acme(given: Given) -> int:
    """A core client in the third year, called twice, with two contacts and promises both ways."""
    acme = given.client(
        "Acme GmbH",
        handle="acme",
        tier="core",
        since_on=date(2024, 1, 15),
        industry="tools",
        city="Köln",
        country="DE",
        website="https://acme.example",
        notes="First line.\nSecond line.",
    )
    jo = given.contact(acme, "Jo Doe", phone="+44 20 7946 0958", role="Buyer", decision="decides", notes="likes opera")
    given.contact(acme, "Al Gone", email="al@acme.example", left_on=date(2026, 3, 1))
    call = given.touchpoint(acme, on=TODAY - days(17), text="Talked about the renewal")
    given.touchpoint(acme, on=TODAY - days(3), kind="note", text="Heard they moved")
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=call, contact_id=jo)
        change.add("alias", client_id=acme, alias="ACME Tools", alias_key="acme tools")
        change.add("custom_field", client_id=acme, name="segment", value="A")
        change.add("external_id", client_id=acme, entity="client", system="hubspot", value="C-1")
        tag = change.add("tag", name="VIP", name_key="vip")
        change.add("client_tag", client_id=acme, tag_id=tag)
    return acme


def shown(overview: Overview, width: int) -> str:
    lines = render.overview(overview, today=TODAY).lines(width)
    return "".join(f"{ink.painted(line, color=False)}\n" for line in lines)


def overview_of(given: Given, words: str) -> Overview:
    with given.reading() as reader:
        return queries.overview_of(reader, words, today=TODAY, settings=Settings())


def test_the_screen_tells_everything_that_is_kept(given: Given, acme: int, run: Run) -> None:
    given.task(acme, "Send offer", due_on=TODAY - days(2))
    given.task(acme, "Approve layout", due_on=TODAY + days(5), side="theirs")
    out = run("show", "acme").out
    for words in (
        *(
            "Acme GmbH  acme",
            "organisation, tools",
            "Köln, DE",
            "https://acme.example",
            "ACME Tools",
            "Mon 15 Jan 2024",
        ),
        *("core, deep (worked out); cadence 14d (core, deep)", "Jo Doe  Buyer, decides", "+44 20 7946 0958"),
        *("likes opera", "Al Gone  left Sun 1 Mar", "Talked about the renewal  with Jo Doe", "Heard they moved"),
        *("VIP", "segment", "hubspot=C-1", "3 days late (Tue 17 Nov): no contact for 17 days, 14d allowed"),
    ):
        assert words in out
    assert "t1  2 days late  ours    Send offer" in out
    assert "t2  in 5 days    theirs  Approve layout" in out
    notes = out.splitlines()[-2:]
    assert notes[0] == "notes         First line."
    assert notes[1].strip() == "Second line."


def test_a_web_site_is_told_once_and_labels_are_told_whole(given: Given, acme: int, run: Run) -> None:
    with given.change() as change:
        change.add("domain", client_id=acme, domain="acme.example")
        change.add("domain", client_id=acme, domain="acme.shop")
        change.add("custom_field", client_id=acme, name="Last Modified Date", value="x")
    out = run("show", "acme").out
    assert "https://acme.example, acme.shop\n" in out
    assert "Last Modified Date  x\n" in out


def test_those_who_left_come_last(given: Given, acme: int) -> None:
    given.contact(acme, "Zoe New")
    assert [person.name for person in overview_of(given, "acme").contacts] == ["Jo Doe", "Zoe New", "Al Gone"]


def test_json_is_exact_and_complete(given: Given, acme: int, run: Run) -> None:
    given.task(acme, "Send offer", due_on=None)
    data = run("show", "acme", "--json").data
    assert data["tier"] == "core"
    assert (data["stage"], data["stage_told"], data["cadence"]) == ("deep", False, "14d")
    assert data["notes"] == "First line.\nSecond line."
    assert data["custom"] == {"segment": "A"}
    assert (data["size"], data["lost_reason"], data["archived_on"], data["budget"]) == (None, None, None, None)
    assert data["next_touch"] == {
        "ref": "@acme",
        "due_on": "2026-11-17",
        "days_late": 3,
        "reason": "no contact for 17 days, 14d allowed (core, deep)",
        "snoozed_until": None,
        "snoozed_because": None,
    }
    assert data["last_touch_on"] == "2026-11-03"
    assert [talk["kind"] for talk in data["touchpoints"]] == ["note", "call"]
    assert data["touchpoints"][1]["contacts"] == ["Jo Doe"]
    [task] = data["tasks"]
    assert (task["ref"], task["due_on"], task["days_late"]) == ("t1", None, None)
    assert data["contacts"][0]["addresses"][0]["shown"] == "+44 20 7946 0958"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"archived_on": date(2026, 10, 1)}, "archived Thu 1 Oct"),
        ({"told_stage": "lost", "lost_reason": "price"}, "lost: price"),
        ({"paused_until": date(2026, 12, 1), "paused_because": "holidays"}, "paused until Tue 1 Dec: holidays"),
        ({"paused_until": TODAY}, "never contacted, added 323 days ago, 7d allowed (core, prospect)"),
        ({"cadence": "2w", "added_on": TODAY - days(14)}, "today: never contacted, added 14 days ago, 2w allowed (own"),
        ({"added_on": TODAY - days(6)}, "in 1 day (tomorrow): never contacted"),
    ],
)
def test_the_next_touch_says_why_or_why_not(fields: dict[str, Any], words: str, given: Given, run: Run) -> None:
    given.client("Beta", tier="core", **fields)
    [line] = [line for line in run("show", "beta").out.splitlines() if line.startswith("next touch")]
    assert words in line


@pytest.mark.parametrize("state", [{"archived_on": TODAY}, {"told_stage": "lost"}])
def test_who_does_not_come_up_has_no_next_day(state: dict[str, Any], given: Given, run: Run) -> None:
    given.client("Beta", tier="core", last_touch=date(2026, 1, 1), **state)
    touch = run("show", "beta", "--json").data["next_touch"]
    assert (touch["due_on"], touch["days_late"]) == (None, None)


def test_snoozed_lines_are_marked_until_their_day_comes(given: Given, acme: int, run: Run) -> None:
    task = given.task(acme, "Send offer", due_on=TODAY)
    for kind, record in (("task", task), ("touch", acme)):
        with given.change() as change:
            change.add(
                "snooze",
                client_id=acme,
                kind=kind,
                record_id=record,
                until_on=TODAY + days(2),
                because="ill",
                set_on=TODAY,
            )
    out = run("show", "acme").out
    assert out.count("snoozed until Sun 22 Nov (ill)") == 2
    later = run("show", "acme", "--json", today="2026-11-22").data
    assert later["next_touch"]["snoozed_until"] is None
    assert later["tasks"][0]["snoozed_until"] is None


def test_only_the_newest_touchpoints_and_the_number_of_the_rest(given: Given, run: Run) -> None:
    beta = given.client("Beta")
    for day in range(1, 13):
        given.touchpoint(beta, on=date(2026, 5, day), text=f"talk {day}")
    data = run("show", "beta", "--json").data
    assert [talk["text"] for talk in data["touchpoints"]] == [f"talk {day}" for day in range(12, 4, -1)]
    assert data["touchpoints_total"] == 12
    assert "4 more: clienttrack touch list beta" in run("show", "beta").out


def test_finished_promises_and_those_of_others_are_not_shown(given: Given, acme: int, run: Run) -> None:
    other = given.client("Other")
    given.task(other, "not mine", due_on=TODAY)
    given.task(acme, "was done", due_on=TODAY, status="done", closed_on=TODAY)
    assert run("show", "acme", "--json").data["tasks"] == []


def test_long_notes_are_cut_and_say_where_the_rest_is(given: Given, run: Run) -> None:
    notes = "word " * 20_000
    given.client("Beta", notes=notes)
    out = run("show", "beta").out
    assert "98000 characters more: clienttrack client show beta" in out
    assert len(out) < 5_000
    assert run("show", "beta", "--json").data["notes"] == notes


def test_hostile_texts_are_shown_harmlessly_and_kept_exactly(given: Given, run: Run) -> None:
    beta = given.client(HOSTILE, handle="beta", notes=f"{HOSTILE}\nnext\rline", industry=HOSTILE)
    jo = given.contact(beta, HOSTILE, role=HOSTILE, notes=HOSTILE, email="x@y.example\x1b[0m")
    given.task(beta, f"{HOSTILE}\nmore", due_on=TODAY)
    call = given.touchpoint(beta, on=TODAY, text=f"{HOSTILE}\nmore")
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=call, contact_id=jo)
        change.add("custom_field", client_id=beta, name=HOSTILE, value=HOSTILE)
        change.add("alias", client_id=beta, alias=HOSTILE, alias_key="hostile")
    ran = run("show", "beta")
    assert not any(character in ran.out for character in "\x1b\x9b\u202e\r")
    assert "[/b] [red]x \\x1b[31m\\x9b \\u202egnp.exe" in ran.out
    assert "more⏎" not in ran.out
    assert "⏎more" in ran.out
    data = json.loads(run("show", "beta", "--json").out)["data"]
    assert data["name"] == data["contacts"][0]["notes"] == HOSTILE
    assert data["notes"] == f"{HOSTILE}\nnext\rline"


@pytest.mark.parametrize("width", [80, 120])
def test_the_screen_fits_its_width_with_chinese_and_long_texts(width: int, given: Given) -> None:
    qinghe = given.client(
        "青禾茶业" * 12, handle="qinghe", notes="春茶上市前两个月最忙。" * 30, tier="key", city="杭州"
    )
    jo = given.contact(qinghe, "林晓雯", role="品牌总监" * 10, email=f"{'x' * 90}@example.com")
    call = given.touchpoint(qinghe, on=TODAY, text="谈了欧洲包装设计，林总监希望看到三个方案。" * 6)
    given.task(qinghe, "寄包装样品和报价单" * 12, due_on=TODAY, contact_id=jo)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=call, contact_id=jo)
        change.add("custom_field", client_id=qinghe, name="很长的字段名" * 5, value="w" * 200)
    from rich.cells import cell_len

    text = shown(overview_of(given, "qinghe"), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert len(text.splitlines()) < 80


def test_many_contacts_and_promises_are_cut_with_a_way_to_the_rest(given: Given, run: Run) -> None:
    beta = given.client("Beta")
    for number in range(15):
        given.contact(beta, f"Person {number}")
        given.task(beta, f"Task {number}", due_on=TODAY)
    out = run("show", "beta").out
    assert "3 more: clienttrack contact list beta" in out
    assert "3 more: clienttrack task list beta" in out
    assert len(run("show", "beta", "--json").data["contacts"]) == 15


def test_an_empty_client_says_so(given: Given, run: Run) -> None:
    given.client("Beta")
    out = run("show", "beta").out
    assert "no tier, prospect (worked out)" in out
    assert "contacts      none yet" in out
    assert "open tasks    none" in out
    assert "last touches  none yet" in out


def test_an_unknown_client_is_not_found_and_the_nearest_is_named(given: Given, acme: int, run: Run) -> None:
    ran = run("show", "acmee", exit_code=3)
    assert ran.out == ""
    assert "acme" in ran.err


def test_a_beginning_that_fits_two_clients_is_ambiguous(given: Given, acme: int, run: Run) -> None:
    given.client("Acmonia")
    ran = run("show", "acm", exit_code=4)
    assert "acmonia" in ran.err


def test_an_alias_and_an_address_mean_the_client_too(given: Given, acme: int, run: Run) -> None:
    assert run("show", "acme tools", "--json").data["handle"] == "acme"
    assert run("show", "al@acme.example", "--json").data["handle"] == "acme"


def test_the_decision_map_is_a_line_for_organisations_with_somebody(given: Given, acme: int, run: Run) -> None:
    given.contact(acme, "Bo Li", level="owner", decision="pays")
    given.contact(acme, "Cy Poe", level="manager", decision="decides")
    given.contact(acme, "Di Gone", level="executive", decision="blocks", left_on=TODAY)
    out = run("show", "acme").out
    assert (
        "decisions decides Jo Doe, Cy Poe; pays Bo Li; nobody influences, uses, blocks; nobody at level executive,"
    ) in " ".join(out.split())
    person = given.client("Eve Sole", kind="person")
    given.contact(person, "Eve Sole")
    given.client("Empty")
    assert "nobody" not in run("show", "eve").out + run("show", "empty").out
    small = given.client("Small")
    for number in range(14):
        given.contact(small, f"P{number}", decision="uses")
    told = run("show", "small").out
    assert "P11 and 2 more; nobody decides, influences, pays, blocks" in " ".join(told.split())


@pytest.fixture
def discovered(given: Given, acme: int) -> int:
    """The core client with meetings, answers, needs and remarks of every kind."""
    jo = 1
    old = given.meeting(acme, on=TODAY - days(60), status="held", question_set="kickoff")
    held = given.meeting(acme, on=TODAY - days(10), status="held", question_set="needs-review", goal="what changed")
    given.meeting(acme, on=TODAY - days(5), status="cancelled", goal="never took place")
    given.meeting(acme, on=TODAY + days(9), question_set="business-review")
    given.meeting(acme, on=TODAY + days(4), goal="talk about the budget")
    with given.change() as change:
        change.add("meeting_contact", meeting_id=held, contact_id=jo)
    given.answer(old, "goal", "double the orders")
    given.answer(held, "goal", "triple the orders " + "and more " * 40, contact_id=jo)
    given.answer(held, "decision_process", "the board")
    given.need(acme, "somebody to call", priority="low")
    given.need(acme, "faster reports", status="proposed", on=TODAY - days(10), kano="basic")
    given.need(acme, "fewer mails", priority="high")
    given.need(acme, "was met", status="met")
    given.need(acme, "was dropped", status="dropped")
    given.remark(acme, "personal", "her daughter starts school", on=TODAY - days(10), contact_id=jo, meeting_id=held)
    given.remark(acme, "personal", "loves the sea", on=TODAY - days(2))
    given.remark(acme, "quote", "we felt forgotten", on=TODAY)
    given.remark(acme, "risk", "the budget may go", on=TODAY)
    return acme


def test_what_meetings_have_found_out_is_shown_in_short(given: Given, discovered: int, run: Run) -> None:
    out = run("show", "acme").out
    assert "m5  24 Nov  planned  talk about the budget" in out
    assert "m2  10 Nov  held     needs-review; what changed; with Jo Doe" in out
    assert out.index("m5") < out.index("m4") < out.index("m2")
    assert [line.split()[:2] for line in out.splitlines() if " w" in line[:16] and "forgotten" not in line] == [
        *(["needs", "w3"], ["w2", "proposed"], ["w1", "open"]),
    ]
    assert out.index("fewer mails; high") < out.index("faster reports; basic; since Tue 10 Nov")
    assert out.index("faster reports") < out.index("somebody to call; low")
    assert "25 % known; still unknown: situation, pain, stakes, success measure, budget, timeline\n" in out
    assert "decision process  the board  Tue 10 Nov" in out
    assert "…  Jo Doe, Tue 10 Nov" in out
    assert "personal      loves the sea  18 Nov\n" in out
    assert "Jo Doe: her daughter starts school  10 Nov\n" in out
    assert "quotes        we felt forgotten  today\n" in out
    assert "risks         the budget may go  today\n" in out
    for absent in ("never took place", "kickoff", "double", "was met", "was dropped"):
        assert absent not in out


def test_a_snoozed_need_or_meeting_is_marked(given: Given, discovered: int, run: Run) -> None:
    run("snooze", "w2", "m5", "--until", "+2d", "--because", "on holiday")
    out = run("show", "acme").out
    assert "faster reports; basic; since Tue 10 Nov; snoozed until Sun 22 Nov (on holiday)" in out
    assert "talk about the budget; snoozed until Sun 22 Nov (on holiday)" in out


def test_json_holds_what_was_found_out(given: Given, discovered: int, run: Run) -> None:
    data = run("show", "acme", "--json").data
    assert data["profile"]["complete"] == 25
    assert [answer["field"] for answer in data["profile"]["known"]] == ["goal", "decision_process"]
    assert [one["ref"] for one in data["needs"]] == ["w3", "w2", "w1"]
    assert data["last_meeting"] == {
        "ref": "m2",
        "planned_on": "2026-11-10",
        "held_on": "2026-11-10",
        "question_set": "needs-review",
        "goal": "what changed",
        "contacts": ["Jo Doe"],
        "snoozed_until": None,
        "snoozed_because": None,
    }
    assert [one["ref"] for one in data["meetings"]] == ["m5", "m4"]
    assert [one["text"] for one in (*data["quotes"], *data["risks"])] == ["we felt forgotten", "the budget may go"]
    assert data["personal"][1] == {
        "text": "her daughter starts school",
        "contact": "Jo Doe",
        "said_on": "2026-11-10",
        "meeting": "m2",
    }


def test_a_client_without_meetings_and_needs_is_shown_as_before(given: Given, acme: int, run: Run) -> None:
    labels = [line[:12].strip() for line in run("show", "acme").out.splitlines()]
    assert not {"meetings", "needs", "profile", "quotes", "risks", "personal"} & set(labels)
    data = run("show", "acme", "--json").data
    assert (data["needs"], data["meetings"], data["last_meeting"], data["personal"]) == ([], [], None, [])
    assert data["profile"]["complete"] == 0


def test_many_needs_and_remarks_are_cut_with_a_way_to_the_rest(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for number in range(14):
        given.need(acme, f"need {number}")
        given.meeting(acme, on=TODAY + days(number))
        given.remark(acme, "personal", f"remark {number}", on=TODAY)
    out = run("show", "acme").out
    for rest in ("need list acme", "meet list acme", "show acme --json"):
        assert f"2 more: clienttrack {rest}" in out


@pytest.mark.parametrize("width", [60, 80, 200])
def test_what_was_found_out_fits_its_width_and_is_harmless(width: int, given: Given, discovered: int) -> None:
    for text in (HOSTILE, "很长的需求" * 60):
        given.need(discovered, text, kano="delight")
        given.answer(2, "budget", text)
        given.remark(discovered, "personal", text, on=TODAY)
        given.meeting(discovered, on=TODAY, goal=text)
    drawn = shown(overview_of(given, "acme"), width)
    assert max(map(ink.width_of, drawn.splitlines())) <= width
    assert not {"\x1b", "\x9b", "\u202e"} & set(drawn)


SQL = [
    *(queries.CLIENT, queries.CUSTOM, queries.CONTACTS, queries.ADDRESSES, queries.TASKS, queries.SNOOZES),
    *(queries.NEWEST, queries.TOOK_PART, queries.PLANNED, queries.LAST_HELD, queries.NEEDS, queries.REMARKS),
    *(queries.PAID, queries.LAST_PAID),
    *(sql for name, sql in queries.LISTS.items() if name != "aliases"),
]


@pytest.mark.parametrize("sql", SQL)
def test_no_question_walks_a_table(sql: str, given: Given) -> None:
    """Aliases have no index by client; they are few."""
    with closing(sqlite3.connect(given.path)) as connection:
        named = {"id": 1, "today": "2026-11-20", "limit": 8, "touchpoints": "[1]", "first": "2025-11-21"}
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", named)]
    assert [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step] == []
    assert [step for step in plan if "ix_touchpoint_happened_on" in step or "ix_task_status_due_on" in step] == []


def test_what_was_paid_in_a_year_and_last_stands_in_one_line(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "paid" not in run("show", "acme").out
    for amount, day in (
        ("1200.50", "2025-11-21"),
        ("9", "2025-11-20"),
        ("0.5", "2026-11-01"),
        ("80 GBP", "2026-11-02"),
    ):
        run("payment", "add", "acme", amount, "--on", day)
    assert "1201 EUR, 80 GBP in 365 days; last 80 GBP Mon 2 Nov (y4)" in run("show", "acme").out
    data = run("show", "acme", "--json").data
    assert [(one["amount"], one["currency"]) for one in data["paid"]] == [("1201", "EUR"), ("80", "GBP")]
    assert (data["last_paid"]["ref"], data["last_paid"]["paid_on"]) == ("y4", "2026-11-02")
