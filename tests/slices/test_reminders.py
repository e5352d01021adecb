"""Reminders are the lines of the morning list, warm and specific, and never hold more than they should."""

import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clienttrack.quoting import READ_OVER
from clienttrack.vocabulary import LAST_CONTACT
from tests.conftest import TODAY, Given, Run
from tests.markdown import HOSTILE, read_as_html

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


@pytest.fixture
def own(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of templates."""
    settings = home / "config" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("")
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    folder = settings.parent / "templates"
    for language in ("en", "zh"):
        (folder / language / "reminders" / "client").mkdir(parents=True)
    return folder


def only(run: Run, *words: str) -> Any:
    """Give the one reminder that these words make."""
    [reminder] = run("remind", *words, "--json").data["reminders"]
    return reminder


@pytest.fixture
def acme(given: Given) -> int:
    """A client that was called two days ago, with one contact."""
    acme = given.client("Acme", tier="core", since_on=TODAY - 900 * DAY)
    jo = given.contact(acme, "Jo Doe", email="jo@acme.example", notes="likes opera", decision="decides")
    call = given.touchpoint(acme, on=TODAY - 2 * DAY, text="The budget is fixed")
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=call, contact_id=jo)
    return acme


# --- what they say -------------------------------------------------------------------------------------------------


def test_a_late_promise_of_ours_is_owned_up_to(given: Given, acme: int, run: Run) -> None:
    given.task(acme, "Send the offer", due_on=TODAY - 3 * DAY)
    assert run("remind").out == (
        f"{'─' * 72}\n"
        "To: Jo Doe, Acme, jo@acme.example\n"
        "Subject: Sorry for the delay: “Send the offer”\n\n"
        "Hello Jo Doe,\n\n"
        "I am sorry: what I promised you for 17 November 2026 is late. On my list it reads:\n\n"
        "> Send the offer\n\n"
        "I will write to you as soon as it is done. If the delay causes you trouble, tell me, and we will find "
        "a way.\n\n"
        "When we last spoke, on 18 November 2026, we talked about this:\n\n"
        "> The budget is fixed\n\n"
        "If anything has changed since then, please tell me.\n\n"
        "Kind regards\n"
    )


@pytest.mark.parametrize(
    ("side", "late", "words"),
    [
        ("ours", 0, "A short word on what I promised you for today, 20 November 2026. On my list it reads:"),
        ("ours", -5, "A short word on what I promised you for 25 November 2026: I have not forgotten it."),
        ("theirs", 3, "We had agreed on 17 November 2026 for this, and I have not heard about it yet:"),
        ("theirs", 0, "Today, 20 November 2026, is the day we agreed on for this:"),
        ("theirs", -5, "So that it does not get lost, this is what we agreed on for 25 November 2026:"),
    ],
)
def test_a_promise_is_told_as_its_side_and_day_ask_for(
    side: str, late: int, words: str, given: Given, acme: int, run: Run
) -> None:
    given.task(acme, "Sign the contract", due_on=TODAY - late * DAY, side=side)
    told = only(run, "--within", "7d")
    assert words in told["text"]
    assert "> Sign the contract\n" in told["text"]
    assert ("sorry" in told["text"]) == (side == "ours" and late > 0)


@pytest.mark.parametrize(
    ("ahead", "subject", "words"),
    [
        (0, "Our meeting today", "our meeting today, 20 November 2026."),
        (1, "Our meeting tomorrow", "our meeting tomorrow, 21 November 2026."),
        (4, "Our meeting on 24 November 2026", "our meeting on 24 November 2026."),
    ],
)
def test_a_meeting_is_looked_forward_to_without_its_goal(
    ahead: int, subject: str, words: str, given: Given, acme: int, run: Run
) -> None:
    given.meeting(acme, on=TODAY + ahead * DAY, goal="Agree on the plan", question_set="win-back")
    told = only(run, "--within", "7d", "--kind", "meeting")
    assert told["subject"] == subject
    assert words in told["text"]
    assert "Agree on the plan" not in told["text"]
    assert "win-back" not in told["text"]


def test_a_proposal_is_asked_about(given: Given, acme: int, run: Run) -> None:
    given.need(acme, "Fewer tools", status="proposed", on=TODAY - 40 * DAY)
    told = only(run)
    assert told["subject"] == "My proposal of 11 October 2026"
    assert (
        "On 11 October 2026 I made you a proposal for something you had told me you need:\n\n> Fewer tools\n"
        in told["text"]
    )


def test_a_silence_is_broken_with_what_was_said_last_or_with_a_question(given: Given, run: Run) -> None:
    acme = given.client("Acme", last_touch=TODAY - 60 * DAY)
    told = only(run)["text"]
    assert told.startswith("Hello,\n\nIt has been a while, and I would like to hear how you are getting on.\n\n")
    assert "> talked\n" in told
    with given.change() as change:
        change.run("UPDATE touchpoint SET text = :text", text=LAST_CONTACT)
    told = only(run)["text"]
    assert "It has been a while since we were last in touch, on 21 September 2026, and" in told
    assert LAST_CONTACT not in told
    with given.change() as change:
        change.run("DELETE FROM touchpoint")
    told = only(run)["text"]
    assert "been a while" not in told
    assert "Tell me a day for a short call" in told
    assert acme


@pytest.mark.parametrize(
    ("days", "said"),
    [(22, "It has been a while, and"), (21, "\n\nI would like to hear how you are getting on.\n"), (9, "I would like")],
)
def test_a_while_is_not_said_of_a_talk_that_was_lately(days: int, said: str, given: Given, run: Run) -> None:
    given.client("Acme", tier="core", last_touch=TODAY - days * DAY)
    told = only(run)["text"]
    assert said in told
    assert ("been a while" in told) == (days > 21)


def test_a_meeting_that_is_planned_is_known_to_who_gets_in_touch(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY - 30 * DAY)
    given.meeting(acme, on=TODAY + 4 * DAY)
    told = only(run)["text"]
    assert "We have a meeting on 24 November 2026." in told
    assert "Tell me a day" not in told


def test_who_gets_another_text_is_not_asked_how_they_are(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY - 30 * DAY)
    given.client("Beta", tier="core", last_touch=TODAY - 30 * DAY)
    given.task(acme, "Send the offer", due_on=TODAY)
    kinds = ("--kind", "touch", "--kind", "task")
    ran = run("remind", *kinds, "--json")
    assert [one["ref"] for one in ran.data["reminders"]] == ["@beta", "t1"]
    assert ran.data["left_out"] == [
        {"ref": "@acme", "kind": "touch", "client": "acme", "why": "another text goes to the same client already"}
    ]
    assert len(run("remind", "--to", "me", *kinds, "--json").data["reminders"]) == 3
    assert only(run, "--kind", "touch", "--client", "acme")["ref"] == "@acme"


def test_a_planned_contact_of_which_nothing_else_was_told_gets_in_touch_once(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY - 30 * DAY)
    given.task(acme, "Follow up", due_on=TODAY)
    told = only(run)
    assert told["subject"] == "How are things at Acme?"
    assert "Follow up" not in told["text"]
    [mine] = run("remind", "--to", "me", "--kind", "task", "--json").data["reminders"]
    assert mine["subject"] == "Acme: follow up"


@pytest.mark.parametrize(
    ("name", "text", "quoted"),
    [
        ("Tom Reyes", "Tom sounds annoyed, thinks Ann slow", False),
        ("Tom Reyes", "REYES wants it by Friday", False),
        ("Tom Reyes", "Tom's budget is fixed", False),
        ("Tom Reyes", "The budget is fixed, says the custom shop", True),
        ("Will Price", "The price is fixed", True),
        ("林晓雯", "晓雯有点不高兴", False),
        ("林晓雯", "林总觉得太贵", False),
        ("林晓雯", "园林项目的预算已定", True),
    ],
)
def test_notes_that_speak_of_people_by_name_are_not_quoted_to_them(
    name: str, text: str, quoted: bool, given: Given, run: Run
) -> None:
    acme = given.client("Acme", tier="core")
    given.contact(acme, name)
    given.touchpoint(acme, on=TODAY - 30 * DAY, text=text)
    assert (text in only(run)["text"]) == quoted
    with given.change() as change:
        change.run("DELETE FROM touchpoint")
    given.touchpoint(acme, on=TODAY, text="talked")
    given.need(acme, text, status="proposed", on=TODAY - 90 * DAY)
    assert (text in only(run)["text"]) == quoted
    assert text in only(run, "--to", "me", "--kind", "need")["text"]


@pytest.mark.parametrize("gone", ["left", "moved"])
def test_who_has_left_or_moved_is_not_spoken_of_by_name_either(gone: str, given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core")
    given.contact(acme, "Jo Doe")
    al = given.contact(acme, "Al Roe")
    before = given.touchpoint(acme, on=TODAY - 90 * DAY)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=before, contact_id=al)
    if gone == "left":
        run("contact", "edit", "Al Roe", "--left", "today")
    else:
        given.client("Kestrel", last_touch=TODAY)
        run("contact", "move", "Al Roe", "kestrel")
    given.touchpoint(acme, on=TODAY - 30 * DAY, text="glad that Al is gone")
    assert "since we were last in touch" in only(run, "--kind", "touch")["text"]
    given.need(acme, "somebody better than Al", status="proposed", on=TODAY - 90 * DAY)
    told = only(run, "--kind", "need")["text"]
    assert "On 22 August 2026 I made you a proposal.\n" in told
    assert "Al" not in told
    assert "glad" not in run("report", "follow-up", "acme").out


@pytest.mark.parametrize("text", ["risk: they may leave", "talked, personal: they may leave", "原话：they may leave"])
def test_a_talk_that_is_marked_as_private_is_not_quoted(text: str, given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core")
    given.touchpoint(acme, on=TODAY - 60 * DAY, text=text)
    assert "they may leave" not in only(run)["text"]
    assert "they may leave" in run("remind", "--to", "me").out


def test_a_template_of_the_user_knows_of_a_talk_only_who_is_still_there(given: Given, own: Path, run: Run) -> None:
    acme = given.client("Acme", tier="core")
    talk = given.touchpoint(acme, on=TODAY - 60 * DAY)
    given.client("Kestrel", last_touch=TODAY)
    people = [given.contact(acme, name) for name in ("Jo Doe", "Al Gone", "Bo Moved")]
    with given.change() as change:
        for person in people:
            change.add("touchpoint_contact", touchpoint_id=talk, contact_id=person)
    run("contact", "edit", "Al Gone", "--left", "today")
    run("contact", "move", "Bo Moved", "kestrel")
    (own / "en" / "reminders" / "client" / "touch.md.j2").write_text("# With\n{{ talk.contacts|join(', ') }}")
    assert only(run, "--kind", "touch")["text"] == "Jo Doe\n"


def test_a_promise_that_names_somebody_stays_and_is_to_be_read_first(given: Given, acme: int, run: Run) -> None:
    given.task(acme, "Ask whether jo is leaving", due_on=TODAY)
    given.task(given.client("Beta"), "Ask whether Jo is leaving", due_on=TODAY)
    given.need(acme, "Somebody better than Jo", status="proposed", on=TODAY - 90 * DAY)
    ran = run("remind", "--kind", "task")
    assert "> Ask whether jo is leaving\n" in ran.out
    assert ran.err == (
        "Read first what is promised in t1: it names one of their people or is marked as private, and no promise is "
        f"left out. `clienttrack task edit` gives it other words.\n{READ_OVER}\n"
    )
    assert "Read first" not in run("remind", "--to", "me").err


def test_who_gets_several_texts_is_named(given: Given, acme: int, run: Run) -> None:
    for number in range(2):
        given.task(acme, f"Promise {number}", due_on=TODAY)
        given.task(given.client("Beta", handle=f"beta{number}"), "Promise", due_on=TODAY)
    given.task(acme, "Ask Al", due_on=TODAY, contact_id=given.contact(acme, "Sam Poe"))
    gamma = given.client("Gamma")
    for side in ("ours", "theirs"):
        given.task(gamma, "Promise", due_on=TODAY, side=side)
    ran = run("remind", "--kind", "task")
    assert ran.err == (
        "More than one text goes to Jo Doe (t1, t3), Gamma (t6, t7): make one of them, or send the others another "
        "day.\n"
        f"{READ_OVER}\n"
    )
    assert run("remind", "--to", "me").err == ""


def test_a_person_who_is_the_client_is_not_spoken_of_by_name_either(given: Given, run: Run) -> None:
    jo = given.client("Jo Doe", kind="person")
    given.touchpoint(jo, on=TODAY - 60 * DAY, text="Jo is hard to please")
    assert "hard to please" not in only(run)["text"]


@pytest.mark.parametrize(
    ("kind", "direction", "said"),
    [
        ("call", None, "When we last spoke, on 18 November 2026, we talked about this:"),
        ("visit", "out", "When we last met, on 18 November 2026, we talked about this:"),
        ("email", "in", "When you last wrote to me, on 18 November 2026, it was about this:"),
        ("email", "out", "When I last wrote to you, on 18 November 2026, it was about this:"),
        ("message", None, "When we last wrote to each other, on 18 November 2026, it was about this:"),
        ("other", None, "When we were last in touch, on 18 November 2026, it was about this:"),
        ("gift", "out", None),
    ],
)
def test_the_last_contact_is_told_as_what_it_was(
    kind: str, direction: str | None, said: str | None, given: Given, acme: int, run: Run
) -> None:
    with given.change() as change:
        change.run("UPDATE touchpoint SET kind = :kind, direction = :direction", kind=kind, direction=direction)
    given.task(acme, "Send the offer", due_on=TODAY)
    last = f"{said}\n\n> The budget is fixed\n\nIf anything has changed since then, please tell me.\n\n"
    assert only(run)["text"] == (
        "Hello Jo Doe,\n\n"
        "A short word on what I promised you for today, 20 November 2026. On my list it reads:\n\n"
        "> Send the offer\n\n"
        "I will write to you as soon as it is done. If you need something different, or on another day, tell me.\n\n"
        f"{'' if said is None else last}Kind regards\n"
    )


def test_the_user_is_told_to_read_what_quotes_their_notes(given: Given, acme: int, run: Run) -> None:
    given.task(acme, "Send the offer", due_on=TODAY)
    told = "The texts quote your own notes and promises, word for word: read them over before you send them.\n"
    assert run("remind").err == told
    assert run("remind", "--to", "me").err == ""
    assert run("remind", "--digest").err == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_client_prefers_and_notes_on_it_are_told_to_oneself_alone(
    language: str, given: Given, own: Path, run: Run
) -> None:
    (own.parent / "config.toml").write_text(f'language = "{language}"\n')
    acme = given.client("Acme", preferences="喜欢微信联系", notes="Hates phone calls before ten")
    given.contact(acme, "Jo Doe", notes="likes opera")
    given.task(acme, "Send the offer", due_on=TODAY)
    mine, theirs = only(run, "--to", "me", "--kind", "task")["text"], only(run)["text"]
    for private in ("喜欢微信联系", "Hates phone calls before ten", "likes opera"):
        assert private in mine
        assert private not in theirs


def test_who_writes_signs(given: Given, acme: int, own: Path, run: Run) -> None:
    (own.parent / "config.toml").write_text('[mail]\nsender = "Kim Roe <kim@x.example>"\n')
    given.task(acme, "Send the offer", due_on=TODAY)
    assert only(run)["text"].endswith("\n\nKind regards\n\nKim Roe\n")


def test_a_chinese_client_is_written_to_in_chinese(given: Given, run: Run) -> None:
    qinghe = given.client("青禾茶业", handle="qinghe", language="zh", tier="key")
    given.contact(qinghe, "林晓雯", email="lin@qinghe.example")
    given.touchpoint(qinghe, on=TODAY - 1 * DAY, text="谈了包装")
    given.task(qinghe, "寄样品", due_on=TODAY - 2 * DAY)
    given.task(qinghe, "寄合同", due_on=TODAY, side="theirs")
    given.meeting(qinghe, on=TODAY + DAY, goal="确定方案")
    given.need(qinghe, "更快的交付", status="proposed", on=TODAY - 90 * DAY)
    told = {one["ref"]: one for one in run("remind", "--json").data["reminders"]}
    assert {one["language"] for one in told.values()} == {"zh"}
    assert told["t1"]["subject"] == "抱歉延误：寄样品"
    assert told["t1"]["text"] == (
        "林晓雯，您好！\n\n我答应您2026年11月18日完成的事，现在已经晚了，非常抱歉。这件事是：\n\n> 寄样品\n\n"
        "一完成我就告诉您。如果因此给您带来不便，请告诉我，我们一起想办法。\n\n"
        "我们上次（2026年11月19日）通话时谈到：\n\n> 谈了包装\n\n如果之后有什么变化，请告诉我。\n\n祝工作顺利！\n"
    )
    assert "今天（2026年11月20日）是我们约定完成这件事的日子：\n\n> 寄合同\n" in told["t2"]["text"]
    assert "期待明天（2026年11月21日）与您见面。\n" in told["m1"]["text"]
    assert "2026年8月22日我给过您一个方案，针对您提到的这个需求：\n\n> 更快的交付\n" in told["w1"]["text"]


@pytest.mark.parametrize("words", [(), ("--to", "me"), ("--digest",)])
def test_a_chinese_text_holds_no_english_word(words: tuple[str, ...], given: Given, own: Path, run: Run) -> None:
    (own.parent / "config.toml").write_text('language = "zh"\n[mail]\nsender = "王明 <me@x.example>"\n')
    for number, kind in enumerate(("call", "email", "visit", "message", "meeting", "event", "gift", "other")):
        for direction in ("in", "out", None):
            qinghe = given.client(f"青禾{number}", handle=f"{kind}-{direction or 0}", language="zh", tier="core")
            given.contact(qinghe, "林晓雯", phone="+861012345678")
            talk = given.touchpoint(qinghe, on=TODAY - number * 5 * DAY, kind=kind, text="谈了包装")
            with given.change() as change:
                change.run("UPDATE touchpoint SET direction = :told WHERE id = :id", told=direction, id=talk)
    for side in ("ours", "theirs"):
        for days in (-3, 0, 3):
            given.task(
                given.client("青", handle=f"{side}{days}", language="zh"),
                "寄样品",
                due_on=TODAY + days * DAY,
                side=side,
            )
    listed = given.client("春茶", handle="listed", language="zh", tier="key")
    given.touchpoint(listed, on=TODAY - 90 * DAY, kind="other", text=LAST_CONTACT)
    given.task(given.client("秋茶", handle="planned", language="zh"), "Follow up", due_on=TODAY)
    for days in (-1, 0, 1, 4):
        given.meeting(
            given.client("白茶", handle=f"m{days}", language="zh"),
            on=TODAY + days * DAY,
            question_set="business-review",
        )
    given.need(listed, "更快的交付", status="proposed", on=TODAY - 90 * DAY)
    told = run("remind", *words, "--within", "7d", "--json").data["reminders"]
    text = "\n".join(f"{one['subject']}\n{one['text']}" for one in told)
    # What is typed stands between backticks, and a reference in brackets.
    assert set(re.findall("[A-Za-z]+", re.sub("`[^`]*`|（[^（）]*[0-9a-z]）", "", text))) == set()


def test_what_was_said_with_somebody_else_or_noted_of_a_meeting_is_not_quoted(
    given: Given, acme: int, run: Run
) -> None:
    al = given.contact(acme, "Al")
    other = given.touchpoint(acme, on=TODAY - DAY, text="Jo must go")
    met = given.touchpoint(acme, on=TODAY, kind="meeting", text="win-back: price")
    given.meeting(acme, on=TODAY, status="held", touchpoint_id=met)
    given.task(acme, "Send the offer", due_on=TODAY)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=other, contact_id=al)
    told = only(run)["text"]
    assert "Jo must go" not in told
    assert "win-back" not in told
    assert "win-back: price" in only(run, "--to", "me")["text"]
    with given.change() as change:
        change.run("DELETE FROM meeting")
        change.run("DELETE FROM touchpoint WHERE id = :id", id=met)
    assert "> The budget is fixed" in only(run)["text"]
    assert "with Al: Jo must go" in only(run, "--to", "me")["text"]


def test_a_reminder_to_me_says_whom_why_what_was_said_and_what_is_personal(given: Given, acme: int, run: Run) -> None:
    jo = given.value("SELECT id FROM contact")
    al = given.contact(acme, "Al", level="specialist")
    for days, contact, text in ((9, jo, "has a daughter"), (5, None, "moves house"), (3, al, "sings"), (1, jo, "runs")):
        given.remark(acme, "personal", text, on=TODAY - days * DAY, contact_id=contact)
    given.remark(acme, "risk", "may leave", on=TODAY)
    given.task(acme, "Send the offer", due_on=TODAY - DAY, contact_id=jo)
    told = only(run, "--to", "me")
    assert told["subject"] == "Acme: Send the offer"
    assert told["text"] == (
        "Send the offer: our promise for yesterday\n\n"
        "- Whom: Jo Doe, jo@acme.example (deep)\n"
        "- Last: 18 November 2026, call with Jo Doe: The budget is fixed\n"
        "- Private: likes opera\n"
        "- Private, 19 November 2026: runs\n"
        "- Private, 15 November 2026: moves house\n"
        "- Private, 11 November 2026: has a daughter\n\n"
        "Afterwards: `clienttrack done t1`\n"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_line_has_a_text_to_me(language: str, given: Given, own: Path, run: Run) -> None:
    (own.parent / "config.toml").write_text(f'language = "{language}"\n')
    acme = given.client("Acme", tier="core")
    given.client("Idle", tier="key", last_touch=TODAY)
    given.client("Quiet", paused_until=TODAY + 30 * DAY, paused_because="on leave", language="en")
    given.task(acme, "Send the offer", due_on=TODAY)
    given.meeting(acme, on=TODAY - DAY, goal="Agree")
    given.meeting(acme, on=TODAY + 4 * DAY, goal="Agree")
    given.need(acme, "Fewer tools", status="proposed", on=TODAY - 90 * DAY)
    gone = given.client("Gone", since_on=TODAY - 500 * DAY, last_touch=TODAY - 400 * DAY)
    given.contact(gone, "Jo", decision="decides", left_on=TODAY)
    found = run("remind", "--to", "me", "--within", "1w", "--json", today="2026-11-23").data["reminders"]
    assert {one["kind"] for one in found} == {"touch", "task", "meeting", "need", "risk", "paused", "no-next-step"}
    assert {one["language"] for one in found} == {language}
    for one in found:
        assert "None" not in one["text"]
        assert one["kind"] in {"meeting", "no-next-step", "paused"} or one["ref"] in one["text"]
    paused = next(one["text"] for one in found if one["kind"] == "paused")
    assert "on leave" in paused
    assert "clienttrack client resume quiet" in paused


def test_what_is_not_for_a_client_is_left_out_and_named(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY)
    given.client("Idle", tier="key", last_touch=TODAY)
    given.meeting(acme, on=TODAY - DAY)
    ran = run("remind", "--kind", "meeting", "--kind", "no-next-step")
    assert ran.out == "Nothing is left to write.\n"
    assert ran.err == (
        "Left out: n@idle: nothing in it is for the client to read (see --to me).\n"
        "Left out: m1: the meeting has passed; say what came of it with `clienttrack meet hold` or "
        "`clienttrack meet cancel`.\n"
    )
    left_out = run("remind", "--kind", "meeting", "--json").data["left_out"]
    assert [(one["ref"], one["kind"], one["client"]) for one in left_out] == [("m1", "meeting", "acme")]


def test_an_empty_morning_says_so_and_writes_no_file(given: Given, run: Run, tmp_path: Path) -> None:
    given.client("Acme", last_touch=TODAY)
    for words in ((), ("--digest",), ("--to", "me"), ("--digest", "--html")):
        for kept in ((), ("--files", str(tmp_path / "out"))):
            assert run("remind", *words, *kept).out == "Nothing is due.\n"
    assert run("remind", "--eml", str(tmp_path / "out")).err == ""
    assert run("remind", "--json", "--kind", "touch").data == {"reminders": [], "left_out": []}
    assert not (tmp_path / "out").exists()


def test_without_a_book_nothing_is_due(run: Run, tmp_path: Path) -> None:
    assert "There is no book yet" in run("remind", "--files", str(tmp_path / "out")).err
    assert not (tmp_path / "out").exists()


def test_many_that_are_left_out_are_counted(given: Given, run: Run, tmp_path: Path) -> None:
    for number in range(23):
        given.client(f"Client {number}", last_touch=TODAY - 90 * DAY)
    ran = run("remind", "--eml", str(tmp_path / "out"))
    assert " and 3 more: no e-mail address is known that a mail could go to.\n" in ran.err
    assert ran.out == "Nothing is left to write.\n"


# --- the morning list ----------------------------------------------------------------------------------------------


def a_book_by_chance(given: Given, seed: int) -> None:
    """Fill a book with lines of every kind, some of them snoozed."""
    chance = random.Random(seed)  # noqa: S311 nothing secret
    for number in range(12):
        paused = TODAY + 9 * DAY if chance.random() < 0.2 else None
        client = given.client(
            f"Client {number}",
            tier=chance.choice([None, "core", "key", "general"]),
            last_touch=chance.choice([None, TODAY - chance.randint(0, 120) * DAY]),
            paused_until=paused,
            language=chance.choice([None, "zh", "fr"]),
        )
        if chance.random() < 0.7:
            given.contact(client, f"Person {number}", left_on=chance.choice([None, None, TODAY]))
        for _ in range(chance.randint(0, 2)):
            days = chance.randint(-9, 9)
            given.task(client, "Promise", due_on=TODAY + days * DAY, side=chance.choice(["ours", "theirs"]))
            given.meeting(client, on=TODAY + days * DAY, status=chance.choice(["planned", "cancelled"]))
            given.need(client, "Need", status="proposed", on=TODAY - chance.randint(0, 99) * DAY)
    with given.change() as change:
        for row in change.rows("SELECT id, client_id FROM task"):
            if chance.random() < 0.4:
                until = TODAY + chance.randint(0, 3) * DAY
                values = {"kind": "task", "record_id": row["id"], "until_on": until, "set_on": TODAY}
                change.add("snooze", client_id=row["client_id"], **values)


@pytest.mark.parametrize("seed", range(3))
def test_reminders_are_the_lines_of_due_in_the_same_order(seed: int, given: Given, run: Run) -> None:
    a_book_by_chance(given, seed)
    filters: list[tuple[str, ...]] = [
        *((), ("--within", "7d"), ("--client", "client-3"), ("--limit", "4")),
        *(("--kind", "task", "--kind", "no-next-step"), ("--within", "1m", "--kind", "meeting", "--limit", "3")),
    ]
    for today in ("2026-11-20", "2026-11-23"):
        for words in filters:
            due = run("due", *words, "--json", today=today).data["lines"]
            to_me = run("remind", "--to", "me", *words, "--json").data["reminders"]
            assert [(one["ref"], one["contact"], one["reach"]) for one in to_me] == [
                (line["ref"], line["contact"], line["reach"]) for line in due
            ]
            data = run("remind", *words, "--json").data
            left_out = [one["ref"] for one in data["left_out"]]
            written = [one["ref"] for one in data["reminders"]]
            assert written == [line["ref"] for line in due if line["ref"] not in left_out]
            assert len(written) + len(left_out) == len(due)
            digest = run("remind", "--digest", *words).out
            shown = run("due", *words, "--all" if "--limit" not in words else "--explain").out
            refs = [line["ref"] for line in due if line["kind"] != "no-next-step" or "no-next-step" in words]
            assert all((f"({ref})" in digest) == (ref in shown.split()) for ref in refs)


def test_as_text_clients_without_a_next_step_wait_until_they_are_asked_for(given: Given, run: Run) -> None:
    given.client("Idle", tier="key", last_touch=TODAY)
    assert run("remind", "--to", "me").out == "Nothing is due.\n"
    assert "plan a next step" in run("remind", "--to", "me", "--kind", "no-next-step").out


# --- the digest ----------------------------------------------------------------------------------------------------


def test_the_digest_is_the_morning_by_client(given: Given, acme: int, run: Run) -> None:
    given.client("Beta", last_touch=TODAY - 31 * DAY)
    given.task(acme, "Send the offer", due_on=TODAY - DAY)
    given.task(acme, "Call back", due_on=TODAY)
    given.task(acme, "Later", due_on=TODAY + 3 * DAY)
    assert run("remind", "--digest", "--within", "3d").out == (
        "# 20 November 2026: 2 late, 1 today, 1 ahead\n\n"
        "## Acme\n\n"
        "deep, Jo Doe, jo@acme.example\n\n"
        "- **1 day late** (t1) Send the offer: our promise for yesterday\n"
        "- **today** (t2) Call back: our promise for today\n"
        "- **in 3 days** (t3) Later: our promise for Mon 23 Nov\n\n"
        "## Beta\n\n"
        "prospect\n\n"
        "- **1 day late** (@beta) get in touch: no contact for 31 days, 30d allowed\n"
    )
    assert "*3 more on the list.*" in run("remind", "--digest", "--within", "3d", "--limit", "1").out


def test_the_digest_speaks_the_language_of_the_settings(given: Given, acme: int, own: Path, run: Run) -> None:
    (own.parent / "config.toml").write_text('language = "zh-CN"\n')
    given.task(acme, "寄样品", due_on=TODAY - DAY)
    given.client("Idle", tier="key", last_touch=TODAY)
    assert run("remind", "--digest").out == (
        "# 2026年11月20日：1项超期\n\n"
        "## Acme\n\n"
        "深度合作，Jo Doe，jo@acme.example\n\n"
        "- **超期1天**（t1）寄样品：我方承诺，2026年11月19日\n\n"
        "*1位客户没有下一步。*\n"
    )


def test_the_digest_may_be_a_page(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    given.task(acme, "Send <b>it</b>", due_on=TODAY)
    page = run("remind", "--digest", "--html").out
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>20 November 2026: 1 today</title>" in page
    assert "Send &lt;b&gt;it&lt;/b&gt;" in page
    run("remind", "--digest", "--html", "--files", str(tmp_path))
    assert (tmp_path / "digest.html").read_text() == page
    run("remind", "--digest", "--files", str(tmp_path))
    assert (tmp_path / "digest.md").read_text() == run("remind", "--digest").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--digest", "--to", "client"), "A digest is of all clients and for you alone."),
        (("--files", "a", "--eml", "b"), "--files and --eml are two ways of keeping the same texts."),
        (("--html",), "--html is for a digest or for mails."),
        (("--html", "--files", "a"), "--html is for a digest or for mails."),
        (("--within", "5"), "5"),
        (("--to", "nobody"), "--to must be one of client, me, not 'nobody'"),
    ],
)
def test_what_does_not_go_together_is_refused(words: tuple[str, ...], says: str, given: Given, run: Run) -> None:
    assert says in run("remind", *words, exit_code=2).err


# --- templates of the user -----------------------------------------------------------------------------------------


def test_a_template_of_one_kind_in_one_language_wins_alone(given: Given, acme: int, own: Path, run: Run) -> None:
    qinghe = given.client("青禾茶业", handle="qinghe", language="zh", last_touch=TODAY)
    given.task(acme, "Send the offer", due_on=TODAY)
    given.task(qinghe, "寄样品", due_on=TODAY)
    given.need(acme, "Fewer tools", status="proposed", on=TODAY - 90 * DAY)
    mine = own / "en" / "reminders" / "client" / "task.md.j2"
    mine.write_text("# {{ promise.text }}!\n\nDear {{ greeted }}\n")
    told = {one["ref"]: one for one in run("remind", "--json").data["reminders"]}
    assert (told["t1"]["subject"], told["t1"]["text"]) == ("Send the offer!", "Dear Jo Doe\n")
    assert told["t1"]["template"] == str(mine)
    assert "您好" in told["t2"]["text"]
    assert told["w1"]["subject"].startswith("My proposal")


def test_a_part_of_the_user_is_taken_by_our_templates(given: Given, acme: int, own: Path, run: Run) -> None:
    given.task(acme, "Send the offer", due_on=TODAY)
    (own / "en" / "reminders" / "client" / "last-talk.md.j2").write_text("I hope you are well.\n")
    assert "\nI hope you are well.\n" in only(run)["text"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("# Hello\n\n{{ client.nmae }}\n", 3, "did you mean 'name'?"),
        ("# Hello\n\n{{ line.ref }}\n", 3, "'line' is not known"),
        ("# Hello {{ promise.ref }}\n", 1, "'ref' is not known"),
        ("Hello\n", 1, "its text must begin with a line '# ' and the subject"),
        ("## Hello\n", 1, "its text must begin with a line '# ' and the subject"),
        ("#\n", 1, "its text must begin with a line '# ' and the subject"),
    ],
)
def test_a_broken_template_is_named_with_its_line_and_nothing_is_written(
    text: str, line: int, says: str, given: Given, acme: int, own: Path, run: Run, tmp_path: Path
) -> None:
    given.need(acme, "Fewer tools", status="proposed", on=TODAY - 90 * DAY)
    given.task(acme, "Send the offer", due_on=TODAY, side="theirs")
    mine = own / "en" / "reminders" / "client" / "task.md.j2"
    mine.write_text(text)
    due = run("due", "--json").data["lines"]
    assert [one["kind"] for one in due][-1] != "need"
    for kept in ("--files", "--eml"):
        ran = run("remind", kept, str(tmp_path / "out"), exit_code=8)
        assert f"'{mine}', line {line}: " in ran.err
        assert says in ran.err
        assert ran.out == ""
        assert not (tmp_path / "out").exists()
    assert run("remind", "--kind", "need").out != ""


# --- hostile texts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("words", "texts"),
    [(("--to", "client"), 3), (("--kind", "touch"), 1), (("--to", "me"), 4), (("--digest",), 1)],
)
def test_hostile_texts_stay_texts(
    language: str, words: tuple[str, ...], texts: int, given: Given, own: Path, run: Run
) -> None:
    (own.parent / "config.toml").write_text(f'language = "{language}"\n')
    text = f"{HOSTILE}\n# heading\r\n\n- item\n    code"
    acme = given.client(text, handle="acme", language=language, tier="core")
    jo = given.contact(acme, text, notes=text, email="jo@acme.example")
    given.touchpoint(acme, on=TODAY - 90 * DAY, text=text)
    given.task(acme, text, due_on=TODAY, contact_id=jo)
    given.meeting(acme, on=TODAY, goal=text)
    given.need(acme, text, status="proposed", on=TODAY - 90 * DAY)
    given.remark(acme, "personal", text, on=TODAY)
    shown = run("remind", *words).out
    assert not any(character in shown for character in "\x1b\u202e\r")
    reminders = run("remind", *words, "--json").data["reminders"]
    assert len(reminders) == texts
    for one in reminders:
        parsed = read_as_html(one["markdown"])
        assert set(parsed.tags) <= {"h1", "h2", "p", "ul", "li", "strong", "em", "blockquote", "code"}
        assert parsed.tags.count("h1") == 1
        assert "code" not in parsed.tags or words == ("--to", "me")
        assert "<script" not in one["markdown"]
        assert "\n" not in one["subject"]
        assert "<script>alert(1)</script> **bold** _it_ [x](javascript:1) `c` | ~~s~~ &copy;" in one["text"]
