"""Which names are so nearly the same that one may be a slip for the other."""

import re
from collections.abc import Iterable

NEARLY_THE_SAME = 0.88  # one slip in nine letters, two in seventeen; a swap of neighbours is one slip
NEAR_TAG = 80

_LEGAL_FORMS = frozenset(
    re.findall(
        "[a-z]+",
        "ab ag as bv co company corp corporation gmbh inc incorporated kg limited "
        "llc llp ltd nv oy plc pte pty sa sarl sas spa srl the",
    )
)
_WITHOUT_PUNCTUATION = str.maketrans(
    {mark: None if mark in "./" else " " for mark in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~·•–—"}
)
_CHINESE_LEGAL_FORM = re.compile("(股份)?(有限)?(责任)?公司$")


def core_of_name(name_key: str) -> str:
    """Give what is left of a folded name without punctuation and legal forms; the whole when nothing would be."""
    if "公司" in name_key:
        name_key = _CHINESE_LEGAL_FORM.sub("", name_key)
    words = name_key.translate(_WITHOUT_PUNCTUATION).split()
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words) or name_key


def nearest_name(name_key: str, others: Iterable[str]) -> str | None:
    """Give the other folded name that is nearly the same, or ``None``.

    The same without legal form and punctuation, or ``NEARLY_THE_SAME`` of its letters; names with other
    numbers in them are never the same.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    core = core_of_name(name_key)
    cores = {other: core_of_name(other) for other in others}
    scorer = OSA.normalized_similarity
    hits = process.extract(core, cores, scorer=scorer, score_cutoff=NEARLY_THE_SAME, limit=None)
    numbers = re.findall("[0-9]+", core)
    return next((hit[2] for hit in hits if re.findall("[0-9]+", hit[0]) == numbers), None)


def nearest_tag(name_key: str, others: Iterable[str]) -> str | None:
    """Give the other tag that the folded one may be a slip of the keyboard for, or ``None``."""
    from rapidfuzz import fuzz, process

    hit = process.extractOne(name_key, list(others), scorer=fuzz.ratio, score_cutoff=NEAR_TAG)
    return None if hit is None or re.findall("[0-9]+", hit[0]) != re.findall("[0-9]+", name_key) else hit[0]
