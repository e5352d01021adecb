"""Contacts: addresses, changes and commands."""

import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from clienttrack.slices.contacts import rules
from clienttrack.slices.contacts.actions import add_contact
from clienttrack.slices.contacts.rules import LabelledAddress
from tests.conftest import Given, Run
from tests.test_journal import dump

HOSTILE = "Évil [/b] [red]\x1b[31m\n\u202e'; DROP TABLE contact;-- ../../etc"


@pytest.mark.parametrize(
    ("words", "value", "label"),
    [
        ("work:jo@acme.com", "jo@acme.com", "work"),
        ("jo@acme.com", "jo@acme.com", None),
        ("mailto:jo@acme.com", "jo@acme.com", None),
        ("tel:+44 20 7946 0958", "+44 20 7946 0958", None),
        ("mobile phone: +44 20", "+44 20", "mobile phone"),
        ("手机:138", "138", "手机"),
        ("+44 20", "+44 20", None),
    ],
)
def test_a_label_stands_before_the_colon(words: str, value: str, label: str | None) -> None:
    assert rules.labelled(words) == LabelledAddress(value, label)


@pytest.mark.parametrize("value", ["jo", "jo@", "@acme", "jo@a@b", "jo @acme.com", "jo@ac\x07me", "jo@a\u0085b", ""])
def test_what_cannot_be_an_e_mail_address_is_refused(value: str) -> None:
    with pytest.raises(rules.NotAnEmailAddress):
        rules.read_email(LabelledAddress(value))


def test_an_e_mail_address_is_read_leniently_and_compared_without_case() -> None:
    read = rules.read_email(LabelledAddress("Jo.Doe+x@Intranet"))
    assert (read.shown, read.value_key) == ("Jo.Doe+x@Intranet", "jo.doe+x@intranet")


@pytest.mark.parametrize(
    ("value", "region", "shown", "key", "valid"),
    [
        ("+442079460958", "", "+44 20 7946 0958", "+442079460958", True),
        ("(020) 7946 0958", "gb", "+44 20 7946 0958", "+442079460958", True),
        ("(020) 7946 0958", "", "(020) 7946 0958", "02079460958", False),
        ("138 0013 8000", "CN", "+86 138 0013 8000", "+8613800138000", True),
        ("+1 650-253-0000 ext 5", "", "+1 650-253-0000 ext. 5", "+16502530000;ext=5", True),
        ("12-34", "GB", "12-34", "1234", False),
        ("+44 999", "", "+44 999", "44999", False),
    ],
)
def test_a_valid_phone_is_shown_international_and_any_other_as_typed(
    value: str, region: str, shown: str, key: str, valid: bool
) -> None:
    read = rules.read_phone(LabelledAddress(value), region)
    assert (read.value, read.shown, read.value_key, read.valid) == (value, shown, key, valid)


def _by_the_book(value: str, region: str) -> tuple[str, str] | None:
    """Read a number as phonenumbers itself does, step by step."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    extension = f";ext={number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL), kept + extension


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_phone_of_any_country_is_read_as_phonenumbers_reads_it(region: str) -> None:
    chance = random.Random(region)  # noqa: S311 nothing secret
    for kind in phonenumbers.PhoneNumberType.values():
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        for form in range(4):
            letters = list(phonenumbers.format_number(example, form))
            place = chance.choice([at for at, letter in enumerate(letters) if letter.isdigit()])
            for digit in (letters[place], str(chance.randrange(10))):
                letters[place] = digit
                value = "".join(letters)
                read = rules.read_phone(LabelledAddress(value), region)
                assert ((read.shown, read.value_key) if read.valid else None) == _by_the_book(value, region)


def test_a_phone_without_a_digit_is_refused() -> None:
    with pytest.raises(rules.NotAPhoneNumber):
        rules.read_phone(LabelledAddress("ask Jo"), "")


def test_an_address_given_twice_counts_once(given: Given) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        twice = [LabelledAddress("jo@acme.com", "work"), LabelledAddress("JO@acme.com")]
        phones = [LabelledAddress("+44 20 7946 0958"), LabelledAddress("020 7946 0958")]
        add_contact(change, client_id=acme, name="Jo", emails=twice, phones=phones, region="GB")
    assert given.value("SELECT group_concat(coalesce(label, '-') || value) FROM address") == (
        "workjo@acme.com,-+44 20 7946 0958"
    )


def test_a_contact_is_added_with_every_field_and_found_by_e_mail(given: Given, run: Run) -> None:
    given.client("Acme")
    added = run(
        *("contact", "add", "acme", "Jo Doe", "--role", "head", "--level", "owner", "--decision", "decides"),
        *("--email", "work:jo@acme.com", "--email", "jo@home.org", "--phone", "mobile:+442079460958"),
        *("--notes", "likes tea\ntwo lines", "--json"),
    )
    assert added.data == {"id": 1, "name": "Jo Doe", "client_id": 1, "namesake_id": None}
    card = run("contact", "show", "JO@home.org", "--json").data
    assert [(one["kind"], one["label"], one["shown"]) for one in card.pop("addresses")] == [
        ("email", "work", "jo@acme.com"),
        ("email", None, "jo@home.org"),
        ("phone", "mobile", "+44 20 7946 0958"),
    ]
    assert card == {
        "id": 1,
        "name": "Jo Doe",
        "client": "acme",
        "client_name": "Acme",
        "role": "head",
        "level": "owner",
        "decision": "decides",
        "external_ids": [],
        "notes": "likes tea\ntwo lines",
        "left_on": None,
        "added_on": "2026-11-20",
        "last_talk_on": None,
        "touchpoints": 0,
    }
    assert run("client", "show", "jo@acme.com", "--json").data["handle"] == "acme"
    assert "mobile" in run("contact", "show", "jo").out


def test_the_country_of_the_settings_reads_local_numbers(given: Given, run: Run, home: object) -> None:
    given.client("Acme")
    settings = given.path.with_name("config.toml")
    settings.write_text('country = "GB"\n', encoding="utf-8")
    run("--config", str(settings), "contact", "add", "acme", "Jo", "--phone", "020 7946 0958")
    assert run("contact", "list", "--json").data[0]["phone"] == "+44 20 7946 0958"


def test_a_namesake_is_told_and_not_blocked(given: Given, run: Run) -> None:
    given.client("Acme")
    run("contact", "add", "acme", "Jo Doe")
    assert "another JO DOE at acme (contact 1)" in run("contact", "add", "acme", "JO DOE").err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--email", "nope"], 2),
        (["--phone", "ask Jo"], 2),
        (["--level", "king"], 2),
        (["--decision", "maybe"], 2),
        (["--notes", "a\ud800"], 2),
    ],
)
def test_a_wrong_field_writes_nothing(options: list[str], code: int, given: Given, run: Run) -> None:
    given.client("Acme")
    assert options[1][0] in run("contact", "add", "acme", "Jo", *options, exit_code=code).err
    assert given.value("SELECT count(*) FROM contact") == 0


def test_a_contact_needs_a_name_and_a_known_client(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "needs a name" in run("contact", "add", "acme", " ", exit_code=2).err
    run("contact", "add", "nobody", "Jo", exit_code=3)
    assert given.value("SELECT count(*) FROM contact") == 0


def test_hostile_text_is_stored_exactly_and_shown_harmlessly(given: Given, run: Run) -> None:
    given.client("Acme")
    run("contact", "add", "acme", HOSTILE, "--role", HOSTILE, "--notes", HOSTILE)
    card = run("contact", "show", "1", "--json").data
    assert (card["name"], card["role"], card["notes"]) == (HOSTILE, HOSTILE, HOSTILE)
    for arguments in (["contact", "show", "1"], ["contact", "list"], ["contact", "edit", "1", "--role", ""]):
        out = run(*arguments).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[/b]" in out


def test_an_edit_adds_addresses_clears_with_an_empty_text_and_tells_old_and_new(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo", email="jo@acme.com", phone="+442079460958", role="head", level="owner")
    edited = run(
        *("contact", "edit", "jo", "--email", "home:jo@home.org", "--phone", "", "--role", "", "--level", "Manager"),
        *("--decision", "pays", "--json"),
    ).data
    assert {change["field"]: (change["old"], change["new"]) for change in edited["changes"]} == {
        "role": ("head", None),
        "level": ("owner", "manager"),
        "decision": (None, "pays"),
        "addresses": ("jo@acme.com, +442079460958", "jo@acme.com, home:jo@home.org"),
    }
    run("contact", "edit", "jo", "--email", "", "--email", "new@acme.com")
    assert run("contact", "list", "--json").data[0]["email"] == "new@acme.com"
    assert "owner, executive" in run("contact", "edit", "jo", "--level", "king", exit_code=2).err


def test_an_address_told_again_keeps_its_place_and_label(given: Given, run: Run) -> None:
    given.client("Acme")
    run("contact", "add", "acme", "Jo", "--email", "work:jo@acme.com", "--email", "b@acme.com")
    assert "nothing changed" in run("contact", "edit", "jo", "--email", "jo@acme.com").out


def test_who_has_left_is_listed_only_when_asked_for(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo", decision="decides")
    given.contact(acme, "Al")
    run("contact", "edit", "jo", "--left", "1 Nov")
    assert run("contact", "list", "acme", "--ids").out.split() == ["2"]
    assert run("contact", "list", "acme", "--left", "--ids").out.split() == ["2", "1"]
    assert run("contact", "list", "--left", "--json").data[1]["left_on"] == "2026-11-01"
    assert "2026-12-01" in run("contact", "edit", "al", "--left", "2026-12-01", exit_code=5).err
    run("contact", "edit", "jo", "--left", "")
    assert run("contact", "list", "acme", "--ids").out.split() == ["1", "2"]


def test_the_list_has_stable_columns_and_says_when_it_is_empty(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    assert "no contacts" in run("contact", "list", "acme").out
    given.contact(acme, "王小明", phone="+442079460958", email="w@acme.com")
    assert run("contact", "list", "--csv").out == (
        "id,name,client,client_name,role,level,decision,email,phone,left_on\r\n"
        "1,王小明,acme,Acme,,,,w@acme.com,+442079460958,\r\n"
    )
    assert "王小明" in run("contact", "list").out


def test_a_moved_contact_takes_addresses_and_external_ids_along(given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    jo = given.contact(acme, "Jo", email="jo@acme.com")
    with given.change() as change:
        change.add("external_id", client_id=acme, contact_id=jo, entity="contact", system="hub", value="7")
        change.add("contact_field", client_id=acme, contact_id=jo, name="room", value="12")
    moved = run("contact", "move", "jo", "beta", "--json").data
    assert moved == {"id": jo, "name": "Jo", "from_client": "acme", "to_client": "beta", "meetings": []}
    for table in ("address", "contact_field", "external_id"):
        assert given.value(f"SELECT client_id FROM {table}") == beta
    assert run("client", "show", "jo@acme.com", "--json").data["handle"] == "beta"
    assert "already" in run("contact", "move", "jo", "beta", exit_code=5).err
    run("undo")
    assert given.value("SELECT client_id FROM contact") == acme
    assert given.value("SELECT client_id FROM address") == acme
    run("contact", "remove", "jo", "--yes")
    assert given.value("SELECT count(*) FROM contact_field") == 0
    assert "room 12" in run("undo").out


def test_a_move_tells_which_planned_meetings_lose_somebody(given: Given, run: Run) -> None:
    acme, _beta = given.client("Acme"), given.client("Beta")
    jo = given.contact(acme, "Jo")
    day = date(2026, 11, 30)
    meetings = [given.meeting(acme, on=day, status=status) for status in ("planned", "held", "cancelled", "planned")]
    with given.change() as change:
        change.run("UPDATE meeting SET planned_on = '2026-11-25' WHERE id = 4")
        for meeting in meetings:
            change.add("meeting_contact", meeting_id=meeting, contact_id=jo)
    ran = run("contact", "move", "jo", "beta")
    assert "Jo no longer takes part in m4, m1 with acme. Say who does with `clienttrack meet edit m4 --with" in ran.err
    assert run("meet", "show", "m1", "--json").data["meeting"]["contacts"] == []
    run("undo")
    assert run("contact", "move", "jo", "beta", "--json").data["meetings"] == ["m4", "m1"]
    assert run("contact", "move", "jo", "acme").err == ""


def test_a_contact_who_moved_is_not_named_for_promises_of_the_old_client(given: Given, run: Run) -> None:
    acme, _beta = given.client("Acme"), given.client("Beta")
    jo = given.contact(acme, "Jo", phone="+442079460958")
    given.task(acme, "send offer", due_on=date(2026, 11, 20), contact_id=jo)
    run("contact", "move", "jo", "beta")
    line = next(line for line in run("due", "--json").data["lines"] if line["ref"] == "t1")
    assert (line["contact"], line["reach"]) == (None, None)
    run("book", "check")
    run("undo")
    assert given.value("SELECT contact_id FROM task") == jo


def test_a_contact_who_took_part_is_not_removed_but_marked_as_left(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo", email="jo@acme.com")
    talk = given.touchpoint(acme, on=date(2026, 3, 1))
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=jo)
    assert "contact edit 1 --left" in run("contact", "remove", "jo", "--yes", exit_code=5).err
    assert given.value("SELECT count(*) FROM contact") == 1


@pytest.mark.parametrize("by", ["answer", "quote", "participant"])
def test_a_contact_whose_words_are_kept_is_not_removed_and_the_meeting_counts_once(
    by: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo")
    talk = given.touchpoint(acme, on=date(2026, 3, 1))
    held = given.meeting(acme, on=date(2026, 3, 1), status="held", touchpoint_id=talk)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=jo)
        change.add("meeting_contact", meeting_id=held, contact_id=jo)
    if by == "participant":
        run("touch", "remove", str(talk), "--yes")
    elif by == "answer":
        given.answer(held, "goal", "more", contact_id=jo)
        given.answer(held, "pain", "less", contact_id=jo)
        run("touch", "edit", str(talk), "--with", "")
    else:
        given.remark(acme, "quote", "at last", on=date(2026, 3, 1), contact_id=jo, meeting_id=held)
    told = run("contact", "remove", "jo", "--yes", exit_code=5).err
    assert told == (
        "Error: Jo took part in a touchpoint or meeting, which would lose them. "
        "Use `clienttrack contact edit 1 --left today` instead.\n"
    )
    assert given.value("SELECT count(*) FROM contact") == 1


def test_what_is_personal_goes_with_the_contact_and_meetings_to_come_let_go(given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    jo = given.contact(acme, "Jo")
    planned = given.meeting(acme, on=date(2026, 12, 1))
    held = given.meeting(acme, on=date(2026, 3, 1), status="held")
    cancelled = given.meeting(acme, on=date(2026, 4, 1), status="cancelled")
    given.answer(held, "goal", "more", contact_id=jo)
    given.remark(acme, "personal", "sails", on=date(2026, 3, 1), contact_id=jo, meeting_id=held)
    given.remark(acme, "quote", "at last", on=date(2026, 3, 1), contact_id=jo, meeting_id=held)
    given.need(acme, "a shop", contact_id=jo, meeting_id=held)
    with given.change() as change:
        for meeting in (planned, held, cancelled):
            change.add("meeting_contact", meeting_id=meeting, contact_id=jo)
    before = dump(given.path)
    run("contact", "move", "jo", "beta")
    assert given.value("SELECT group_concat(meeting_id) FROM meeting_contact") == str(held)
    assert given.value("SELECT contact_id FROM need") is None
    assert given.value("SELECT client_id FROM remark WHERE kind = 'personal' AND meeting_id IS NULL") == beta
    assert given.value("SELECT client_id FROM remark WHERE kind = 'quote'") == acme
    assert given.value("SELECT contact_id FROM answer") == jo
    run("book", "check")
    run("undo")
    assert dump(given.path) == before


def test_a_contact_of_whom_only_personal_words_are_kept_is_removed_with_them(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo")
    held, planned = given.meeting(acme, on=date(2026, 3, 1), status="held"), given.meeting(acme, on=date(2026, 12, 1))
    given.remark(acme, "personal", "sails", on=date(2026, 3, 1), contact_id=jo, meeting_id=held)
    with given.change() as change:
        change.add("meeting_contact", meeting_id=planned, contact_id=jo)
    before = dump(given.path)
    run("contact", "remove", "jo", "--yes")
    assert given.value("SELECT (SELECT count(*) FROM remark) + (SELECT count(*) FROM meeting_contact)") == 0
    run("book", "check")
    run("undo")
    assert dump(given.path) == before


def test_a_removed_contact_leaves_the_promises_and_undo_brings_them_back(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo", email="jo@acme.com")
    given.task(acme, "send offer", due_on=None, contact_id=jo)
    assert "--yes" in run("contact", "remove", "jo", exit_code=2).err
    run("contact", "remove", "jo", "--yes")
    assert given.value("SELECT count(*) FROM address") == 0
    assert given.value("SELECT contact_id FROM task") is None
    run("undo")
    assert given.value("SELECT contact_id FROM task") == jo
    assert run("contact", "show", "jo@acme.com", "--json").data["id"] == jo


def test_a_name_at_two_clients_is_ambiguous_until_the_client_is_told(given: Given, run: Run) -> None:
    for name in ("Acme", "Beta"):
        given.contact(given.client(name), "Jo Doe")
    run("contact", "edit", "jo", "--role", "head", exit_code=4)
    run("contact", "edit", "jo", "--at", "beta", "--role", "head")
    assert given.value("SELECT group_concat(id) FROM contact WHERE role = 'head'") == "2"
    run("contact", "show", "nobody", exit_code=3)


def test_listing_contacts_loads_neither_models_nor_the_phone_library(given: Given) -> None:
    given.contact(given.client("Acme"), "Jo", phone="+442079460958")
    code = (
        "import sys; from clienttrack import cli; cli.run(['contact', 'list']); "
        "print(sorted({'sqlalchemy', 'sqlmodel', 'alembic', 'jinja2', 'phonenumbers'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert ended.stdout.endswith("[]\n"), ended.stdout


@pytest.mark.parametrize(
    ("country", "settings", "shown"),
    [
        ("GB", "", "+44 20 7946 0999"),
        ("UK", "DE", "+44 20 7946 0999"),
        ("英国", "", "+44 20 7946 0999"),
        ("Atlantis", "UK", "+44 20 7946 0999"),
        (None, "GB", "+44 20 7946 0999"),
        (None, "", "020 7946 0999"),
    ],
)
def test_a_local_number_is_read_with_the_country_of_the_client_else_the_settings(
    country: str | None, settings: str, shown: str, given: Given, run: Run, tmp_path: Path
) -> None:
    given.client("Acme", country=country)
    config = tmp_path / "config.toml"
    config.write_text(f'country = "{settings}"\n', encoding="utf-8")
    run("--config", str(config), "contact", "add", "acme", "Tom Lee", "--phone", "020 7946 0999")
    assert given.value("SELECT shown FROM address") == shown
    run("--config", str(config), "contact", "edit", "1", "--phone", "020 7946 0958")
    run("--config", str(config), "contact", "edit", "1", "--remove-phone", "020 7946 0999")
    assert given.value("SELECT group_concat(shown) FROM address") == shown.replace("0999", "0958")


def test_one_address_is_taken_away_and_the_others_stay(given: Given, run: Run) -> None:
    tom = given.contact(given.client("Acme"), "Tom Lee", email="tom@acme.example", phone="+442079460999")
    run("contact", "edit", str(tom), "--email", "work:tl@acme.example")
    told = run("contact", "edit", str(tom), "--remove-email", "TOM@acme.example", "--email", "t@acme.example").out
    assert told == "Tom Lee at acme: addresses added t@acme.example, removed tom@acme.example.\n"
    ran = run("contact", "edit", str(tom), "--remove-email", "nobody@acme.example", exit_code=3)
    assert "There is tl@acme.example, t@acme.example." in ran.err
    assert given.value("SELECT count(*) FROM address") == 3


def test_an_address_that_begins_with_a_dash_is_refused(given: Given, run: Run) -> None:
    given.contact(given.client("Acme"), "Tom Lee")
    assert "is no e-mail address" in run("contact", "edit", "1", "--email", "-tom@acme.example", exit_code=2).err
