"""Which names are so nearly the same that one may be a slip for the other."""

import re
from collections.abc import Iterable, Iterator

NEARLY_THE_SAME = 0.88  # one slip in nine letters, two in seventeen; a swap of neighbours is one slip
NEAR_TAG = 80
LONGEST_COMPARED = 200
LARGEST_BLOCK = 50  # so many names that share a key say that the key says nothing
SHORTEST_WITH_A_SLIP = 9
SHORTEST_WITH_TWO_SLIPS = 17
END_OF_NAME = 8

# Legal forms as folded words, as the company laws of the countries name them (the codes of ISO 20275 tell the same).
# Dots may be left out of a word of _FORMS; a word of _DOTTED is a form only as it stands,
# because without its dots it is a name or a word of its own: Teo, De Vos, Sapa.
_FORMS = frozenset(
    re.findall(
        r"\S+",
        """
    gmbh gesmbh ggmbh mbh ag se kg kgaa ohg og ek eg gbr ug partg partgmbb aktiengesellschaft
    sarl sas sasu eurl snc scs sca sci scop scic selarl sagl cie ltee limitee senc sencrl
    bv nv vof cv cvba bvba sprl srl vzw asbl commv
    sl slu sll slne slp sa sau lda ltda limitada eireli epp sgps cia sofom
    spa srls scarl scrl
    spzoo spk spj spp sro ks
    ab hb kb abp as asa aps ivs amba smba fmba ans nuf oy oyj ky osk
    ltd limited plc llp lp cic dac clg ulc teoranta unltd
    inc incorporated corp corporation co company llc pllc lllp pbc
    pty pte pvt opc sdn bhd berhad tbk kk gk yk
    sti ooo oao zao pao ооо оао зао пао ао тоо нко
    coltd pteltd ptyltd pvtltd ltdsti
    """,
    )
)
_DOTTED = frozenset(
    re.findall(
        r"\S+",
        "i/s a/s p/s k/s g/s s/a e.u. e.u s.c. s.c p.c. p.c n.a. e.v. e.v s.a.l. c.b. s.a.b. s.a.p.a. s.k.a. p.s.a. "
        "v.o.s. z.s. teo. cpt. d.a.",
    )
)
_PHRASES = """
    s a, s a s, s a r l, s r l, s p a, s n c, s l, s l u, b v, n v, c v, a g, e v, e k, e u, a s, k k, g k, y k,
    l l c, l l p, p l c, o o o, p ltd, p limited, ug haftungsbeschrankt, ab publ, abp publ, comm v,
    and co, and company, and cie, und co, et cie, y cia, private limited, proprietary limited, public limited company,
    gesellschaft mit beschrankter haftung, kommanditgesellschaft auf aktien, societe anonyme,
    sociedad anonima, sociedad limitada, sociedade limitada, unipessoal lda, societa per azioni,
    societa a responsabilita limitata, sa de cv, sab de cv, sapi de cv, srl de cv, s de rl de cv, s de rl, s en c,
    sp z oo, sp z o o, sp k, sp j, sp p, społka z oo, społka z o o, społka z ograniczona odpowiedzialnoscia,
    społka akcyjna, s r o, spol s ro, spol s r o, akc spol, kom spol, v o s, unlimited company,
    community interest company, designated activity company, company limited by guarantee,
    kabushiki kaisha, godo kaisha, yugen kaisha, anonim sirketi, limited sirketi,
    общество с ограниченнои ответственностью, акционерное общество, публичное акционерное общество
"""
# By the last word and the one before it; the longest first.
_PHRASES_BY_END: dict[str, dict[str, list[list[str]]]] = {}
for _phrase in sorted((one.split() for one in _PHRASES.split(",")), key=len, reverse=True):
    _PHRASES_BY_END.setdefault(_phrase[-1], {}).setdefault(_phrase[-2], []).append(_phrase)
# Only these stand before another form, as in `GmbH & Co. KG`; the word before any other form belongs to the name.
_BEFORE_ANOTHER = frozenset(
    re.findall(
        r"\S+",
        "gmbh gesmbh ggmbh mbh ag se ug kg bv nv oy ab co company corp corporation inc incorporated limited ltd pty "
        "pte pvt opc sdn cie cia sa srl lda coltd",
    )
)
_LEADING = frozenset(re.findall(r"\S+", "the pt stichting ooo oao zao pao ооо оао зао пао ао ип тоо"))
_CHINESE = "股份有限公司|有限责任公司|有限責任公司|有限公司|(?<!分)公司"
_JAPANESE_OR_KOREAN = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|"
    "주식회사|유한회사|유한책임회사|[(](?:株|有|同|주|유)[)]"
)
_EAST_ASIAN_FORM = re.compile(f"^(?:{_JAPANESE_OR_KOREAN})|(?:{_JAPANESE_OR_KOREAN}|{_CHINESE})$")
_SPACES = str.maketrans(
    dict.fromkeys("!\"$%'()*,-:;<=>?@[\\]^_`{|}~·•–—«»‹›„“”‚‘’「」『』《》、。", " ") | {"&": " and "}
)
# The marks of C++, C# and Disney+ belong to the word before them; elsewhere they part words.
_PARTING_MARK = re.compile(r"(?<![\w+#])[+#]+|[+#]+(?=\w)")


def core_of_name(name_key: str) -> str:
    """Give what is left of a folded name without punctuation and legal forms; the whole when nothing would be.

    Only forms at the end go, and those few that some countries write first: ``ooo romashka``, ``株式会社トヨタ``.
    """
    spaced = name_key if name_key.isascii() else _EAST_ASIAN_FORM.sub(" ", name_key)
    if "+" in spaced or "#" in spaced:
        spaced = _PARTING_MARK.sub(" ", spaced)
    words = spaced.translate(_SPACES).split()
    end = _end_of_core(words)
    start = 1 if len(words) > 1 and words[0] in _LEADING else 0
    core = " ".join(words[start:end] or words)
    if "." in core or "/" in core:
        core = " ".join(core.replace(".", "").replace("/", " ").split())
    return core or name_key


def _end_of_core(words: list[str]) -> int:
    """Give how many words there are before the legal forms at the end."""
    end = len(words)
    forms = _FORMS
    while end:
        word = words[end - 1]
        bare = word.replace(".", "")
        length = _length_of_phrase(words, end, bare) if bare in _PHRASES_BY_END else 0
        if not length:
            if bare not in forms and word not in _DOTTED:
                break
            length = 1
        end -= length
        forms = _BEFORE_ANOTHER
    return end


def _length_of_phrase(words: list[str], end: int, last: str) -> int:
    before = words[end - 2].replace(".", "") if end > 1 else ""
    for phrase in _PHRASES_BY_END[last].get(before, ()):
        start = end - len(phrase)
        if start >= 0 and [word.replace(".", "") for word in words[start:end]] == phrase:
            return len(phrase)
    return 0


def nearness(core: str, other: str) -> float:
    """Give the share of letters that two cores of names have in common, or 0 when they are not nearly the same.

    Names with other numbers in them are never the same.
    """
    from rapidfuzz.distance import OSA

    share = OSA.normalized_similarity(core, other, score_cutoff=NEARLY_THE_SAME)
    return share if share and _numbers(core) == _numbers(other) else 0.0


def names_agree(core: str, other: str) -> bool:
    """Tell whether two names without legal form can be of one: the same, a part, shortened, or nearly the same.

    Names with other numbers in them are never of one.
    """
    if _numbers(core) != _numbers(other):
        return False
    short, long = sorted((core, other), key=len)
    if long.startswith(short) or nearness(core, other):
        return True
    words, more = short.split(), long.split()
    if set(words) <= set(more):
        return True
    first, other_first = sorted((words[0].rstrip("."), more[0]), key=len)
    return words[-1] == more[-1] and other_first.startswith(first)


def near_keys(core: str) -> Iterator[str]:
    """Give the keys of a core of a name, of which every other one that is nearly the same has one too.

    One slip apart: the core without one letter. Two and more, in a long name: the first or last letters. Other order:
    the words sorted. Two slips of which one is near the beginning and one near the end are not found.
    """
    words = core.split()
    if len(words) > 1:
        yield " ".join(sorted(words))
    if SHORTEST_WITH_A_SLIP - 1 <= len(core) <= LONGEST_COMPARED:
        yield core
        yield from (core[:place] + core[place + 1 :] for place in range(len(core)))
    if SHORTEST_WITH_TWO_SLIPS - 2 <= len(core) <= LONGEST_COMPARED:
        yield f"{core[:END_OF_NAME]}…"
        yield f"…{core[-END_OF_NAME:]}"


def _numbers(core: str) -> list[str]:
    return re.findall("[0-9]+", core)


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
    numbers = _numbers(core)
    return next((hit[2] for hit in hits if _numbers(hit[0]) == numbers), None)


def nearest_tag(name_key: str, others: Iterable[str]) -> str | None:
    """Give the other tag that the folded one may be a slip of the keyboard for, or ``None``."""
    from rapidfuzz import fuzz, process

    hit = process.extractOne(name_key, list(others), scorer=fuzz.ratio, score_cutoff=NEAR_TAG)
    return None if hit is None or _numbers(hit[0]) != _numbers(name_key) else hit[0]
