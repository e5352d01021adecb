"""No name and no promise becomes a header of a mail."""

from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.conftest import Given, Run

HOSTILE = "=?utf-8?q?x=22=0D=0ABcc:_evil@y.example=0D=0AX:?="


@pytest.mark.parametrize("text", [HOSTILE, "=?utf-8?q?=0D=0A=0D=0A=3Cb=3Ebody?=", "=?utf-8?b?DQpCY2M6IGE=?="])
def test_encoded_words_stay_words(text: str, given: Given, run: Run, tmp_path: Path) -> None:
    client = given.client("Acme")
    given.contact(client, text, email="jo@acme.example")
    given.task(client, text, due_on=date(2026, 11, 20))
    run("remind", "--eml", str(tmp_path / "out"))
    (path,) = (tmp_path / "out").glob("*.eml")
    raw = path.read_bytes()
    message = message_from_bytes(raw, policy=default)
    assert set(message) <= {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
                            "Content-Transfer-Encoding"}  # fmt: skip
    assert b"\nBcc:" not in raw.replace(b"\r", b"\n")
    assert message["To"].addresses[0].addr_spec == "jo@acme.example"


def test_no_name_acts_on_the_screen_from_the_head_of_a_file(given: Given, run: Run, tmp_path: Path) -> None:
    name = "Jo\x1b[2J\u202e\nSubject: x Doe"
    given.contact(given.client("Acme\x9b", last_touch=date(2026, 1, 1)), name, email="jo@acme.example")
    run("remind", "--files", str(tmp_path / "out"))
    (path,) = (tmp_path / "out").glob("*.txt")
    head = path.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    assert head[0] == r"To: Jo\x1b[2J\u202e Subject: x Doe, Acme\x9b, jo@acme.example"
    assert len(head) == 2
    assert head[1].startswith("Subject: How are things at Acme")
    assert head[1].isprintable()
