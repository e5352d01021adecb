"""Languages in words and as tags become names of folders, and nothing else."""

import pytest

from clienttrack.templating.languages import language_of, languages


@pytest.mark.parametrize(
    ("words", "language"),
    [("zh", "zh"), ("zh-CN", "zh"), ("ZH_tw", "zh"), ("中文", "zh"), ("Chinese", "zh"), ("en-GB", "en"), ("fr", "fr"),
     ("../../etc", None), ("", None), (None, None), ("e", None), ("Klingon", None), ("zh/../x", None), ("zh\n", "zh")],
)  # fmt: skip
def test_a_language_is_never_a_path(words: str | None, language: str | None) -> None:
    assert language_of(words) == language


def test_languages_are_tried_from_the_client_to_english() -> None:
    assert languages("zh-CN", "de") == ["zh", "de", "en"]
    assert languages(None, "en") == ["en"]
