"""Briefs before a meeting: what stands in them, and what does not."""

from pathlib import Path

import pytest

from clienttrack.vocabulary import ProfileField
from tests.conftest import TODAY, Given, Run
from tests.slices.reports.conftest import World, days


def test_a_brief_in_english(world: World, run: Run) -> None:
    assert (
        run("report", "brief", "acme").out
        == """# Brief: Acme

*Private. 20 November 2026.*

## The meeting

- 24 November 2026 (m2, Needs review)
- Goal: Agree on the pilot

## Where we stand

- core, deep, client since 15 January 2024
- Last contact: 18 November 2026, 2 days ago; 14 days allowed (core, deep)
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

- 2026年11月24日（m2，需求回访）
- 会议目标：Agree on the pilot

## 目前关系

- 核心客户，深度合作，合作始于2024年1月15日
- 上次联系：2026年11月18日（2天前）；联系间隔不超过14天
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
    assert "- *private:* Al went to Kestrel (Al Gone, 20 November 2026)\n- *private:* They move house (20 Nov" in told
    assert "- “Never again by fax” (20 November 2026)\n\n## What is promised" in told


def test_words_of_who_has_moved_to_another_client_are_not_lost(given: Given, world: World, run: Run) -> None:
    given.client("Kestrel")
    run("contact", "move", "Bo Roe", "kestrel")
    told = run("report", "brief", "acme").out
    assert "- “We cannot go through another spring like that” (Bo Roe, 18 November 2026)\n" in told
    assert "**Bo Roe**" not in told
    assert "daughter" not in told
    assert "Bo's daughter" in run("report", "brief", "kestrel").out


def test_of_many_risks_the_newest_are_told(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for number in range(12):
        given.remark(acme, "risk", f"Risk {number}", on=TODAY - days(number))
    told = run("report", "brief", "acme").out
    assert "- Risk 9 (11 November 2026)\n- and 2 older ones\n\n## " in told
    assert "- Risk 0 (20 November 2026)\n" in told


def test_a_brief_asks_what_is_unknown_in_the_words_of_the_planned_meeting_s_set(
    given: Given, own_templates: Path, run: Run
) -> None:
    acme = given.client("Acme", language="fr-CA", kind="person")
    (own_templates / "questions").mkdir()
    (own_templates / "questions" / "mine.toml").write_text(
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
    (own_templates / "questions" / "kickoff.toml").write_text(
        '[[questions]]\nkey = "a"\nfield = "pain"\nwords = {en = "Where does it hurt?"}\n'
    )
    assert "- Goal?\n- How it is today?\n- Where does it hurt?\n" in run("report", "brief", "acme").out
    (own_templates / "questions" / "kickoff.toml").write_text("questions = 1")
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
