"""How a text of the book is made harmless in Markdown and HTML."""

import re

from clienttrack.screen import one_line

_ALWAYS = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_BLOCK_START = re.compile(r"^(?:([0-9]{0,9})([.)])(?= |$)|(#+|[-+](?= |$)|:?[-=]+:?$))")
# What keeps two words on one line is kept: it begins no block and folds no line.
_WHITE = re.compile(r"[^\S\u00a0\u202f]+")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")

_WRITTEN = re.compile(r"\\([!-/:-@\[-`{-~])|&(amp|lt|gt);")
_MEANT = {"amp": "&", "lt": "<", "gt": ">"}


def escaped(text: str) -> str:
    """Write a text so that Markdown and HTML show it as it is, on one line (CommonMark 0.31, sections 2.4 and 4).

    White space is folded, so that no line of it can begin a block; control characters are spelled out.
    """
    line = one_line(_WHITE.sub(" ", text).strip())
    line = _ALWAYS.sub(lambda match: f"\\{match.group()}", line)
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;").replace(">", "&gt;")
    if line.endswith("#"):
        line = f"{line[:-1]}\\#"
    return _BLOCK_START.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", line)


def unescaped(markdown: str) -> str:
    """Give Markdown as a plain text, in which what ``escaped`` has written stands as it was meant."""
    return _WRITTEN.sub(lambda match: match[1] or _MEANT[match[2]], markdown)
