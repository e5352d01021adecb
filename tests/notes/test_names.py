"""Contacts named in notes: who is meant, and what is left to read."""

import pytest

from clienttrack.lookup import FoundContact
from clienttrack.notes.names import names_in, signed, spoken

ANN, TOM, INES, LIN = (
    FoundContact(number, 1, name)
    for number, name in enumerate(("Ann Roe", "Tom Finch", "Ines Prat", "林秀英"), start=1)
)
PEOPLE = {"ann": ANN, "Ann Roe": ANN, "tom": TOM, "Tom": TOM, "Finch": TOM, "ines": INES, "林秀英": LIN}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("asked @ann.", ["ann"]),
        ("@ann's idea, @bo: yes", ["ann", "bo"]),
        ('@"Ann Roe" and @王芳，she', ["Ann Roe", "王芳"]),
        ("jo@acme.example \\@home @ 5", []),
        ("@o’brien @J.Smith-Roe!", ["o’brien", "J.Smith-Roe"]),
        ('(@ann) and "@bo"', ["ann", "bo"]),
    ],
)
def test_names_end_where_words_end(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ninety per cent by June. @ines", "ninety per cent by June."),
        ("ninety per cent by June @ines.", "ninety per cent by June."),
        ("one @ines\ntwo @tom", "one\ntwo"),
        ("both of us @ines @tom", "both of us"),
        ("both of us @ines and @tom", "both of us"),
        ("@tom signs, @ines has to agree.", "Tom Finch signs, Ines Prat has to agree."),
        ("@Tom Finch signs", "Tom Finch signs"),
        ("@Tom Fincher signs", "Tom Finch Fincher signs"),
        ("@Finch signs @tom's plan", "Tom Finch signs Tom Finch's plan"),
        ("agreed @Tom Finch", "agreed"),
        ("写信给 @林秀英", "写信给 林秀英"),
        ("我们记得每一款茶。@林秀英", "我们记得每一款茶。"),
        ("it is up to @ines.", "it is up to Ines Prat."),
        ("meet at @noon", "meet at @noon"),
        ("mail ines@tea.example", "mail ines@tea.example"),
        ("see \\@home and @ann", "see @home and Ann Roe"),
        ("kept as it is  \n  two @ines", "kept as it is  \n  two"),
    ],
)
def test_in_an_answer_names_are_written_out_and_who_said_it_is_left_out(text: str, left: str) -> None:
    assert spoken(text, PEOPLE) == left


@pytest.mark.parametrize(
    ("text", "left", "whose"),
    [
        ("Faster answers @ann", "Faster answers", ANN),
        ("Faster answers", "Faster answers", None),
        ("Send the plan to @ines", "Send the plan to Ines Prat", INES),
        ("Call @tom", "Call Tom Finch", TOM),
        ("Send @tom's plan @ines", "Send Tom Finch's plan", INES),
        ("@tom wants faster answers", "Tom Finch wants faster answers", TOM),
        ("@tom and @ines want faster answers", "Tom Finch and Ines Prat want faster answers", None),
        ("@tom and @Tom Finch again", "Tom Finch and Tom Finch again", TOM),
        ("Send it @tom and @ines", "Send it Tom Finch and Ines Prat", None),
        ("Send it @Tom Finch", "Send it", TOM),
        ("发报价给@林秀英", "发报价给林秀英", LIN),
        ("发报价 @林秀英", "发报价", LIN),
        ("Write \\@home", "Write @home", None),
    ],
)
def test_whose_a_record_is_stands_at_its_end(text: str, left: str, whose: FoundContact | None) -> None:
    assert signed(text, PEOPLE, headed=False) == (left, whose)


@pytest.mark.parametrize(
    ("text", "left", "whose"),
    [
        ("@tom runs the marathon", "runs the marathon", TOM),
        ("@tom: we lose a day", "we lose a day", TOM),
        ('@"Ann Roe"：快', "快", ANN),
        ("@tom and @ines run", "Tom Finch and Ines Prat run", None),
        ("runs @ines", "runs", INES),
    ],
)
def test_what_somebody_said_may_begin_with_the_name(text: str, left: str, whose: FoundContact | None) -> None:
    assert signed(text, PEOPLE, headed=True) == (left, whose)
