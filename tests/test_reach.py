"""Whom to reach at a client, and how."""

from datetime import date

from clienttrack.reach import Reach, reach_of
from tests.conftest import Given


def _reach(given: Given, client_id: int) -> Reach:
    with given.reading() as reader:
        return reach_of(reader, [client_id])[client_id]


def _said(given: Given, client_id: int) -> tuple[str | None, str | None]:
    found = _reach(given, client_id)
    assert (found.contact is None) == (found.contact_id is None)
    return found.contact, found.reach


def test_a_client_without_contacts_or_addresses_has_nobody_to_reach(given: Given) -> None:
    assert _said(given, given.client("Acme")) == (None, None)


def test_who_decides_comes_before_who_influences_and_before_a_higher_level(given: Given) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Olga", level="owner", email="olga@acme.com")
    given.contact(acme, "Ian", decision="influences", email="ian@acme.com")
    given.contact(acme, "Dora", decision="decides", email="dora@acme.com")
    assert _said(given, acme) == ("Dora", "dora@acme.com")
    with given.change() as change:
        change.run("UPDATE contact SET decision = 'blocks' WHERE name = 'Dora'")
    assert _reach(given, acme).contact == "Ian"
    with given.change() as change:
        change.run("UPDATE contact SET decision = NULL")
    assert _reach(given, acme).contact == "Olga"


def test_who_has_left_is_not_asked_for(given: Given) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Gone", decision="decides", phone="+442079460958", left_on=date(2026, 5, 1))
    given.contact(acme, "Here", email="here@acme.com")
    assert _said(given, acme) == ("Here", "here@acme.com")


def test_among_equals_the_one_talked_to_last_and_a_note_is_no_talk(given: Given) -> None:
    acme = given.client("Acme")
    contacts = [given.contact(acme, name) for name in ("First", "Second", "Third")]
    talks = [
        given.touchpoint(acme, on=date(2026, 3, 1)),
        given.touchpoint(acme, on=date(2026, 4, 1)),
        given.touchpoint(acme, on=date(2026, 9, 1), kind="note"),
    ]
    assert _reach(given, acme).contact == "First"
    with given.change() as change:
        for contact_id, talk in zip(contacts, talks, strict=True):
            change.add("touchpoint_contact", touchpoint_id=talk, contact_id=contact_id)
    assert _reach(given, acme).contact == "Second"


def test_a_phone_comes_before_an_e_mail_and_a_valid_phone_first(given: Given) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo", email="jo@acme.com", phone="12")
    with given.change() as change:
        change.run("UPDATE address SET valid = 0 WHERE kind = 'phone'")
    assert _said(given, acme) == ("Jo", "12")
    with given.change() as change:
        values: dict[str, str | int] = {
            "client_id": acme,
            "contact_id": jo,
            "kind": "phone",
            "valid": 1,
            "value": "+442079460958",
        }
        change.add("address", shown="+44 20 7946 0958", value_key="+442079460958", **values)
    assert _said(given, acme) == ("Jo", "+44 20 7946 0958")


def test_the_clients_own_address_serves_when_the_contact_has_none_and_when_nobody_is_known(given: Given) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    given.contact(acme, "Jo")
    with given.change() as change:
        for client_id in (acme, beta):
            values: dict[str, str | int] = {
                "client_id": client_id,
                "kind": "email",
                "valid": 1,
                "value": "hi@x.com",
                "shown": "hi@x.com",
            }
            change.add("address", value_key="hi@x.com", **values)
    assert _said(given, acme) == ("Jo", "hi@x.com")
    assert _said(given, beta) == (None, "hi@x.com")


def test_many_clients_are_answered_at_once_and_nobody_else(given: Given) -> None:
    acme, beta, gamma = (given.client(name) for name in ("Acme", "Beta", "Gamma"))
    gil = given.contact(gamma, "Gil", email="gil@gamma.com")
    with given.reading() as reader:
        found = reach_of(reader, [gamma, acme])
        assert found == {gamma: Reach("Gil", "gil@gamma.com", gil), acme: Reach(None, None, None)}
        assert reach_of(reader, []) == {}
    assert beta
