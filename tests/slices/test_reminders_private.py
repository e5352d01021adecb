"""No client reads in a reminder what is not meant for them."""

import email
import re
from email.policy import default
from pathlib import Path

import pytest

from tests import marked
from tests.conftest import Given, Run
from tests.marked import Mark

FOR_CLIENTS = frozenset({"client.name", "contact.name", "touchpoint.text", "task.text", "need.text"})


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings' language, which a client whose own is a mark is written to in."""
    settings = home / "config.toml"
    settings.write_text(f'language = "{request.param}"\n[mail]\nsender = "Me <me@x.example>"\n')
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    return str(request.param)


def all_forms(run: Run, folder: Path, *words: str) -> str:
    """Give everything that a client may get to read: shown, in JSON, in files, and in mails."""
    told = [run("remind", *words).out]
    data = run("remind", *words, "--json").data
    told += [one[part] for one in data["reminders"] for part in ("subject", "text", "markdown")]
    run("remind", *words, "--files", str(folder / "files"))
    told += [file.read_text(encoding="utf-8") for file in (folder / "files").iterdir()]
    run("remind", *words, "--html", "--eml", str(folder / "mails"))
    for file in (folder / "mails").iterdir():
        message = email.message_from_bytes(file.read_bytes(), policy=default)
        told += [f"{name}: {value}" for name, value in message.items()]
        told += [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join(told)


def test_a_client_reads_no_text_that_is_not_for_clients(language: str, given: Given, run: Run, tmp_path: Path) -> None:
    rows = marked.fill(given)
    _make_mailable(given)
    told = all_forms(run, tmp_path, "--within", "30d")
    found = marked.marks_in(told)
    assert {mark.place for mark in found} == FOR_CLIENTS
    kept_back = {
        Mark("touchpoint", "text", rows.note),
        Mark("touchpoint", "text", rows.talk_with_another),
        Mark("touchpoint", "text", rows.notes_of_a_meeting),
        Mark("need", "text", rows.implied_need),
        Mark("contact", "name", rows.who_left),
    }
    assert not found & kept_back
    assert not re.search(r"\b(deep|stable|core|owner|decides|77d?|tier|stage|cadence|urgen\w+|risk)\b", told)
    for ref in (line["ref"] for line in run("due", "--within", "30d", "--json").data["lines"]):
        assert not re.search(rf"(?<![\w@]){re.escape(ref)}\b", told), ref


def test_what_is_private_is_told_to_oneself(language: str, given: Given, run: Run) -> None:
    rows = marked.fill(given)
    told = "".join(one["text"] for one in run("remind", "--to", "me", "--within", "30d", "--json").data["reminders"])
    found = marked.marks_in(told)
    assert {"contact.notes", "remark.text", "meeting.goal", "client.handle"} <= {mark.place for mark in found}
    assert Mark("need", "text", rows.implied_need) in found
    risk = given.value("SELECT id FROM remark WHERE kind = 'risk'")
    assert Mark("remark", "text", risk) not in found


def test_no_text_names_a_tier_or_what_a_tier_allows(language: str, given: Given, run: Run) -> None:
    marked.fill(given)
    for words in ((), ("--kind", "touch"), ("--to", "me"), ("--digest",), ("--digest", "--html")):
        made = [*run("remind", *words, "--within", "30d", "--json").data["reminders"]]
        assert made
        told = "".join(f"{one['subject']}{one['markdown']}{one['text']}{one['html']}" for one in made)
        assert "tier.name" not in {mark.place for mark in marked.marks_in(told)}


def test_the_language_of_the_settings_is_used(language: str, given: Given, run: Run) -> None:
    marked.fill(given)
    assert {one["language"] for one in run("remind", "--json").data["reminders"]} == {language}


def test_nothing_in_a_mail_says_which_line_it_is_of(language: str, given: Given, run: Run, tmp_path: Path) -> None:
    acme = given.client("Acme", handle="unmistakable")
    given.contact(acme, "Jo", email="jo@acme.example")
    run("remind", "--eml", str(tmp_path / "out"), today="2027-05-01")
    [mail] = (tmp_path / "out").iterdir()
    assert mail.name == "unmistakable-touch.eml"
    assert "unmistakable" not in mail.read_text(encoding="ascii")


def _make_mailable(given: Given) -> None:
    with given.change() as change:
        change.run("UPDATE address SET shown = 'jo@acme.example', valid = 1")
