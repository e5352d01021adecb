"""References as people copy them from the morning list."""

import pytest

from clienttrack import refs
from clienttrack.refs import NotARef, Ref, RefKind, read_ref
from clienttrack.slices.due.queries import SOURCES
from clienttrack.vocabulary import DueKind


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("@acme", Ref(RefKind.TOUCH, handle="acme")),
        ("t12", Ref(RefKind.TASK, number=12)),
        ("m4", Ref(RefKind.MEETING, number=4)),
        ("w9", Ref(RefKind.NEED, number=9)),
        ("i3", Ref(RefKind.ISSUE, number=3)),
        ("o7", Ref(RefKind.OCCASION, number=7)),
        ("p2", Ref(RefKind.MILESTONE, number=2)),
        ("c5", Ref(RefKind.RENEWAL, number=5)),
        ("y8", Ref(RefKind.PAYMENT, number=8)),
        ("s6", Ref(RefKind.SURVEY, number=6)),
        ("k@acme", Ref(RefKind.RISK, handle="acme")),
        ("n@acme", Ref(RefKind.NO_NEXT_STEP, handle="acme")),
        ("z@acme", Ref(RefKind.PAUSED, handle="acme")),
    ],
)
def test_every_kind_of_reference_is_read_and_written_alike(words: str, read: Ref) -> None:
    assert read_ref(words) == read
    assert str(read) == words


@pytest.mark.parametrize(
    ("words", "same"),
    [(" T12 ", "t12"), ("t012", "t12"), ("@ACME", "@acme"), ("＠acme", "@acme"), ("ｔ１２", "t12"), ("@华为", "@华为")],
)
def test_case_width_and_outer_space_of_a_reference_are_free(words: str, same: str) -> None:
    assert str(read_ref(words)) == same


@pytest.mark.parametrize(
    "words",
    [
        "",
        "@",
        "t",
        "12",
        "t-1",
        "t1.5",
        "t12x",
        "x9",
        "acme",
        "jo@acme",
        "n@",
        "t" + "9" * 19,
        "t\u0661",
        "talked",
        "@jo said yes",
        "@ acme",
    ],
)
def test_what_is_no_reference_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(NotARef, match="@acme or t12") as refused:
        read_ref(words)
    assert refused.value.exit_code == 3
    assert refs.find_ref(words) is None


def test_the_morning_list_writes_what_done_reads() -> None:
    assert read_ref(refs.touch("acme")) == Ref(RefKind.TOUCH, handle="acme")
    assert read_ref(refs.task(12)) == Ref(RefKind.TASK, number=12)
    assert read_ref(refs.no_next_step("acme")) == Ref(RefKind.NO_NEXT_STEP, handle="acme")
    assert read_ref(refs.paused("acme")) == Ref(RefKind.PAUSED, handle="acme")


def test_every_kind_of_line_has_a_mark_of_its_own_and_a_source() -> None:
    assert set(refs.MARKS) == set(SOURCES) == set(DueKind)
    assert len(set(refs.MARKS.values())) == len(DueKind)
    assert {mark for mark in RefKind if mark.is_of_a_client} == {RefKind(mark) for mark in ("@", "k@", "n@", "z@")}
