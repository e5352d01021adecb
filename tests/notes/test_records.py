"""Lines of notes that become records."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.dates import UnreadableDay
from clienttrack.notes.deadlines import deadline
from clienttrack.notes.names import names_in
from clienttrack.notes.records import NoWords, RecordKind, RecordLine, begun, record, unescaped
from clienttrack.vocabulary import Priority

TODAY = date(2026, 11, 26)  # a Thursday


def read(line: str) -> RecordLine | None:
    found = begun(line)
    return None if found is None else record(found.kind, found.told, today=TODAY)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("need: Faster answers", RecordLine(RecordKind.NEED, "Faster answers")),
        ("- NEED :  Faster answers  @ann by fri !high", RecordLine(
            RecordKind.NEED, "Faster answers  @ann", told_day="by fri", priority=Priority.HIGH)),
        ("implied: No weekend work !low", RecordLine(RecordKind.IMPLIED, "No weekend work", priority=Priority.LOW)),
        ('task: Send it by +2w @"Ann Roe"', RecordLine(RecordKind.TASK, 'Send it @"Ann Roe"', date(2026, 12, 10))),
        ("theirs: Sign by 2026-12-01", RecordLine(RecordKind.THEIRS, "Sign", date(2026, 12, 1))),
        ("quote: We lose a day !high by fri @li", RecordLine(RecordKind.QUOTE, "We lose a day !high by fri @li")),
        ("需求：更快 @王 3月1日前", RecordLine(RecordKind.NEED, "更快 @王", told_day="3月1日前")),
        ("需求：周五前更快", RecordLine(RecordKind.NEED, "周五前更快")),
        ("need: Answers @ann by 12/11", RecordLine(RecordKind.NEED, "Answers @ann", told_day="by 12/11")),
        ("need: Answers by March @ann", RecordLine(RecordKind.NEED, "Answers by March @ann")),
        ("risk: Budget may go", RecordLine(RecordKind.RISK, "Budget may go")),
        ("personal: Daughter starts school", RecordLine(RecordKind.PERSONAL, "Daughter starts school")),
        ("需求：更快的回复 @王 !high", RecordLine(RecordKind.NEED, "更快的回复 @王", priority=Priority.HIGH)),
        ("task: Drive by the office by fri", RecordLine(RecordKind.TASK, "Drive by the office", date(2026, 11, 27))),
        ("任务：提前", RecordLine(RecordKind.TASK, "提前")),
        ("need: quicker !高", RecordLine(RecordKind.NEED, "quicker", priority=Priority.HIGH)),
        ("task: call her by fri !high", RecordLine(
            RecordKind.TASK, "call her", date(2026, 11, 27), priority=Priority.HIGH)),
        ("task: Write to jo@acme.example", RecordLine(RecordKind.TASK, "Write to jo@acme.example")),
        ("need: so urgent !!! !asap", RecordLine(RecordKind.NEED, "so urgent !!! !asap")),
    ],
)  # fmt: skip
def test_a_line_becomes_a_record(line: str, told: RecordLine) -> None:
    assert read(line) == told


@pytest.mark.parametrize(
    "line",
    [
        *("personal: words", "* personal: words", "  -   personal: words", "\tpersonal:\twords", "• personal: words"),
        *("\u00a0personal: words", "\u3000personal：words", "**personal:** words", "**personal**: words"),
        *("__Personal:__ words", "– personal: words", "・个人：words", "1. personal: words", "(2) personal: words"),
        *("3) personal: words", "> personal: words", "> - personal: words", "- [ ] personal: words"),
        *("- [x] personal: words", "\u2028personal: words", "\x0bpersonal: words", "\u200bpersonal: words"),
        *(
            "→ personal: words",
            "PERSONAL: words",
            "ｐｅｒｓｏｎａｌ：words",
            "personal notes: words",
            "`personal:` words",
        ),
        *("**personal: words**", "personal\u00a0: words", "个人﹕words", "\ufeffpersonal: words", "☐ personal: words"),
    ],
)
def test_what_stands_before_the_word_of_a_record_does_not_matter(line: str) -> None:
    assert read(line) == RecordLine(RecordKind.PERSONAL, "words")


@pytest.mark.parametrize(("line", "kind"), [("needs: x", "need"), ("Risks: x", "risk"), ("quotes: x", "quote")])
def test_the_word_may_stand_in_the_plural(line: str, kind: str) -> None:
    found = begun(line)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("promise", "words", "day"),
    [
        ("Send it by fri", "Send it", date(2026, 11, 27)),
        ("Send it by friday.", "Send it", date(2026, 11, 27)),
        ("Send it, by Fri 4 Dec!", "Send it", date(2026, 12, 4)),
        ("Send it by fri @a and @b", "Send it @a and @b", date(2026, 11, 27)),
        ('Send it by end of month @"Ann Roe", @bo.', 'Send it @"Ann Roe", @bo.', date(2026, 11, 30)),
        ("Send it @ann by 2026-12-03", "Send it @ann", date(2026, 12, 3)),
        ("发报价 @王 3月1日前", "发报价 @王", date(2027, 3, 1)),
        ("周五前发报价给 @王", "发报价给 @王", date(2026, 11, 27)),
        ("发报价，下周一之前。", "发报价", date(2026, 11, 30)),
        ("在月底前发报价", "发报价", date(2026, 11, 30)),
        ("本月底以前发报价", "发报价", date(2026, 11, 30)),
        ("三天内发报价", "发报价", date(2026, 11, 29)),
        ("12月3号前发报价", "发报价", date(2026, 12, 3)),
        ("2026-12-03前发报价", "发报价", date(2026, 12, 3)),
        ("下周五之前发报价", "发报价", date(2026, 12, 4)),
        ("Stand by me", "Stand by me", None),
        ("Send it by mail", "Send it by mail", None),
        ("Cut the cost by 10 %", "Cut the cost by 10 %", None),
        ("Cut it by 1.5 points", "Cut it by 1.5 points", None),
        ("Cut it by 20 days", "Cut it by 20 days", None),
        ("Have it made by Monica", "Have it made by Monica", None),
        ("Have it signed by May Wong", "Have it signed by May Wong", None),
        ("目前先等", "目前先等", None),
        ("提前三天前来", "提前三天前来", None),
    ],
)
def test_the_day_of_a_promise_is_read_from_its_words(promise: str, words: str, day: date | None) -> None:
    parted = deadline(promise, today=TODAY)
    assert (parted.text, parted.day) == (words, day)


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("Send it by 12/11", "12/11"),
        ("Send it by 3.12.", "3.12"),
        ("Send it by next", "next"),
        ("Send it by next week", "next week"),
        ("Send it by Fri 3 Dec", "Fri 3 Dec"),
        ("Send it by 30 Feb", "30 Feb"),
        ("Send it by the 3rd", "the 3rd"),
        ("Send it by Friday noon", "Friday noon"),
        ("Send it by fri to the team", "fri to the team"),
        ("Send it by end of week @ann", "end of week"),
        ("Send it by March", "March"),
        ("Send it by +3", "+3"),
        ("2月30日前发报价", "2月30日"),
        ("下周前发报价", "下周前"),
        ("月中前发报价", "月中前"),
        ("去年12月前发报价", "去年12月前"),
        ("下下周前发", "下下周前"),
        ("Send it by EOW", "EOW"),
        ("Send it by this Monday", "this Monday"),
    ],
)
def test_what_looks_like_a_day_and_is_none_is_refused(promise: str, words: str) -> None:
    with pytest.raises(UnreadableDay) as caught:
        deadline(promise, today=TODAY)
    assert caught.value.words == words


@pytest.mark.parametrize(
    "line", ["\\need: words", "- \\need: words", "we need: words", "needx: y", "", "need", "@need: x"]
)
def test_any_other_line_is_no_record(line: str) -> None:
    assert begun(line) is None


@pytest.mark.parametrize(
    "line", ["need: !high", "need: @ann", "need: by fri", "need: 周五前", "task: by fri @ann", "personal: @ann"]
)
def test_a_record_says_something(line: str) -> None:
    with pytest.raises(NoWords):
        read(line)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("\\need: words", "need: words"),
        ("- \\Personal : words", "- Personal : words"),
        ("\\words: need", "\\words: need"),
        ("a \\need: words", "a \\need: words"),
    ],
)
def test_the_backslash_that_keeps_a_line_from_being_a_record_is_taken_off(line: str, left: str) -> None:
    assert unescaped(line) == left


@given(
    st.sampled_from(["need", "task", "quote", "风险"]), st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1)
)
def test_the_words_of_a_record_are_those_of_the_line(word: str, words: str) -> None:
    found = begun(f"{word}: {words}")
    assert found is not None
    assert found.told == words.strip()


@pytest.mark.parametrize(
    "words",
    [
        "by " * 100_000,
        "a " * 100_000,
        "@" * 100_000,
        '@"x ' * 50_000,
        "\t" * 100_000 + "x",
        ". " * 100_000,
        "@a and " * 50_000,
    ],
)
def test_a_long_line_is_read_at_once(words: str) -> None:
    began = time.process_time()
    assert read(f"task: {words} x") is not None
    assert names_in(words) is not None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("promise", "words", "day"),
    [
        ("send deck tomorrow", "send deck", date(2026, 11, 27)),
        ("send deck on Monday", "send deck", date(2026, 11, 30)),
        ("send deck before Friday", "send deck", date(2026, 11, 27)),
        ("send deck (by Fri)", "send deck", date(2026, 11, 27)),
        ("hold the price until 2026-12-31", "hold the price", date(2026, 12, 31)),
        ("send deck next tue", "send deck", date(2026, 12, 1)),
        ("明天发报价", "发报价", date(2026, 11, 27)),
        ("下周五发报价给 @王", "发报价给 @王", date(2026, 12, 4)),
        ("Report on March sales", "Report on March sales", None),
        ("跟周五前台登记", "跟周五前台登记", None),
        ("send deck due friday", "send deck", date(2026, 11, 27)),
        ("Plan for Black Friday", "Plan for Black Friday", None),
    ],
)
def test_a_day_may_be_told_without_by(promise: str, words: str, day: date | None) -> None:
    parted = deadline(promise, today=TODAY)
    assert (parted.text, parted.day) == (words, day)


@pytest.mark.parametrize(
    ("promise", "words", "day"),
    [
        ("一两天内把报价发过去", "把报价发过去", date(2026, 11, 28)),
        ("发报价，1-2天内", "发报价", date(2026, 11, 28)),
        ("三到五天内发报价", "发报价", date(2026, 12, 1)),
        ("今天下班前发报价", "发报价", date(2026, 11, 26)),
        ("发报价，明天下班之前", "发报价", date(2026, 11, 27)),
        ("下班前发报价", "发报价", date(2026, 11, 26)),
        ("今晚之前发报价", "发报价", date(2026, 11, 26)),
        ("月底之前发报价", "发报价", date(2026, 11, 30)),
        ("本周内发报价", "发报价", date(2026, 11, 29)),
        ("下个月内发报价", "发报价", date(2026, 12, 31)),
        ("年内续约", "续约", date(2026, 12, 31)),
        ("发报价，这周五", "发报价", date(2026, 11, 27)),
        ("发报价，最晚周五", "发报价", date(2026, 11, 27)),
        ("发报价（周五前）", "发报价", date(2026, 11, 27)),
        ("下下周一发报价", "发报价", date(2026, 12, 7)),
        ("发方案，明年12月1日前", "发方案", date(2027, 12, 1)),
        ("12 月 1 日前发方案", "发方案", date(2026, 12, 1)),
        ("Send it by end of day", "Send it", date(2026, 11, 26)),
        ("Send it by EOD", "Send it", date(2026, 11, 26)),
        ("Send it by COB friday", "Send it", date(2026, 11, 27)),
        ("Send it by end of today", "Send it", date(2026, 11, 26)),
        ("Send it by tomorrow EOD", "Send it", date(2026, 11, 27)),
        ("Send it by tonight", "Send it", date(2026, 11, 26)),
        ("Send it within a day or two", "Send it", date(2026, 11, 28)),
        ("Send it within 1-2 days @ann", "Send it @ann", date(2026, 11, 28)),
        ("Send it in two or three weeks", "Send it", date(2026, 12, 17)),
        ("Send it by in two weeks", "Send it", date(2026, 12, 10)),
        ("Send it end of month", "Send it", date(2026, 11, 30)),
        ("Send it by the end of the month", "Send it", date(2026, 11, 30)),
        ("Send it no later than Friday", "Send it", date(2026, 11, 27)),
        ("Send it by this Friday", "Send it", date(2026, 11, 27)),
        ("Send it by the day after tomorrow", "Send it", date(2026, 11, 28)),
    ],
)
def test_a_day_is_read_as_people_tell_it(promise: str, words: str, day: date) -> None:
    parted = deadline(promise, today=TODAY)
    assert (parted.text, parted.day) == (words, day)


@pytest.mark.parametrize(
    ("promise", "words", "day"),
    [
        ("Send it by last Friday", "Send it", date(2026, 11, 20)),
        ("发报价，去年12月1日前", "发报价", date(2025, 12, 1)),
        ("发报价，昨天前", "发报价", date(2026, 11, 25)),
        ("Review what came before last Friday", "Review what came before last Friday", None),
        ("去年底前的报价发给他", "去年底前的报价发给他", None),
        ("昨天说的报价发给他", "昨天说的报价发给他", None),
        ("整理上周五前收到的邮件", "整理上周五前收到的邮件", None),
    ],
)
def test_a_day_in_the_past_never_becomes_one_to_come(promise: str, words: str, day: date | None) -> None:
    parted = deadline(promise, today=TODAY)
    assert (parted.text, parted.day) == (words, day)


@pytest.mark.parametrize(
    "words",
    [
        *("周五前后发报价", "月底前后发报价", "周五左右发报价", "每周五前发周报", "每天下班前发日报", "他下班前打电话"),
        *("周五前的邮件转给他", "周五的纪要发给他", "周一到周五跟进", "三天内部测试", "本周内部会议"),
        *("一百二十天内回款", "1.5天内回复", "明年预算前期准备", "Send it around Friday", "Send it by about Friday"),
        *("Prepare the slides for tomorrow", "Send it within a few days", "Cut the reply to within 2 days"),
    ],
)  # fmt: skip
def test_what_is_no_day_stays_word_for_word(words: str) -> None:
    parted = deadline(words, today=TODAY)
    assert (parted.text, parted.day) == (words, None)
