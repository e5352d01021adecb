"""Minutes of a meeting: what stands in them."""

import pytest

from tests.conftest import TODAY, Given, Run
from tests.slices.reports.conftest import World, days, take_part


def test_minutes_in_english(world: World, run: Run) -> None:
    assert (
        run("report", "minutes", "acme").out
        == """# Minutes: Acme, 18 November 2026

*Internal, not for the client. m1, meeting, Kickoff.*

- With **Ann Lee**, CFO, executive, pays
- With **Bo Roe**, Head of service, manager, uses
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

- “We cannot go through another spring like that” (Bo Roe)

## What may go wrong

- The works council may block it

## Personal

- *private:* Bo's daughter starts school (Bo Roe)

## Still unknown (75 % known)

- A year from now, how will you see that it was worth it?
- By when must something be seen, and what is that day tied to?
"""
    )


@pytest.mark.parametrize("world", ["zh"], indirect=True)
def test_minutes_in_chinese(world: World, run: Run) -> None:
    told = """# 会议纪要：Acme，2026年11月18日

*内部资料，请勿外发。m1，会议，启动会*

- 参会：**Ann Lee**，CFO，高管，付款
- 参会：**Bo Roe**，Head of service，经理，使用者
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
        "# Minutes: Acme, 20 November 2026\n\n*Internal, not for the client. m1, meeting.*\n\n- Nobody was named\n"
        "- Planned for 17 November 2026\n\n## Still unknown (0 % known)\n\n- If only"
    )
    assert told.count("##") == 1


def test_minutes_need_a_meeting(given: Given, run: Run) -> None:
    given.meeting(given.client("Acme"), on=TODAY + days(1))
    assert "`clienttrack meet hold acme`" in run("report", "minutes", "acme", exit_code=3).err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_that_carry_their_quotation_marks_and_a_role_that_is_a_level_are_told_once(
    language: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme", language=language)
    sue = given.contact(acme, "Sue Bright", role="owner" if language == "en" else "所有者", level="owner")
    held = given.meeting(acme, on=TODAY, status="held")
    take_part(given, held, sue)
    given.remark(acme, "quote", "“每天都在救火”", on=TODAY, meeting_id=held, contact_id=sue)
    given.remark(acme, "quote", "Enough", on=TODAY, meeting_id=held)
    for report in ("minutes", "brief"):
        told = run("report", report, "acme").out
        assert "““" not in told
        assert "“每天都在救火”" in told
        assert "“Enough”" in told
        assert ("**Sue Bright**, owner\n" if language == "en" else "**Sue Bright**，所有者\n") in told
