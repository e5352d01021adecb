"""What counts as a name, an e-mail address or a phone number of a contact."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from clienttrack.addresses import is_email
from clienttrack.errors import NotFound, Refused, UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.vocabulary import AddressKind

# What is kept about a contact; promises stay with the client, and who took part in a talk is not removed.
# A label is letters, perhaps several words; an address never begins like that before a colon.
_LABELLED = re.compile(r"\s*([^\W\d_][^\W_]*(?:[ -][^\W_]+)*)\s*:\s*(.+)", re.DOTALL)
_NO_DIGIT = re.compile("[^0-9]+")


class BlankContactName(UsageProblem):
    """A contact needs a name one can see."""

    def __init__(self) -> None:
        super().__init__("A contact needs a name. Write for example `clienttrack contact add acme 'Jo Doe'`.")


class NotAnEmailAddress(UsageProblem):
    """The text cannot be an e-mail address."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"'{shortened(value, 60)}' is no e-mail address. Write one like jo@acme.com or work:jo@acme.com."
        )


class NotAPhoneNumber(UsageProblem):
    """The text holds not one digit."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"'{shortened(value, 60)}' is no phone number. Write one like +442079460958 or mobile:+442079460958."
        )


class NoSuchAddress(NotFound):
    """The contact has no such address."""

    def __init__(self, address: str, known: Iterable[str]) -> None:
        there = ", ".join(shortened(one, 60) for one in known)
        has = f"There is {there}." if there else "There is none."
        super().__init__(f"The contact has no address '{shortened(address, 60)}'. {has}")


class LeftInTheFuture(Refused):
    """Nobody can have left on a day to come."""

    def __init__(self, left_on: date) -> None:
        super().__init__(f"Nobody can have left on {left_on}, which is still to come. Make it a task for that day.")


class LabelledAddress(NamedTuple):
    """An e-mail address or phone number as it was typed, and what it is for: ``work``, ``mobile`` …"""

    value: str
    label: str | None = None


class ReadAddress(NamedTuple):
    """An address as it is kept; see ``schema.Address`` for the three forms of the value."""

    kind: AddressKind
    label: str | None
    value: str
    shown: str
    value_key: str
    valid: bool


def labelled(words: str) -> LabelledAddress:
    """Take ``work:jo@acme.com`` or plain ``jo@acme.com`` apart; ``mailto:`` and ``tel:`` are no labels."""
    match = _LABELLED.fullmatch(words)
    if match is None:
        return LabelledAddress(words.strip())
    label = match[1].strip()
    return LabelledAddress(match[2].strip(), None if label.lower() in {"mailto", "tel"} else label)


def all_labelled(words: Iterable[str] | None) -> list[LabelledAddress]:
    """Take all addresses of an option apart; empty ones are left out."""
    return [labelled(text) for text in words or () if text.strip()]


def checked_contact_name(name: str) -> str:
    """Give the name back; raises ``BlankContactName``."""
    if not fold(name):
        raise BlankContactName
    return name


def read_email(address: LabelledAddress) -> ReadAddress:
    """Read an e-mail address leniently, see ``addresses.is_email``; raises ``NotAnEmailAddress``."""
    value = address.value.strip()
    if not is_email(value):
        raise NotAnEmailAddress(address.value)
    return ReadAddress(AddressKind.EMAIL, address.label, value, value, fold(value), valid=True)


def read_phone(address: LabelledAddress, region: str) -> ReadAddress:
    """Read a phone number: international form where it is valid, as typed where it is not.

    ``region`` is the ISO 3166 code that numbers without a country code are read with, or empty. The key is E.164
    with ``;ext=`` for an extension, or the bare digits. Raises ``NotAPhoneNumber`` when there is no digit at all.
    """
    import phonenumbers

    value = address.value.strip()
    digits = _NO_DIGIT.sub("", value) if value.isascii() else phonenumbers.normalize_digits_only(value)
    if not digits:
        raise NotAPhoneNumber(address.value)
    as_typed = ReadAddress(AddressKind.PHONE, address.label, value, value, digits, valid=False)
    try:
        number = phonenumbers.parse(value, region.upper() or None)
    except phonenumbers.NumberParseException:
        return as_typed
    # Most numbers are of the first country that has the code, which is known in half the time.
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    if not (phonenumbers.is_valid_number_for_region(number, region) or phonenumbers.is_valid_number(number)):
        return as_typed
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    key = f"+{number.country_code}{phonenumbers.national_significant_number(number)}"
    extension = f";ext={number.extension}" if number.extension else ""
    return ReadAddress(AddressKind.PHONE, address.label, value, shown, key + extension, valid=True)


def read_addresses(
    emails: Iterable[LabelledAddress], phones: Iterable[LabelledAddress], region: str
) -> list[ReadAddress]:
    """Read all addresses; one that is given twice counts once, with its first label."""
    read = [*(read_email(email) for email in emails), *(read_phone(phone, region) for phone in phones)]
    return list({(address.kind, address.value_key): address for address in reversed(read)}.values())[::-1]


def checked_left_on(left_on: date | None, *, today: date) -> date | None:
    """Give the day back; raises ``LeftInTheFuture``."""
    if left_on is not None and left_on > today:
        raise LeftInTheFuture(left_on)
    return left_on
