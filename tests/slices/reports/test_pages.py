"""Every report in every form: a page that needs nothing beside itself, and no word of another language in between."""

import re
from html.parser import HTMLParser
from itertools import product

import pytest

from clienttrack.vocabulary import (
    LAST_CONTACT,
    NEXT_STEP,
    DecisionPart,
    KanoClass,
    Level,
    NeedOrigin,
    NeedStatus,
    Priority,
    ProfileField,
    RemarkKind,
    TaskStatus,
    TouchKind,
)
from tests.conftest import TODAY, Given, Run
from tests.slices.reports.conftest import World, days, take_part

REPORTS = ("brief", "follow-up", "minutes")
CLOSED_BY_THEMSELVES = {"meta", "br", "hr", "img"}
TIERS = {"core": "核心客户", "key": "重点客户", "potential": "潜力客户", "general": "一般客户"}


class Strict(HTMLParser):
    """Reads a page and asserts that every tag that opens is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text: dict[str, str] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in CLOSED_BY_THEMSELVES:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in CLOSED_BY_THEMSELVES:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        place = self.open[-1] if self.open else ""
        self.text[place] = self.text.get(place, "") + data


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("world", ["en", "zh"], indirect=True)
def test_the_page_of_every_report_is_whole_and_needs_nothing_beside_itself(
    report: str, world: World, given: Given, run: Run
) -> None:
    html = run("report", report, "acme", "--html").out
    page = Strict(html)
    language = given.value("SELECT language FROM client")
    assert html.startswith("<!DOCTYPE html>\n")
    assert ("html", "lang", language) in page.attributes
    assert ("meta", "charset", "utf-8") in page.attributes
    assert page.text["title"] == page.text["h1"] != ""
    assert "@page" in page.text["style"]
    assert "@media print" in page.text["style"]
    assert not re.search(r"url\(|@import|expression", page.text["style"])
    assert not [
        one for one in page.attributes if one[1] in {"src", "href", "srcset", "style"} or one[1].startswith("on")
    ]
    assert not {"script", "link", "iframe", "object", "img", "form"} & {tag for tag, _, _ in page.attributes}


def _chinese(given: Given, tier: str) -> None:
    """Fill a book with Chinese words alone, and with every word of ours that a report may have to translate."""
    client = given.client(
        "青禾", handle="qinghe", language="zh", tier=tier, industry="茶", preferences="微信", notes="忙"
    )
    people = [
        given.contact(client, "林", level=one, role="总监", notes="喜欢茶") for one in Level if one != Level.OWNER
    ]
    people += [given.contact(client, "周", decision=one) for one in DecisionPart if one != DecisionPart.PAYS]
    for ago, kind in enumerate(TouchKind):
        given.touchpoint(client, on=TODAY - days(9 + ago), kind=kind, text=kind.capitalize())
    talk = given.touchpoint(client, on=TODAY - days(1), kind="call", text=LAST_CONTACT)
    same = {"goal": "目标", "touchpoint_id": talk}
    held = given.meeting(client, on=TODAY - days(1), status="held", question_set="kickoff", **same)
    ahead = given.meeting(client, on=TODAY + days(1), question_set="business-review", goal="目标")
    for meeting in (held, ahead):
        take_part(given, meeting, *people)
    _chinese_records(given, client, held, talk, people[0])


def _chinese_records(given: Given, client: int, held: int, talk: int, who: int) -> None:
    for field in list(ProfileField)[::2]:
        given.answer(held, field, "回答", asked="问题？", contact_id=who)
    given.answer(held, None, "备注", question=None)
    given.answer(held, "pain", "没有问题的回答", question=None)
    for kano, origin, status, priority in product(KanoClass, NeedOrigin, NeedStatus, Priority):
        given.need(client, "需求", kano=kano, origin=origin, status=status, meeting_id=held, evidence="依据",
                   priority=priority, contact_id=who)  # fmt: skip
    promises = (("承诺", talk), (NEXT_STEP, talk), ("之前的承诺", None))
    for side, became, (text, made_in) in product(("ours", "theirs"), TaskStatus, promises):
        closed = None if became is TaskStatus.OPEN else TODAY
        given.task(client, text, due_on=TODAY - days(1), side=side, status=became, closed_on=closed,
                   touchpoint_id=made_in, contact_id=who)  # fmt: skip
    for remark, whose in product(RemarkKind, (who, None)):
        given.remark(client, remark, "原话", on=TODAY, meeting_id=held, contact_id=whose)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("tier", TIERS)
def test_a_chinese_report_holds_no_english_word(report: str, tier: str, given: Given, run: Run) -> None:
    _chinese(given, tier)
    told = run("report", report, "qinghe").out
    assert re.findall(r"[A-Za-z]+", re.sub(r"（[mtw][0-9]+|[mtw][0-9]+，", "", told)) == []
    assert (TIERS[tier] in told) == (report == "brief")


@pytest.mark.parametrize("kind", [one for one in TouchKind if one is not TouchKind.NOTE])
@pytest.mark.parametrize("direction", ["in", "out", None])
def test_a_chinese_letter_about_a_talk_holds_no_english_word(
    kind: TouchKind, direction: str | None, given: Given, run: Run
) -> None:
    client = given.client("青禾", handle="qinghe", language="zh")
    for text in ("谈了包装", kind.capitalize()):
        with given.change() as change:
            values = {"kind": kind, "direction": direction, "happened_on": TODAY, "text": text}
            change.add("touchpoint", client_id=client, **values)
        assert not re.search("[A-Za-z]", run("report", "follow-up", "qinghe").out)
