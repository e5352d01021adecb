"""How a profile looks: the answers with who said them, what is missing, and the decision map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clienttrack import ink
from clienttrack.columns import Card
from clienttrack.dates import in_sentence
from clienttrack.ink import Drawing, Piece
from clienttrack.screen import cell, shortened, visible

if TYPE_CHECKING:
    from clienttrack.profile import KnownAnswer
    from clienttrack.slices.profiles.queries import ClientProfile

QUIET = "dim"


def profile(found: "ClientProfile", *, today: date, history: bool) -> Drawing:
    """Show what is known of a client, what is not, and who decides; with ``history`` the earlier answers too."""
    return ProfileScreen(found, today, history)


@dataclass(frozen=True, slots=True)
class ProfileScreen(Drawing):
    """The name, the newest answers, what is still unknown, open questions and the decision map."""

    profile: "ClientProfile"
    today: date
    history: bool

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw the name, then the blocks."""
        found = self.profile
        name = [cell(shortened(found.client_name), "bold"), cell(f"  {found.client}", QUIET)]
        yield from ink.hanging([], [*name, cell(f"  {found.complete} % known")], width, narrowest=1)
        for line in Card([*self._blocks()]).lines(width):
            yield [*line]

    def _blocks(self) -> Iterator[tuple[str, Drawing]]:
        found = self.profile
        for answer in found.known:
            yield _field(answer.field), self._answer(answer)
            for earlier in found.earlier if self.history else ():
                if earlier.field == answer.field:
                    yield "  earlier", self._answer(earlier)
        if found.unknown:
            yield "still unknown", _line(cell(", ".join(map(_field, found.unknown))))
        asked = [
            *found.open_questions,
            *(one for one in found.earlier if self.history and one.field == "open_question"),
        ]
        for number, question in enumerate(asked):
            label = "open questions" if number == 0 else "  earlier" if question in found.earlier else ""
            yield label, self._answer(question)
        yield "", _line()
        for part in found.decisions:
            names = ", ".join(shortened(name) for name in part.contacts)
            yield part.part, _line(cell(names) if names else cell("nobody named", QUIET))
        if found.levels_unnamed:
            yield "nobody at level", _line(cell(", ".join(found.levels_unnamed), QUIET))

    def _answer(self, answer: "KnownAnswer") -> Drawing:
        lines = [[(line, "")] for line in visible(answer.text).rstrip("\n").split("\n")]
        said = [shortened(answer.contact)] if answer.contact else []
        source = ", ".join([*said, in_sentence(answer.answered_on, today=self.today), answer.meeting])
        lines[-1].append((f"  {source}", QUIET))
        return ink.Prose(lines, deeper=0)


def _field(word: str) -> str:
    return word.replace("_", " ")


def _line(*pieces: Piece) -> Drawing:
    return ink.Prose([pieces], deeper=0)
