"""Countries and languages as people write them: codes, and names in the languages of the user."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from clienttrack.errors import UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened

# What people write and no list of names has.
_ALSO = {
    **dict.fromkeys(("uk", "great britain", "england", "scotland", "wales"), "GB"),
    "usa": "US",
    "holland": "NL",
    "turkey": "TR",
    "czech republic": "CZ",
    "hong kong": "HK",
    "macau": "MO",
}
_READ_IN = ("en", "zh")


class UnknownLanguage(UsageProblem):
    """The words name no language."""

    def __init__(self, words: str) -> None:
        super().__init__(f"'{shortened(words, 60)}' is no language. Write a code such as en or zh, or its name.")


def country_code(words: str, language: str) -> str | None:
    """Give the ISO 3166 code of a country told by code or name, in English, Chinese or ``language``, else ``None``."""
    key = fold(words)
    if key in _ALSO:
        return _ALSO[key]
    code = _found(key, language, _territories)
    return None if code is None or len(code) != 2 else code


def doubt_about_country(words: str | None, language: str) -> str | None:
    """Say that no such country is known, if one is told; it may be kept all the same."""
    if not words or country_code(words, language):
        return None
    told = shortened(words, 60)
    return f"No country called '{told}' is known. It is kept as it is, but phone numbers cannot be read with it."


def checked_language(words: str, language: str) -> str:
    """Give the code of a language told by code or name; raises ``UnknownLanguage``."""
    code = language_code(words, language)
    if code is None:
        raise UnknownLanguage(words)
    return code


def language_code(words: str, language: str) -> str | None:
    """Give the code of a language told by code or name, in English, Chinese or ``language``, else ``None``."""
    from babel import Locale, UnknownLocaleError

    main, *others = words.strip().replace("_", "-").split("-")
    try:
        Locale.parse("-".join([main, *others]), sep="-")
    except (UnknownLocaleError, ValueError):
        code = _found(fold(words), language, _languages)
        return None if code is None else code.replace("_", "-")
    return "-".join([main.lower(), *others])


def _found(key: str, language: str, read: Callable[[str], Mapping[str, str]]) -> str | None:
    for one in dict.fromkeys((*_READ_IN, language)):
        codes = read(one)
        if key in codes:
            return codes[key]
    return None


@cache
def _territories(language: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return dict(_both(names))


@cache
def _languages(language: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language, sep="-").languages
    except (UnknownLocaleError, ValueError):
        return {}
    return dict(_both(names))


def _both(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, name in names.items():
        yield fold(name), code
        yield fold(code), code
