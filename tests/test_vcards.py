"""A vCard file read as a table."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from clienttrack.cards import card_text
from clienttrack.cells import joined_addresses, joined_values, split_addresses, split_values
from clienttrack.tables import vcards
from clienttrack.tables.problems import Unusable
from clienttrack.tables.reading import NoSuchFile
from clienttrack.tables.vcards import HEADER, is_vcard, opened_cards
from tests.test_cards import BLANK, FIXTURES, wrapped


def as_rows(path: Path) -> list[dict[str, str]]:
    with opened_cards(str(path)) as table:
        return [dict(zip(table.header, record.cells, strict=True)) for record in table.records() if record.cells]


def stream_of(*cards: str) -> io.BytesIO:
    return io.BytesIO("".join(cards).encode())


def test_a_card_is_a_row_and_every_other_property_a_column() -> None:
    person, firm = as_rows(FIXTURES / "apple-3.0.vcf")
    assert {column: cell for column, cell in person.items() if cell} == {
        "Name": "Ann O, Brien",
        "E-mails": joined_addresses([("home", "second@acme.example"), ("other", "first@acme.example")]),
        "Phones": joined_addresses([("Front, desk", "+44 1"), ("work fax", "+44 2")]),
        "Website": "http://acme.example/a,b",
        "Categories": "one; two, three",
        "Note": "first\nsecond \\n not a line;  folded",
        "vcard: n": joined_values(["O\\, Brien;Ann;Mary\\;Jo;;"]),
        "vcard: item5.X-ABDATE;type=pref": "1975-03-01",
        "vcard: item5.X-ABLabel": "_$!<Anniversary>!$_",
        "vcard: BDAY;value=date": "2012-06-06",
    }
    assert {column: cell for column, cell in firm.items() if cell} == {"Name": "Only Ltd", "Organisation": "Only Ltd"}


def test_properties_of_later_cards_have_columns_and_repeated_ones_share_a_cell() -> None:
    cards = [wrapped("FN:a"), wrapped("FN:b", "IMPP;TYPE=work:x;1", "X-A:1", "x-a:2"), wrapped("FN:c", "X-B:3")]
    with opened_cards(stream_of(*cards)) as table:
        assert table.header == [*HEADER, "vcard: IMPP;TYPE=work", "vcard: X-A", "vcard: X-B"]
        rows = [record.cells[len(HEADER) :] for record in table.records()]
        assert rows == [["", "", ""], ["x\\;1", "1; 2", ""], ["", "", "3"]]
        assert [row[1] for row in table.sample] == ["a", "b", "c"]
        assert [record.line for record in table.records()] == [1, 5, 12]
        assert table.position() == table.size == sum(map(len, cards))


def test_broken_cards_are_rows_with_a_problem() -> None:
    with opened_cards(str(FIXTURES / "broken.vcf")) as table:
        records = list(table.records())
    problems = [(each.line, each.problem.code, each.problem.line) for each in records if each.problem]
    assert problems[:2] == [(5, "format-error", 5), (8, "missing-key", 8)]
    assert [each.cells[1] for each in records if not each.problem] == ["First", "Last"]


def test_dropped_properties_are_counted() -> None:
    with opened_cards(stream_of(wrapped("FN:a", "PHOTO:x", "PHOTO:y"), wrapped("FN:b", "PHOTO:x", "LOGO:z"))) as table:
        assert table.dropped == {"PHOTO": 2, "LOGO": 1}


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "Zoë 王"), ("utf-16", "Zoë 王"), ("utf-16-be", "Zoë 王"), ("cp1252", "Zoë Núñez")]
)
def test_the_encoding_is_found_and_reported(encoding: str, name: str) -> None:
    with opened_cards(io.BytesIO(wrapped(f"FN:{name}").encode(encoding))) as table:
        assert [record.cells[1] for record in table.records()] == [name]
        assert table.encoding == encoding


def test_a_chinese_file_reads_by_evidence_or_when_told() -> None:
    names = ["重点客户联系人王小明", "北京市朝阳区建国路的销售经理", "上海华为技术有限公司"]
    text = "".join(wrapped(f"FN:{name}") for name in names).encode("gb18030")
    for told in (None, "gb18030"):
        with opened_cards(io.BytesIO(text), told) as table:
            assert table.encoding == "gb18030"
            assert [record.cells[1] for record in table.records()] == names


def test_utf_8_and_cp1252_may_stand_in_one_file() -> None:
    with opened_cards(io.BytesIO(wrapped("FN:Núñez").encode() + wrapped("FN:Müller").encode("cp1252"))) as table:
        assert [record.cells[1] for record in table.records()] == ["Núñez", "Müller"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"BEGIN:VCARD\r\nVERSION:3.0", True),
        (b"\xef\xbb\xbfbegin:vcard\r\n", True),
        (b"\r\n \n\tBegin:vCard\n", True),
        ("\ufeffBEGIN:VCARD\r\n".encode("utf-16-le"), True),
        ("\r\n\r\nbegin:vcard\r\n".encode("utf-16-be"), True),
        ("BEGIN:VCARD\n".encode("utf-16-le"), True),
        (b"BEGIN:VCALENDAR\r\n", False),
        (b"BEGIN:VCARDS\r\n", False),
        (b"name,email\nBEGIN:VCARD\n", False),
        (b"PK\x03\x04", False),
        (b"\xff\xfe", False),
        (b"", False),
    ],
)
def test_a_vcard_is_known_by_its_beginning(start: bytes, *, expected: bool) -> None:
    assert is_vcard(start) is expected


def test_what_holds_no_card_is_refused() -> None:
    with pytest.raises(Unusable, match="holds no vCard"), opened_cards(io.BytesIO(b"\r\n\r\n")):
        pass
    with pytest.raises(NoSuchFile), opened_cards("nowhere.vcf"):
        pass


def test_more_columns_than_a_table_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcards, "MOST_COLUMNS", len(HEADER) + 2)
    enough, more = wrapped("FN:a", "X-A:1", "X-B:1"), wrapped("FN:a", "X-C:1")
    with opened_cards(stream_of(enough)):
        pass
    with pytest.raises(Unusable, match="different properties"), opened_cards(stream_of(enough, more)):
        pass


def test_cells_are_taken_apart_as_they_were_joined() -> None:
    values = ["a;b", "c\\", "; ", "\\;", "x\ny"]
    assert split_values(joined_values(values)) == values
    pairs = [("work", "a;b@c"), (None, "+1"), ("Front, desk", "\\")]
    assert split_addresses(joined_addresses(pairs)) == pairs


def test_the_table_is_read_again_and_again_and_left_early() -> None:
    many = "".join(card_text(replace(BLANK, name=f"n{number}")) for number in range(300))
    with opened_cards(stream_of(many)) as table:
        assert next(iter(table.records())).cells[1] == "n0"
        assert len(list(table.records())) == 300
        assert len(table.sample) == 100
