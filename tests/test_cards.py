"""vCards of three versions in, two out; what is broken; nothing lost on the way."""

import codecs
import io
import re
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clienttrack.addresses import is_email
from clienttrack.cards import Card, CardAddress, NotAProperty, card_text, read_cards
from clienttrack.tables.problems import Problem

FIXTURES = Path(__file__).parent / "fixtures" / "vcard"
SHARED = Path(__file__).parents[1].parent / "shared" / "csv" / "samples" / "vcard"
VERSIONS = ("3.0", "4.0")
BLANK = Card(None, "", None, None, (), (), None, None, None, (), None, ())
HOSTILE = "Évil [/b] \x1b[31m\n\u202eEND:VCARD\r\nEND:VCARD\r;,\\n\\ =0D=\t\x85\u2028 王" + "x" * 80 + "👩‍👩‍👧" * 30

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=120)
maybe = st.none() | texts
labels = st.none() | st.sampled_from(["work", "home", "mobile", "work fax", "Work", "_$!<x>!$_"]) | texts
# An address in angle brackets is read without them.
emails = st.builds("{}@{}".format, texts, texts).filter(lambda email: is_email(email) and "<" not in email)
phones = st.builds("{}7{}".format, texts, texts)
other_keys = st.sampled_from(["BDAY", "X-SKYPE;TYPE=work", "item1.X-A", 'x-b;LANGUAGE=zh;P="a:b;c"', "IMPP"])
rests = st.sampled_from([("N", ";;Mary\\;Jo;;"), ("ORG;SORT-AS=x", ";Sales\nNorth"), ("ADR;TYPE=home", ";;1 Road;;;;")])
cards = st.builds(
    Card,
    uid=maybe,
    name=texts,
    organisation=maybe,
    role=maybe,
    emails=st.lists(st.builds(CardAddress, emails, labels), max_size=3).map(tuple),
    phones=st.lists(st.builds(CardAddress, phones, labels), max_size=3).map(tuple),
    website=maybe,
    city=maybe,
    country=maybe,
    categories=st.lists(texts, max_size=3).map(tuple),
    note=maybe,
    others=st.tuples(
        st.lists(st.tuples(other_keys, texts), max_size=3), st.lists(rests, unique_by=lambda rest: rest[0], max_size=3)
    ).map(lambda both: (*both[0], *both[1])),
).filter(lambda card: card.name.strip())  # a blank name is taken from elsewhere


def read(text: bytes | str, encoding: str | None = None) -> list[Card | Problem]:
    return list(read_cards(io.BytesIO(text if isinstance(text, bytes) else text.encode()), encoding))


def read_one(text: bytes | str, encoding: str | None = None) -> Card:
    (card,) = read(text, encoding)
    assert isinstance(card, Card), card
    return card


def fixture(name: str) -> list[Card | Problem]:
    with (FIXTURES / name).open("rb") as stream:
        return list(read_cards(stream))


def wrapped(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


@given(cards, st.sampled_from(VERSIONS))
@example(replace(BLANK, name=HOSTILE, note=HOSTILE, others=(("X-A", HOSTILE),), categories=(HOSTILE, ",")), "4.0")
@example(replace(BLANK, name="a", others=(("X-A", "C:\\new"), ("X-A", "\\"), ("X-A", "\\\n"))), "3.0")
@example(replace(BLANK, name="a", city=HOSTILE, others=(("ADR", ";;a;;;;"), ("N", ";;b;;"))), "4.0")
@example(replace(BLANK, name="a", organisation="a", others=(("item1.X-A", "b"), ("item1.X-ABLabel", "c"))), "4.0")
@example(
    replace(
        BLANK,
        name="a",
        emails=(CardAddress("b@c", "Front desk"),),
        others=(("item1.TEL", "c"), ("item1.X-ABLabel", "d"), ("N", "a;;;;")),
    ),
    "3.0",
)
@example(replace(BLANK, name="a", note="b", others=(("NOTE;PREF=2", "c"), ("ADR", ";;;Leeds;;;UK")), city="d"), "4.0")
def test_a_written_card_reads_back_as_it_was(card: Card, version: str) -> None:
    text = card_text(card, version)
    assert read_one(text) == card
    assert text.count("BEGIN:VCARD\r\n") == 1
    assert f"\r\nVERSION:{version}\r\n" in text
    assert text.endswith("\r\nEND:VCARD\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not re.search("\r(?!\n)|(?<!\r)\n", text)


@given(st.lists(cards, max_size=4))
def test_cards_follow_one_another(many: list[Card]) -> None:
    assert read("".join(map(card_text, many))) == many


@given(texts)
def test_utf_16_reads_like_utf_8(name: str) -> None:
    text = card_text(replace(BLANK, name=name))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert read_one(text.encode(encoding)).name == name
    assert read_one(codecs.BOM_UTF8 + text.encode()).name == name


@given(st.binary(max_size=300))
def test_any_bytes_end_in_cards_or_problems(junk: bytes) -> None:
    ok = b"BEGIN:VCARD\nFN:x\nEND:VCARD\n"
    for found in [*read(junk), *read(b"BEGIN:VCARD\n" + junk + b"\nEND:VCARD\n"), *read(ok + junk)]:
        assert isinstance(found, Card | Problem)


def test_quoted_printable_soft_breaks_and_charsets_of_2_1_are_read() -> None:
    (card,) = fixture("quoted-printable-2.1.vcf")
    assert isinstance(card, Card)
    assert card.name == "Jörg Müller"
    assert (card.organisation, card.role) == ("Lager, Meer & Co", "Einkaufsäufer")
    assert card.note == "Erste Zeile\nZweite = zwei, C:\\new"
    assert [(each.value, each.label) for each in card.phones] == [
        ("0170 2", "mobile"),
        ("030 1", "home"),
        ("030 3", "work fax"),
    ]
    assert (card.city, card.country) == ("Berlin", "Deutschland")
    assert card.others == (
        ("N", "Müller;Jörg;;Dr.;"),
        ("ORG", ";Einkauf\\;Nord"),
        ("ADR;TYPE=WORK", ";;Straße 1\nHof;;;10115;"),
        ("X-SKYPE;TYPE=WORK", "joerg\\new"),
        ("KEY;TYPE=X509;ENCODING=BASE64", "QUJDREVG"),
        ("REV", "20240101T000000Z"),
    )
    assert card.dropped == ("PHOTO", "AGENT")
    assert "ADR;TYPE=WORK:;;Straße 1\\nHof;Berlin;;10115;Deutschland" in card_text(card)
    assert "ORG:Lager\\, Meer & Co;Einkauf\\;Nord" in card_text(card)


def test_labels_groups_and_escapes_of_apple_are_read() -> None:
    card, firm = fixture("apple-3.0.vcf")
    assert isinstance(card, Card)
    assert card.name == "Ann O, Brien"
    assert card.emails == (CardAddress("second@acme.example", "home"), CardAddress("first@acme.example", "other"))
    assert card.phones == (CardAddress("+44 1", "Front, desk"), CardAddress("+44 2", "work fax"))
    assert card.website == "http://acme.example/a,b"
    assert card.categories == ("one", "two, three")
    assert card.note == "first\nsecond \\n not a line;  folded"
    assert card.others == (
        ("n", "O\\, Brien;Ann;Mary\\;Jo;;"),
        ("item5.X-ABDATE;type=pref", "1975-03-01"),
        ("item5.X-ABLabel", "_$!<Anniversary>!$_"),
        ("BDAY;value=date", "2012-06-06"),
    )
    assert card.dropped == ("PHOTO",)
    assert firm == replace(BLANK, name="Only Ltd", organisation="Only Ltd")
    assert isinstance(firm, Card)
    assert firm.line == 22


def test_addresses_and_preferences_of_4_0_are_read() -> None:
    (card,) = fixture("version-4.0.vcf")
    assert isinstance(card, Card)
    assert (card.name, card.uid) == ("王小明", "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1")
    assert card.phones == (CardAddress("+1-555-555-2222", "work mobile"), CardAddress("+1-555-555-1111;ext=11", "home"))
    assert [each.value for each in card.emails] == ["first@acme.example", "second@acme.example"]
    assert (card.city, card.country) == ("York", "UK")
    assert card.others[:2] == (
        ("ADR;TYPE=home;PREF=2", ";;;Leeds;;;UK"),
        ("ADR;TYPE=work;PREF=1", ';;"1 Road";;;;'),
    )
    assert card.others[2:] == (("BDAY", "--0203"), ('X-A;P="a:b;c"', "value:with;both"))
    for version in VERSIONS:
        assert read_one(card_text(card, version)) == card


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cp1252-3.0.vcf", "José “Pepe” Núñez"),
        ("utf-16be-no-mark.vcf", "Zoë 王"),
        ("old-mac.vcf", "Old Mac"),
    ],
)
def test_encodings_and_ends_of_lines_are_found(name: str, expected: str) -> None:
    (card,) = fixture(name)
    assert isinstance(card, Card)
    assert card.name == expected


def test_an_encoding_that_is_told_holds() -> None:
    text = wrapped("FN:王小明").encode("gb18030")
    assert read_one(text, "gb18030").name == "王小明"
    (problem,) = read(text, "utf-8")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line) == ("encoding-error", 1)


def test_broken_cards_are_problems_with_the_line_they_begin_on_and_the_next_is_read() -> None:
    found = fixture("broken.vcf")
    assert [(each.line, each.code if isinstance(each, Problem) else each.name) for each in found] == [
        (1, "First"),
        (5, "format-error"),
        (8, "missing-key"),
        (12, "encoding-error"),
        (16, "encoding-error"),
        (20, "format-error"),
        (25, "format-error"),
        (26, "Last"),
        (30, "format-error"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"BEGIN:VCARD\nFN:a\0b\nEND:VCARD\n",
        b"BEGIN:VCARD\nFN;CHARSET=utf-7:+2AA-\nEND:VCARD\n",
        b"BEGIN:VCARD\nFN;CHARSET=hex:aa\nEND:VCARD\n",
        b"BEGIN:VCARD\nFN:\x81\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:a\ud800\nEND:VCARD\n".encode("utf-16", "surrogatepass"),
        "BEGIN:VCARD\nFN:a\nEND:VCARD\n".encode("utf-16")[:-1],
    ],
)
def test_what_is_no_text_is_a_problem(text: bytes) -> None:
    assert [each.code for each in read(text) if isinstance(each, Problem)][-1:] == ["encoding-error"]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N:Doe;John;;;"], "John Doe"),
        (["N:王;小明;;;"], "王小明"),
        (["FN:", "N:Doe;;;;"], "Doe"),
        (["FN:John", "N:Doe;;;;"], "John"),
        (["N:;;;;", "ORG:Acme;Sales"], "Acme"),
        (["EMAIL:a@b.example"], ""),
    ],
)
def test_a_card_without_a_full_name_takes_it_from_its_parts_or_its_organisation(lines: list[str], name: str) -> None:
    assert read_one(wrapped(*lines)).name == name


def test_a_name_of_3_0_is_not_split_and_one_that_was_told_is_kept() -> None:
    blank = replace(BLANK, name="Jo; Doe")
    assert "N:;Jo\\; Doe;;;\r\n" in card_text(blank, "3.0")
    assert "\r\nN:" not in card_text(blank, "4.0")
    told = read_one(wrapped("FN:Dr. Jo Doe", "N;SORT-AS=x:Doe;Jo;;Dr.;"))
    assert told.others == (("N;SORT-AS=x", "Doe;Jo;;Dr.;"),)
    for version in VERSIONS:
        assert card_text(told, version).count("N;SORT-AS=x:Doe;Jo;;Dr.;\r\n") == 1
        assert card_text(told, version).count("\r\nN") == 1


def test_an_address_that_cannot_be_read_is_kept_as_it_was() -> None:
    card = read_one(
        wrapped(
            *("FN:a", "TEL;WORK;VOICE:BusinessPhone", "item1.TEL:none", "item1.X-ABLabel:Desk", "TEL:7"),
            *("EMAIL;TYPE=work:a@b@c", "EMAIL:Jo Doe <jo@acme.example>", 'EMAIL:"Doe, Jo" <jo@home.example>'),
            version="2.1",
        )
    )
    assert [each.value for each in card.emails] == ["jo@acme.example", "jo@home.example"]
    assert card.phones == (CardAddress("7", None),)
    assert card.others == (
        ("TEL;TYPE=WORK;TYPE=VOICE", "BusinessPhone"),
        ("item1.TEL", "none"),
        ("item1.X-ABLabel", "Desk"),
        ("EMAIL;TYPE=work", "a@b@c"),
    )
    assert card.unread == ("TEL", "EMAIL")
    assert read_one(card_text(card)) == card
    (problem,) = read(wrapped("TEL:none"))
    assert isinstance(problem, Problem)


@pytest.mark.parametrize("key", ["END", "begin", "VERSION;X=1", "A B", "", "X\r\nEND", "X:Y", 'X;P="', "X;P=\n", "é"])
def test_what_cannot_be_a_property_is_refused(key: str) -> None:
    with pytest.raises(NotAProperty):
        card_text(replace(BLANK, name="a", others=((key, "b"),)))


def test_bare_parameters_and_a_quote_that_is_never_closed_are_taken() -> None:
    card = read_one(wrapped("FN:a", 'X-A;HOME;P="b:c"d', "TEL;x-desk;type=work:1"))
    assert card.others == (("X-A;TYPE=HOME;P=b", 'c"d'),)
    assert card.phones == (CardAddress("1", "work x-desk"),)
    assert read_one(card_text(card)) == card


def test_a_hostile_line_costs_no_time() -> None:
    lines = ["FN:a", "X-A" + ";a" * 50_000 + ":b", 'X-B;P="' + "x" * 100_000 + '":c', "NOTE:" + "\\" * 100_001]
    lines += ["X-C;ENCODING=QUOTED-PRINTABLE:" + "=\r\n" * 20_000, "X-D:" + "=\r\n =" * 20_000]
    started = time.perf_counter()
    card = read_one(wrapped(*lines))
    assert time.perf_counter() - started < 5
    assert [len(value) for _, value in card.others][:2] == [1, 1]


def test_a_card_that_never_ends_is_told_and_the_next_one_read() -> None:
    text = wrapped("FN:a", "X-A:" + "x" * 21_000_000) + wrapped("FN:b")
    problem, card = read(text)
    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (1, "format-error")
    assert isinstance(card, Card)
    assert (card.name, card.line) == ("b", 6)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many.vcf"
    path.write_text(wrapped("FN:a", "NOTE:" + "x" * 10_000) * 3000, encoding="utf-8", newline="")
    with path.open("rb") as stream:
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_cards(stream)) == 3000
            assert tracemalloc.get_traced_memory()[1] < 8_000_000
        finally:
            tracemalloc.stop()


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
def test_the_samples_read_and_come_back_in_both_versions() -> None:
    for path in sorted(SHARED.glob("*.vcf")):
        card = read_one(path.read_bytes())
        assert card.name.startswith(("John", "Simon", "Mr. John"))
        for version in VERSIONS:
            assert read_one(card_text(card, version)) == replace(card, dropped=())
