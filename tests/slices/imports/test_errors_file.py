"""Refused rows: all or none, or the good ones; and the file that refused rows are written to, mended and read again."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as holds_for
from hypothesis import strategies as st

from tests.conftest import Run
from tests.slices.imports.reading_books import Table, column, problems, records

BROKEN = (
    'client,email,since\nGood,g@x.example,2024-01-01\nBad,nope,soon\nRagged,x\n"two\nlines",nope2,\n\nLong,a@b.c,,,\n'
)


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--skip-errors",), ("--skip-errors", "--dry-run")])
def test_refused_rows_are_written_as_they_were_with_what_is_wrong_before_them(
    run: Run, table: Table, tmp_path: Path, options: tuple[str, ...]
) -> None:
    target = tmp_path / "refused.csv"
    told = run("import", table(BROKEN), "--errors", str(target), *options, exit_code=6).err
    assert f"The refused rows are in '{target}'; mend and import them." in told
    assert _rows(target) == [
        ["_line", "_column", "_code", "_message", "client", "email", "since"],
        [
            "3", "since; email", "type-error",
            "'soon' is no day; days are written as year-month-day, e.g. 2026-03-01; 'nope' is no e-mail address",
            "Bad", "nope", "soon",
        ],
        ["4", "", "missing-cell", "the row has 2 cells, the header 3", "Ragged", "x"],
        ["5", "email", "type-error", "'nope2' is no e-mail address", "two\nlines", "nope2", ""],
        ["8", "", "extra-cell", "the row has 5 cells, the header 3", "Long", "a@b.c", "", "", ""],
    ]  # fmt: skip
    assert target.stat().st_mode & 0o777 == 0o600


def test_nothing_is_taken_unless_told_and_then_the_good_rows_with_exit_6(
    run: Run, table: Table, book_path: Path
) -> None:
    path = table(BROKEN)
    run("import", path, exit_code=6)
    assert not book_path.exists() or column(book_path, "SELECT count(*) FROM client") == [0]
    data = run("import", path, "--skip-errors", "--json", exit_code=6).data
    assert (data["created"]["clients"], data["refused"], data["skipped"], data["rows"]) == (1, 4, 1, 5)
    assert column(book_path, "SELECT name FROM client") == ["Good"]
    again = run("import", path, "--skip-errors", exit_code=6)
    assert "4 refused" in again.out
    assert "Nothing was written." in again.out


def test_the_file_mended_comes_in_with_the_same_mapping(
    run: Run, table: Table, tmp_path: Path, book_path: Path
) -> None:
    target = tmp_path / "refused.csv"
    run("import", table(BROKEN), "--errors", str(target), "--skip-errors", exit_code=6)
    text = target.read_text(encoding="utf-8")
    for wrong, right in (
        ("nope2", "m@x.example"), ("nope", "b@x.example"), ("soon", "2024-02-02"), ("Ragged,x", "Ragged,r@x.example,"),
        ("a@b.c,,,", "a@b.c,"),
    ):  # fmt: skip
        text = text.replace(wrong, right)
    target.write_text(text, encoding="utf-8")
    run("import", str(target), "--strict-columns")
    assert column(book_path, "SELECT name FROM client ORDER BY id") == ["Good", "Bad", "Ragged", "two\nlines", "Long"]


def test_a_file_of_another_system_is_known_again_when_mended(
    run: Run, table: Table, tmp_path: Path, book_path: Path
) -> None:
    header = "Record ID;First Name;Last Name;Email;Phone Number;Associated Company IDs"
    path = table(f"{header}\n1;Jo;Müller;nope;;\n".encode("cp1252"))
    target = tmp_path / "refused.csv"
    run("import", path, "--errors", str(target), exit_code=6)
    target.write_text(target.read_text(encoding="utf-8").replace(",nope,", ",jo@x.example,"), encoding="utf-8")
    assert run("import", str(target), "--json").data["files"][0]["mapping"] == "hubspot_contacts"
    assert column(book_path, "SELECT name FROM contact") == ["Jo Müller"]


def test_each_file_with_refused_rows_has_one_of_its_own(run: Run, table: Table, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    texts = (("one.csv", "A,nope"), ("two.csv", "B,b@x.example"), ("sub/one.csv", "C,nope"))
    paths = [table(f"client,email\n{row}\n", name) for name, row in texts]
    told = run("import", *paths, "--errors", str(tmp_path / "bad.csv"), exit_code=6).err
    assert sorted(path.name for path in tmp_path.glob("bad*")) == ["bad-one-2.csv", "bad-one.csv"]
    assert f"in '{tmp_path / 'bad-one.csv'}', '{tmp_path / 'bad-one-2.csv'}'; mend" in told
    assert _rows(tmp_path / "bad-one.csv")[1][4:] == ["A", "nope"]
    assert _rows(tmp_path / "bad-one-2.csv")[1][4:] == ["C", "nope"]


def test_without_refused_rows_there_is_no_file(run: Run, table: Table, tmp_path: Path) -> None:
    run("import", table("client\nAcme\n"), "--errors", str(tmp_path / "none.csv"))
    run("import", table("one,two\n1,2\n"), "--errors", str(tmp_path / "none.csv"), exit_code=6)
    assert not (tmp_path / "none.csv").exists()


def test_refused_rows_never_take_the_place_of_book_table_or_device(
    run: Run, table: Table, tmp_path: Path, book_path: Path
) -> None:
    path = table("client,email\nA,nope\nB,b@x.example\n")
    run("import", table("client\nAcme\n", "first.csv"))
    before = records(book_path)
    (tmp_path / "link.csv").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")
    for target, exit_code, said in (
        (path, 2, "one of the files to import"),
        (str(tmp_path / "link.csv"), 2, "one of the files to import"),
        (str(book_path), 2, "the book itself"),
        (str(tmp_path / "pipe"), 7, "it is no file"),
        (str(tmp_path), 7, "it is a folder"),
        ("-", 7, "it is no file"),
        (str(tmp_path / "missing" / "x.csv"), 7, "No such file"),
    ):
        ran = run("import", path, "--errors", target, "--skip-errors", exit_code=exit_code)
        assert said in ran.err
        assert len(ran.err.splitlines()) == 1
    assert Path(path).read_text() == "client,email\nA,nope\nB,b@x.example\n"
    assert records(book_path) == before


def test_a_file_of_something_else_is_overwritten_only_when_told(run: Run, table: Table, tmp_path: Path) -> None:
    path, target = table("client,email\nA,nope\n"), tmp_path / "notes.txt"
    target.write_text("my notes\n")
    asked = run("import", path, "--errors", str(target), exit_code=2)
    assert f"Overwrite '{target}'? [y/N]' Use --yes." in asked.err
    assert target.read_text() == "my notes\n"
    run("import", path, "--errors", str(target), "--yes", exit_code=6)
    assert _rows(target)[1][4:] == ["A", "nope"]


@pytest.mark.parametrize("begin", ["", "_line,_column,_code,_message,x\n", "\ufeff_line;_column;_code;_message;x\n"])
def test_refused_rows_of_the_run_before_are_replaced_without_a_question(
    run: Run, table: Table, tmp_path: Path, begin: str
) -> None:
    target = tmp_path / "refused.csv"
    target.write_text(begin, encoding="utf-8")
    run("import", table("client,email\nA,nope\n"), "--errors", str(target), exit_code=6)
    assert _rows(target)[1][4:] == ["A", "nope"]


def test_of_several_tables_every_file_of_something_else_is_asked_for(run: Run, table: Table, tmp_path: Path) -> None:
    paths = [table("client,email\nA,nope\n", name) for name in ("one.csv", "two.csv")]
    (tmp_path / "bad-two.csv").write_text("my notes\n")
    assert "bad-two.csv'? [y/N]" in run("import", *paths, "--errors", str(tmp_path / "bad.csv"), exit_code=2).err


def test_rows_refused_again_have_their_old_problems_left_out(run: Run, table: Table, tmp_path: Path) -> None:
    first, second = tmp_path / "refused.csv", tmp_path / "again.csv"
    run("import", table(BROKEN), "--errors", str(first), "--skip-errors", exit_code=6)
    first.write_text(first.read_text(encoding="utf-8").replace("nope2", "m@x.example"), encoding="utf-8")
    run("import", str(first), "--errors", str(second), "--skip-errors", exit_code=6)
    header, *rows = _rows(second)
    assert header == ["_line", "_column", "_code", "_message", "client", "email", "since"]
    assert [row[4:] for row in rows] == [["Bad", "nope", "soon"], ["Ragged", "x"], ["Long", "a@b.c", "", "", ""]]


def test_one_cell_is_told_as_one(run: Run, table: Table) -> None:
    assert "the row has 1 cell, the header 2" in run("import", table("client,email\nA\n"), exit_code=6).err


def test_rows_before_a_place_that_cannot_be_read_are_written(run: Run, table: Table, tmp_path: Path) -> None:
    target = tmp_path / "refused.csv"
    path = table(b"client,email\nA,nope\nB,\xff\n")
    ran = run("import", path, "--encoding", "utf-8", "--errors", str(target), "--json", exit_code=6)
    assert problems(ran.data) == [(3, None, "encoding-error")]


def test_refused_cards_come_in_again_with_their_mapping(
    run: Run, table: Table, tmp_path: Path, book_path: Path
) -> None:
    target = tmp_path / "refused.csv"
    card = "BEGIN:VCARD\nVERSION:4.0\nFN:Jo; Doe\nNOTE:=1\nX-A:1\nEND:VCARD\n"
    run("import", table(card, "cards.vcf"))
    run("import", table(card, "cards.vcf"), "--on-match", "error", "--errors", str(target), exit_code=6)
    target.write_text(target.read_text(encoding="utf-8").replace("Jo; Doe", "Al; Bo"), encoding="utf-8")
    run("import", str(target), "--mapping", "vcard")
    assert column(book_path, "SELECT name || notes FROM contact") == ["Jo; Doe=1", "Al; Bo=1"]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@holds_for(rows=st.lists(st.lists(cells, min_size=3, max_size=5), min_size=1, max_size=4))
def test_any_refused_row_comes_back_exactly(run: Run, table: Table, tmp_path: Path, rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["client", "email"], *rows])
    target = tmp_path / "refused.csv"
    target.unlink(missing_ok=True)
    run("import", table(out.getvalue()), "--errors", str(target), "--dry-run", "--encoding", "utf-8",
        "--delimiter", ",", exit_code=6)  # fmt: skip
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row[4:] for row in _rows(target)[1:]] == wanted if wanted else not target.exists()
