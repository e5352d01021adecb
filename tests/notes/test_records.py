"""Lines of notes that become records."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.dates import ContradictedDay, UnreadableDay
from clienttrack.notes.deadlines import deadline
from clienttrack.notes.names import names_in
from clienttrack.notes.records import NoWords, RecordKind, RecordLine, begun, hides_a_record, record, unescaped
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


@pytest.mark.parametrize(
    "line",
    [
        *("risk\u200b: wo\u200drds", "r\u200bisk: wo\u200drds", "risk\u2060: wo\u200drds", "ri\u00adsk: wo\u200drds"),
        *("risk\ufe0f: wo\u200drds", "risk\u202c: wo\u200drds", "\ufeffrisk\ufeff:\ufeff wo\u200drds"),
        *("风\u200b险：wo\u200drds", "風險：wo\u200drds", "风险提示：wo\u200drds", "[risk] wo\u200drds"),
    ],
)
def test_what_shows_nothing_does_not_hide_the_word_of_a_record_and_is_kept(line: str) -> None:
    found = begun(line)
    assert found is not None
    assert found.kind == RecordKind.RISK
    assert found.told == "wo\u200drds"


@pytest.mark.parametrize(
    "line",
    [
        *("risk (high): x", "personal (her): drinks", "风险（高）：x", "个人（林）：x", "原话（林）：x", "(risk): x"),
        *("(personal) x", "**Risk** x", "**Risk** - x", "_risk_ x", "Risk—x", "risk -- x", "风险——x", "| risk | x |"),
        *("<b>risk</b>: x", "Risk 1: x", "risk to us: x", "personal life: x", "Risk", "risk, they leave", "risk → x"),
        *("Call: risk — they are broke", "Good talk. Risk – they are broke", "Tom, **personal**: ill", "a) risk – x"),
        *("2026-11-26 risk – x", "We spoke of a risk (high): x", "聊到风险：x", "谈到风险——没钱", "we _risk_: x"),
        *("ri\x00sk: x", "𝐑𝐢𝐬𝐤: x", "quote (Ann): x", "Tom, quote: x", "budget – 40k", "internal (us): x"),
    ],
)
def test_what_begins_like_a_private_record_is_told(line: str) -> None:
    assert hides_a_record(line)
    assert hides_a_record(f"words\n{line[:2]}\u2060{line[2:]}")


@pytest.mark.parametrize(
    "line",
    [
        *("the risk is small", "at risk of delay", "a personal touch", "风险不大", "个人认为不错", "Risk is small"),
        *("risk-free offer", "the risk-free offer - send it", "topics: risk, price and time", "at low risk (they say)"),
        *("Quote sent, they answer by Friday", "personally I like it", "risky business: no", "三个人：张、李、王"),
        *("we sent the quote: 4 pages", "\\risk (high): x", "- \\risk — x"),
    ],
)
def test_words_of_every_day_are_no_private_record(line: str) -> None:
    assert not hides_a_record(line)


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
        ("Send it by Friday morning", "Friday morning"),
        ("Send it by fri to the team", "fri to the team"),
        ("Send it by fri or by mon", "fri or by mon"),
        ("Send it by fri/mon", "fri/mon"),
        ("Send it by next next Friday", "next next Friday"),
        ("by Monday send the draft, by Friday the rest", "Monday send the draft, by Friday the rest"),
        ("周五或周六前发合同", "周五或周六前"),
        ("周五前或周六前发合同", "周五前或周六前"),
        ("周五周六前发合同", "周五周六前"),
        ("周五前发初稿，下周三前发终稿", "周五前发初稿，下周三前"),
        ("Send it by March", "March"),
        ("Send it by +3", "+3"),
        ("2月30日前发报价", "2月30日"),
        ("下周前发报价", "下周前"),
        ("月中前发报价", "月中前"),
        ("去年12月前发报价", "去年12月前"),
        ("下下周前发", "下下周前"),
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
        "周五，" * 50_000,
        "没" * 100_000 + "周五前" + "不" * 100_000,
        "by 1 " + "1 " * 100_000,
    ],
)
def test_a_long_line_is_read_at_once(words: str) -> None:
    began = time.process_time()
    assert read(f"task: {words} x") is not None
    assert names_in(words) is not None
    assert hides_a_record(f"the risks {words} x") is not None
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
        ("Send it by end of week @ann", "Send it @ann", date(2026, 11, 27)),
        ("Send it by EOW", "Send it", date(2026, 11, 27)),
        ("Send it by this week", "Send it", date(2026, 11, 27)),
        ("Send it by the end of next week", "Send it", date(2026, 12, 4)),
        ("Send it by fri next week", "Send it", date(2026, 12, 4)),
        ("Send it this fri", "Send it", date(2026, 11, 27)),
        ("Send it by Tues. @ann", "Send it @ann", date(2026, 12, 1)),
        ("Send it by Thurs", "Send it", date(2026, 12, 3)),
        ("Send it by Friday at the latest", "Send it", date(2026, 11, 27)),
        ("Send it at the latest by Friday", "Send it", date(2026, 11, 27)),
        ("Send it by the 1st of December", "Send it", date(2026, 12, 1)),
        ("Send it by 4th Dec", "Send it", date(2026, 12, 4)),
        ("Send it by Dec 4th, 2026", "Send it", date(2026, 12, 4)),
        ("Send it by Dec. 4", "Send it", date(2026, 12, 4)),
        ("Send it by Friday the 4th of December", "Send it", date(2026, 12, 4)),
        ("Send it by 4 Dec (Fri)", "Send it", date(2026, 12, 4)),
        ("Send it on or before Friday", "Send it", date(2026, 11, 27)),
        ("Call Tom on 4 Dec", "Call Tom", date(2026, 12, 4)),
        ("Don't forget to send it by Friday", "Don't forget to send it", date(2026, 11, 27)),
        ("Find out what their budget is by Friday", "Find out what their budget is", date(2026, 11, 27)),
        ("Send a sketch - by Friday", "Send a sketch", date(2026, 11, 27)),
        ("Log in by Friday", "Log in", date(2026, 11, 27)),
        ("Tell us if it works by Friday", "Tell us if it works", date(2026, 11, 27)),
        ("周六（12月5日）前发合同", "发合同", date(2026, 12, 5)),
        ("12月5日（周六）发合同", "发合同", date(2026, 12, 5)),
        ("发合同，12月5日（周六）", "发合同", date(2026, 12, 5)),
        ("周六12月5日前发合同", "发合同", date(2026, 12, 5)),
        ("最晚下周三发方案", "发方案", date(2026, 12, 2)),
        ("不超过三天内回复", "回复", date(2026, 11, 29)),
        ("未来三天内回复", "回复", date(2026, 11, 29)),
        ("半个月内回访", "回访", date(2026, 12, 11)),
        ("别忘了周五前发", "别忘了发", date(2026, 11, 27)),
        ("请分别在周五前发", "请分别发", date(2026, 11, 27)),
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
        *("Start not before Friday", "Start not before tomorrow", "Start no earlier than Friday", "Start after Friday"),
        *("Start any time after Friday", "Start from Friday on", "Starting Friday", "Start it starting tomorrow"),
        *("Figures since Monday", "Extend the offer until Friday", "Work from Monday until Friday"),
        *("Explain what went wrong on 1 Nov", "Discuss what was said on Monday", "Fix the bug found on Monday"),
        *("Report on Monday's call", "Send the minutes of the call on Monday", "Pay on 1 Nov", "Prepare it on Monday"),
        *("Do not send before Friday", "Call if they have not paid by Friday", "Call unless paid by Friday"),
        *("Send it today or tomorrow", "Send it Friday or by Monday", "Ask what happens tomorrow"),
        *("Deliver 3 weeks before Friday", "Pay after delivery within 14 days", "Never call tomorrow"),
        *("周五之后再联系", "周五以后再联系", "周五后再联系", "周五起供货", "周五才发", "周五到周六"),
        *("个把月内回访", "几个月内回访", "一个半月内回访", "别在周五前发", "周五前不要发", "年底前不涨价"),
        *("如果周五前没付款就催款", "周五不行就周六前发", "签约后三天内付款", "收到发票后 30 天内付款", "周五前三天发"),
        *("周一说的报价发给他", "周五前收到的邮件转给他", "12月1日生效的合同发给他", "周五会议纪要发给他"),
        *("It is due today", "大约两周后回访", "截至周五统计数据", "推迟到周五前", "发合同，周五、周六"),
        *("Send it maybe tomorrow", "Confirm the booking for next tue"),
    ],
)  # fmt: skip
def test_what_is_no_day_stays_word_for_word(words: str) -> None:
    parted = deadline(words, today=TODAY)
    assert (parted.text, parted.day) == (words, None)


@pytest.mark.parametrize(
    ("promise", "why"),
    [
        (
            "Send it by Mon 4 Dec",
            "'Mon 4 Dec' contradicts itself: 2026-12-04 is a Friday.",
        ),
        (
            "12月5日(周五)前发",
            "'12月5日(周五)前' contradicts itself: 2026-12-05 is a Saturday.",
        ),
        (
            "本周六（12月5日）前发",
            "'本周六（12月5日）前' contradicts itself: it names 2026-11-28 and 2026-12-05.",
        ),
    ],
)
def test_a_day_that_contradicts_itself_says_so(promise: str, why: str) -> None:
    with pytest.raises(ContradictedDay) as caught:
        deadline(promise, today=TODAY)
    assert str(caught.value) == f"{why} Write the day that is meant."


@pytest.mark.parametrize(
    ("promise", "day", "doubt"),
    [
        ("Send it by next Friday", date(2026, 11, 27),
         "'next Friday' was taken as Fri 27 Nov, the first one to come; write the day if a later one is meant."),
        ("Send it by next wed", date(2026, 12, 2), None),
        ("Plan the party on Saturday", None,
         "'on Saturday' stays in the words; write 'by Saturday' to make it the day."),
        ("Send it on Saturday", date(2026, 11, 28), None),
        ("Send it by 25 Nov", date(2027, 11, 25),
         "'25 Nov' was taken as Thu 25 Nov 2027; write the year if another is meant."),
        ("11月25日前发", date(2027, 11, 25),
         "'11月25日前' was taken as Thu 25 Nov 2027; write the year if another is meant."),
        ("Send it by 25 Nov 2027", date(2027, 11, 25), None),
        ("明年11月25日前发", date(2027, 11, 25), None),
    ],
)  # fmt: skip
def test_what_was_perhaps_meant_otherwise_is_doubted(promise: str, day: date | None, doubt: str | None) -> None:
    said = record(RecordKind.TASK, promise, today=TODAY)
    assert (said.by, said.doubt) == (day, doubt)


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("Send it by Friday, 5pm", "Send it by 5pm"),
        ("Send it by Friday at 5pm", "Send it by 5pm"),
        ("Send it by 5 pm on Friday", "Send it by 5 pm"),
        ("Send it by Friday noon @ann", "Send it @ann by noon"),
        ("Call Tom at 17:00 on Friday", "Call Tom at 17:00"),
        ("Hold the slot till Friday noon", "Hold the slot till noon"),
        ("Call Tom tomorrow at 3pm", "Call Tom at 3pm"),
    ],
)
def test_an_hour_stays_in_the_words_of_a_promise(promise: str, words: str) -> None:
    assert record(RecordKind.TASK, promise, today=TODAY) == RecordLine(RecordKind.TASK, words, date(2026, 11, 27))
    assert record(RecordKind.NEED, promise.replace(" @ann", ""), today=TODAY).text in promise


def test_a_week_that_is_over_on_friday_has_no_end_to_come() -> None:
    with pytest.raises(UnreadableDay):
        deadline("Send it by end of week", today=date(2026, 11, 28))
