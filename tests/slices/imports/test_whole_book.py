"""The JSON of a whole book comes in again with everything it holds, and any other JSON is refused in a sentence."""

import json
from pathlib import Path

import pytest

from tests.conftest import Given, Run
from tests.slices.imports.reading_books import NOTHING, Table, column, problems, records

HEAD = '{"version": 1, "today": "2026-11-20", "data": '
CLIENT = '{"handle": "acme", "name": "Acme"}'


def _exported(run: Run, path: Path) -> bytes:
    run("export", "all", "-o", str(path), "--yes")
    return path.read_bytes()


@pytest.fixture
def whole(run: Run, given: Given, tmp_path: Path) -> Path:
    """A book with everything that is no row of a table, as JSON; the book at hand is empty again afterwards."""
    other = tmp_path / "other.db"
    steps = (
        ("demo", "--keep", str(other)),
        ("--db", str(other), "tier", "edit", "core", "--name", "Gold", "--weight", "7"),
        ("--db", str(other), "client", "distinct", "bramblegate", "northwold"),
        ("--db", str(other), "client", "add", "Gone"),
        ("--db", str(other), "client", "remove", "gone", "--yes"),
        ("--db", str(other), "stage", "set", "qinghe", "deep", "--because", "asked for"),
        ("--db", str(other), "contact", "add", "vauclair", "Luc", "--phone", "private: 04 78 00 00 00"),
        ("--db", str(other), "task", "add", "qinghe", "Call", "--by", "2026-11-20"),
        ("--db", str(other), "snooze", "t28", "--until", "+5d"),
    )
    for step in steps:
        run(*step)
    run("--db", str(other), "export", "all", "-o", str(tmp_path / "whole.json"))
    told = json.loads((tmp_path / "whole.json").read_text(encoding="utf-8"))["data"]
    assert all(told[kind] for kind in ("snoozes", "tier_moves", "stage_moves", "distinct_pairs", "retired_handles"))
    assert told["tiers"][0]["name"] == "Gold"
    return tmp_path / "whole.json"


def test_a_whole_book_comes_back_with_the_same_bytes_and_undo_takes_it_away(
    run: Run, whole: Path, book_path: Path, tmp_path: Path, empty_book: Path
) -> None:
    before = records(book_path)
    data = run("import", str(whole), "--json").data
    assert [file["mapping"] for file in data["files"]] == [
        "clienttrack_clients", "clienttrack_contacts", "clienttrack_touchpoints", "clienttrack_tasks",
    ]  # fmt: skip
    assert _exported(run, tmp_path / "again.json") == whole.read_bytes()
    assert run("book", "check").exit_code == 0
    run("batch", "undo", str(data["operation"]))
    assert records(book_path) == before


def test_a_whole_book_may_be_written_otherwise(run: Run, whole: Path, tmp_path: Path) -> None:
    told = json.loads(whole.read_text(encoding="utf-8"))
    for place, text in enumerate((json.dumps(told), json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False))):
        book, file = tmp_path / f"{place}.db", tmp_path / f"{place}.json"
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
        run("--db", str(book), "import", str(file))
        run("--db", str(book), "export", "all", "-o", str(tmp_path / "out.json"), "--yes")
        assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == told


def test_into_a_book_with_clients_only_the_tables_come(run: Run, given: Given, whole: Path, book_path: Path) -> None:
    given.client("Acme", tier="core")
    told = whole.read_text(encoding="utf-8").replace('"Gold"', '"core"')
    whole.write_text(told, encoding="utf-8")
    ran = run("import", str(whole))
    assert "tiers, snoozes and the history of tiers and stages are left out, as the book is not empty" in ran.err
    assert column(book_path, "SELECT weight FROM tier WHERE name = 'core'") == [4]
    assert column(book_path, "SELECT count(*) FROM snooze") == [0]
    assert run("import", str(whole), "--json").data["created"] == NOTHING


def test_the_json_of_one_kind_comes_in_from_stdin(run: Run, whole: Path, tmp_path: Path, book_path: Path) -> None:
    other = str(tmp_path / "other.db")
    text = run("--db", other, "export", "clients", "--format", "json").out.replace('"Gold"', '"core"')
    run("import", "-", stdin=text)
    assert run("export", "clients", "--format", "json").out == text


def test_a_refused_record_is_written_as_a_row_and_comes_in_mended(run: Run, table: Table, tmp_path: Path) -> None:
    path = table(
        f'{HEAD}{{"clients": [\n{CLIENT},\n{{"handle": "bolt", "name": "Bolt", "since": "soon"}}\n]}}}}', "b.json"
    )
    target = tmp_path / "refused.csv"
    data = run("import", path, "--json", "--skip-errors", "--errors", str(target), exit_code=6).data
    assert problems(data) == [(3, "since", "type-error")]
    target.write_text(target.read_text(encoding="utf-8").replace(",soon,", ",2024-01-01,"), encoding="utf-8")
    assert run("import", str(target), "--json").data["created"]["clients"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{HEAD}{{"clients": [\n{CLIENT}', "line 2"),
        (f'{HEAD}{{"clients": [{CLIENT}]}}}} x', "something stands behind the end"),
        (f'{HEAD}{{"clients": [{CLIENT}], "clients": []}}}}', "'clients' stands there twice"),
        (f'{HEAD}{{"clients": [{CLIENT.replace("Acme", "A")[:-1]}, "name": NaN}}]}}}}', "NaN is no number"),
        (HEAD.replace("1", "2", 1) + f'{{"clients": [{CLIENT}]}}}}', "version 2; only version 1 can be read"),
        (f'{{"data": {{"clients": [{CLIENT}]}}}}', "no version"),
        (f"{HEAD}[{CLIENT}]}}", "'{' is missing"),
        (f'{HEAD}{{"clients": {{}}}}}}', "'[' is missing"),
        (f'{HEAD}{{"clients": [1]}}}}', "a record must be an object"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "nick": "b"}}]}}}}', "clients have no 'nick'"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "ids": []}}]}}}}', "'ids' must be an object"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "name": {{}}}}]}}}}', "'name' cannot be {}"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "emails": ["x"]}}]}}}}', "'emails' cannot hold"),
        (f'{HEAD}{{"clients": [{CLIENT}], "tiers": [{{"name": "x"}}]}}}}', "tiers, record 1: members are missing"),
        (f'{HEAD}{{"clients": [{CLIENT}], "retired_handles": [{{"handle": 1}}]}}}}', "'handle' cannot be 1"),
        ('{"items": []}', "no version"),
        (f'{HEAD}{{"items": []}}}}', "no records that `clienttrack export` writes"),
        (HEAD + '{"clients": [' + '{"name":' * 100_000, "nested too deeply"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "name": "\\ud800"}}]}}}}', "half a character"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "name": "\\u0000"}}]}}}}', "a NUL"),
    ],
)
def test_any_other_json_is_refused_in_a_sentence(
    run: Run, table: Table, book_path: Path, given: Given, text: str, said: str
) -> None:
    given.client("Known")
    before = records(book_path)
    ran = run("import", table(text, "book.json"), exit_code=6)
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert records(book_path) == before


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252"])
def test_json_in_another_encoding_is_refused(run: Run, table: Table, encoding: str) -> None:
    text = f'{HEAD}{{"clients": [{{"handle": "acme", "name": "Acmé"}}]}}}}'
    assert len(run("import", table(text.encode(encoding), "book.json"), exit_code=6).err.splitlines()) == 1
