"""In which language a text is made, and how days and numbers are written in it."""

import re

from clienttrack.names import fold

LAST_LANGUAGE = "en"
_LANGUAGES = {"chinese": "zh", "mandarin": "zh", "中文": "zh", "汉语": "zh", "english": "en"}
# Days are written as people in these countries write them, unless the client's language names another.
_REGIONS = {"en": "en_GB"}


def language_of(words: str | None) -> str | None:
    """Give the folder name for a language told in words or as a tag: zh-CN and 中文 give zh.

    What is no language gives ``None``; the answer never holds anything but two or three letters.
    """
    key = fold(words or "")
    match = re.match(r"([a-z]{2,3})(?:[-_ (].*)?$", key)
    return _LANGUAGES.get(key) or (match[1] if match else None)


def languages(asked: str | None, settings_language: str) -> list[str]:
    """Give the languages to try, the one asked for first, then the settings', then English."""
    told = (language_of(asked), language_of(settings_language), LAST_LANGUAGE)
    return list(dict.fromkeys(language for language in told if language))


def locale_of(asked: str | None, language: str) -> str:
    """Give the locale of a text in ``language``: the one asked for when it is of that language and names a region."""
    from babel import Locale, UnknownLocaleError

    fallback = _REGIONS.get(language, language)
    tag = (asked or "").strip().replace("-", "_")
    for words in (tag if tag[:2].lower() == language and "_" in tag else fallback, fallback, "en_GB"):
        try:
            return str(Locale.parse(words))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"
