"""Countries and languages as people write them."""

import pytest

from clienttrack import locales
from clienttrack.locales import UnknownLanguage


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("gb", "GB"),
        ("UK", "GB"),
        ("united kingdom", "GB"),
        ("Deutschland", "DE"),
        ("TÜRKIYE", "TR"),
        ("Turkey", "TR"),
        ("中国", "CN"),
        ("Atlantis", None),
        ("419", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_code_and_by_name(words: str, code: str | None) -> None:
    assert locales.country_code(words, "de") == code


@pytest.mark.parametrize("language", ["", "xx", "../de"])
def test_a_language_of_the_settings_that_is_none_takes_nothing_away(language: str) -> None:
    assert locales.country_code("Germany", language) == "DE"
    assert locales.country_code("Deutschland", language) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [("EN", "en"), ("zh-CN", "zh-CN"), ("de_AT", "de-AT"), ("German", "de"), ("英语", "en"), ("Französisch", "fr")],
)
def test_a_language_is_known_by_code_and_by_name(words: str, code: str) -> None:
    assert locales.checked_language(words, "de") == code


@pytest.mark.parametrize("words", ["Quenya-ish", "xx", "../../x", "[/b]\x1b", "e"])
def test_what_is_no_language_is_refused(words: str) -> None:
    with pytest.raises(UnknownLanguage, match="is no language"):
        locales.checked_language(words, "en")
