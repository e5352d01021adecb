"""What one row tells: its cells read by field, and the client, contact, touch and task it speaks of."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from clienttrack.cadence import Interval
from clienttrack.errors import UsageProblem
from clienttrack.names import fold, is_handle
from clienttrack.screen import shortened
from clienttrack.slices.contacts.rules import LabelledAddress, ReadAddress, read_email, read_phone
from clienttrack.slices.mappings.rules.days import DayColumn
from clienttrack.slices.mappings.rules.headers import DAY_FIELDS, EXACT_FIELDS, ColumnPlan
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import ClientKind, Stage

# What a contact's row says of the person; the company's own row says it of the company.
PERSONAL = ("website", "city", "country", "source")
PROSPECT, CUSTOMER = 1, 2
LIFECYCLES = {
    **dict.fromkeys(("subscriber", "lead", "marketing qualified lead", "sales qualified lead"), PROSPECT),
    **dict.fromkeys(("marketingqualifiedlead", "salesqualifiedlead", "mql", "sql", "opportunity"), PROSPECT),
    **dict.fromkeys(("marketing qualified lead (mql)", "sales qualified lead (sql)"), PROSPECT),
    **dict.fromkeys(("customer", "evangelist"), CUSTOMER),
}
KINDS = {
    **dict.fromkeys(("person", "individual", "people", "个人"), ClientKind.PERSON),
    **dict.fromkeys(("organisation", "organization", "company", "org", "business"), ClientKind.ORGANISATION),
}


CLIENT_COLUMNS = (
    "name", "kind", "industry", "size", "source", "website", "city", "country", "language", "notes", "cadence",
    "tier_id", "stage", "since_on",
)  # fmt: skip
STAGED = (
    "file", "line", "system", "person", "client_ref", "company_ref", "domain", "handle", "name_key", "called",
    *CLIENT_COLUMNS, "next_step", "next_step_on", "lifecycle", "created_on", "last_touch_on",
    "contact_ref", "contact", "contact_called", "contact_key", "role", "email_key",
)  # fmt: skip
_COLUMN_OF = {
    "since": "since_on", "last_touch": "last_touch_on", "tier": "tier_id",
    "external_id": "client_ref", "company_id": "company_ref", "contact_id": "contact_ref",
}  # fmt: skip
_DERIVED = {
    "file", "line", "system", "person", "name", "name_key", "called", "kind", "contact", "contact_called",
    "contact_key", "email_key",
}  # fmt: skip
_NAMES_A_CLIENT = frozenset({"client", "handle", "client_ref", "domain", "company_ref"})
# Their cells are seldom met twice in a file, so remembering what was read of them gains nothing.
_SELDOM_TWICE = EXACT_FIELDS | {"client", "handle", "contact", "email", "phone", "mobile", "external_id", "contact_id"}
CELLS_REMEMBERED = 4096


def history_words(names: Sequence[str]) -> str:
    """Name an import in the history by its files."""
    return f"import {shortened(' '.join(PurePath(name).name for name in names), 80)}"


class Told(NamedTuple):
    """One row as it is staged: its cells in the order of ``RowReader.columns``, addresses, tags and custom fields."""

    cells: tuple[str | int | None, ...]
    addresses: list[ReadAddress]
    tags: list[str]
    custom: list[tuple[str, str]]


def _exact(cell: str) -> str:
    return cell


def _key(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _handle(cell: str) -> str:
    handle = _key(cell).lower().removeprefix("@")
    if not is_handle(handle):
        raise Unusable(
            "type-error", f"'{shortened(cell, 60)}' is no handle; use up to 40 of a to z, 0 to 9, '-' and '_'"
        )
    return handle


def _kind(cell: str) -> str:
    kind = KINDS.get(fold(cell))
    if kind is None:
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is no kind of client; write organisation or person")
    return kind.value


def _stage(cell: str) -> str:
    stage = fold(cell)
    if stage not in tuple(Stage):
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is no stage; write {', '.join(Stage)}")
    return stage


def _cadence(cell: str) -> str:
    try:
        return str(Interval.parse(_key(cell)))
    except UsageProblem as error:
        raise Unusable("type-error", str(error).rstrip(".")) from error


def _domain(cell: str) -> str:
    bare = re.sub(r"^[a-z]+://", "", _key(cell).casefold())
    return bare.partition("/")[0].removeprefix("www.")


def _email(cell: str) -> ReadAddress:
    try:
        return read_email(LabelledAddress(cell.strip().removeprefix("mailto:")))
    except UsageProblem as error:
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is no e-mail address") from error


@lru_cache(maxsize=65536)
def _phone(cell: str, label: str | None, region: str) -> ReadAddress:
    try:
        return read_phone(LabelledAddress(cell, label), region)
    except UsageProblem as error:
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is no phone number") from error


def _tags(cell: str) -> list[str]:
    return [tag for tag in (tag.strip() for tag in re.split("[,;|，；、]", cell)) if tag]


def _lifecycle(cell: str) -> int | None:
    return LIFECYCLES.get(fold(cell))


def _first_id(cell: str) -> str:
    return cell.partition(";")[0].strip()


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one file by its column plan; ``tiers`` are the book's, by folded name."""

    file: int
    plan: ColumnPlan
    width: int
    tiers: Mapping[str, int]
    region: str
    today: str
    days: dict[str, DayColumn] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    _steps: list[tuple[int, str, Callable[[str], Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for index, name in sorted(self.plan.fields.items()):
            read = self._reader(name)
            read = read if name in _SELDOM_TWICE else lru_cache(CELLS_REMEMBERED)(read)
            self._steps.append((index, _COLUMN_OF.get(name, name), read))
        filled = _DERIVED | {name for _, name, _ in self._steps}
        self.columns = tuple(name for name in STAGED if name in filled)

    def _reader(self, name: str) -> Callable[[str], Any]:
        if name in DAY_FIELDS:
            column = self.days.setdefault(name, DayColumn())
            return self._touched if name == "last_touch" else column.read
        special: dict[str, Callable[[str], Any]] = {
            "handle": _handle, "kind": _kind, "stage": _stage, "cadence": _cadence, "domain": _domain, "email": _email,
            "tags": _tags, "lifecycle": _lifecycle, "company_id": _first_id, "external_id": _key, "contact_id": _key,
            "tier": self._tier, "phone": lambda cell: _phone(cell, None, self.region),
            "mobile": lambda cell: _phone(cell, "mobile", self.region),
        }  # fmt: skip
        return special.get(name, _exact if name in EXACT_FIELDS else str.strip)

    def _tier(self, cell: str) -> int:
        tier = self.tiers.get(fold(cell))
        if tier is None:
            raise Unusable(
                "constraint-error", f"the book has no tier '{shortened(cell, 60)}'; it has {', '.join(self.tiers)}"
            )
        return tier

    def _touched(self, cell: str) -> str:
        day = self.days["last_touch"].read(cell)
        if day[0] != "?" and day > self.today:
            raise Unusable("constraint-error", f"the last touch '{shortened(cell, 60)}' lies in the future")
        return day

    def read(self, line: int, cells: Sequence[str], problems: list[Unusable]) -> Told | None:
        """Give what a row tells; every cell that cannot be read is added to ``problems`` by its column's number."""
        if len(cells) != self.width:
            code = "missing-cell" if len(cells) < self.width else "extra-cell"
            problems.append(Unusable(code, f"the row has {len(cells)} cells, the header {self.width}", line=line))
            return None
        values: dict[str, Any] = {"file": self.file, "line": line}
        before = len(problems)
        for index, name, read in self._steps:
            cell = cells[index]
            if cell and not cell.isspace():
                try:
                    values[name] = read(cell)
                except Unusable as error:
                    problems.append(Unusable(error.code, error.message, line=line, column=str(index)))
        custom = [(name, cells[index]) for index, name in self.plan.custom.items() if cells[index].strip()]
        if len(problems) > before:
            return None
        try:
            return self._told(values, custom)
        except Unusable as error:
            problems.append(Unusable(error.code, error.message, line=line))
            return None

    def _told(self, values: dict[str, Any], custom: list[tuple[str, str]]) -> Told:
        """Put the cells of a row together to a client, its contact and what else it tells."""
        tell = values.get
        client, email = tell("client"), tell("email")
        person = _NAMES_A_CLIENT.isdisjoint(values)
        contact, contact_called = _contact_told(values, self.plan, person=person)
        foreign = self.plan.mapping == "hubspot_contacts" and not person
        called = contact_called if person else client or tell("handle") or tell("domain")
        values |= {
            "system": self.plan.system,
            "person": int(person),
            "name": None if foreign else client,
            "name_key": fold(client or (contact_called if person else None) or "") or None,
            "called": called or tell("client_ref") or contact_called,
            "kind": _kind_told(values, self.plan, person=person),
            "contact": contact,
            "contact_called": contact_called,
            "contact_key": fold(contact_called) if contact_called else None,
            "email_key": email.value_key if email else None,
        }
        if foreign:
            custom, values = [], {name: value for name, value in values.items() if name not in PERSONAL}
        elif "role" in values and not contact_called:
            custom = [*custom, ("role", values["role"])]
        addresses = [address for address in (email, tell("phone"), tell("mobile")) if address]
        return Told(tuple(map(values.get, self.columns)), addresses, tell("tags") or [], custom)


def _contact_told(values: Mapping[str, Any], plan: ColumnPlan, *, person: bool) -> tuple[str | None, str | None]:
    """Give the name of the contact and what to call it, which is the e-mail address of a person without a name."""
    contact = values.get("contact") or " ".join(
        name for name in (values.get("first_name"), values.get("last_name")) if name
    )
    email: ReadAddress | None = values.get("email")
    called = contact or (email.value if email and _speaks_of_a_person(values, plan, person=person) else None)
    if not contact and values.get("kind") == ClientKind.PERSON and (email or values.keys() & {"phone", "mobile"}):
        called = values.get("client") or called
    if person and not called:
        raise Unusable("missing-key", "the row names neither a client nor a contact")
    if plan.mapping == "hubspot_contacts" and not called:
        raise Unusable("missing-key", "the row has no name and no e-mail address")
    return contact or None, called


def _speaks_of_a_person(values: Mapping[str, Any], plan: ColumnPlan, *, person: bool) -> bool:
    """Tell whether an e-mail address alone stands for a contact: a table of people, or a row that gives a role."""
    return person or plan.mapping == "hubspot_contacts" or not {"role", "contact_ref"}.isdisjoint(values)


def _kind_told(values: Mapping[str, Any], plan: ColumnPlan, *, person: bool) -> str | None:
    if person or "kind" in values:
        return ClientKind.PERSON.value if person else str(values["kind"])
    lonely = plan.mapping == "hubspot_contacts" and not values.keys() & {"client", "domain"}
    return ClientKind.PERSON.value if lonely else None
