"""What can be an e-mail address or a phone number at all."""

import re
import unicodedata

_NOT_IN_AN_EMAIL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")


def is_email(text: str) -> bool:
    """Tell whether a text can be an e-mail address: one @ with something on both sides, no white space or control
    character, no dash at its head, where one is typed to take an address away.
    """
    value = text.strip()
    name, _, place = value.partition("@")
    return bool(name and place) and "@" not in place and not _NOT_IN_AN_EMAIL.search(value) and value[0] != "-"


def is_phone(text: str) -> bool:
    """Tell whether a text can be a phone number: it holds a digit."""
    return any(unicodedata.digit(letter, None) is not None for letter in text)
