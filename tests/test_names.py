"""Names as they are compared and typed."""

import re

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st

from clienttrack import names
from clienttrack.names import MADE_HANDLE_LENGTH, fold, handle_from, is_handle, spoken_name

anything = st.text(st.characters(exclude_categories=["Cs"]))


@holds_for(anything)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


# Letters that join with what stands before them, and blanks that come of folding.
tricky = st.text(
    st.sampled_from("aE é\u0301\u3099かﾊﾞ\u1100\u1161\u11a8가 \u00a8\u0327\n\u3000语ΣςÅ|ß\u0130"), max_size=60
)


@holds_for(anything | tricky)
def test_a_long_text_is_folded_in_pieces_as_it_is_whole(text: str) -> None:
    whole = fold(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names, "PIECE", 3)
        patched.setattr(names, "_PIECES", re.compile(names._PIECES.pattern.replace("50000", "3"), re.DOTALL))
        assert fold(text) == whole


@holds_for(anything)
def test_case_and_white_space_do_not_tell_names_apart(text: str) -> None:
    assert fold(f"  {text}\n") == fold(text)
    assert fold(text.upper().lower()) == fold(text.upper())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë  Müller", "zoe muller"),
        ("Ｆｕｊｉ", "fuji"),
        ("ﾊﾝｶｸ", "ハンカク"),
        ("STRASSE", "straße"),
        ("e\u0301", "\u00e9"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("华为", "华为"),
        ("a\u3000b", "a b"),
    ],
)
def test_names_that_people_take_for_the_same_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("ガ", "カ"), ("华为", "华力"), ("o'neil", "oneil")])
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@holds_for(anything)
def test_every_name_gives_a_handle(name: str) -> None:
    handle = handle_from(name)
    assert is_handle(handle)
    assert len(handle) <= MADE_HANDLE_LENGTH
    assert handle_from(handle) == handle


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Acme Ltd.", "acme-ltd"),
        ("O'Neil & Sons", "oneil-sons"),
        ("Zoë Müller", "zoe-muller"),
        ("华为", "huawei"),
        ("华为技术有限公司", "huaweijishu"),
        ("青禾茶业股份有限公司", "qinghechaye"),
        ("中国石油天然气集团有限公司", "zhongguoshiyoutianranqi"),
        ("小米集团", "xiaomi"),
        ("华为（深圳）有限公司", "huawei-shenzhen"),
        ("华为有限公司（深圳）", "huawei-shenzhen"),
        ("有限公司", "youxiangongsi"),
        ("上海分公司", "shanghaifengongsi"),
        ("上海市浦东新区人民政府办公室", "shanghaishipudongxinqu"),
        ("西安安恒", "xiananheng"),
        ("Москва", "moskva"),
        ("🎉", "tada"),
        ("!!!", "client"),
        ("", "client"),
        ("../../etc", "etc"),
        ("a" * 60, "a" * 24),
        ("whole words are kept whole as far as they fit", "whole-words-are-kept"),
    ],
)
def test_a_handle_is_made_of_the_name(name: str, handle: str) -> None:
    assert handle_from(name) == handle


@pytest.mark.parametrize("text", ["acme", "a", "7-eleven", "a_b", "a" * 40])
def test_these_are_handles(text: str) -> None:
    assert is_handle(text)


@pytest.mark.parametrize("text", ["", "-a", "_a", "A", "é", "a b", "a.b", "@a", "a" * 41, "a\n", "../a"])
def test_these_are_none(text: str) -> None:
    assert not is_handle(text)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Marsh, Owen", "Owen Marsh"),
        ("Marsh ,Owen J.", "Owen J. Marsh"),
        ("Owen Marsh", "Owen Marsh"),
        ("Owen Marsh, Jr.", "Owen Marsh, Jr."),
        ("Owen Marsh, Ph.D.", "Owen Marsh, Ph.D."),
        ("Owen Marsh, PhD MBA", "Owen Marsh, PhD MBA"),
        ("Dr., Owen", "Dr., Owen"),
        ("Marsh, Owen, Jr.", "Marsh, Owen, Jr."),
        ("Marsh,", "Marsh,"),
        ("林晓雯", "林晓雯"),
    ],
)
def test_a_name_is_spoken_with_the_given_name_first(name: str, spoken: str) -> None:
    assert spoken_name(name) == spoken
