"""Names as they are compared and typed: folded keys and handles."""

import re
import unicodedata

HANDLE_LENGTH = 40
MADE_HANDLE_LENGTH = 24
PIECE = 50_000
_MARKS = re.compile("[\u0300-\u036f]")
# Letters join with what stands before them, but neither those of ASCII nor Chinese ones do.
_PIECES = re.compile(rf".{{1,{PIECE}}}[^\x00-\x7f\u4e00-\u9fff]*", re.DOTALL)
_DOMAIN = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_TITLE = re.compile(
    "jr|sr|ii|iii|iv|v|dr|md|phd|dphil|[mb]ba|[mb]sc|[mb]a|ll[mb]|esq|prof|mr|mrs|ms|miss|sir|c[eftio]o|cpa"
)
_NOT_IN_A_HANDLE = re.compile(r"[^A-Za-z0-9]+")
_CHINESE_FORM = re.compile(
    "(?<=.)(?:(?:集团|集團)?(?:股份有限公司|有限责任公司|有限責任公司|有限公司|(?<![分限])公司)|集团|集團)(?=[(]|$)"
)


def fold(text: str) -> str:
    """Give the form in which texts are compared: no case, no accents, no width, white space folded."""
    if len(text) > PIECE:
        return _fold_in_pieces(text)
    return " ".join((text.lower() if text.isascii() else _plain(text)).split())


def _plain(text: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", bare).casefold()


def _fold_in_pieces(text: str) -> str:
    """Fold a long text, of which the words, or its case, take many times its room all at once."""
    pieces = (" ".join(f"|{_plain(match[0])}|".split())[1:-1] for match in _PIECES.finditer(text))
    folded = "".join(pieces).strip()
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return folded


def host_of(address: str) -> str | None:
    """Give the domain in a web address or host name, lower case and without ``www.``, or ``None``."""
    host = fold(address).partition("://")[2] or fold(address)
    host = re.split("[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = host.removeprefix("www.").rstrip(".")
    return host if _DOMAIN.fullmatch(host) else None


def handle_from(name: str) -> str:
    """Make a handle of a name: transliterated, lower case, words joined by hyphens, whole words up to 24 characters.

    The legal form of a Chinese company, and that it is a group, are left out; what is longer than a handle is cut
    between two Chinese characters. A name that leaves nothing (only symbols) gives ``client``.
    """
    plain = name
    if not plain.isascii():
        from anyascii import anyascii

        plain = unicodedata.normalize("NFKC", name)
        # anyascii writes each Chinese syllable with a capital and no space: 华为 is HuaWei.
        plain = anyascii(_CHINESE_FORM.sub("", plain.rstrip()) or plain)
    words = _NOT_IN_A_HANDLE.sub(" ", plain.replace("'", "")).split()
    handle = _cut(words[0], syllables=not name.isascii()).lower() if words else "client"
    for word in words[1:]:
        if len(handle) + 1 + len(word) > MADE_HANDLE_LENGTH:
            break
        handle = f"{handle}-{word.lower()}"
    return handle


def _cut(word: str, *, syllables: bool) -> str:
    """Cut a word that is longer than a handle, at a capital where there are ``syllables``."""
    cut = word[:MADE_HANDLE_LENGTH]
    if syllables and word[len(cut) :][:1].islower():
        capitals = [place for place, letter in enumerate(cut) if letter.isupper() and place]
        cut = cut[: capitals[-1]] if capitals else cut
    return cut


def is_handle(text: str) -> bool:
    """Tell whether ``text`` may serve as a handle: lower-case letters, digits, ``-`` and ``_``."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", text) is not None


def spoken_name(name: str) -> str:
    """Give a name as one speaks it: ``Marsh, Owen`` is Owen Marsh, ``Owen Marsh, PhD`` stays as it is."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma or not family or not given or "," in given or _is_title(family) or _is_title(given):
        return name
    return f"{given} {family}"


def spoken_key(name: str) -> str:
    """Give the folded form of a name as one speaks it, in which ``Marsh, Owen`` and Owen Marsh are the same."""
    return fold(spoken_name(name) if "," in name else name)


def _is_title(part: str) -> bool:
    return all(_TITLE.fullmatch(word) for word in part.lower().replace(".", "").split())
