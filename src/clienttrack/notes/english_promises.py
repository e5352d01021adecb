"""Whether the words before a day make it the day by which something is done: `send it by fri`, not `not before fri`."""

import re

LONGEST_CLAUSE = 200
MOST_WORDS_BEFORE_ON = 4
HALF_A_YEAR = 183
_CLAUSES = re.compile(r"[,;:.!?]\s+")
_IS_ONE_OF_TWO = re.compile(
    r"(?:\b(?:or|and|nor|but|not|than|either|both|only|maybe|perhaps|probably)|[/&+–—-])$", re.IGNORECASE
)
# Behind one of these words a day is no day by which something is done: `prepare for tomorrow`.
_LEADS_TO_IT = re.compile(
    r"\b(?:for|of|from|about|around|after|since|to|the|then|starting|beginning|effective|until|till|before|by|on|at|in|"
    r"is|are|with|between|through|thru|every|each|vs|next|last|this)$",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|cannot|dont|(?:do|does|did|is|are|was|were|has|have|had|ca|wo|would|should|could|must)n['’]t)\b"
    r"(?!\s+(?:to\s+)?(?:forget|miss|fail|hesitate|only))",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:unless|in case|if(?!\s+(?:possible|needed|necessary|any)\b))\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:tell|check|ask|see|say|confirm|know|find|decide|test|verify|clarify)\b.*\bif\b", re.IGNORECASE
)
_TELLS_OF = re.compile(
    r"\b(?:what|which|who|whom|whose|where|when|why|how|whether|was|were|had|been|did|after|since|"
    r"that(?=\s+(?:we|they|he|she|it|you|i|the|our|their|his|her|my|your|is|are)\b))\b",
    re.IGNORECASE,
)
_SOME_TIME_BEFORE = re.compile(
    r"\b(?:minutes?|hours?|days?|weeks?|months?|shortly|just|right|long|immediately)$", re.IGNORECASE
)
_LASTS = frozenset({"hold", "keep", "leave", "wait", "stay", "pause", "reserve", "block"})
_DONE_AT_ONCE = """
    send resend call phone ring email e-mail mail text write reply answer deliver ship pay invoice sign visit
    meet submit return publish launch start finish
"""
_IS_DONE_AT_ONCE = frozenset(_DONE_AT_ONCE.split())
_MAY_OWN_THE_DAY = re.compile(
    r"(?:of|from|for|about|with|at|in|into|after|behind|during|over|to|[a-z]{2,}(?<!n)ed|found|sent|made|given|held|seen|"
    r"heard|got|met|lost|built|written|shown|taken|brought|bought|paid|agreed|signed|said|told|"
    r".*(?:call|meeting|workshop|talk|dinner|lunch|event|outage|incident|webinar|session|demo|visit|party|fair|trip|"
    r"class|course|training|interview|review|minutes|notes|recap|summary)s?)",
    re.IGNORECASE,
)


def without_dash(words: str) -> str:
    """Give words without the dash behind them that stands apart."""
    return re.sub(r"(?<=\s)[-–—]{1,3}$", "", words.rstrip()).rstrip()


def is_promised(marker: str, before: str, *, days_ahead: int) -> bool:
    """Tell whether a day behind a marker (``by``, ``on``, or nothing) is a deadline, by the words before them."""
    before = before.rstrip(" \t,;(")
    if marker.endswith("by"):
        before = without_dash(before)
    clause = _CLAUSES.split(before[-LONGEST_CLAUSE:])[-1]
    if _IS_ONE_OF_TWO.search(clause) or _NEGATED.search(clause):
        return False
    if _CONDITION.search(clause) and not _ASKS.search(clause):
        return False
    if marker.endswith("by"):
        return True
    if _LEADS_TO_IT.search(clause) or _TELLS_OF.search(clause):
        return False
    return _fits(marker, clause, days_ahead)


def _fits(marker: str, clause: str, days_ahead: int) -> bool:
    words = [word for word in clause.casefold().removeprefix("please ").split() if not word.startswith("@")]
    if marker == "before":
        return not _SOME_TIME_BEFORE.search(clause)
    if marker in ("until", "till"):
        return not words or words[0] in _LASTS
    if marker not in ("on", "at"):
        return True
    if not words:
        return True
    rest = words[1:]
    return (
        words[0] in _IS_DONE_AT_ONCE
        and len(rest) < MOST_WORDS_BEFORE_ON
        and not any(_MAY_OWN_THE_DAY.fullmatch(word) for word in rest)
        and days_ahead <= HALF_A_YEAR
    )
