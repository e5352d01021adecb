"""What a risk is made of, and which risks are shown."""

from dataclasses import dataclass

from clienttrack.errors import Refused
from clienttrack.risk import Risk
from clienttrack.vocabulary import LostReason, RiskLevel

# All terms with what each looks at; the last two have no records yet.
TERMS = {
    "silence": "how late the next touch is",
    "falling contact": "touches of the last 90 days beside those 91 to 180 days ago",
    "falling revenue": "money of the last 180 days beside that of the 180 before",
    "one contact": "how many contacts of an organisation are present",
    "sponsor gone": "whether who decided has left",
    "old need": "how long needs have been open",
    "unhappy": "answers to NPS",
    "issues": "open complaints",
}
WITHOUT_RECORDS = ("unhappy", "issues")


# What answers the heaviest term: a sentence, and the command that begins it.
ANSWERS = {
    "silence": ("Get in touch before anything else, and write down what was said.", 'log {handle} "…" --kind call'),
    "falling contact": (
        "Ask for a talk about what they need now, before there is none any more.",
        "meet plan {handle} --on DAY --questions needs-review",
    ),
    "falling revenue": (
        "Look back on the work together and ask what has changed.",
        "meet plan {handle} --on DAY --questions business-review",
    ),
    "one contact": ("Get to know a second person there.", "contact add {handle} NAME"),
    "sponsor gone": ("Find out who decides now, and meet them.", "contact add {handle} NAME --decision decides"),
    "old need": (
        "Propose something for the need that has waited longest, or say that you will not.",
        "need propose {need}",
    ),
}
# What to bring to a client who left over that.
_BRING = {
    LostReason.NEEDS_MISREAD: "Ask anew what they need, and say it back before you propose anything.",
    LostReason.PRICE: "Come with a smaller piece of work at a price that is easily agreed to.",
    LostReason.COMPETITOR: "Ask what the other does better, and what is missing there.",
    LostReason.EXECUTION: "Say what went wrong and what is done otherwise now, before you offer anything.",
    LostReason.CONTACT_LEFT: "Look for who decides now, and for where the contact who left has gone.",
    LostReason.BUDGET_CUT: "Ask when the next budget is made, and offer what fits into it.",
    LostReason.OTHER: "Ask what made them leave, and listen.",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do next in one sentence, and the command for it; the ``term`` of the risk it answers, if it is one."""

    term: str | None
    words: str
    command: str


class NoRisk(Refused):
    """Risk is of clients we work for."""

    def __init__(self, handle: str, why: str) -> None:
        super().__init__(f"{handle} has no churn risk: it is {why}. `clienttrack risk list --all` shows who has.")


def shown_risks(found: list[Risk], *, everything: bool) -> list[Risk]:
    """Give the risks that are shown, the highest first: those high or to watch, or all."""
    wanted = [one for one in found if everything or one.level is not RiskLevel.LOW]
    return sorted(wanted, key=lambda one: -one.points)


def suggestion(term: str, handle: str, oldest_need: str | None) -> Suggestion:
    """Say what answers a term of a risk; ``oldest_need`` is the REF of the need that has been open for longest."""
    words, command = ANSWERS[term]
    return Suggestion(term, words, f"clienttrack {command.format(handle=handle, need=oldest_need)}")


def ways_back(reason: str | None, handle: str) -> tuple[Suggestion, ...]:
    """Say how to win a lost client back: what to bring, and with which questions to talk."""
    bring = _BRING[LostReason(reason or LostReason.OTHER)]
    return (
        Suggestion(None, f"{bring} Taking them back plans the first steps.", f"clienttrack stage win-back {handle}"),
        Suggestion(
            None,
            "Then talk about why they left, with the questions made for that.",
            f"clienttrack meet plan {handle} --on DAY --questions win-back",
        ),
    )
