"""Countries and languages as people write them."""

import pytest

from clienttrack import locales
from clienttrack.locales import NotInLanguage, UnknownLanguage, chosen_language, fallback_notice, spoken_language


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
    assert locales.country_code(words, "de_AT") == code


@pytest.mark.parametrize("language", ["", "xx", "../de"])
def test_a_language_of_the_settings_that_is_none_takes_nothing_away(language: str) -> None:
    assert locales.country_code("Germany", language) == "DE"
    assert locales.country_code("Deutschland", language) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("EN", "en"),
        ("zh-CN", "zh-CN"),
        ("de_AT", "de-AT"),
        ("German", "de"),
        ("英语", "en"),
        ("Französisch", "fr"),
        ("zho", "zh"),
        ("普通话", "zh"),
        ("English (US)", "en"),
        ("zh-Hans-CN", "zh-Hans-CN"),
    ],
)
def test_a_language_is_known_by_code_and_by_name(words: str, code: str) -> None:
    assert locales.checked_language(words, "de") == code


@pytest.mark.parametrize("words", ["Quenya-ish", "xx", "../../x", "[/b]\x1b", "e"])
def test_what_is_no_language_is_refused(words: str) -> None:
    with pytest.raises(UnknownLanguage, match="is no language"):
        locales.checked_language(words, "en")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        *(("zh", "zh"), ("zh-CN", "zh"), ("ZH_tw", "zh"), ("zh_Hans_CN", "zh"), ("中文", "zh"), ("zho", "zh")),
        *(
            ("Chinese", "zh"),
            ("zh (Taiwan)", "zh"),
            ("en-GB", "en"),
            ("English (US)", "en"),
            ("fr", "fr"),
            ("zh\n", "zh"),
        ),
        *(("../../etc", None), ("", None), (None, None), ("e", None), ("Quenya-ish", None), ("zh/../x", None)),
        *(("root", None),),
    ],
)
def test_a_spoken_language_is_never_a_path(words: str | None, language: str | None) -> None:
    assert spoken_language(words) == language


@pytest.mark.parametrize("told", ["zh", "ZH", "zh_CN", "zh-Hans-CN", "中文", "Chinese", "mandarin"])
def test_a_language_is_chosen_however_it_is_written(told: str) -> None:
    assert chosen_language(told, (), ("en", "zh"), "brief") == "zh"
    assert chosen_language(None, (told,), ("en", "zh"), "brief") == "zh"
    assert chosen_language(None, ("fr", told), ("en", "zh"), "brief") == "zh"


def test_the_very_variety_goes_before_the_language_and_what_is_spoken_before_english() -> None:
    assert chosen_language("zh-TW", (), ("zh", "zh-tw"), "brief") == "zh-tw"
    assert chosen_language(None, (None, "xx", "Quenya-ish"), ("zh", "en"), "brief") == "en"
    assert chosen_language(None, ("fr",), ("zh",), "brief") == "zh"


@pytest.mark.parametrize("told", ["fr", "xx", "Quenya-ish", "../zh", ""])
def test_a_language_that_is_told_and_not_there_is_refused_with_what_is_there(told: str) -> None:
    with pytest.raises(NotInLanguage, match=rf"no brief in '{told}'. It is there in en, zh."):
        chosen_language(told, ("zh",), ("en", "zh"), "brief")


def test_a_fallback_is_told_and_a_variety_is_none() -> None:
    assert [*fallback_notice("fr", "en", "text")] == ["There is no text in 'fr', so it is in en."]
    assert [*fallback_notice("zh-TW", "zh", "text"), *fallback_notice(None, "en", "text")] == []
