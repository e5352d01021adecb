"""Countries and languages as people write them: codes, and names in the languages of the user."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache

from clienttrack.errors import NotFound, UsageProblem
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
_LANGUAGES_ALSO = {
    **dict.fromkeys(("mandarin", "mandarin chinese", "汉语", "漢語", "普通话", "国语", "國語", "华语", "中国語"), "zh"),
    **dict.fromkeys(("英文", "american", "british"), "en"),
}
_READ_IN = ("en", "zh")
_TWO_LETTERS = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]{1,8})*")
LAST_LANGUAGE = "en"


class UnknownLanguage(UsageProblem):
    """The words name no language."""

    def __init__(self, words: str) -> None:
        super().__init__(f"'{shortened(words, 60)}' is no language. Write a code such as en or zh, or its name.")


class NotInLanguage(NotFound):
    """There is such a text, but not in that language."""

    def __init__(self, what: str, words: str, there: Iterable[str]) -> None:
        listed = ", ".join(dict.fromkeys(there))
        super().__init__(f"There is no {what} in '{shortened(words, 60)}'. It is there in {listed}.")


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

    main, *others = words.partition("(")[0].strip().replace("_", "-").split("-")
    try:
        told = Locale.parse("-".join([main, *others]), sep="-")
    except (UnknownLocaleError, ValueError):
        key = fold(words.partition("(")[0])
        code = _LANGUAGES_ALSO.get(key) or _found(key, language, _languages)
        return None if code is None else code.replace("_", "-")
    return "-".join([told.language, *others])


def spoken_language(words: str | None) -> str | None:
    """Give the two or three letters of a language told by tag or name, such as zh of zh-CN, ZH, zho and 中文.

    What is no language gives ``None``; the answer never holds anything but such letters.
    """
    tag = _TWO_LETTERS.fullmatch((words or "").strip())
    if tag is not None:
        return tag[1].lower()
    main = (language_code(words or "", LAST_LANGUAGE) or "").partition("-")[0]
    return main if re.fullmatch("[a-z]{2,3}", main) else None


def chosen_language(told: str | None, spoken: Iterable[str | None], there: Collection[str], what: str) -> str:
    """Give the one of the languages ``there`` that is told, else the first that is spoken, else English, else any.

    Raises ``NotInLanguage`` where ``what`` is not there in the language that is told.
    """
    if told is not None:
        found = _among(told, there)
        if found is None:
            raise NotInLanguage(what, told, there)
        return found
    tried = (_among(words, there) for words in (*spoken, LAST_LANGUAGE))
    return next((language for language in tried if language is not None), next(iter(there)))


def _among(words: str | None, there: Collection[str]) -> str | None:
    tag = (words or "").strip().replace("_", "-").lower()
    spoken = spoken_language(words)
    exactly = (language for language in there if language.replace("_", "-").lower() == tag)
    return next(exactly, spoken if spoken in there else None)


def fallback_notice(wanted: str | None, language: str, what: str) -> Iterator[str]:
    """Say that ``what`` is in another language than the one that is wanted."""
    if wanted and spoken_language(wanted) != spoken_language(language):
        yield f"There is no {what} in '{shortened(wanted, 60)}', so it is in {language}."


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
        names = Locale.parse(language.replace("_", "-"), sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return dict(_both(names))


@cache
def _languages(language: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language.replace("_", "-"), sep="-").languages
    except (UnknownLocaleError, ValueError):
        return {}
    return dict(_both(names))


def _both(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, name in names.items():
        yield fold(name), code
        yield fold(code), code
