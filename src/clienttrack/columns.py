"""Tables and cards: widths are measured once, names break at words, and whole columns go where there is no room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from clienttrack import ink
from clienttrack.ink import Drawing, Piece, width_of

GAP = 2
# A column of text keeps this much, and a word of it that is longer, before a less important column goes for it.
COMFORTABLE = 16
LONGEST_WORD = 40
NARROWEST = 8
# A cell that is not to be broken and is wider than this has the rest of its row on the next line.
WIDEST_WHOLE = 40
LONGEST_LABEL = 24

Cell = Piece | Sequence[Piece]
Pieces = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; one of ``words`` may be broken at words, all others never.

    Where there is no room the column with the highest ``spare`` goes first; one with 0 stays.
    """

    header: str
    words: bool = False
    spare: int = 0
    right: bool = False


@dataclass(slots=True)
class Table(Drawing):
    """Rows under headers in capitals, two spaces between columns; ``remark`` stands below."""

    columns: Sequence[Column]
    remark: str = ""
    rows: list[Sequence[Cell]] = field(default_factory=list)

    def add_row(self, *cells: Cell) -> None:
        """Add a row of harmless cells, one for each column."""
        self.rows.append(cells)

    def lines(self, width: int) -> Iterator[Pieces]:
        """Draw the headers and the rows in as many columns as have room, and say which have not."""
        widths = _Fitting(self.columns, self.rows, width).widths()
        if any(column.header for column in self.columns):
            yield from self._row([(column.header.upper(), "bold") for column in self.columns], widths)
        for row in self.rows:
            yield from self._row(row, widths)
        if self.remark:
            yield from ink.prose(self.remark).lines(width)
        left = [column.header.upper() for place, column in enumerate(self.columns) if place not in widths]
        if left:
            said = f"{len(left)} column{'s' * (len(left) > 1)} left out: {', '.join(left)}; "
            yield from ink.Prose([[(f"{said}widen the terminal or use --csv.", "dim")]]).lines(width)

    def _row(self, cells: Sequence[Cell], widths: dict[int, int]) -> Iterator[Pieces]:
        """Draw one row; where cells are broken it takes several lines."""
        beside: list[tuple[int, list[Pieces]]] = []
        at = 0
        for place, wide in widths.items():
            pieces, taken = _pieces(cells[place]), _width_of(cells[place])
            if taken <= wide:
                indent = wide - taken if self.columns[place].right else 0
                beside.append((at + indent, [pieces]))
            elif self.columns[place].words:
                beside.append((at, list(ink.hanging([], pieces, wide, narrowest=1))))
            else:
                yield from _side_by_side([*beside, (at, [pieces])])
                beside = []
            at += wide + GAP
        if beside:
            yield from _side_by_side(beside)


class _Fitting:
    """Finds the columns that have room in ``width``, and how wide each is then."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> None:
        self.columns = columns
        self.rows = rows
        self.width = width
        self.natural = [self._natural(place) for place in range(len(columns))]

    def widths(self) -> dict[int, int]:
        """Give the width of each column that is shown, by its place."""
        shown = dict(enumerate(self.natural))
        if self._total(shown) <= self.width:
            return shown
        needed = {place: self._needed(place) for place in shown}
        while self._total(needed) > self.width:
            spare = max(needed, key=lambda place: self.columns[place].spare)
            if not self.columns[spare].spare:
                break
            del needed[spare]
        return self._narrowed(needed) if self._total(needed) > self.width else self._widened(needed)

    def _total(self, widths: dict[int, int]) -> int:
        return sum(widths.values()) + GAP * (len(widths) - 1)

    def _natural(self, place: int) -> int:
        widest = max((_width_of(row[place]) for row in self.rows), default=0)
        return max(widest, width_of(self.columns[place].header))

    def _needed(self, place: int) -> int:
        if not self.columns[place].words:
            return max(min(self.natural[place], WIDEST_WHOLE), width_of(self.columns[place].header))
        texts = ("".join(text for text, _ in _pieces(row[place])) for row in self.rows)
        # A word of wide letters may be broken between any two of them.
        words = (len(word) for text in texts for word in text.split() if len(word) == width_of(word))
        longest = max(COMFORTABLE, min(max(words, default=0), LONGEST_WORD))
        return min(self.natural[place], max(longest, width_of(self.columns[place].header)))

    def _narrowed(self, needed: dict[int, int]) -> dict[int, int]:
        """Take what is too much from the widest columns of words, down to what can still be read."""
        narrowed = dict(needed)
        least = {
            place: min(wide, max(NARROWEST, width_of(self.columns[place].header)))
            for place, wide in needed.items()
            if self.columns[place].words
        }
        for _ in range(self._total(needed) - self.width):
            wider = [place for place, bound in least.items() if narrowed[place] > bound]
            if not wider:
                break
            narrowed[max(wider, key=lambda place: narrowed[place])] -= 1
        return narrowed

    def _widened(self, needed: dict[int, int]) -> dict[int, int]:
        """Give what is left to the columns that could use it."""
        wanted = {place: self.natural[place] - wide for place, wide in needed.items()}
        left, total = self.width - self._total(needed), sum(wanted.values())
        return {
            place: wide + min(wanted[place], left * wanted[place] // total if total else 0)
            for place, wide in needed.items()
        }


@dataclass(frozen=True, slots=True)
class Card(Drawing):
    """Labels, and beside each a drawing."""

    fields: Sequence[tuple[str, Drawing]]

    def lines(self, width: int) -> Iterator[Pieces]:
        """Draw the fields one below the other; a label that is too long has a line of its own."""
        labels = [width_of(label) for label, _ in self.fields]
        indent = min(max(labels, default=0), LONGEST_LABEL) + GAP
        if width - indent < COMFORTABLE:
            indent = ink.SHALLOW
        for taken, (label, drawing) in zip(labels, self.fields, strict=True):
            lead = [(label, "dim"), (" " * (indent - taken), "")]
            if taken + GAP > indent:
                yield from ink.hanging([], [(label, "dim")], width, narrowest=1)
                lead = [("", ""), (" " * indent, "")]
            for line in drawing.lines(width - indent):
                yield [*lead, *line] if any(text for text, _ in line) else lead[:1]
                lead = [("", ""), (" " * indent, "")]


def _pieces(cell: Cell) -> Pieces:
    return (cell,) if isinstance(cell[0], str) else cell  # type: ignore[return-value]


def _width_of(cell: Cell) -> int:
    if isinstance(cell[0], str):
        return width_of(cell[0])
    return sum(width_of(text) for text, _ in _pieces(cell))


def _side_by_side(blocks: Iterable[tuple[int, list[Pieces]]]) -> Iterator[Pieces]:
    """Draw blocks of lines beside each other, each from its own column on."""
    begins, columns = zip(*blocks, strict=True)
    for parts in zip_longest(*columns, fillvalue=()):
        line: list[Piece] = []
        at = 0
        for begin, pieces in zip(begins, parts, strict=True):
            gap = begin - at
            for text, style in pieces:
                if text:
                    line += [(" " * gap, ""), (text, style)]
                    at += gap + width_of(text)
                    gap = 0
        yield line
