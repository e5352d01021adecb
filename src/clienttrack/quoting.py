"""What of the user's own notes a client may read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from clienttrack.names import fold, spoken_name
from clienttrack.notes.records import begun, hides_a_record
from clienttrack.vocabulary import PLACEHOLDERS, TouchKind

READ_OVER = "The texts quote your own notes and promises, word for word: read them over before you send them."

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]{2,}")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
_TITLES = (
    "(?:总|董|工(?![作程业艺厂资])|先生|女士|小姐|太太|夫人|哥|姐|老师|老板|教授|博士|律师|医生|经理|主任|"
    "[处局科部院校会店厂所]长)"
)
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
    words = [(fold(word), word[0].islower()) for word in _WORD.findall(text)]
    return _is_marked(text) or any(_says_name(words, name) or _says_chinese_name(text, name) for name in people)


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
    return any(begun(line) is not None or hides_a_record(line) for line in text.splitlines())


def _says_name(words: Sequence[tuple[str, bool]], name: str) -> bool:
    """Tell whether words, folded and whether in small letters, hold one of a name, or the name as it is spoken."""
    told = _WORD.findall(spoken_name(name))
    parts = {fold(word) for word in told if not word[0].islower()} or {fold(word) for word in told}
    pairs = {*pairwise(fold(word) for word in told)}
    before = ""
    for word, is_small in words:
        if word in parts and (not is_small or word not in _ORDINARY or (before, word) in pairs):
            return True
        before = word
    return False


def _says_chinese_name(text: str, name: str) -> bool:
    return any(re.search(form, text) for part in _CHINESE.findall(name) for form in _chinese_forms(part))


def _chinese_forms(part: str) -> Iterator[str]:
    """Give how somebody is called: 林晓雯, 晓雯, 林总, 小林; 欧阳娜娜, 欧阳, 娜娜."""
    name = re.sub(f"(?<=.){_TITLES}$", "", part)
    if len(name) > 1:
        yield name
    if len(name) == 4 or _FAMILIES_OF_TWO.match(name):
        yield name[:2]
        family = 2
    else:
        yield f"{name[0]}{_TITLES}"
        yield f"[小老阿]{name[0]}"
        family = 1
    if len(name) == family + 2:
        yield name[family:]
