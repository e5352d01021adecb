"""Lines of notes that become records."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.slices.meetings.rules.records import RecordKind, RecordLine, record_line, unsigned
from clienttrack.vocabulary import Priority

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("line", "record"),
    [
        ("need: Faster answers", RecordLine(RecordKind.NEED, "Faster answers")),
        ("- NEED :  Faster answers  @ann by fri !high", RecordLine(
            RecordKind.NEED, "Faster answers", "ann", date(2026, 11, 27), Priority.HIGH)),
        ("implied: No weekend work !low", RecordLine(RecordKind.IMPLIED, "No weekend work", priority=Priority.LOW)),
        ('task: Send it by +2w @"Ann Roe"', RecordLine(RecordKind.TASK, "Send it", "Ann Roe", date(2026, 12, 10))),
        ("theirs: Sign by 2026-12-01", RecordLine(RecordKind.THEIRS, "Sign", by=date(2026, 12, 1))),
        ("quote: We lose a day !high by fri @li", RecordLine(RecordKind.QUOTE, "We lose a day !high by fri", "li")),
        ("risk: Budget may go", RecordLine(RecordKind.RISK, "Budget may go")),
        ("personal: Daughter starts school", RecordLine(RecordKind.PERSONAL, "Daughter starts school")),
        ("需求：更快的回复 @王 !high", RecordLine(RecordKind.NEED, "更快的回复", "王", priority=Priority.HIGH)),
        ("task: Stand by me", RecordLine(RecordKind.TASK, "Stand by me")),
        ("task: Drive by the office by fri", RecordLine(
            RecordKind.TASK, "Drive by the office", by=date(2026, 11, 27))),
        ("任务：发报价 @王 3月1日前", RecordLine(RecordKind.TASK, "发报价", "王", date(2027, 3, 1))),
        ("任务：提前", RecordLine(RecordKind.TASK, "提前")),
        ("need: quicker !高", RecordLine(RecordKind.NEED, "quicker", priority=Priority.HIGH)),
        ("task: call her !high", RecordLine(RecordKind.TASK, "call her !high")),
        ("need: Ann's desk @ann's", RecordLine(RecordKind.NEED, "Ann's desk", "ann")),
        ("task: Write to jo@acme.example", RecordLine(RecordKind.TASK, "Write to jo@acme.example")),
        ("task: @ann", RecordLine(RecordKind.TASK, "@ann")),
        ("need: so urgent !!! !asap", RecordLine(RecordKind.NEED, "so urgent !!! !asap")),
    ],
)  # fmt: skip
def test_a_line_becomes_a_record(line: str, record: RecordLine) -> None:
    assert record_line(line, today=TODAY) == record


@pytest.mark.parametrize(
    "line", ["need:", "need: ", "\\need: words", "we need: words", "needs: x", "needx: y", "", "need\n: x"]
)
def test_any_other_line_is_no_record(line: str) -> None:
    assert record_line(line, today=TODAY) is None


@given(
    st.sampled_from(["need", "task", "quote", "风险"]), st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1)
)
def test_the_words_of_a_record_are_those_of_the_line(word: str, words: str) -> None:
    record = record_line(f"{word}: {words}", today=TODAY)
    assert record is None if not words.strip() else record is not None and record.text in words


@pytest.mark.parametrize(
    "words", ["by " * 100_000, "a " * 100_000, "@" * 100_000, '@"x ' * 50_000, "\t" * 100_000 + "x"]
)
def test_a_long_line_is_read_at_once(words: str) -> None:
    began = time.process_time()
    assert record_line(f"task: {words}", today=TODAY) is not None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("ninety per cent by June. @ines", {"ines"}, "ninety per cent by June."),
        ("one @ines\ntwo @tom", {"ines", "tom"}, "one\ntwo"),
        ("both of us @ines @tom", {"ines", "tom"}, "both of us"),
        ("@tom signs, @ines has to agree.", {"ines", "tom"}, "@tom signs, @ines has to agree."),
        ("写信给 @林秀英", {"林秀英"}, "写信给"),
        ("我们记得每一款茶。@林秀英", {"林秀英"}, "我们记得每一款茶。"),
        ("meet at @noon", {"ines"}, "meet at @noon"),
        ("mail ines@tea.example", {"tea.example"}, "mail ines@tea.example"),
        ("kept as it is  \n  two @ines", {"ines"}, "kept as it is  \n  two"),
    ],
)
def test_who_said_it_is_taken_from_the_end_of_a_line(text: str, names: set[str], left: str) -> None:
    assert unsigned(text, names) == left


@pytest.mark.parametrize(
    ("line", "text", "contact"),
    [
        ("原话：我们记得每一款茶。@林秀英", "我们记得每一款茶。", "林秀英"),
        ("quote: mail ines@tea.example", "mail ines@tea.example", None),
    ],
)
def test_chinese_names_need_no_blank_before_them(line: str, text: str, contact: str | None) -> None:
    found = record_line(line, today=TODAY)
    assert found is not None
    assert (found.text, found.contact) == (text, contact)
