"""Finding words: every record that holds them, in the order that helps, shown in its own words."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from clienttrack import search
from clienttrack.names import fold
from clienttrack.slices.find import render
from clienttrack.slices.find.queries import FoundLine
from clienttrack.slices.find.rules import Kind, NothingToFind, fold_with_places, in_context, read_terms
from tests.conftest import Given, Run

CHARACTERS = st.sampled_from(
    list("aAß éÉe\u0301ŁøﬁΣς \t\n½Ⅷ´각\u1100\u1161\u11a8ｶﾞﾊﾟか\u3099華为İı\u0323\u0327\ufb01ﾡ\u09c7\u09be")
)


# Rules


@settings(max_examples=400)
@for_all(st.text() | st.text(CHARACTERS))
def test_the_folded_text_with_places_is_the_folded_text(text: str) -> None:
    folded, places = fold_with_places(text)

    assert folded == fold(text)
    assert len(folded) == len(places)
    assert all(0 <= begin < end <= len(text) for begin, end in places)
    assert places == sorted(places)


@settings(max_examples=300)
@for_all(st.text(CHARACTERS), st.text(CHARACTERS, min_size=1), st.text(CHARACTERS))
def test_a_word_of_the_text_is_found_where_it_stands(before: str, word: str, after: str) -> None:
    terms = read_terms([f'"{word}"']) if fold(word) else ()
    whole = f"{before} {word} {after}"

    context = in_context([whole], terms)

    assert context.text.removeprefix("…").removesuffix("…") in whole
    for term in terms:
        assert term in fold(whole)
        assert any(term[0] in fold(context.text[begin:end]) for begin, end in context.matches)


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("Große Straße 5, Köln", "strasse", "Straße"),
        ("Cafe\u0301 Müller", "cafe", "Cafe\u0301"),
        ("与华为谈合同续约", "合同", "合同"),
        ("ﬁnal oﬀer", "final offer", "ﬁnal oﬀer"),
        ("send\n\n  the   offer", "the offer", "the   offer"),
        ("ＡＢＣ計画", "abc", "ＡＢＣ"),
    ],
)
def test_the_real_text_is_marked(text: str, word: str, shown: str) -> None:
    context = in_context([text], [word])

    assert [context.text[begin:end] for begin, end in context.matches] == [shown]


def test_about_sixty_characters_surround_a_match() -> None:
    context = in_context(["x" * 500 + " renewal " + "y" * 500], ["renewal"])

    assert len(context.text) == 62
    assert context.text.startswith("…")
    assert context.text.endswith("…")
    assert context.text[slice(*context.matches[0])] == "renewal"


@pytest.mark.parametrize("before", [0, 1990, 1999, 2000, 2995, 5001, 90_000])
def test_a_word_far_into_a_long_text_is_marked(before: int) -> None:
    text = "é" * before + " Straße Straße " + "x" * 4000

    context = in_context([text], ["strasse"])

    assert [context.text[begin:end] for begin, end in context.matches] == ["Straße", "Straße"]


def test_the_part_that_holds_most_words_is_shown() -> None:
    assert in_context(["Acme", "blue door", "the blue boat"], ["blue", "boat"]).text == "the blue boat"
    assert in_context(["Jo", "Doe"], ["jo doe"]).text == "Jo Doe"


def test_quotes_and_arguments_keep_phrases_together() -> None:
    assert read_terms(["Send  Offer", "AI"]) == ("send offer", "ai")
    assert read_terms(['"send offer" now']) == ("send offer", "now")
    assert read_terms(['say "open']) == ("say", "open")
    assert read_terms(["été", "ETE"]) == ("ete",)
    assert read_terms(["合同", "续约书"]) == ("合同", "续约书")


def test_a_quote_in_a_word_does_not_end_it() -> None:
    _question, values = search.hits(('a"b', "plain"))
    assert values["word_pieces"] == '"a""b" AND "pla" AND "lai" AND "ain"'


@pytest.mark.parametrize("words", [[""], [" "], ['""'], ["\u0301"]])
def test_nothing_to_find_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(NothingToFind):
        read_terms(words)


# Queries through the program


def found(run: Run, *arguments: str) -> list[str]:
    return [f"{line['kind']} {line['ref']}" for line in run("find", "--json", *arguments).data["lines"]]


def test_every_kind_of_record_is_found_in_the_order_that_helps(given: Given, run: Run) -> None:
    client = given.client("Renewal Partners")
    other = given.client("Acme", notes="hates the word renewal")
    contact = given.contact(client, "Rene Renewal")
    old = given.touchpoint(client, on=date(2026, 1, 5), text="renewal hinted")
    new = given.touchpoint(other, on=date(2026, 11, 5), text="renewal agreed")
    closed = given.task(client, "draft renewal", due_on=None, status="done", closed_on=date(2026, 11, 6))
    someday = given.task(client, "renewal party", due_on=None)
    soon = given.task(other, "renewal contract", due_on=date(2026, 12, 1))

    assert found(run, "RENEWAL") == [
        "client renewal-partners",
        f"contact {contact}",
        "client acme",
        f"task t{soon}",
        f"task t{someday}",
        f"touch {new}",
        f"touch {old}",
        f"task t{closed}",
    ]


@pytest.fixture
def discovered(given: Given) -> Given:
    """Meetings, answers, needs and remarks that all tell of a warehouse, 仓库."""
    acme = given.client("Acme")
    held = given.meeting(acme, on=date(2026, 11, 10), status="held", goal="see the warehouse 仓库")
    given.meeting(acme, on=date(2026, 12, 4), goal="warehouse plans 仓库")
    given.meeting(acme, on=date(2026, 12, 1), goal="warehouse visit 仓库")
    given.meeting(acme, on=date(2026, 10, 1), status="cancelled", because="warehouse 仓库 was closed")
    given.answer(held, "success_measure", "a larger warehouse 仓库", answered_on=date(2026, 11, 9))
    given.answer(held, None, "notes of the warehouse 仓库", answered_on=date(2026, 11, 8))
    given.need(acme, "a warehouse 仓库 nearby", priority="low")
    given.need(acme, "space", evidence="the warehouse 仓库 is full", status="proposed", on=date(2026, 11, 1))
    given.need(acme, "an old warehouse 仓库", status="met", on=date(2026, 11, 12))
    given.remark(acme, "personal", "met her at the warehouse 仓库", on=date(2026, 11, 7), meeting_id=held)
    given.remark(acme, "risk", "the warehouse 仓库 may burn", on=date(2026, 11, 6))
    return given


@pytest.mark.parametrize("word", ["warehouse", "WAREHOUSE", "仓库", "库"])
def test_what_meetings_have_found_out_is_found(discovered: Given, run: Run, word: str) -> None:
    assert found(run, word) == [
        *("meeting m3", "meeting m2", "need w2", "need w1"),
        *("meeting m1", "answer m1", "answer m1", "remark m1", "remark acme"),
        *("need w3", "meeting m4"),
    ]


@pytest.mark.parametrize(
    ("kind", "refs"),
    [
        ("meeting", ["m3", "m2", "m1", "m4"]),
        ("answer", ["m1", "m1"]),
        ("need", ["w2", "w1", "w3"]),
        ("remark", ["m1", "acme"]),
        ("touch", []),
    ],
)
def test_what_meetings_have_found_out_is_narrowed_by_kind(
    discovered: Given, run: Run, kind: str, refs: list[str]
) -> None:
    assert run("find", "仓库", "--kind", kind, "--ids").out.split() == refs
    assert run("find", "仓库", "--kind", kind, "--json").data["total"] == len(refs)


def test_a_line_of_a_meeting_says_what_it_is_and_where_the_words_stand(discovered: Given, run: Run) -> None:
    lines = [" ".join(line.split()) for line in run("find", "warehouse").out.splitlines()[1:]]
    assert lines == [
        "meeting m3 acme planned 1 Dec warehouse visit 仓库",
        "meeting m2 acme planned 4 Dec warehouse plans 仓库",
        "need w2 acme proposed 1 Nov evidence: the warehouse 仓库 is full",
        "need w1 acme open 1 Jan a warehouse 仓库 nearby",
        "meeting m1 acme held 10 Nov see the warehouse 仓库",
        "answer m1 acme 9 Nov success measure: a larger warehouse 仓库",
        "answer m1 acme 8 Nov notes of the warehouse 仓库",
        "remark m1 acme 7 Nov personal: met her at the warehouse 仓库",
        "remark acme Acme 6 Nov risk: the warehouse 仓库 may burn",
        "need w3 acme met 12 Nov an old warehouse 仓库",
        "meeting m4 acme cancelled 1 Oct because: warehouse 仓库 was closed",
    ]


def test_a_line_says_where_a_hit_stands_and_what_became_of_a_task(given: Given, run: Run) -> None:
    client = given.client("Acme", website="https://weiss.example")
    with given.change() as change:
        change.add("custom_field", client_id=client, name="street", value="15101 Ranch Road")
    given.task(client, "visit the ranch", due_on=date(2026, 12, 1))
    given.task(client, "leave the ranch", due_on=None, status="done", closed_on=date(2026, 11, 6))
    assert run("find", "weiss").out.splitlines()[1].split() == [
        "client",
        "acme",
        "Acme",
        "website:",
        *["https://weiss.example"],
    ]
    out = [" ".join(line.split()) for line in run("find", "ranch").out.splitlines()]
    assert out[1:] == [
        "client acme Acme street: 15101 Ranch Road",
        "task t1 acme by 1 Dec visit the ranch",
        "task t2 acme done 6 Nov leave the ranch",
    ]
    assert [line["state"] for line in run("find", "ranch", "--json").data["lines"]] == [None, "open", "done"]


def test_names_come_before_what_else_tells_of_the_word(given: Given, run: Run) -> None:
    alpha = given.client("Alpha", website="https://smith.example")
    given.client("Zoe Smith")
    given.contact(alpha, "Al", email="al@smith.example")
    jo = given.contact(alpha, "Jo Smith")
    assert found(run, "smith", "--limit", "2") == ["client zoe-smith", f"contact {jo}"]


def test_all_words_must_occur_in_one_record(given: Given, run: Run) -> None:
    client = given.client("Acme")
    given.touchpoint(client, on=date(2026, 11, 1), text="sent the budget")
    both = given.touchpoint(client, on=date(2026, 11, 2), text="offer sent, budget to follow")

    assert found(run, "budget", "offer") == [f"touch {both}"]
    assert found(run, "the budget") != []
    assert found(run, "budget the") == []


@pytest.mark.parametrize("word", ["合同", "约", "AI", "ai", "q3", "合同 续"])
def test_words_too_short_for_the_index_are_found(given: Given, run: Run, word: str) -> None:
    client = given.client("华为")
    number = given.touchpoint(client, on=date(2026, 11, 1), text="谈了合同 续约, AI pilot in Q3")
    given.touchpoint(client, on=date(2026, 11, 2), text="nothing of the kind")

    assert found(run, word) == [f"touch {number}"]


def test_long_and_short_words_are_looked_for_together(given: Given, run: Run) -> None:
    client = given.client("华为")
    number = given.touchpoint(client, on=date(2026, 11, 1), text="pilot project 合同")
    given.touchpoint(client, on=date(2026, 11, 2), text="pilot project")
    given.touchpoint(client, on=date(2026, 11, 3), text="合同")

    assert found(run, "pilot", "合同") == [f"touch {number}"]


def test_accents_and_case_do_not_matter(given: Given, run: Run) -> None:
    given.client("Boulangerie Léger", notes="Große Straße")

    assert found(run, "LEGER") == ["client boulangerie-leger"]
    assert found(run, "strasse") == found(run, "Straße") == ["client boulangerie-leger"]


def test_a_contact_is_found_by_address_and_shown_with_its_client(given: Given, run: Run) -> None:
    client = given.client("Acme")
    given.contact(client, "Jo Doe", email="jo@acme.example")

    line = run("find", "jo@acme", "--json").data["lines"][0]

    assert line == {
        "kind": "contact",
        "ref": "1",
        "client": "acme",
        "client_name": "Acme",
        "on": None,
        "state": None,
        "field": "e-mail",
        "context": "jo@acme.example",
        "matches": [[0, 7]],
    }


def test_a_client_is_found_by_alias_and_own_field(given: Given, run: Run) -> None:
    client = given.client("Acme")
    with given.change() as change:
        change.add("alias", client_id=client, alias="Roadrunner", alias_key="roadrunner")
        change.add("custom_field", client_id=client, name="dog", value="Bello")

    assert found(run, "roadrunner") == found(run, "bello") == ["client acme"]


@pytest.mark.parametrize(
    "text",
    [
        'say "hi" OR bye',
        "NEAR(a b, 2)",
        "body: x*",
        "'; DROP TABLE client; --",
        "100%_sure",
        "[/b]tag",
        "-minus",
        "^caret",
    ],
)
def test_typed_text_is_never_syntax(given: Given, run: Run, text: str) -> None:
    client = given.client("Acme")
    number = given.touchpoint(client, on=date(2026, 11, 1), text=f"before {text} after")
    given.touchpoint(client, on=date(2026, 11, 1), text="say hi bye near a b body x client 100 sure tag minus caret")

    assert found(run, "--", text) == [f"touch {number}"]


def test_hostile_text_is_shown_harmlessly_and_given_back_exactly(given: Given, run: Run) -> None:
    client = given.client("Acme\u202e[red]")
    text = "evil\x1b[31m\n[/b] needle \u202e tail\x9b"
    given.touchpoint(client, on=date(2026, 11, 1), text=text)

    shown = run("find", "needle").out

    assert "[/b] needle" in shown
    assert not {"\x1b", "\u202e", "\x9b"} & set(shown)
    assert len(shown.splitlines()) == 2
    line = run("find", "needle", "--json").data["lines"][0]
    assert line["context"] == text
    assert line["client_name"] == "Acme\u202e[red]"


def test_a_very_long_text_is_found_and_cut(given: Given, run: Run) -> None:
    client = given.client("Acme")
    given.touchpoint(client, on=date(2026, 11, 1), text="é " * 50_000 + "needle")

    assert len(run("find", "needle").out) < 300


def test_narrowing_by_kind_and_client(given: Given, run: Run) -> None:
    acme, other = given.client("Acme"), given.client("Other acme friend")
    mine = given.touchpoint(acme, on=date(2026, 11, 1), text="acme talked")
    given.touchpoint(other, on=date(2026, 11, 1), text="acme talked")

    assert found(run, "acme", "--client", "acme") == ["client acme", f"touch {mine}"]
    assert found(run, "acme", "--kind", "client") == ["client acme", "client other-acme-friend"]
    assert found(run, "acme", "--kind", "touch", "--client", "acme") == [f"touch {mine}"]
    run("find", "acme", "--client", "nobody", exit_code=3)
    run("find", "acme", "--kind", "pigeon", exit_code=2)


def test_text_shows_fifty_and_counts_the_rest(given: Given, run: Run) -> None:
    client = given.client("Acme")
    with given.change() as change:
        for _ in range(55):
            change.add("touchpoint", client_id=client, kind="call", happened_on=date(2026, 1, 2), text="same words")

    shown = run("find", "words").out.splitlines()

    assert len(shown) == 1 + 50 + 1
    assert shown[-1] == "5 more; --limit 55 shows all."
    assert len(run("find", "words", "--ids").out.splitlines()) == 55
    few = run("find", "words", "--limit", "2", "--json").data
    assert (len(few["lines"]), few["total"]) == (2, 55)


def test_csv_has_a_header_also_when_nothing_is_found(given: Given, run: Run) -> None:
    assert run("find", "nothing", "--csv").out.startswith("kind,ref,client,client_name,on,state,field,context")


def test_no_match_says_so(given: Given, run: Run) -> None:
    ran = run("find", "nothing")

    assert ran.out == "Nothing in the book holds these words.\n"
    assert run("find", "nothing", "--json").data == {"lines": [], "total": 0}


def test_wrong_words_are_wrong_usage(given: Given, run: Run) -> None:
    assert run("find", exit_code=2).out == ""
    assert "no word" in run("find", " ", exit_code=2).err
    run("find", "a\x00bcd", exit_code=2)
    run("find", "a\udc80bcd", exit_code=2)


def test_a_deleted_or_changed_text_is_not_found_any_more(given: Given, run: Run) -> None:
    client = given.client("Acme")
    given.touchpoint(client, on=date(2026, 11, 1), text="walrus")
    with given.change() as change:
        change.run("UPDATE touchpoint SET text = 'seal'")

    assert found(run, "walrus") == []
    assert len(found(run, "seal")) == 1


def test_finding_loads_no_orm(given: Given) -> None:
    given.client("Acme")
    program = (
        "import sys; from clienttrack import cli; cli.run(['find', 'acme', '--json']); "
        "import json; sys.stderr.write(json.dumps([n for n in sys.modules if n in "
        "{'sqlalchemy', 'sqlmodel', 'jinja2', 'alembic'}]))"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)

    assert json.loads(ran.stderr) == []
    assert '"acme"' in ran.stdout


def test_the_words_stand_out_in_bold() -> None:
    line = FoundLine(
        Kind.TOUCH, "7", "acme", "Acme", date(2026, 11, 1), None, None, "für die [b]Straße\n5", ((11, 17),)
    )

    drawn = render.context(line)

    assert drawn == [("für die [b]", ""), ("Straße", "bold"), ("⏎5", "")]


def test_projects_and_notes_of_payments_are_found(given: Given, run: Run) -> None:
    given.client("Acme")
    run("payment", "add", "acme", "5", "--on", "2026-11-01", "--project", "Shelves", "--note", "invoice R-17")
    run("payment", "add", "acme", "6")
    for words, field in (("shelves", None), ("r-17", "note")):
        [line] = run("find", words, "--kind", "payment", "--json").data["lines"]
        assert (line["ref"], line["client"], line["on"], line["field"]) == ("y1", "acme", "2026-11-01", field)
    run("payment", "remove", "y1")
    assert run("find", "shelves", "--json").data["lines"] == []
