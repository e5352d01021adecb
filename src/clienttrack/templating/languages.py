"""In which language a text is made, and how days and numbers are written in it."""

from clienttrack.locales import LAST_LANGUAGE, spoken_language

# Days are written as people in these countries write them, unless the client's language names another.
_REGIONS = {"en": "en_GB"}


def languages(asked: str | None, settings_language: str) -> list[str]:
    """Give the languages to try, the one asked for first, then the settings', then English."""
    told = (spoken_language(asked), spoken_language(settings_language), LAST_LANGUAGE)
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
