"""Reminders as files and mails: private, whole, replaced only when asked, and fit for any mailer."""

import email
import stat
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default, strict
from pathlib import Path

import pytest
from hypothesis import example
from hypothesis import given as any_of
from hypothesis import strategies as st

from clienttrack.quoting import READ_OVER
from clienttrack.settings import MailSettings
from clienttrack.slices.reminders import files
from clienttrack.slices.reminders.rules.letters import Reminder
from clienttrack.slices.reminders.rules.mails import mail_address
from clienttrack.slices.reminders.rules.outbox import Outbox
from clienttrack.vocabulary import Recipient
from tests.conftest import TODAY, Given, Run

DAY = timedelta(days=1)


@pytest.fixture
def acme(given: Given) -> int:
    """A client with a contact, and a promise of today."""
    acme = given.client("Acme", tier="core", last_touch=TODAY)
    given.contact(acme, "Jo Doe", email="jo@acme.example", phone="+44 20 7946 0958")
    given.task(acme, "Send the offer", due_on=TODAY)
    return acme


@pytest.fixture
def sender(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that name who writes."""
    settings = home / "config.toml"
    settings.write_text('[mail]\nsender = "王明 <me@x.example>"\n')
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))


def read(path: Path) -> EmailMessage:
    """Read a mail as a mailer does."""
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert all(not value.defects for value in message.values())
    return message


def outbox(sender: str) -> Outbox:
    """Give the folder of mails of a sender."""
    return Outbox(Path(), as_mails=True, sender=MailSettings(sender), now=datetime(2026, 11, 20, tzinfo=UTC))


def text_of(message: EmailMessage) -> str:
    """Give the plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.usefixtures("sender")
def test_a_mail_is_one_that_any_mailer_takes(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    ran = run("remind", "--eml", str(tmp_path / "out"))
    assert (ran.out, ran.err) == (f"Wrote 1 text to '{tmp_path / 'out'}'.\n", f"{READ_OVER}\n")
    [path] = (tmp_path / "out").iterdir()
    assert path.name == "acme-t1.eml"
    raw = path.read_bytes()
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = read(path)
    assert message["To"] == "Jo Doe <jo@acme.example>"
    assert message["From"] == "王明 <me@x.example>"
    assert message["Subject"] == "My promise for today: “Send the offer”"
    assert abs(message["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=5)  # noqa: TID251 what a mailer sees
    assert message["MIME-Version"] == "1.0"
    assert text_of(message) == run("remind", "--json").data["reminders"][0]["text"]


@pytest.mark.usefixtures("sender")
def test_a_chinese_mail_arrives_as_it_was_written(given: Given, run: Run, tmp_path: Path) -> None:
    qinghe = given.client("青禾茶业", handle="qinghe", language="zh", last_touch=TODAY)
    given.contact(qinghe, "林晓雯", email="lin@青禾.example")
    given.task(qinghe, "寄样品" * 30, due_on=TODAY)
    run("remind", "--eml", str(tmp_path))
    message = read(tmp_path / "qinghe-t1.eml")
    assert (tmp_path / "qinghe-t1.eml").read_bytes().isascii()
    assert message["To"].addresses[0].display_name == "林晓雯"
    assert message["To"].addresses[0].addr_spec == "lin@xn--2lzs91d.example"
    assert message["Subject"].startswith("答应您今天完成的事：寄样品寄样品")
    assert "> " + "寄样品" * 30 + "\n" in text_of(message)


@pytest.mark.usefixtures("sender")
def test_the_same_reminder_has_the_same_id_until_its_day_moves(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    def ids(*words: str, today: str = "2026-11-20") -> list[str]:
        run("remind", *words, "--eml", str(tmp_path), "--yes", today=today)
        return [read(path)["Message-ID"] for path in sorted(tmp_path.glob("*.eml"))]

    given.task(acme, "Call back", due_on=TODAY)
    first = ids()
    assert len(set(first)) == 2
    assert all(one.endswith("@x.example>") for one in first)
    assert ids() == first
    assert ids(today="2026-11-22") == first
    with given.change() as change:
        change.run("UPDATE task SET due_on = '2026-11-19' WHERE id = 1")
    assert ids()[0] != first[0]
    assert ids()[1] == first[1]


@pytest.mark.usefixtures("sender")
def test_mails_to_me_go_to_the_sender_and_are_new_every_day(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    seen = []
    for today in ("2026-11-20", "2026-11-21"):
        for words in (("--to", "me"), ("--digest", "--html")):
            run("remind", *words, "--eml", str(tmp_path), "--yes", today=today)
        for name in ("acme-t1.eml", "digest.eml"):
            message = read(tmp_path / name)
            assert message["To"] == message["From"] == "王明 <me@x.example>"
            seen.append(message["Message-ID"])
    assert len(set(seen)) == 4
    digest = read(tmp_path / "digest.eml")
    assert digest["Subject"] == "21 November 2026: 1 late"
    assert digest.get_content_type() == "multipart/alternative"
    page = digest.get_body(("html",))
    assert page is not None
    assert "<title>Acme</title>" in page.get_content()
    assert text_of(digest).startswith("## Acme\n")


def test_without_a_sender_a_client_can_be_written_to_and_oneself_cannot(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    ran = run("remind", "--eml", str(tmp_path / "out"))
    assert ran.err.startswith(f"{READ_OVER}\nThe mails name no sender, so your mailer must. Write sender = ")
    message = read(tmp_path / "out" / "acme-t1.eml")
    assert message["From"] is None
    assert message["Message-ID"].endswith("@clienttrack.invalid>")
    for words in (("--to", "me"), ("--digest",)):
        ran = run("remind", *words, "--eml", str(tmp_path / "me"), exit_code=2)
        assert "A mail to yourself needs your address." in ran.err
    assert not (tmp_path / "me").exists()


@pytest.mark.usefixtures("sender")
def test_a_line_without_an_address_that_takes_mail_is_left_out_and_named(
    given: Given, run: Run, tmp_path: Path
) -> None:
    for name, address in (("a", "a@@x.example"), ("b", "b,c@x.example"), ("c", "林@x.example"), ("d", None)):
        client = given.client(name, last_touch=TODAY)
        given.contact(client, name, email=address, phone="+44 20 7946 0958")
        given.task(client, "Send", due_on=TODAY)
    ran = run("remind", "--eml", str(tmp_path / "out"))
    assert ran.err == "Left out: t1, t2, t3, t4: no e-mail address is known that a mail could go to.\n"
    assert not (tmp_path / "out").exists()
    assert len(run("remind", "--json").data["reminders"]) == 4
    assert "To: d, +44 20 7946 0958\n" in run("remind", "--client", "d").out


@pytest.mark.usefixtures("sender")
def test_the_address_is_the_contacts_first_that_is_valid_else_the_clients(
    given: Given, run: Run, tmp_path: Path
) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    jo = given.contact(acme, "Jo")
    given.task(acme, "Send", due_on=TODAY)

    def add(address: str, *, contact: int | None, valid: int = 1) -> None:
        same = dict.fromkeys(("value", "shown", "value_key"), address)
        with given.change() as change:
            change.add("address", client_id=acme, contact_id=contact, kind="email", valid=valid, **same)

    def to() -> str:
        run("remind", "--eml", str(tmp_path), "--yes")
        return str(read(tmp_path / "acme-t1.eml")["To"])

    add("old@acme.example", contact=None, valid=0)
    add("info@acme.example", contact=None)
    assert to() == "Jo <info@acme.example>"
    add("bad@acme.example", contact=jo, valid=0)
    add("jo@acme.example", contact=jo)
    add("jo2@acme.example", contact=jo)
    assert to() == "Jo <jo@acme.example>"


@pytest.mark.usefixtures("sender")
def test_a_mail_goes_to_whoever_has_an_address_where_the_likeliest_has_none(
    given: Given, run: Run, tmp_path: Path
) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    boss = given.contact(acme, "Bo Boss", decision="decides", phone="+44 20 7946 0958")
    given.contact(acme, "Al Gone", level="owner", email="al@acme.example", left_on=TODAY)
    given.contact(acme, "Cy Poe", email="cy@acme.example")
    given.contact(acme, "Lee, Ann", level="manager", email="ann@acme.example")
    given.task(acme, "Send", due_on=TODAY)
    given.task(acme, "Call back", due_on=TODAY, contact_id=boss)
    ran = run("remind", "--eml", str(tmp_path))
    assert "Left out: t2: no e-mail address is known" in ran.err
    message = read(tmp_path / "acme-t1.eml")
    [to] = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Lee, Ann", "ann@acme.example")
    assert text_of(message).startswith("Hello Ann Lee,\n")
    shown = run("remind").out
    assert "To: Lee, Ann, Acme, ann@acme.example\n" in shown
    assert "To: Bo Boss, Acme, +44 20 7946 0958\n" in shown
    assert text_of(message) in shown


@pytest.mark.usefixtures("sender")
def test_no_text_of_the_book_makes_a_header(given: Given, run: Run, tmp_path: Path) -> None:
    evil = "Jo\r\nBcc: all@evil.example\n\n<b>x</b>\x1b\u202e"
    acme = given.client(evil, handle="acme", last_touch=TODAY)
    given.contact(acme, evil, email="jo@acme.example")
    given.task(acme, evil, due_on=TODAY)
    run("remind", "--html", "--eml", str(tmp_path))
    raw = (tmp_path / "acme-t1.eml").read_text(encoding="ascii")
    message = read(tmp_path / "acme-t1.eml")
    assert "Bcc" not in message
    assert [one.addr_spec for one in message["To"].addresses] == ["jo@acme.example"]
    assert message["To"].addresses[0].display_name == r"Jo Bcc: all@evil.example <b>x</b>\x1b\u202e"
    assert not {"\x1b", "\u202e"} & {*raw, *text_of(message), *message["Subject"]}
    page = message.get_body(("html",))
    assert page is not None
    assert "<b>" not in page.get_content()


@any_of(name=st.text(max_size=40), subject=st.text(max_size=200), text=st.text(max_size=200))
def test_any_name_subject_and_text_make_a_mail(name: str, subject: str, text: str) -> None:
    plain = " ".join(subject.split())
    if not plain.isprintable():
        plain = "x"
    reminder = Reminder("t1", "task", "acme", "Acme", Recipient.CLIENT, name, None, "jo@acme.example", TODAY, "en", "",
                        plain, f"{''.join(c for c in text if c.isprintable())}\n", "", None)  # fmt: skip
    raw = files.mail(reminder, outbox("Me <me@x.example>"), TODAY)
    message = email.message_from_string(raw, policy=default)
    assert sorted(message.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )
    assert [one.addr_spec for one in message["To"].addresses] == ["jo@acme.example"]
    assert message["Subject"] == plain


@any_of(st.text(alphabet='ab@.,;:<>()[]"\\ \n\r\t-_+é林', max_size=20))
def test_what_is_taken_for_an_address_is_one(text: str) -> None:
    address = mail_address(text)
    if address is not None:
        raw = files.mail(
            Reminder("t1", "task", "acme", "Acme", Recipient.CLIENT, "Jo", None, address, TODAY, "en", "", "s", "t\n",
                     "", None),
            outbox(""),
            TODAY,
        )  # fmt: skip
        message = email.message_from_string(raw, policy=default)
        assert [one.addr_spec for one in message["To"].addresses] == [address]


@pytest.mark.parametrize("kept", ["--files", "--eml"])
def test_files_are_private_and_replaced_only_when_that_is_wanted(
    kept: str, given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "deep" / "out"
    run("remind", kept, str(folder))
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    path.write_text("mine")
    given.task(acme, "Call back", due_on=TODAY)
    ran = run("remind", kept, str(folder), exit_code=2)
    assert f"Replace 1 file in '{folder}'?" in ran.err
    assert (path.read_text(), len([*folder.iterdir()])) == ("mine", 1)
    ran = run("remind", kept, str(folder), "--yes")
    assert ran.out == f"Wrote 2 texts to '{folder}'.\n"
    assert path.read_text() != "mine"
    [file] = [
        one["file"] for one in run("remind", kept, str(folder), "--yes", "--json", "--limit", "1").data["reminders"]
    ]
    assert Path(file).parent == folder


def test_a_file_holds_whom_it_goes_to_its_subject_and_its_text(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    told = run("remind", "--json").data["reminders"][0]
    run("remind", "--files", str(tmp_path / "out"))
    written = (tmp_path / "out" / "acme-t1.txt").read_text()
    assert written == f"To: Jo Doe, Acme, jo@acme.example\nSubject: {told['subject']}\n\n{told['text']}"


@pytest.mark.parametrize(("option", "ending"), [("--eml", "eml"), ("--files", "txt")])
def test_texts_of_another_morning_that_are_none_of_these_are_named(
    option: str, ending: str, given: Given, run: Run, tmp_path: Path
) -> None:
    acme = given.client("Acme", kind="person")
    given.contact(acme, "Ann Roe", email="ann@acme.example")
    for text in ("send it", "call back"):
        given.task(acme, text, due_on=TODAY)
    folder = tmp_path / "outbox"
    assert "of before" not in run("remind", "--kind", "task", option, str(folder)).err
    (folder / "mine.md").write_text("mine")
    run("done", "t1")
    told = run("remind", "--kind", "task", option, str(folder), "--yes").err
    assert f"holds texts of before that are none of these: acme-t1.{ending}. Take away what is settled" in told
    run("done", "t2")
    told = run("remind", "--kind", "task", option, str(folder), "--yes").err
    assert f"none of these: acme-t1.{ending}, acme-t2.{ending}." in told


def test_names_of_files_come_from_references(given: Given, run: Run, tmp_path: Path) -> None:
    acme = given.client("../../evil", handle="acme", tier="core")
    given.contact(acme, "/etc/passwd", email="../x@acme.example")
    given.task(acme, "../../t", due_on=TODAY)
    given.client("Paused", paused_until=TODAY + 30 * DAY)
    given.client("Idle", tier="key", last_touch=TODAY)
    kinds = [word for kind in ("touch", "task", "paused", "no-next-step") for word in ("--kind", kind)]
    run("remind", "--to", "me", *kinds, "--files", str(tmp_path / "out"), today="2026-11-23")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        *("acme-t1.txt", "acme-touch.txt", "idle-no-next-step.txt", "paused-paused.txt"),
    ]


@pytest.mark.parametrize("kept", ["--files", "--eml"])
@pytest.mark.parametrize("name", ["d.html", "texts.md", "mails.EML"])
def test_a_folder_that_looks_like_a_file_is_refused(
    kept: str, name: str, given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    ran = run("remind", kept, str(tmp_path / name), exit_code=2)
    assert f"'{tmp_path / name}' looks like a file" in ran.err
    assert f"Name a folder, such as '{(tmp_path / name).with_suffix('')}'" in ran.err
    (tmp_path / name).mkdir()
    assert run("remind", kept, str(tmp_path / name)).out == f"Wrote 1 text to '{tmp_path / name}'.\n"


def test_the_letter_that_means_a_file_elsewhere_means_nothing_here(given: Given, acme: int, run: Run) -> None:
    assert "No such option" in run("remind", "-o", "d.html", exit_code=2).err


@any_of(st.text(max_size=30))
@example("Smith, Ann")
@example("史密斯, 安")
@example('Ann "Annie" Smith')
@example("Ann: x")
def test_any_name_of_the_sender_makes_a_mail(name: str) -> None:
    plain = " ".join(name.split()) or "x"
    # Text that looks like an encoded word is read as one by every mailer.
    if not plain.isprintable() or "=?" in plain:
        plain = "x"
    quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
    reminder = Reminder("t1", "task", "acme", "Acme", Recipient.CLIENT, plain, None, "jo@acme.example", TODAY, "en", "",
                        "s", "t\n", "", None)  # fmt: skip
    raw = files.mail(reminder, outbox(f'"{quoted}" <ann@x.example>'), TODAY)
    message = email.message_from_string(raw, policy=strict)
    for header, address in (("From", "ann@x.example"), ("To", "jo@acme.example")):
        [told] = message[header].addresses
        assert (told.display_name, told.addr_spec) == (plain, address)


def test_what_is_no_folder_or_no_file_is_told_before_anything_is_written(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    assert "cannot be written" in run("remind", "--files", str(tmp_path / "file"), exit_code=7).err
    given.task(acme, "Call back", due_on=TODAY)
    (tmp_path / "out" / "acme-t2.txt").mkdir(parents=True)
    assert "it is a folder" in run("remind", "--files", str(tmp_path / "out"), exit_code=7).err
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["acme-t2.txt"]
