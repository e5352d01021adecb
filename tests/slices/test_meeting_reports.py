"""Briefs before a meeting, letters and minutes after it: what stands in them, and what does not."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest

from clienttrack import completion
from clienttrack.book import Reader, Row
from clienttrack.settings import Settings
from clienttrack.slices.reports.queries import briefs, meetings
from clienttrack.templating.contexts.reports import Brief, FollowUp
from clienttrack.vocabulary import ProfileField
from tests.conftest import TODAY, Given, Run


def days(count: int) -> timedelta:
    return timedelta(days=count)


class World(NamedTuple):
    """A client with three contacts, a meeting of two days ago and one in four days."""

    acme: int
    ann: int
    bo: int
    held: int
    talk: int
    planned: int


def take_part(given: Given, meeting: int, *contacts: int) -> None:
    with given.change() as change:
        for contact in contacts:
            change.add("meeting_contact", meeting_id=meeting, contact_id=contact)


@pytest.fixture
def own(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of templates and question sets."""
    folder = home / "config" / "templates"
    folder.mkdir(parents=True)
    (folder.parent / "config.toml").write_text("")
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(folder.parent / "config.toml"))
    return folder


@pytest.fixture
def world(given: Given, request: pytest.FixtureRequest) -> World:
    language = getattr(request, "param", "en")
    acme = given.client("Acme", tier="core", since_on=date(2024, 1, 15), notes="Pays late.", language=language)
    ann = given.contact(acme, "Ann Lee", role="CFO", level="executive", decision="pays", email="ann@acme.example")
    bo = given.contact(acme, "Bo Roe", role="Head of service", level="manager", decision="uses", notes="vegetarian")
    given.contact(acme, "Al Gone", left_on=TODAY - days(40))
    given.touchpoint(acme, on=TODAY - days(30), text="Talked about renewal")
    talk = given.touchpoint(acme, on=TODAY - days(2), kind="meeting", text="Kickoff")
    held = given.meeting(
        acme, on=TODAY - days(2), status="held", question_set="kickoff", goal="Know the figure", touchpoint_id=talk
    )
    planned = given.meeting(acme, on=TODAY + days(4), question_set="needs-review", goal="Agree on the pilot")
    take_part(given, held, ann, bo)
    take_part(given, planned, bo)
    answers = {
        "goal": ("Returns below 2 % by June", ann),
        "situation": ("- Claims come in by fax\n- Two people key them in\n\nIt takes four days.", bo),
        "pain": ("The spring peak", bo),
        "stakes": ("Ann answers to the board", None),
        "budget": ("40,000 at most, hers", ann),
        "decision_process": ("Bo proposes, Ann signs, the works council could stop it", ann),
    }
    for field, (text, contact) in answers.items():
        given.answer(held, field, text, contact_id=contact, asked=f"Asked about {field}?")
    given.answer(held, None, "The lift was broken", question=None)
    given.need(acme, "Answers within a day", meeting_id=held, contact_id=bo, priority="high", kano="performance",
               evidence="they wait four days", on=TODAY - days(2))  # fmt: skip
    given.need(acme, "A monthly figure for the board", meeting_id=held, contact_id=ann, on=TODAY - days(2))
    given.need(acme, "Look good before the board", meeting_id=held, contact_id=ann, origin="implied", on=TODAY)
    given.need(acme, "Fewer suppliers", status="proposed", on=TODAY - days(50), priority="low")
    given.need(acme, "A new fax", meeting_id=held, status="dropped", on=TODAY)
    given.task(acme, "Send the plan", due_on=TODAY + days(3), touchpoint_id=talk)
    given.task(acme, "Send the slides", due_on=TODAY, touchpoint_id=talk, status="done", closed_on=TODAY)
    given.task(acme, "Give us the claims of May", due_on=TODAY + days(5), side="theirs", touchpoint_id=talk,
               contact_id=bo)  # fmt: skip
    given.task(acme, "Send the contract", due_on=TODAY - days(1))
    given.remark(acme, "quote", "We cannot go through another spring like that", on=TODAY - days(2), meeting_id=held,
                 contact_id=bo)  # fmt: skip
    given.remark(acme, "risk", "The works council may block it", on=TODAY - days(2), meeting_id=held)
    given.remark(acme, "personal", "Bo's daughter starts school", on=TODAY - days(2), meeting_id=held, contact_id=bo)
    return World(acme, ann, bo, held, talk, planned)


# --- the brief -------------------------------------------------------------------------------------------------------


def test_a_brief_in_english(world: World, run: Run) -> None:
    assert (
        run("report", "brief", "acme").out
        == """# Brief: Acme

*Private. 20 November 2026.*

## The meeting

- 24 November 2026 (m2, needs-review)
- Goal: Agree on the pilot

## Where we stand

- core, deep, client since 15 January 2024
- Last contact: 18 November 2026, 2 days ago; 14d allowed (core, deep)
- Next touch: 2 December 2026

## Who will be there

- **Bo Roe**, Head of service, manager, uses
  - wants: Answers within a day (w1)
  - said: “We cannot go through another spring like that” (18 November 2026)
  - *private:* vegetarian
  - *private:* Bo's daughter starts school (18 November 2026)

## Who else is there

- **Ann Lee**, CFO, executive, pays
  - ann@acme.example
  - wants: A monthly figure for the board (w2)
  - wants: Look good before the board (w3)

## What was said

- 18 November 2026, meeting: Kickoff
- 21 October 2026, call: Talked about renewal

## What is promised

- We: Send the contract, 19 November 2026 (**late**) (t4)
- We: Send the plan, 23 November 2026 (t1)
- They: Give us the claims of May, 25 November 2026, Bo Roe (t3)

## What they need

- Answers within a day (w1, **high**, performance, Bo Roe)
- A monthly figure for the board (w2, Ann Lee)
- Look good before the board (w3, implied, Ann Lee)
- Fewer suppliers (w4, **low**): proposed 1 October 2026

## What may go wrong

- The works council may block it (18 November 2026)

## What we know (75 %)

- **Goal:** Returns below 2 % by June (Ann Lee, 18 November 2026)
- **How it is today:** Claims come in by fax; Two people key them in; It takes four days. (Bo Roe, 18 November 2026)
- **What presses:** The spring peak (Bo Roe, 18 November 2026)
- **What is at stake:** Ann answers to the board (18 November 2026)
- **Budget:** 40,000 at most, hers (Ann Lee, 18 November 2026)
- **How they decide:** Bo proposes, Ann signs, the works council could stop it (Ann Lee, 18 November 2026)

## What to ask

- A year from now, how will you see that it was worth it?
- By when must something be seen, and what is that day tied to?
- Not named yet: who decides, who influences the decision, who could block it
- No contact yet on the level of owner, specialist

## About them

> Pays late.
"""
    )


@pytest.mark.parametrize("world", ["zh-CN"], indirect=True)
def test_a_brief_in_chinese(world: World, run: Run) -> None:
    told = """# 会前简报：Acme

*内部资料，2026年11月20日*

## 本次会议

- 2026年11月24日（m2，needs-review）
- 会议目标：Agree on the pilot

## 目前关系

- core，深度合作，合作始于2024年1月15日
- 上次联系：2026年11月18日（2天前）；联系间隔14d
- 下次联系：2026年12月2日

## 参会人员

- **Bo Roe**，Head of service，经理，使用者
  - 关心：Answers within a day（w1）
  - 原话：“We cannot go through another spring like that”（2026年11月18日）
  - *个人备注：* vegetarian
  - *个人备注：* Bo's daughter starts school（2026年11月18日）

## 其他联系人

- **Ann Lee**，CFO，高管，付款
  - ann@acme.example
  - 关心：A monthly figure for the board（w2）
  - 关心：Look good before the board（w3）

## 近期沟通

- 2026年11月18日，会议：Kickoff
- 2026年10月21日，电话：Talked about renewal

## 双方承诺

- 我方：Send the contract，2026年11月19日（**已超期**）（t4）
- 我方：Send the plan，2026年11月23日（t1）
- 对方：Give us the claims of May，2026年11月25日，Bo Roe（t3）

## 客户需求

- Answers within a day（w1，**优先级高**，期望型，Bo Roe）
- A monthly figure for the board（w2，Ann Lee）
- Look good before the board（w3，我方推断，Ann Lee）
- Fewer suppliers（w4，**优先级低**）：2026年10月1日已提方案

## 风险

- The works council may block it（2026年11月18日）

## 已了解的情况（75%）

- **目标**：Returns below 2 % by June（Ann Lee，2026年11月18日）
- **现状**：Claims come in by fax；Two people key them in；It takes four days.（Bo Roe，2026年11月18日）
- **压力**：The spring peak（Bo Roe，2026年11月18日）
- **后果**：Ann answers to the board（2026年11月18日）
- **预算**：40,000 at most, hers（Ann Lee，2026年11月18日）
- **决策过程**：Bo proposes, Ann signs, the works council could stop it（Ann Lee，2026年11月18日）

## 还需要问

- 一年之后，您凭什么看出这件事是值得的？
- 什么时候之前必须看到成果？这个日子和什么事情有关？
- 尚不清楚：由谁拍板、谁能影响决策、谁可能反对
- 尚无联系人的层级：所有者、专员

## 客户资料

> Pays late.
"""
    assert run("report", "brief", "acme").out == told


def test_a_brief_of_the_next_meeting_only_and_of_everybody_without_one(given: Given, world: World, run: Run) -> None:
    given.meeting(world.acme, on=TODAY + days(20), goal="Later")
    given.meeting(world.acme, on=TODAY - days(1), goal="Slipped")
    given.meeting(world.acme, on=TODAY, status="cancelled", goal="Cancelled")
    told = run("report", "brief", "acme").out
    assert "Agree on the pilot" in told
    assert not {"Later", "Slipped", "Cancelled"} & set(told.split())
    with given.change() as change:
        change.run("UPDATE meeting SET status = 'cancelled', cancelled_on = :day WHERE status = 'planned'", day=TODAY)
    alone = run("report", "brief", "acme").out
    assert "## The meeting" not in alone
    assert "## Whom you may meet\n\n- **Ann Lee**" in alone
    assert "else is there" not in alone


def test_a_meeting_of_today_is_ahead(given: Given, run: Run) -> None:
    given.meeting(given.client("Acme"), on=TODAY)
    assert "- Today, 20 November 2026 (m1)\n" in run("report", "brief", "acme").out


def test_somebody_whose_answer_is_older_than_that_of_another_is_told_with_theirs(
    given: Given, world: World, run: Run
) -> None:
    later = given.meeting(world.acme, on=TODAY - days(1), status="held")
    given.answer(later, "goal", "Cheaper returns", contact_id=world.bo)
    given.answer(later, "pain", "The winter", contact_id=world.bo)
    told = run("report", "brief", "acme").out
    assert "  - goal, differently from the latest answer: Returns below 2 % by June (18 November 2026)\n" in told
    assert "- **Goal:** Cheaper returns (Bo Roe, 19 November 2026)" in told
    assert "spring peak" not in told


@pytest.mark.parametrize("count", [0, 1, 40])
def test_needs_stand_once_whole_and_shortly_with_who_has_them(count: int, given: Given, run: Run) -> None:
    acme = given.client("Acme")
    ann = given.contact(acme, "Ann")
    for number in range(count):
        given.need(acme, f"Need number {number}", contact_id=ann, priority=("low", "high")[number == 39])
    told = run("report", "brief", "acme").out
    assert told.count("\n- Need number ") == count
    assert told.count("  - wants: ") == min(count, 3)
    assert ("## What they need" in told) == (count > 0)
    if count == 40:
        assert "## What they need\n\n- Need number 39 (w40, **high**, Ann)\n" in told
        assert "  - wants: Need number 39 (w40)\n" in told
        assert "  - and 37 more, below\n" in told


def test_remarks_of_nobody_and_of_who_has_left_are_not_lost(given: Given, world: World, run: Run) -> None:
    gone = given.value("SELECT id FROM contact WHERE left_on IS NOT NULL")
    given.remark(world.acme, "personal", "They move house", on=TODAY)
    given.remark(world.acme, "personal", "Al went to Kestrel", on=TODAY, contact_id=gone)
    given.remark(world.acme, "quote", "Never again by fax", on=TODAY)
    told = run("report", "brief", "acme").out
    assert "- *private:* Al went to Kestrel, Al Gone (20 November 2026)\n- *private:* They move house (20 Nov" in told
    assert "- “Never again by fax” (20 November 2026)\n\n## What is promised" in told


def test_of_many_risks_the_newest_are_told(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for number in range(12):
        given.remark(acme, "risk", f"Risk {number}", on=TODAY - days(number))
    told = run("report", "brief", "acme").out
    assert "- Risk 9 (11 November 2026)\n- and 2 older ones\n\n## " in told
    assert "- Risk 0 (20 November 2026)\n" in told


def test_a_brief_asks_what_is_unknown_in_the_words_of_the_planned_meeting_s_set(
    given: Given, own: Path, run: Run
) -> None:
    acme = given.client("Acme", language="fr-CA", kind="person")
    (own / "questions").mkdir()
    (own / "questions" / "mine.toml").write_text(
        '[[questions]]\nkey = "a"\nfield = "goal"\nwords = {en = "Which goal?", fr = "Quel but ?"}\n'
        '[[questions]]\nkey = "b"\nfield = "goal"\nwords = {en = "And by when?"}\n'
        '[[questions]]\nkey = "c"\nfield = "open_question"\nwords = {en = "What else?"}\n'
    )
    given.meeting(acme, on=TODAY + days(1), question_set="mine")
    asked = run("report", "brief", "acme").out.partition("## What to ask\n\n")[2].splitlines()
    assert asked[:3] == ["- Quel but ?", "- And by when?", "- How is this done today, and who does it?"]
    assert len(asked) == 9
    with given.change() as change:
        change.run("UPDATE meeting SET question_set = 'forgotten'")
    assert "- If only one figure could move this year" in run("report", "brief", "acme").out
    (own / "questions" / "kickoff.toml").write_text(
        '[[questions]]\nkey = "a"\nfield = "pain"\nwords = {en = "Where does it hurt?"}\n'
    )
    assert "- Goal?\n- How it is today?\n- Where does it hurt?\n" in run("report", "brief", "acme").out
    (own / "questions" / "kickoff.toml").write_text("questions = 1")
    assert "meet questions" in run("report", "brief", "acme", exit_code=2).err


def test_what_is_known_whole_leaves_nothing_to_ask(given: Given, run: Run) -> None:
    acme = given.client("Acme", kind="person")
    held = given.meeting(acme, on=TODAY, status="held")
    for field in ProfileField:
        given.answer(held, field, f"All about {field}")
    told = run("report", "brief", "acme").out
    assert "## What we know (100 %)" in told
    assert "What to ask" not in told
    assert "Still unknown" not in run("report", "minutes", "acme").out


# --- the letter ------------------------------------------------------------------------------------------------------


def test_a_letter_in_english(world: World, run: Run) -> None:
    assert (
        run("report", "follow-up", "acme").out
        == """# Acme: our meeting on 18 November 2026

Hello Ann Lee and Bo Roe,

thank you for your time on 18 November 2026. This is what we took from it.

**What we understood**

- Your goal: Returns below 2 % by June
- How things are today:
  - Claims come in by fax
  - Two people key them in
  - It takes four days.
- What presses most: The spring peak

**What you need**

- Answers within a day
- A monthly figure for the board

**What we will do**

- Send the plan, by 23 November 2026

**What we need from you**

- Give us the claims of May, by 25 November 2026

**Still open from other talks**

- From us: Send the contract (promised for 19 November 2026)

We meet again on 24 November 2026. If anything here is missing or different from what you remember, please tell us.

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

感谢各位在2026年11月18日抽出时间与我们交流。现将我们的理解整理如下。

**我们的理解**

- 您的目标：Returns below 2 % by June
- 目前的情况：
  - Claims come in by fax
  - Two people key them in
  - It takes four days.
- 最大的压力：The spring peak

**您的需求**

- Answers within a day
- A monthly figure for the board

**我们将完成**

- Send the plan（2026年11月23日前）

**需要您协助**

- Give us the claims of May（2026年11月25日前）

**此前尚未完成的事项**

- 我方：Send the contract（原定2026年11月19日）
- 请您协助：寄回合同

期待2026年11月24日再次与您见面。如有遗漏或出入，请随时告诉我们。

祝工作顺利！
"""
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Hello Ann,\n\nthank you for your time on 20 November 2026. It was good to talk to you.\n\nYou will hear",
        ),
        (
            "zh",
            "Ann，您好！\n\n感谢您在2026年11月20日抽出时间与我们交流。这次交流让我们很有收获。\n\n我们会在2026年12月20日前",
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
    assert ("This is what we agreed.\n\n**What we will do**" in told) == (language == "en")
    assert ("现将商定的事项整理如下。\n\n**我们将完成**" in told) == (language == "zh")


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
    assert "**What we will do**\n\n- Send the contract (promised" in told
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
    ("meeting_in", "closing"),
    [
        (None, "You will hear from us again by 20 December 2026. If"),
        (10, "We meet again on 30 November 2026. If"),
        (30, "We meet again on 20 December 2026. If"),
        (31, "You will hear from us again by 20 December 2026, and we meet on 21 December 2026. If"),
    ],
)
def test_a_letter_says_when_they_hear_from_us(meeting_in: int | None, closing: str, given: Given, run: Run) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    if meeting_in is not None:
        given.meeting(acme, on=TODAY + days(meeting_in))
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


# --- the minutes -----------------------------------------------------------------------------------------------------


def test_minutes_in_english(world: World, run: Run) -> None:
    assert (
        run("report", "minutes", "acme").out
        == """# Minutes: Acme, 18 November 2026

*Internal, not for the client. m1, kickoff.*

- With **Ann Lee**, CFO, executive, pays
- **Bo Roe**, Head of service, manager, uses
- Goal: Know the figure

## What was said

**Asked about goal?** Ann Lee:

> Returns below 2 % by June

**Asked about situation?** Bo Roe:

> \\- Claims come in by fax
> \\- Two people key them in
> \n> It takes four days.

**Asked about pain?** Bo Roe:

> The spring peak

**Asked about stakes?**

> Ann answers to the board

**Asked about budget?** Ann Lee:

> 40,000 at most, hers

**Asked about decision_process?** Ann Lee:

> Bo proposes, Ann signs, the works council could stop it

**Notes**

> The lift was broken

## Needs

- Answers within a day (w1, stated, performance, high priority, Bo Roe)
  - shown by: they wait four days
- A monthly figure for the board (w2, stated, normal priority, Ann Lee)
- Look good before the board (w3, implied, normal priority, Ann Lee)
- A new fax (w5, stated, normal priority): dropped 20 November 2026

## Promises

- We: Send the slides, 20 November 2026 (t2, done)
- We: Send the plan, 23 November 2026 (t1)
- They: Give us the claims of May, 25 November 2026, Bo Roe (t3)

## In their words

- “We cannot go through another spring like that”, Bo Roe

## What may go wrong

- The works council may block it

## Personal

- *private:* Bo's daughter starts school, Bo Roe

## Still unknown (75 % known)

- A year from now, how will you see that it was worth it?
- By when must something be seen, and what is that day tied to?
"""
    )


@pytest.mark.parametrize("world", ["zh"], indirect=True)
def test_minutes_in_chinese(world: World, run: Run) -> None:
    told = """# 会议纪要：Acme，2026年11月18日

*内部资料，请勿外发。m1，kickoff*

- 参会：**Ann Lee**，CFO，高管，付款
- **Bo Roe**，Head of service，经理，使用者
- 会议目标：Know the figure

## 谈话内容

**Asked about goal?** Ann Lee：

> Returns below 2 % by June

**Asked about situation?** Bo Roe：

> \\- Claims come in by fax
> \\- Two people key them in
> \n> It takes four days.

**Asked about pain?** Bo Roe：

> The spring peak

**Asked about stakes?**

> Ann answers to the board

**Asked about budget?** Ann Lee：

> 40,000 at most, hers

**Asked about decision_process?** Ann Lee：

> Bo proposes, Ann signs, the works council could stop it

**其他记录**

> The lift was broken

## 需求

- Answers within a day（w1，对方提出，期望型，优先级高，Bo Roe）
  - 依据：they wait four days
- A monthly figure for the board（w2，对方提出，优先级中，Ann Lee）
- Look good before the board（w3，我方推断，优先级中，Ann Lee）
- A new fax（w5，对方提出，优先级中）：2026年11月20日已放弃

## 双方承诺

- 我方：Send the slides，2026年11月20日（t2，已完成）
- 我方：Send the plan，2026年11月23日（t1）
- 对方：Give us the claims of May，2026年11月25日，Bo Roe（t3）

## 客户原话

- “We cannot go through another spring like that”（Bo Roe）

## 风险

- The works council may block it

## 个人备注

- *仅限内部：* Bo's daughter starts school（Bo Roe）

## 还需了解（已了解75%）

- 一年之后，您凭什么看出这件事是值得的？
- 什么时候之前必须看到成果？这个日子和什么事情有关？
"""
    assert run("report", "minutes", "acme").out == told


def test_minutes_of_a_meeting_of_which_nothing_is_kept(given: Given, run: Run) -> None:
    given.meeting(given.client("Acme"), on=TODAY, status="held", planned_on=TODAY - days(3))
    told = run("report", "minutes", "acme").out
    assert told.startswith(
        "# Minutes: Acme, 20 November 2026\n\n*Internal, not for the client. m1.*\n\n- Nobody was named\n"
        "- Planned for 17 November 2026\n\n## Still unknown (0 % known)\n\n- If only"
    )
    assert told.count("##") == 1


# --- which meeting ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", ["follow-up", "minutes"])
@pytest.mark.parametrize(
    ("words", "exit_code", "told"),
    [
        ("m99", 3, "There is no meeting 'm99'. `clienttrack meet list` shows them, for example m4."),
        ("t1", 3, "There is no meeting 't1'."),
        ("kickoff", 3, "There is no meeting 'kickoff'."),
        (
            "m2",
            5,
            "m2 is planned for 2026-11-24 and was not held yet. Say what came of it with `clienttrack meet hold m2`.",
        ),
        ("m3", 5, "m3 was cancelled. Name one that was held: `clienttrack meet list` shows them."),
        ("m4", 5, "m4 is a meeting with kestrel, not with acme. Write kestrel instead, or another meeting"),
    ],
)
def test_a_meeting_that_does_not_fit_is_refused(
    report: str, words: str, exit_code: int, told: str, given: Given, world: World, run: Run
) -> None:
    given.meeting(world.acme, on=TODAY, status="cancelled")
    given.meeting(given.client("Kestrel"), on=TODAY, status="held")
    ran = run("report", report, "acme", "--meeting", words, exit_code=exit_code)
    assert told in ran.err
    assert ran.out == ""


def test_minutes_need_a_meeting(given: Given, run: Run) -> None:
    given.meeting(given.client("Acme"), on=TODAY + days(1))
    assert "`clienttrack meet hold acme`" in run("report", "minutes", "acme", exit_code=3).err


def test_a_meeting_that_was_taken_back_is_gone(given: Given, run: Run) -> None:
    acme = given.client("Acme", last_touch=TODAY - days(9))
    with given.change("meet hold acme") as change:
        talk = change.add("touchpoint", client_id=acme, kind="meeting", happened_on=TODAY, text="Kickoff")
        values: dict[str, Any] = {"status": "held", "held_on": TODAY, "added_on": TODAY, "touchpoint_id": talk}
        said = {"client_id": acme, "meeting_id": change.add("meeting", client_id=acme, **values)}
        change.add("answer", field="goal", text="Returns", answered_on=TODAY, **said)
        change.add("remark", kind="risk", text="The council", said_on=TODAY, **said)
    assert "Your goal: Returns" in run("report", "follow-up", "acme").out
    assert "The council" in run("report", "brief", "acme").out
    run("undo")
    assert "> talked\n" in run("report", "follow-up", "acme").out
    assert "The council" not in run("report", "brief", "acme").out
    run("report", "minutes", "acme", exit_code=3)
    assert "no meeting 'm1'" in run("report", "follow-up", "acme", "--meeting", "m1", exit_code=3).err


def test_tab_offers_the_meetings_that_were_held(given: Given, world: World, book_path: Path) -> None:
    class Context:
        def find_root(self) -> "Context":
            return self

        params: ClassVar[dict[str, str]] = {"db": str(book_path)}

    assert [word for word, _ in completion.held_meetings(Context(), "m")] == ["m1"]  # type: ignore[arg-type]


# --- how the book is asked -------------------------------------------------------------------------------------------


def reports_of(reader: Reader, words: str, home: Path) -> dict[str, Callable[[], object]]:
    settings, path = Settings(), home / "config.toml"
    return {
        "brief": lambda: briefs.brief(reader, words, today=TODAY, settings=settings, settings_path=path),
        "follow-up": lambda: meetings.follow_up(reader, words, None, today=TODAY, settings=settings),
        "minutes": lambda: meetings.minutes(reader, words, None, today=TODAY, settings=settings, settings_path=path),
    }


@pytest.mark.parametrize(("report", "most"), [("brief", 18), ("follow-up", 13), ("minutes", 10)])
def test_a_report_asks_little_by_index_however_much_there_is(
    report: str, most: int, given: Given, world: World, home: Path
) -> None:
    counts = []
    for more in range(2):
        for number in range(20 * more):
            person = given.contact(world.acme, f"Person {number}", email=f"{number}@acme.example")
            given.need(world.acme, "Need", contact_id=person, meeting_id=world.held)
            given.answer(world.held, "goal", "Goal", contact_id=person)
            given.remark(world.acme, "quote", "Quote", on=TODAY, contact_id=person)
        asked: list[str] = []
        with given.reading() as reader:
            reader.connection.set_trace_callback(asked.append)
            reports_of(reader, "acme", home)[report]()
            reader.connection.set_trace_callback(None)
            plans = [row["detail"] for sql in asked for row in reader.rows(f"EXPLAIN QUERY PLAN {sql}")]
        small = re.compile("SCAN (tier|cadence_cell|asked|json_each|value|CONSTANT|ranked|.*VIRTUAL TABLE)")
        assert not [plan for plan in plans if plan.startswith("SCAN") and not small.match(plan)]
        counts.append(len(asked))
    assert counts[0] == counts[1] <= most


def test_contexts_hold_what_a_plain_count_of_the_rows_says(given: Given, world: World, home: Path) -> None:
    with given.reading() as reader:
        brief = briefs.brief(reader, "acme", today=TODAY, settings=Settings(), settings_path=home / "c.toml").context
        letter = meetings.follow_up(reader, "acme", None, today=TODAY, settings=Settings()).context
    assert isinstance(brief, Brief)
    assert isinstance(letter, FollowUp)
    count = "SELECT count(*) FROM {} WHERE {}".format
    assert len(brief.needs) == given.value(count("need", "status IN ('open', 'proposed')"))
    assert len(brief.contacts) == given.value(count("contact", "left_on IS NULL"))
    assert [one.name for one in brief.contacts if one.takes_part] == ["Bo Roe"]
    assert len(brief.ours) + len(brief.theirs) == given.value(count("task", "status = 'open'"))
    assert len(brief.profile.known) == given.value("SELECT count(DISTINCT field) FROM answer")
    assert [one.field for one in brief.profile.unknown] == ["success_measure", "timeline"]
    promises = (letter.ours, letter.theirs, letter.other_ours, letter.other_theirs)
    assert [len(one) for one in promises] == [1, 1, 1, 0]
    assert letter.needs == tuple(
        row["text"] for row in _rows(given, "SELECT text FROM need WHERE meeting_id = 1 AND origin = 'stated' "
                                            "AND status <> 'dropped' ORDER BY id")
    )  # fmt: skip


def _rows(given: Given, sql: str) -> list[Row]:
    with given.reading() as reader:
        return reader.rows(sql)
