"""Letters after a meeting or a talk: what stands in them, and what does not."""

import re
from pathlib import Path

import pytest

from clienttrack.quoting import READ_OVER
from tests.conftest import TODAY, Given, Run
from tests.slices.reports.conftest import World, days, take_part


def test_a_letter_in_english(world: World, run: Run) -> None:
    assert (
        run("report", "follow-up", "acme").out
        == """# Acme: our meeting on 18 November 2026

Hello Ann Lee and Bo Roe,

thank you for our meeting on 18 November 2026. This is what I took from it.

**What I understood**

- Your goal: Returns below 2 % by June
- How things are today:
  - Claims come in by fax
  - Two people key them in
  - It takes four days.
- What presses most: The spring peak

**What you need**

- Answers within a day
- A monthly figure for the board

**What I will do**

- Send the plan, by 23 November 2026

**What I need from you**

- Give us the claims of May, by 25 November 2026

**Still open from other talks**

- From me: Send the contract (promised for 19 November 2026; it is late, and I am sorry)

You will hear from me by 23 November 2026, and we speak again on 24 November 2026. \
If anything here is missing or different from what you remember, please tell me.

Kind regards
"""
    )


@pytest.mark.parametrize("world", ["zh"], indirect=True)
def test_a_letter_in_chinese(given: Given, world: World, run: Run) -> None:
    given.task(world.acme, "寄回合同", due_on=None, side="theirs")
    assert (
        run("report", "follow-up", "acme").out
        == """# Acme：2026年11月18日会谈小结

Ann Lee、Bo Roe，各位好！

感谢各位2026年11月18日抽出时间与我会谈。现将我的理解整理如下。

**我的理解**

- 您的目标：Returns below 2 % by June
- 目前的情况：
  - Claims come in by fax
  - Two people key them in
  - It takes four days.
- 最大的压力：The spring peak

**您的需求**

- Answers within a day
- A monthly figure for the board

**我将完成**

- Send the plan（2026年11月23日前）

**需要您协助**

- Give us the claims of May（2026年11月25日前）

**此前尚未完成的事项**

- 我这边：Send the contract（原定2026年11月19日，已经晚了，非常抱歉）
- 请您协助：寄回合同

我会在2026年11月23日前与各位联系，并期待2026年11月24日再次与各位交流。如有遗漏或出入，请随时告诉我。

祝工作顺利！
"""
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Ann,\n\nthank you for our meeting on 20 November 2026. It was good to hear from you.\n\nKind regards\n",
        ),
        (
            "zh",
            "Ann，您好！\n\n感谢您2026年11月20日抽出时间与我会谈。这次交流让我很有收获。\n\n祝工作顺利！\n",
        ),
    ],
)
def test_a_letter_after_a_meeting_of_which_nothing_is_kept_says_thank_you(
    language: str, words: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme", language=language)
    talk = given.touchpoint(acme, on=TODAY, kind="meeting")
    held = given.meeting(acme, on=TODAY, status="held", touchpoint_id=talk)
    take_part(given, held, given.contact(acme, "Ann"))
    told = run("report", "follow-up", "acme").out
    assert words in told
    assert "**" not in told
    assert "missing" not in told
    assert "遗漏" not in told
    given.task(acme, "Send it", due_on=None, touchpoint_id=talk)
    told = run("report", "follow-up", "acme").out
    assert ("This is what we agreed.\n\n**What I will do**" in told) == (language == "en")
    assert ("现将商定的事项整理如下。\n\n**我将完成**" in told) == (language == "zh")


def test_a_letter_is_about_the_newest_meeting_unless_there_was_contact_on_a_later_day(
    given: Given, world: World, run: Run
) -> None:
    given.touchpoint(world.acme, on=TODAY - days(2), text="the same day")
    given.touchpoint(world.acme, on=TODAY, kind="note", text="a note")
    assert "our meeting on 18 November" in run("report", "follow-up", "acme").out
    given.touchpoint(world.acme, on=TODAY - days(1), text="sent the plan")
    told = run("report", "follow-up", "acme").out
    assert "> sent the plan" in told
    assert "meeting on" not in told
    assert "**What I will do**\n\n- Send the contract (promised" in told
    assert "other talks" not in told
    assert "our meeting on 18 November" in run("report", "follow-up", "acme", "--meeting", "M1").out


def test_what_holding_a_meeting_has_logged_is_never_quoted(given: Given, world: World, run: Run) -> None:
    given.meeting(world.acme, on=TODAY - days(1), status="held")
    assert "our meeting on 19 November" in run("report", "follow-up", "acme").out
    with given.change() as change:
        change.run("UPDATE touchpoint SET happened_on = :day WHERE id = :id", day=TODAY, id=world.talk)
    told = run("report", "follow-up", "acme").out
    assert "our meeting on 18 November" in told
    assert "> Kickoff" not in told


def test_of_two_meetings_of_a_day_the_later_one_is_meant(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for text in ("first", "second"):
        given.answer(given.meeting(acme, on=TODAY, status="held"), "goal", text)
    given.answer(given.meeting(acme, on=TODAY - days(1), status="held"), "goal", "of yesterday")
    assert "Your goal: second\n" in run("report", "follow-up", "acme").out
    assert "> second\n" in run("report", "minutes", "acme").out
    assert "Your goal: of yesterday\n" in run("report", "follow-up", "acme", "--meeting", "m3").out


def test_answers_of_several_to_one_field_stand_below_each_other(given: Given, run: Run) -> None:
    held = given.meeting(given.client("Acme"), on=TODAY, status="held")
    given.answer(held, "goal", "More\nsales")
    given.answer(held, "goal", "Fewer people")
    assert "- Your goal:\n  - More\n  - sales\n  - Fewer people\n" in run("report", "follow-up", "acme").out


@pytest.mark.parametrize(
    ("meeting_in", "promised_in", "closing"),
    [
        (None, (), "> talked\n\nIf"),
        (10, (), "We speak again on 30 November 2026. If"),
        (10, (10, 11, None), "We speak again on 30 November 2026. If"),
        (10, (9,), "You will hear from me by 29 November 2026, and we speak again on 30 November 2026. If"),
        (None, (9, 7), "You will hear from me by 27 November 2026. If"),
        (None, (0, -1, None), "I am sorry)\n- Promise, by 20 November 2026\n- Promise\n\nIf"),
    ],
)
def test_a_letter_says_when_they_hear_from_me_only_if_that_is_planned_or_promised(
    meeting_in: int | None, promised_in: tuple[int | None, ...], closing: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY)
    if meeting_in is not None:
        given.meeting(acme, on=TODAY + days(meeting_in))
    for ahead in promised_in:
        given.task(acme, "Promise", due_on=None if ahead is None else TODAY + days(ahead))
    given.task(acme, "Theirs", due_on=TODAY + days(3), side="theirs", status="done", closed_on=TODAY)
    given.meeting(acme, on=TODAY)
    assert closing in run("report", "follow-up", "acme").out


def test_who_took_part_is_greeted_if_they_are_still_there(given: Given, world: World, run: Run) -> None:
    with given.change() as change:
        change.run("UPDATE contact SET left_on = :day WHERE name = 'Bo Roe'", day=TODAY)
    assert "Hello Ann Lee,\n" in run("report", "follow-up", "acme").out
    third = given.contact(world.acme, "Cy Poe")
    fourth = given.contact(world.acme, "Di Moe")
    take_part(given, world.held, third, fourth)
    assert "Hello Ann Lee, Cy Poe and Di Moe,\n" in run("report", "follow-up", "acme").out


def test_a_client_who_is_a_person_is_greeted_by_name(given: Given, run: Run) -> None:
    given.client("Ida Berg", kind="person", last_touch=TODAY)
    assert "Hello Ida Berg,\n" in run("report", "follow-up", "ida").out


def test_who_has_moved_to_another_client_is_not_greeted(given: Given, world: World, run: Run) -> None:
    given.client("Kestrel")
    run("contact", "move", "Bo Roe", "kestrel")
    assert "Hello Ann Lee,\n" in run("report", "follow-up", "acme").out
    assert "**Bo Roe**" in run("report", "minutes", "acme").out
    talk = given.touchpoint(world.acme, on=TODAY)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=world.bo)
    told = run("report", "follow-up", "acme").out
    assert "Hello Ann Lee,\n" in told
    assert "Bo Roe" not in told


@pytest.mark.parametrize(
    ("kind", "english", "chinese"),
    [
        ("call", "our call", "通话"),
        ("email", "our exchange of e-mails", "邮件往来"),
        ("visit", "our visit", "会面"),
        ("message", "our exchange of messages", "沟通"),
        ("meeting", "our meeting", "会谈"),
        ("event", "our talk at the event", "活动上的交谈"),
        ("gift", "our talk", "沟通"),
        ("other", "our talk", "沟通"),
    ],
)
def test_a_letter_calls_what_took_place_by_its_name(
    kind: str, english: str, chinese: str, given: Given, run: Run
) -> None:
    for language, name in (("en", "Acme"), ("zh", "Kestrel")):
        client = given.client(name, language=language)
        talk = given.touchpoint(client, on=TODAY, kind=kind)
        given.meeting(client, on=TODAY, status="held", touchpoint_id=talk)
        given.meeting(client, on=TODAY + days(3))
    told = run("report", "follow-up", "acme").out
    assert told.startswith(f"# Acme: {english} on 20 November 2026\n")
    thanks = "your time" if kind == "visit" else english
    assert f"\nthank you for {thanks} on 20 November 2026. " in told
    assert "\n\nWe speak again on 23 November 2026.\n\nKind regards\n" in told
    assert ("meet" in told) == (kind == "meeting")
    told = run("report", "follow-up", "kestrel").out
    assert told.startswith(f"# Kestrel：2026年11月20日{chinese}小结\n")
    assert kind not in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_letter_is_signed_and_speaks_as_one(language: str, given: Given, own_templates: Path, run: Run) -> None:
    acme = given.client("Acme", language=language, last_touch=TODAY)
    for side in ("ours", "theirs"):
        given.task(acme, "Send it", due_on=TODAY - days(1), side=side)
    held = given.meeting(acme, on=TODAY, status="held")
    given.answer(held, "goal", "Sales")
    settings = own_templates.parent / "config.toml"
    for sender, name in (("Jo Doe <jo@x.example>", "Jo Doe"), ("jo@x.example", "")):
        settings.write_text(f'[mail]\nsender = "{sender}"\n')
        for words in ((), ("--meeting", "m1")):
            told = run("report", "follow-up", "acme", *words).out
            regards = "Kind regards" if language == "en" else "祝工作顺利！"
            assert told.endswith(f"\n{regards}\n\n{name}\n" if name else f"\n{regards}\n")
            assert not re.search(
                r"\b[Uu]s\b|\b[Ww]e (will|need|understood|took)\b|我们(将|会|的理解|记|已)|告诉我们", told
            )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_nobody_has_said_is_not_quoted(language: str, given: Given, run: Run, tmp_path: Path) -> None:
    given.client("Acme", language=language)
    table = tmp_path / "list.csv"
    table.write_text("client,last_touch,next_step_on\nAcme,2026-11-01,2026-12-01\n")
    run("import", str(table))
    told = run("report", "follow-up", "acme").out
    assert not re.search("Last contact|Follow up|>", told)
    assert ("- Be in touch with you, by 1 December 2026\n" in told) == (language == "en")
    assert ("- 与您联系（2026年12月1日前）\n" in told) == (language == "zh")
    brief = run("report", "brief", "acme").out
    assert not re.search("Last contact$|Follow up", brief, re.MULTILINE)
    assert ("- We: be in touch, 1 December 2026 (t1)\n" in brief) == (language == "en")
    assert ("- 我方：跟进，2026年12月1日（t1）\n" in brief) == (language == "zh")


def test_a_letter_where_only_a_day_is_known_asks(given: Given, run: Run) -> None:
    given.touchpoint(given.client("Acme"), on=TODAY - days(9), kind="email", text="Email")
    told = run("report", "follow-up", "acme").out
    assert told.startswith("# Acme: how are you?\n\nHello,\n\nwe were last in touch on 11 November 2026, and I would")
    assert "missing" not in told


@pytest.mark.parametrize(
    ("name", "text", "quoted"),
    [
        ("Beatrice Fox", "Beatrice sounded tired", False),
        ("Beatrice Fox", "The budget is fixed", True),
        ("林晓雯", "林总觉得太贵", False),
    ],
)
def test_a_talk_that_names_one_of_their_people_is_told_by_its_day_alone(
    name: str, text: str, quoted: bool, given: Given, run: Run
) -> None:
    acme = given.client("Acme")
    given.contact(acme, name)
    given.touchpoint(acme, on=TODAY - days(1), text=text)
    ran = run("report", "follow-up", "acme")
    assert (text in ran.out) == quoted
    assert "19 November 2026" in ran.out
    why = (
        "What was logged on 2026-11-19 is not quoted: it names one of their people or is marked as private. "
        "`clienttrack touch list acme` shows it.\n"
    )
    assert ran.err == ("" if quoted else why) + f"{READ_OVER}\n"
    assert text in run("report", "brief", "acme").out


def test_who_has_left_is_not_spoken_of_either(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Al Gone", left_on=TODAY - days(99))
    given.touchpoint(acme, on=TODAY, text="glad that Al is out")
    assert "glad" not in run("report", "follow-up", "acme").out


@pytest.mark.parametrize("text", ["risk: they may leave", "谈了价格\n个人备注：女儿今年高考"])
def test_a_talk_that_is_marked_as_private_is_told_by_its_day_alone(text: str, given: Given, run: Run) -> None:
    given.client("Acme")
    run("log", "acme", text, "--kind", "call")
    ran = run("report", "follow-up", "acme")
    assert "we were last in touch on 20 November 2026" in ran.out
    assert text.splitlines()[-1] not in ran.out
    assert "is marked as private. `clienttrack touch list acme` shows it." in ran.err


def test_what_names_one_of_their_people_is_left_out_of_what_was_said_in_a_meeting(
    given: Given, world: World, run: Run
) -> None:
    given.answer(world.held, "timeline", "Al wanted it in May\nThe board meets in May")
    given.answer(world.held, "goal", "And calm")
    given.answer(world.held, "goal", "ann wants it all")
    given.answer(world.held, "budget", "Ann signs")
    given.need(world.acme, "get rid of Bo", meeting_id=world.held)
    given.need(world.acme, "get rid of Ann", meeting_id=world.held, status="dropped")
    given.need(world.acme, "personal: a job for his son", meeting_id=world.held)
    ran = run("report", "follow-up", "acme")
    assert "- Your goal:\n  - Returns below 2 % by June\n  - And calm\n" in ran.out
    assert "**What you need**\n\n- Answers within a day\n- A monthly figure for the board\n\n" in ran.out
    assert not re.search("Timing|board meets|wants it all|get rid|a job", ran.out)
    assert ran.err == (
        "Left out, because they were said by somebody else, name one of their people or are marked as private: "
        "2 answers and 2 needs of m1. "
        "`clienttrack report minutes acme --meeting m1` shows what was said; add what they may all read.\n"
        f"{READ_OVER}\n"
    )
    minutes = run("report", "minutes", "acme", "--meeting", "m1").out
    for words in ("Al wanted it in May", "ann wants it all", "get rid of Bo", "a job for his son"):
        assert words in minutes


def test_who_is_named_alone_to_themselves_is_not_spoken_of_either(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    held = given.meeting(acme, on=TODAY, status="held")
    take_part(given, held, given.contact(acme, "Ruth Adeyemi"))
    given.answer(held, "success_measure", "Ruth signs without asking")
    ran = run("report", "follow-up", "acme")
    assert "Hello Ruth Adeyemi,\n\nthank you for our meeting" in ran.out
    assert "signs" not in ran.out
    assert "are marked as private: 1 answer of m1. `" in ran.err


def test_a_promise_that_names_somebody_stays_and_is_to_be_read_first(given: Given, world: World, run: Run) -> None:
    given.task(world.acme, "Ask Al whether Bo is leaving", due_on=None, touchpoint_id=world.talk)
    given.task(world.acme, "risk: ask the council", due_on=None, side="theirs")
    ran = run("report", "follow-up", "acme")
    assert "- Ask Al whether Bo is leaving\n" in ran.out
    assert ran.err == (
        "Read first what is promised in t5, t6: it names one of their people or is marked as private, and no promise "
        f"is left out. `clienttrack task edit` gives it other words.\n{READ_OVER}\n"
    )


def test_a_gift_is_not_quoted(given: Given, run: Run) -> None:
    given.touchpoint(given.client("Acme"), on=TODAY - days(1), kind="gift", text="Wine, the cheap one")
    ran = run("report", "follow-up", "acme")
    assert "we were last in touch on 19 November 2026" in ran.out
    assert "cheap" not in ran.out
    assert ran.err == f"{READ_OVER}\n"


def test_a_gift_and_a_note_are_no_talk_that_is_followed_up(given: Given, world: World, run: Run) -> None:
    for kind in ("gift", "note"):
        given.touchpoint(world.acme, on=TODAY, kind=kind, text="Wine, the cheap one")
    letter = run("report", "follow-up", "acme").out
    assert letter.startswith("# Acme: our meeting on 18 November 2026\n")
    with given.change() as change:
        change.run("UPDATE meeting SET touchpoint_id = NULL, status = 'planned', held_on = NULL WHERE id = :id",
                   id=world.held)  # fmt: skip
        change.run("DELETE FROM touchpoint WHERE id = :id", id=world.talk)
    assert "> Talked about renewal\n" in run("report", "follow-up", "acme").out


def test_a_letter_about_a_meeting_is_written_whatever_was_sent_since(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.meeting(acme, on=TODAY - days(3), status="held")
    given.touchpoint(acme, on=TODAY, kind="gift", text="Wine")
    assert run("report", "follow-up", "acme").out.startswith("# Acme: our meeting on 17 November 2026\n")


@pytest.mark.parametrize(("language", "gone"), [("en", "left"), ("en", "moved"), ("zh", "left")])
def test_who_was_not_there_is_neither_thanked_nor_told_what_was_said(
    language: str, gone: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme", language=language)
    al = given.contact(acme, "Al Gone")
    given.contact(acme, "Jo Doe")
    talk = given.touchpoint(acme, on=TODAY - days(2), text="Talked about renewal")
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=al)
    told = {"en": "Hello Jo Doe,\n\nwe were last in touch on 18 November 2026, and I would like to hear",
            "zh": "Jo Doe，您好！\n\n我们上次联系是在2026年11月18日，很想了解您近来的情况。"}[language]  # fmt: skip
    assert "> Talked about renewal\n" in run("report", "follow-up", "acme").out
    if gone == "moved":
        given.client("Kestrel")
        run("contact", "move", "Al Gone", "kestrel")
    else:
        run("contact", "edit", "Al Gone", "--left", "today")
    ran = run("report", "follow-up", "acme")
    assert told in ran.out
    assert "renewal" not in ran.out
    assert ran.err == (
        "Nobody who took part in the last contact is still at acme, so the text tells nothing of what was said there.\n"
        f"{READ_OVER}\n"
    )
    held = given.meeting(acme, on=TODAY - days(2), status="held", touchpoint_id=talk)
    take_part(given, held, al)
    given.answer(held, "goal", "Fewer returns")
    given.need(acme, "Faster answers", meeting_id=held)
    ran = run("report", "follow-up", "acme")
    assert told in ran.out
    assert not re.search("Fewer|Faster|renewal|meeting|感谢|会谈", ran.out)
    assert ran.err.startswith("Nobody who took part in m1 is still at acme, ")
    given.task(acme, "Send the plan", due_on=None, touchpoint_id=talk)
    for words in ((), ("--meeting", "m1")):
        letter = run("report", "follow-up", "acme", *words).out
        stand = {"en": "since we were in touch on 18 November 2026, this is", "zh": "自2026年11月18日联系以来，"}
        assert stand[language] in letter
        assert re.search(r"\*\*(What I will do|我将完成)\*\*\n\n- Send the plan\n", letter)


def test_a_template_of_the_user_knows_of_a_talk_only_who_is_still_there(
    given: Given, world: World, own_templates: Path, run: Run
) -> None:
    talk = given.touchpoint(world.acme, on=TODAY)
    with given.change() as change:
        for person in (world.ann, world.bo):
            change.add("touchpoint_contact", touchpoint_id=talk, contact_id=person)
        change.run("UPDATE contact SET left_on = :day WHERE id = :bo", day=TODAY, bo=world.bo)
    (own_templates / "en" / "follow-up.md.j2").write_text("With {{ talk.contacts|join(', ') }}")
    assert run("report", "follow-up", "acme").out == "With Ann Lee\n"


def test_only_what_is_for_the_client_is_to_be_read_over(given: Given, world: World, run: Run) -> None:
    assert run("report", "follow-up", "acme").err == f"{READ_OVER}\n"
    assert run("report", "minutes", "acme").err == ""


@pytest.mark.parametrize(
    ("language", "ahead", "promised", "words"),
    [
        ("en", 10, False, "I would like to hear what you need.\n\nWe have a meeting on 30 November 2026."),
        ("en", 0, False, "I would like to hear what you need.\n\nWe have a meeting today."),
        ("en", 10, True, "You will hear from me by 22 November 2026, and we have a meeting on 30 November 2026."),
        ("zh", 10, False, "很想了解您的需求。\n\n期待2026年11月30日与您交流。"),
        ("zh", 0, False, "很想了解您的需求。\n\n期待今天与您交流。"),
        ("zh", 10, True, "我会在2026年11月22日前与您联系，并期待2026年11月30日与您交流。"),
    ],
)
def test_a_client_never_talked_to_is_not_spoken_to_again(
    language: str, ahead: int, promised: bool, words: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme", language=language)
    given.meeting(acme, on=TODAY + days(ahead))
    if promised:
        given.task(acme, "Send it", due_on=TODAY + days(2))
    told = run("report", "follow-up", "acme").out
    assert words in told
    assert not re.search("again|再次|通话|suit you|how are you|近来可好", told)
    assert promised or re.search("^# Acme(: our meeting |：.*的会谈)", told)


def test_a_call_is_asked_for_only_where_no_meeting_is_planned(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.touchpoint(acme, on=TODAY - days(9), kind="email", text="Email")
    assert "When would a call suit you?" in run("report", "follow-up", "acme").out
    given.meeting(acme, on=TODAY)
    assert "getting on.\n\nWe speak again today.\n\nKind" in run("report", "follow-up", "acme").out


@pytest.mark.parametrize("met", [True, False])
def test_a_visit_is_thanked_for_whoever_paid_it(met: bool, given: Given, run: Run) -> None:
    acme = given.client("Acme")
    talk = given.touchpoint(acme, on=TODAY, kind="visit", text="The budget is fixed")
    if met:
        given.meeting(acme, on=TODAY, status="held", touchpoint_id=talk)
    assert "\nthank you for your time on 20 November 2026. " in run("report", "follow-up", "acme").out


def test_a_contact_of_no_kind_has_a_subject(given: Given, run: Run) -> None:
    given.touchpoint(given.client("Acme"), on=TODAY, kind="other", text="The budget is fixed")
    told = run("report", "follow-up", "acme").out
    assert told.startswith("# Acme: my notes of 20 November 2026\n")
    assert "other" not in run("report", "brief", "acme").out.partition("## What was said")[2].partition("##")[0]


def test_a_contact_is_greeted_with_the_given_name_first(given: Given, run: Run) -> None:
    given.contact(given.client("Acme", last_touch=TODAY), "Marsh, Owen")
    assert "\nHello Owen Marsh,\n" in run("report", "follow-up", "acme").out


def test_what_somebody_said_or_was_promised_who_is_not_greeted_is_for_nobody_else(
    given: Given, world: World, run: Run
) -> None:
    absent = given.contact(world.acme, "Cleo Park")
    given.answer(world.held, "goal", "Half the keepers", contact_id=absent)
    given.need(world.acme, "fewer keepers", meeting_id=world.held, contact_id=absent)
    for side in ("ours", "theirs"):
        given.task(world.acme, f"the redundancy plan {side}", due_on=TODAY, side=side, contact_id=absent)
    ran = run("report", "follow-up", "acme")
    assert not re.search("keepers|redundancy", ran.out)
    assert "were said by somebody else" in ran.err
    assert re.search(r"Left out, because they are promised to or by somebody else: t[0-9]+, t[0-9]+\.", ran.err)
    # Where they are the only one who is known to have been there, the letter is theirs.
    with given.change() as change:
        change.run(
            "UPDATE meeting_contact SET contact_id = :id WHERE meeting_id = :meeting AND id = ("
            "SELECT min(id) FROM meeting_contact WHERE meeting_id = :meeting)",
            id=absent,
            meeting=world.held,
        )
        change.run(
            "DELETE FROM meeting_contact WHERE meeting_id = :meeting AND contact_id <> :id",
            id=absent,
            meeting=world.held,
        )
    told = run("report", "follow-up", "acme").out
    assert "Hello Cleo Park" in told
    assert "Half the keepers" in told
    assert "the redundancy plan ours" in told
