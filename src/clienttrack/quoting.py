"""What of the user's own notes a client may read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from clienttrack.names import fold, spoken_name
from clienttrack.notes.records import begun, hides_a_record, visible
from clienttrack.vocabulary import PLACEHOLDERS, TouchKind

READ_OVER = "The texts quote your own notes and promises, word for word: read them over before you send them."

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]{2,}|(?<!\w)[^\W\d_AI\u3040-\u30ff\u3400-\u9fff](?!\w)")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])\s+(?=[\u3040-\u30ff\u3400-\u9fff])")
_TITLES = (
    "(?:副?(?:[总總董]|[主经經]理|主[任管]|[处處局科部院校会會店厂廠所][长長])|助理|工程[师師]|工(?![作程业業艺藝厂廠资資])|"
    "先生|女士|小姐|太太|夫人|哥|姐|老[师師板闆]|[师師]傅|[书書][记記]|局(?![面部势勢限域])|[处處](?![理境于於在方罚罰分])|"
    "教授|博士|[顾顧][问問]|[秘祕][书書]|[会會][计計]|律[师師]|[医醫]生)"
)
_SAYS = "[说說讲講觉覺认認]"
_WITH = "[和跟与與给給找问問见見向对對让讓请請约約]"
# Letters that no accent makes, and the two ways to write an umlaut without one, are one letter here.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "a", "œ": "o", "þ": "th", "ħ": "h", "ı": "i"})
_UMLAUT = re.compile("(?<=[aou])e(?=..)")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CYRILLIC_END = re.compile("(?<=...)[аеиоуыэюяь]$")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KOREAN_TITLES = ("대표", "사장", "이사", "상무", "전무", "부장", "차장", "과장", "대리", "팀장", "실장", "선생")
_FAMILIES_OF_TWO = re.compile(
    "欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|夏侯|东方|東方|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|司徒|司空|长孙|"
    "長孫|宇文|轩辕|軒轅|南宫|南宮|百里|东郭|端木|申屠|独孤|獨孤|闻人|澹台|赫连|呼延|钟离|鲜于|濮阳|淳于|太史"
)
# Words of notes that are names as well: in small letters they are words.
_ORDINARY_WORDS = """
    accounting accounts admin am an and apr april are art as at aug august autumn ball be best bill billing black
    blue bond brown bush but by can case cash chance chase clay close cloud cool cost cross da day days de dear dec
    del den der desk di director do dos dr drew du early east el fair field fields finance fine for ford foster
    frank free french friday go gold golden gong good grace grant great green hall hand has have he head held her hi
    hill his home hook hope house hunt if in info is it jan january joy jr jun june just key la lake lane law le
    little lock long low luck major man manager mar march mark marketing max may me mild mill mine monday more
    morning mr mrs ms my new no noble north not of office oh ok on or our page pages pan park pepper pool poor post
    pound power price pride prof purchasing rain read reception rich ring rise river rock rose sales sat service
    sharp she short silver small smart so song south spring sr star steel stern still stone street strong sue summer
    sun sunday support sweet swift team temple the they tie to trace true up us van von wall ward way we week weeks
    well west white who wild will win winter wise wish wood woods work worth yard year you young
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


def own_words(text: str) -> str:
    """Give a text of the user, and nothing for what was written where nobody said anything."""
    return "" if text in PLACEHOLDERS else text


def is_private(text: str, people: Iterable[str]) -> bool:
    """Tell whether a text is not for the client: it speaks of ``people`` by name, so it is about them and not to them,
    or a line of it begins like a private one of notes (`risk: …`).
    """
    if _is_marked(text):
        return True
    shown = _shown(text)
    said = _said(shown)
    return any(_says_name(said, shown, _called(name)) for name in people)


def quotable(text: str, people: Iterable[str]) -> str:
    """Give the text, or nothing where no one wrote it or it is private."""
    return "" if is_private(text, people) else own_words(text)


def quotable_talk(text: str, kind: str, people: Iterable[str]) -> str:
    """Give what was logged of a talk as a client may read it: never a gift, else as ``quotable``."""
    return "" if kind == TouchKind.GIFT else quotable(text, people)


def to_read_over(promises: Sequence[str]) -> Iterator[str]:
    """Ask for the texts to be read over, above all the promises, told by their references, that sound private."""
    if promises:
        yield (
            f"Read first what is promised in {', '.join(promises)}: it names one of their people or is marked as "
            "private, and no promise is left out. `clienttrack task edit` gives it other words."
        )
    yield READ_OVER


def _is_marked(text: str) -> bool:
    """Tell whether a line begins as records of notes do, or is marked as private; no report reads such a line out."""
    return hides_a_record(text) or any(begun(line) is not None for line in text.splitlines())


class _Said(NamedTuple):
    """The words of a text that may be a name, with what they are forms of, and all words that follow each other."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


class _Called(NamedTuple):
    """How somebody is called: by one word, by two of every day that follow each other, in Chinese."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    chinese: tuple[str, ...]


def _says_name(said: _Said, text: str, called: _Called) -> bool:
    if not said.words.isdisjoint(called.words) or not said.pairs.isdisjoint(called.pairs):
        return True
    return any(
        any(letter in text for letter in part) and any(re.search(form, text) for form in _chinese_forms(part))
        for part in called.chinese
    )


def _shown(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text))


def _said(text: str) -> _Said:
    typed = _WORD.findall(text)
    folded = [fold(word) for word in typed]
    forms = frozenset(_plain(form) for word, key in zip(typed, folded, strict=True) for form in _forms(word, key))
    return _Said(forms, frozenset(pairwise(_plain(key) for key in folded if len(key) > 1)))


def _forms(word: str, key: str) -> Iterator[str]:
    """Give what a word, typed and folded, may be a form of: Müllers, Петрова, 김민수는; in small letters few are."""
    is_small = word[0].islower()
    if len(word) == 1 and is_small:
        return
    if not is_small or key not in _ORDINARY:
        yield key
    if _HANGUL.match(key):
        yield from (key[:-end] for end in range(1, min(5, len(key) - 1)))
        return
    shortest, longest_end = (3, 3) if _CYRILLIC.match(key) else (5, 3)
    for end in range(1, 1 if is_small else longest_end + 1):
        if len(key) - end >= shortest and key[:-end] not in _ORDINARY:
            yield key[:-end]
    if key[-1] == "s" and len(key) > 3 and key[:-1] not in _ORDINARY:
        yield key[:-1]


def _plain(key: str) -> str:
    return _UMLAUT.sub("", key.translate(_PLAIN))


@lru_cache(maxsize=4096)
def _called(name: str) -> _Called:
    shown = _BETWEEN_CHINESE.sub("", _shown(name))
    # A letter alone is a given name; further behind it stands for one, and for much else (plan B).
    told = [word for place, word in enumerate(_WORD.findall(spoken_name(shown))) if len(word) > 1 or not place]
    own = [word for word in told if not word[0].islower()] or told
    keys = {_plain(fold(word)) for word in own}
    words = {part for key in keys for part in (key, *_shorter(key))}
    pairs = {(before, word) for before, word in pairwise(_plain(fold(word)) for word in told) if word in keys}
    return _Called(frozenset(words), frozenset(pairs), tuple(_CHINESE.findall(shown)))


def _shorter(key: str) -> Iterator[str]:
    """Give what of a name its forms have in common: Анн of Анна; 민수 of 김민수."""
    if _HANGUL.match(key):
        yield from (key[0] + title for title in _KOREAN_TITLES)
        if len(key) > 2:
            yield key[2 if len(key) == 4 else 1 :]
    else:
        yield from (key[: found.start()] for found in _CYRILLIC_END.finditer(key))


def _chinese_forms(part: str) -> Iterator[str]:
    """Give how somebody is called: 林晓雯, 晓雯, 林总, 小林, 雯姐, 阿雯, 林说; 欧阳娜娜, 欧阳, 娜娜."""
    name = re.sub(f"(?<=.){_TITLES}$", "", part)
    if len(name) > 1:
        yield name
    else:
        yield rf"(?<!\w){name}|{name}(?!\w)|(?<={_WITH}){name}"
    if len(name) == 4 or _FAMILIES_OF_TWO.match(name):
        yield name[:2]
        family = 2
    else:
        yield rf"(?<!\w){name[0]}(?={_SAYS})"
        family = 1
    for one in {name[0], name[-1]} if family == 1 else {name[-1]}:
        yield f"{one} ?{_TITLES}|[小老阿]{one}"
    if len(name) == family + 2:
        yield name[family:]
