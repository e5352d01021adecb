"""Values that templates are tried with, made by the types of their contexts: they say that they are examples."""

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Context = TypeVar("Context")

AMOUNT = 3
# Words that a template may look up, and what is no text one reads, by class and field; several are taken in turn.
_TOLD: dict[str, tuple[str, ...]] = {
    "Talk.kind": ("meeting", "call"),
    "Talk.direction": ("out", "in"),
    "Promise.ref": ("t1", "t2"),
    "RemindedPromise.side": ("ours", "theirs"),
    "MorningLine.ref": ("t1", "@example"),
    "MorningLine.kind": ("task", "touch"),
    "MorningLine.side": ("ours", "theirs"),
    "ReachedClient.handle": ("example",),
    "ReachedClient.reach": ("+44 20 7946 0000",),
    "ReachedClient.stage": ("stable",),
    "BriefedClient.handle": ("example",),
    "BriefedClient.kind": ("organisation",),
    "BriefedClient.language": ("en",),
    "BriefedClient.website": ("https://www.example.com",),
    "Standing.stage": ("stable",),
    "Standing.cadence": ("14d",),
    "BriefedContact.level": ("owner", "manager"),
    "BriefedContact.decision": ("decides", "uses"),
    "ClientNeed.ref": ("w1", "w2"),
    "ClientNeed.status": ("open", "proposed"),
    "ClientNeed.origin": ("stated", "implied"),
    "ClientNeed.kano": ("basic", "delight"),
    "ClientNeed.priority": ("high", "normal"),
    "Promise.status": ("open", "done"),
    "GivenAnswer.field": ("goal", "pain"),
    "UnderstoodAnswer.field": ("goal", "pain"),
    "UnknownField.field": ("budget", "timeline"),
    "ClientProfile.parts_unnamed": ("pays", "blocks"),
    "ClientProfile.levels_unnamed": ("executive", "specialist"),
    "PlannedMeeting.ref": ("m2",),
    "HeldMeeting.ref": ("m1",),
    "HeldMeeting.kind": ("meeting",),
    "FollowUp.meeting_kind": ("meeting",),
    "MinutedClient.handle": ("example",),
    "Participant.level": ("owner", "manager"),
    "Participant.decision": ("decides", "uses"),
    "BookTarget.trend": ("up", "down"),
    "BookStage.stage": ("activation", "stable"),
    "PortfolioReport.currency": ("EUR",),
    "SuggestedMove.client": ("example",),
    "CostlyClient.client": ("example",),
    "Chart.shape": ("bars",),
    "Chart.unit": ("%",),
    "BriefedContact.addresses": ("+44 20 7946 0000", "someone@example.com"),
}
# Days from today; where nothing is said they lie a week ahead.
_DAYS: dict[str, tuple[int, ...]] = {
    "today": (0,),
    "Talk.happened_on": (-2, -9),
    "Promise.due_on": (-3, 7),
    "HeldMeeting.held_on": (-2,),
    "HeldMeeting.planned_on": (-2,),
    "ClientNeed.status_on": (-2, -9),
    "GivenAnswer.answered_on": (-2, -9),
    "SaidRemark.said_on": (-2, -9),
    "RemindedPromise.due_on": (-AMOUNT,),
    "RemindedMeeting.planned_on": (AMOUNT,),
    "RemindedNeed.proposed_on": (-20,),
    "MorningLine.due_on": (-AMOUNT,),
    "MorningLine.last_touch_on": (-AMOUNT,),
    "MorningLine.proposed_on": (-20,),
    "PersonalNote.said_on": (-2, -9),
    "BriefedClient.since_on": (-400,),
    "PortfolioReport.before_on": (-92,),
    "Standing.last_touch_on": (-AMOUNT,),
    "Standing.due_on": (-AMOUNT,),
}
_PEOPLE = frozenset({"BriefedContact.name", "Participant.name", "contact", "contacts", "greeted"})
_ENGLISH = ("Example Ltd", ("Jo Example", "Kim Sample"), "an example of {}")
_CHINESE = ("示例公司", ("示例联系人", "示范联系人"), "示例（{}）")


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes what a type asks for; ``number`` counts the elements of a list, so that they differ."""

    language: str
    today: date

    def made(self, kind: type[Any], number: int = 0) -> Any:
        hints = get_type_hints(kind)
        return kind(**{name: self._value(kind, name, hint, number) for name, hint in hints.items()})

    def _value(self, kind: type[Any], name: str, hint: Any, number: int) -> Any:
        if NoneType in get_args(hint):
            hint = next(one for one in get_args(hint) if one is not NoneType)
        if get_origin(hint) is tuple:
            return tuple(self._value(kind, name, get_args(hint)[0], place) for place in range(2))
        if get_origin(hint) is Mapping:
            return {self._text(kind, name, number): self._text(kind, name, number)}
        if is_dataclass(hint):
            assert isinstance(hint, type)
            return self.made(hint, number)
        simple = {bool: number == 0, int: AMOUNT, Decimal: Decimal(AMOUNT)}
        if hint in simple:
            return simple[hint]
        return self._day(kind, name, number) if hint is date else self._text(kind, name, number)

    def _day(self, kind: type[Any], name: str, number: int) -> date:
        offsets = _DAYS.get(f"{kind.__name__}.{name}") or _DAYS.get(name) or (7,)
        return self.today + timedelta(days=offsets[number % len(offsets)])

    def _text(self, kind: type[Any], name: str, number: int) -> str:
        place = f"{kind.__name__}.{name}"
        company, people, words = _CHINESE if self.language == "zh" else _ENGLISH
        if place in _TOLD:
            return _TOLD[place][number % len(_TOLD[place])]
        if place in _PEOPLE or name in _PEOPLE:
            return people[number % len(people)]
        return company if name == "name" else words.format(name.replace("_", " "))


def example_of(context: type[Context], language: str, today: date) -> Context:
    """Give a context in which everything is told, in English or Chinese, as if on ``today``."""
    made: Context = _Maker(language, today).made(context)
    return made


def emptied(value: Context) -> Context:
    """Give the same with everything left out that may be missing: null, and no lines."""
    hints = get_type_hints(type(value))
    least = {name: _least(getattr(value, name), hint) for name, hint in hints.items()}
    return replace(value, **least)  # type: ignore[type-var]


def _least(value: Any, hint: Any) -> Any:
    if NoneType in get_args(hint):
        return None
    if get_origin(hint) is tuple:
        return ()
    if get_origin(hint) is Mapping:
        return {}
    return emptied(value) if is_dataclass(value) else value
