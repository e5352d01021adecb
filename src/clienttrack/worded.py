"""Words in several languages, as TOML files of the user and of ours tell them."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from clienttrack.screen import shortened

FIRST_LANGUAGE = "en"
Words = Mapping[str, str]


def in_language(words: Words, language: str) -> str:
    """Give the words in a language, else in the one it is a variety of, else in English, else in any."""
    for one in (language, language.split("-", maxsplit=1)[0], FIRST_LANGUAGE):
        if one in words:
            return words[one]
    return next(iter(words.values()), "")


def read_words(told: Any, where: str) -> Words:
    """Read the words of each language; raises ``ValueError`` naming the place."""
    if not isinstance(told, dict) or not all(isinstance(one, str) and one.strip() for one in told.values()):
        raise ValueError(f'{where} must give a text for each language, for example en = "…"')
    if any("\n" in one for one in told.values()):
        raise ValueError(f"{where} must be one line")
    return {language: " ".join(one.split()) for language, one in told.items()}


def check_keys(told: Mapping[str, Any], known: Collection[str], where: str) -> None:
    """Raise ``ValueError`` for a key that nobody knows, with the nearest that is known."""
    for key in told:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            raise ValueError(f"{where}unknown key '{shortened(key, 60)}'{f', meant {near[0]}?' if near else ''}")
