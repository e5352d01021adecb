"""The languages of templates are tried in one order, and days are written as in the region that is named."""

import pytest

from clienttrack.templating.languages import languages, locale_of


def test_languages_are_tried_from_the_client_to_english() -> None:
    assert languages("zh-CN", "de") == ["zh", "de", "en"]
    assert languages("中文", "ZH") == ["zh", "en"]
    assert languages("Quenya-ish", "en") == ["en"]
    assert languages(None, "en") == ["en"]


@pytest.mark.parametrize(
    ("asked", "language", "locale"),
    [
        ("en-US", "en", "en_US"),
        ("en", "en", "en_GB"),
        ("ZH_tw", "zh", "zh_Hant_TW"),
        ("中文", "zh", "zh"),
        ("fr", "en", "en_GB"),
    ],
)
def test_days_are_written_as_in_the_region_that_is_named(asked: str, language: str, locale: str) -> None:
    assert locale_of(asked, language) == locale
