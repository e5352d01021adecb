"""Every table of the book, once: SQLModel classes without methods and without relationships.

The journal and the derived table are declared here too; their triggers are made in ``journal`` and ``standing``.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, Index, String, UniqueConstraint, text
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, MetaData, SQLModel

from clienttrack.cadence import RepeatKind
from clienttrack.vocabulary import (
    LIVING_STAGES,
    RATED,
    AddressKind,
    ClientKind,
    DecisionPart,
    Direction,
    DueKind,
    KanoClass,
    Level,
    LostReason,
    MeetingStatus,
    NeedOrigin,
    NeedStatus,
    OperationKind,
    PlaybookStage,
    Priority,
    ProfileField,
    RemarkKind,
    Side,
    Stage,
    TaskStatus,
    TouchKind,
)

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@compiles(String, "sqlite")
@compiles(Date, "sqlite")
@compiles(DateTime, "sqlite")
def _text(_element: object, _compiler: object, **_options: object) -> str:
    """A STRICT table knows no VARCHAR, DATE or DATETIME: all three are TEXT."""
    return "TEXT"


STRICT: dict[str, Any] = {"sqlite_strict": True, "sqlite_autoincrement": True}
DAY_PATTERN = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def _one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _days(*columns: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"{column} GLOB '{DAY_PATTERN}'", name=column) for column in columns]


def _yes_or_no(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def _belongs_to(target: str, *, optional: bool = False, ondelete: str = "RESTRICT") -> Any:
    if optional:
        return Field(default=None, foreign_key=target, ondelete=ondelete)  # type: ignore[call-overload]
    return Field(foreign_key=target, ondelete=ondelete)  # type: ignore[call-overload]


class Tier(SQLModel, table=True):
    """What a client is worth to us; ``weight`` is W in the urgency formulas, ``rank`` 1 the highest."""

    __tablename__ = "tier"
    __table_args__ = (CheckConstraint("weight > 0", name="weight"), STRICT)
    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    rank: int
    weight: int


class CadenceCell(SQLModel, table=True):
    """The longest silence allowed for one tier in one stage, e.g. ``14d``."""

    __tablename__ = "cadence_cell"
    __table_args__ = (UniqueConstraint("tier_id", "stage"), _one_of("stage", LIVING_STAGES), STRICT)
    id: int = Field(default=None, primary_key=True)
    tier_id: int = _belongs_to("tier.id")
    stage: str
    interval: str


class Client(SQLModel, table=True):
    """An organisation or person we serve.

    ``name_key`` is the folded name that look-ups compare; ``told_stage`` is null while the stage follows from
    ``since_on``; ``cadence`` is the client's own interval; the budget stands in minor units of ``currency``.
    """

    __tablename__ = "client"
    __table_args__ = (
        _one_of("kind", ClientKind),
        _one_of("told_stage", Stage),
        _one_of("lost_reason", LostReason),
        *_days("since_on", "added_on", "archived_on", "paused_until", "told_stage_on"),
        _yes_or_no("tier_pinned"),
        CheckConstraint("handle <> '' AND handle NOT GLOB '*[^a-z0-9_-]*'", name="handle"),
        CheckConstraint("name <> ''", name="name"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    handle: str = Field(unique=True)
    name: str
    name_key: str = Field(index=True)
    kind: str
    industry: str | None = None
    size: str | None = None
    source: str | None = None
    website: str | None = None
    city: str | None = None
    country: str | None = None
    language: str | None = None
    currency: str | None = None
    budget_low: int | None = None
    budget_high: int | None = None
    preferences: str | None = None
    decision_style: str | None = None
    since_on: date | None = None
    cadence: str | None = None
    tier_id: int | None = _belongs_to("tier.id", optional=True)
    tier_pinned: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    told_stage: str | None = None
    told_stage_on: date | None = None
    lost_reason: str | None = None
    notes: str | None = None
    added_on: date
    archived_on: date | None = None
    paused_until: date | None = None
    paused_because: str | None = None


class Alias(SQLModel, table=True):
    """Another name that means a client; without a client it is a handle that must never be given again."""

    __tablename__ = "alias"
    __table_args__ = (STRICT,)
    id: int = Field(default=None, primary_key=True)
    client_id: int | None = Field(default=None, foreign_key="client.id", ondelete="RESTRICT", index=True)
    alias: str = Field(unique=True)
    alias_key: str = Field(index=True)


class Domain(SQLModel, table=True):
    """An internet domain of a client, lower case, without ``www.``."""

    __tablename__ = "domain"
    __table_args__ = (UniqueConstraint("domain", "client_id"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    domain: str


class Tag(SQLModel, table=True):
    """A word of the user's own that groups clients."""

    __tablename__ = "tag"
    __table_args__ = (STRICT,)
    id: int = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)


class ClientTag(SQLModel, table=True):
    """One tag on one client."""

    __tablename__ = "client_tag"
    __table_args__ = (UniqueConstraint("client_id", "tag_id"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    tag_id: int = Field(foreign_key="tag.id", ondelete="RESTRICT", index=True)


class CustomField(SQLModel, table=True):
    """A field of the user's own on a client."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("client_id", "name"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    name: str
    value: str


class Contact(SQLModel, table=True):
    """A person at a client."""

    __tablename__ = "contact"
    __table_args__ = (
        _one_of("level", Level),
        _one_of("decision", DecisionPart),
        *_days("left_on", "added_on"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_contact_left_on", "left_on", sqlite_where=text("left_on IS NOT NULL")),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    name: str
    name_key: str = Field(index=True)
    role: str | None = None
    level: str | None = None
    decision: str | None = None
    notes: str | None = None
    left_on: date | None = None
    added_on: date


class Address(SQLModel, table=True):
    """An e-mail address or phone number of a contact, or of a client itself.

    ``value`` is what was typed, ``shown`` what people read (international form for valid phones),
    ``value_key`` what look-ups compare: the folded e-mail, E.164, or the bare digits of a phone that is not valid.
    """

    __tablename__ = "address"
    __table_args__ = (
        _one_of("kind", AddressKind),
        _yes_or_no("valid"),
        UniqueConstraint("contact_id", "kind", "value_key"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    contact_id: int | None = _belongs_to("contact.id", optional=True)
    kind: str
    label: str | None = None
    value: str
    shown: str
    value_key: str = Field(index=True)
    valid: int


class ContactField(SQLModel, table=True):
    """A field of the user's own on a contact."""

    __tablename__ = "contact_field"
    __table_args__ = (UniqueConstraint("contact_id", "name"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    contact_id: int = _belongs_to("contact.id")
    name: str
    value: str


class Touchpoint(SQLModel, table=True):
    """One time we and the client were in contact, on a day in the client-book's time zone."""

    __tablename__ = "touchpoint"
    __table_args__ = (
        _one_of("kind", TouchKind),
        _one_of("direction", Direction),
        *_days("happened_on"),
        CheckConstraint("minutes >= 0", name="minutes"),
        Index("ix_touchpoint_client_id_happened_on", "client_id", "happened_on", "kind"),
        Index("ix_touchpoint_happened_on", "happened_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    kind: str
    happened_on: date
    direction: str | None = None
    minutes: int | None = None
    text: str


class TouchpointContact(SQLModel, table=True):
    """A contact who took part in a touchpoint."""

    __tablename__ = "touchpoint_contact"
    __table_args__ = (UniqueConstraint("touchpoint_id", "contact_id"), STRICT)
    id: int = Field(default=None, primary_key=True)
    touchpoint_id: int = _belongs_to("touchpoint.id")
    contact_id: int = Field(foreign_key="contact.id", ondelete="RESTRICT", index=True)


class Task(SQLModel, table=True):
    """A promise with a day, ours to them or theirs to us.

    ``first_on`` is the day the repetition began (it keeps the 31st of a month); ``follows_id`` the finished
    occurrence this one succeeds; ``touchpoint_id`` the talk in which the promise was made.
    """

    __tablename__ = "task"
    __table_args__ = (
        _one_of("side", Side),
        _one_of("status", TaskStatus),
        _one_of("repeat_kind", RepeatKind),
        *_days("due_on", "first_on", "closed_on", "added_on"),
        CheckConstraint("(repeat_kind IS NULL) = (repeat_interval IS NULL)", name="repeat"),
        CheckConstraint("(status = 'open') = (closed_on IS NULL)", name="closed"),
        CheckConstraint("text <> ''", name="text"),
        Index("ix_task_client_id_status", "client_id", "status"),
        Index("ix_task_status_due_on", "status", "due_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT", index=True)
    touchpoint_id: int | None = Field(default=None, foreign_key="touchpoint.id", ondelete="SET NULL", index=True)
    follows_id: int | None = Field(default=None, foreign_key="task.id", ondelete="RESTRICT", index=True)
    text: str
    side: str
    status: str
    due_on: date | None = None
    repeat_kind: str | None = None
    repeat_interval: str | None = None
    first_on: date | None = None
    closed_on: date | None = None
    because: str | None = None
    added_on: date


class Meeting(SQLModel, table=True):
    """A needs-discovery conversation: planned, then held or cancelled.

    ``question_set`` names the file of its questions; ``form`` is what was written down when it was held, as it was
    saved; ``touchpoint_id`` the touch that holding it has logged.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        _one_of("status", MeetingStatus),
        *_days("planned_on", "held_on", "cancelled_on", "added_on"),
        CheckConstraint("(status = 'held') = (held_on IS NOT NULL)", name="held"),
        CheckConstraint("(status = 'cancelled') = (cancelled_on IS NOT NULL)", name="cancelled"),
        CheckConstraint("status = 'held' OR planned_on IS NOT NULL", name="planned"),
        Index("ix_meeting_client_id_status", "client_id", "status"),
        Index("ix_meeting_status_planned_on", "status", "planned_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    touchpoint_id: int | None = Field(default=None, foreign_key="touchpoint.id", ondelete="SET NULL", index=True)
    status: str
    question_set: str | None = None
    goal: str | None = None
    form: str | None = None
    planned_on: date | None = None
    held_on: date | None = None
    cancelled_on: date | None = None
    because: str | None = None
    added_on: date


class MeetingContact(SQLModel, table=True):
    """A contact who will take part in a meeting, or did."""

    __tablename__ = "meeting_contact"
    __table_args__ = (UniqueConstraint("meeting_id", "contact_id"), STRICT)
    id: int = Field(default=None, primary_key=True)
    meeting_id: int = _belongs_to("meeting.id")
    contact_id: int = Field(foreign_key="contact.id", ondelete="RESTRICT", index=True)


class Answer(SQLModel, table=True):
    """What was said to one question of a meeting, without the lines that became records.

    ``question`` is the question's key in its set, ``asked`` its words; both and ``field`` are null for notes that stood
    under no question. ``contact_id`` is who said it, as far as that is known.
    """

    __tablename__ = "answer"
    __table_args__ = (
        _one_of("field", ProfileField),
        *_days("answered_on"),
        CheckConstraint("text <> ''", name="text"),
        Index("ix_answer_client_id_field", "client_id", "field", "answered_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT", index=True)
    field: str | None = None
    question: str | None = None
    asked: str | None = None
    text: str
    answered_on: date


class Need(SQLModel, table=True):
    """Something a client wants; ``kano`` is null until it is known, ``status_on`` the day of the last move."""

    __tablename__ = "need"
    __table_args__ = (
        _one_of("kano", KanoClass),
        _one_of("origin", NeedOrigin),
        _one_of("priority", Priority),
        _one_of("status", NeedStatus),
        *_days("status_on", "added_on"),
        CheckConstraint("text <> ''", name="text"),
        Index("ix_need_client_id_status", "client_id", "status"),
        Index("ix_need_status_status_on", "status", "status_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    text: str
    kano: str | None = None
    origin: str
    priority: str
    evidence: str | None = None
    status: str
    status_on: date
    added_on: date


class NeedMove(SQLModel, table=True):
    """A change of a need's status, kept with its day and reason."""

    __tablename__ = "need_move"
    __table_args__ = (_one_of("status", NeedStatus), *_days("moved_on"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    need_id: int = Field(foreign_key="need.id", ondelete="RESTRICT", index=True)
    status: str
    moved_on: date
    because: str | None = None


class Remark(SQLModel, table=True):
    """A quote, a risk or something personal that a meeting brought up."""

    __tablename__ = "remark"
    __table_args__ = (
        _one_of("kind", RemarkKind),
        *_days("said_on"),
        CheckConstraint("text <> ''", name="text"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="RESTRICT", index=True)
    kind: str
    text: str
    said_on: date


class Payment(SQLModel, table=True):
    """Money that a client has paid, in minor units of its currency (ISO 4217); ``project`` says what for."""

    __tablename__ = "payment"
    __table_args__ = (
        *_days("paid_on", "added_on"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("currency GLOB '[A-Z][A-Z][A-Z]'", name="currency"),
        Index("ix_payment_client_id_paid_on", "client_id", "paid_on", "currency", "amount"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    paid_on: date
    amount: int
    currency: str
    project: str | None = None
    note: str | None = None
    added_on: date


class Rating(SQLModel, table=True):
    """What we think of a client from 1 to 5, kept with its day and reason; the newest of a factor counts."""

    __tablename__ = "rating"
    __table_args__ = (
        _one_of("factor", RATED),
        *_days("rated_on"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_rating_client_id_factor", "client_id", "factor"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    factor: str
    rating: int
    rated_on: date
    because: str | None = None


class Referral(SQLModel, table=True):
    """A client who came through another one; ``client_id`` is who referred them."""

    __tablename__ = "referral"
    __table_args__ = (CheckConstraint("client_id <> referred_id", name="other"), *_days("told_on"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    referred_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", unique=True)
    told_on: date


class PlaybookStep(SQLModel, table=True):
    """A step of a playbook that has become a promise, kept so that it becomes none again."""

    __tablename__ = "playbook_step"
    __table_args__ = (
        UniqueConstraint("client_id", "stage", "step", "falls_on"),
        _one_of("stage", PlaybookStage),
        *_days("falls_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    task_id: int = Field(foreign_key="task.id", ondelete="RESTRICT", index=True)
    playbook: str
    stage: str
    step: str
    falls_on: date


class RiskAnswer(SQLModel, table=True):
    """What a churn risk was when something was done about it: its points, and its terms by name with commas between."""

    __tablename__ = "risk_answer"
    __table_args__ = (CheckConstraint("points > 0", name="points"), *_days("answered_on"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    answered_on: date
    points: int
    terms: str
    because: str | None = None


class ExternalId(SQLModel, table=True):
    """The name of a record in another system, e.g. ``hubspot`` and ``COMP-58``; ``entity`` says of which table."""

    __tablename__ = "external_id"
    __table_args__ = (
        UniqueConstraint("system", "entity", "value"),
        *(
            CheckConstraint(f"(entity = '{entity}') = ({entity}_id IS NOT NULL)", name=f"entity_of_{entity}")
            for entity in ("contact", "touchpoint", "task", "payment")
        ),
        CheckConstraint("entity IN ('client', 'contact', 'touchpoint', 'task', 'payment')", name="entity"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT", index=True)
    touchpoint_id: int | None = Field(default=None, foreign_key="touchpoint.id", ondelete="RESTRICT", index=True)
    task_id: int | None = Field(default=None, foreign_key="task.id", ondelete="RESTRICT", index=True)
    payment_id: int | None = Field(default=None, foreign_key="payment.id", ondelete="RESTRICT", index=True)
    entity: str
    system: str
    value: str


class DistinctPair(SQLModel, table=True):
    """Two clients that look alike and are not the same; the lower number first."""

    __tablename__ = "distinct_pair"
    __table_args__ = (
        UniqueConstraint("client_id", "other_id"),
        CheckConstraint("client_id < other_id", name="order"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = _belongs_to("client.id")
    other_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)


class Snooze(SQLModel, table=True):
    """One line of the morning list hidden until a day; ``record_id`` is the row that the line's REF names."""

    __tablename__ = "snooze"
    __table_args__ = (
        UniqueConstraint("kind", "record_id"),
        _one_of("kind", DueKind),
        *_days("until_on", "set_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    kind: str
    record_id: int
    until_on: date
    because: str | None = None
    set_on: date


class TierMove(SQLModel, table=True):
    """A change of tier, kept with its day and reason."""

    __tablename__ = "tier_move"
    __table_args__ = (*_days("moved_on"), STRICT)
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    from_tier_id: int | None = _belongs_to("tier.id", optional=True)
    to_tier_id: int | None = _belongs_to("tier.id", optional=True)
    moved_on: date
    because: str | None = None


class StageMove(SQLModel, table=True):
    """A stage told by hand, cleared, lost or won back, kept with its day and reason; a null stage is a cleared one."""

    __tablename__ = "stage_move"
    __table_args__ = (
        _one_of("stage", Stage),
        _one_of("lost_reason", LostReason),
        *_days("moved_on"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", ondelete="RESTRICT", index=True)
    stage: str | None = None
    moved_on: date
    lost_reason: str | None = None
    because: str | None = None


class Standing(SQLModel, table=True):
    """Derived, not journalled: what the morning list asks of every client, kept by triggers.

    ``listed`` is 0 for archived and lost clients; ``anchor_on`` the latest counting touch, else the day added;
    ``next_steps`` the number of open dated tasks and planned meetings.
    """

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_cell", "listed", "own_cadence", "tier_id", "told_stage", "anchor_on", "since_on"),
        Index("ix_standing_next_steps", "listed", "next_steps", "tier_id"),
        Index("ix_standing_paused_until", "paused_until"),
        {"sqlite_strict": True},
    )
    client_id: int = Field(primary_key=True, foreign_key="client.id", ondelete="CASCADE")
    listed: int
    own_cadence: int
    tier_id: int | None = None
    told_stage: str | None = None
    since_on: date | None = None
    paused_until: date | None = None
    anchor_on: date
    last_touch_on: date | None = None
    next_steps: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Operation(SQLModel, table=True):
    """Everything one command changed; ``at`` is the real clock in UTC, ``today`` the day the run went by."""

    __tablename__ = "operation"
    __table_args__ = (_one_of("kind", OperationKind), *_days("today"), STRICT)
    id: int = Field(default=None, primary_key=True)
    kind: str
    words: str
    at: datetime
    today: date
    target_id: int | None = Field(default=None, foreign_key="operation.id", ondelete="RESTRICT", index=True)


class BatchFile(SQLModel, table=True):
    """A file that an import has read, kept so that the same one is known again; not journalled.

    ``operation_id`` is the import, null once that is forgotten; ``sha256`` is the file's hash in hexadecimal digits.
    """

    __tablename__ = "batch_file"
    __table_args__ = (STRICT,)
    id: int = Field(default=None, primary_key=True)
    operation_id: int | None = Field(default=None, foreign_key="operation.id", ondelete="SET NULL", index=True)
    file: str
    sha256: str = Field(index=True)
    mapping: str
    encoding: str
    rows: int


class RowChange(SQLModel, table=True):
    """One row before and after, as JSON; null is a row that was not there.

    A row that was added has neither: it is in its table, or in the image of what happened to it next.
    """

    __tablename__ = "row_change"
    __table_args__ = (
        Index("ix_row_change_record", "table_name", "row_id", "operation_id"),
        Index("ix_row_change_operation", "operation_id", "table_name", "row_id"),
        STRICT,
    )
    id: int = Field(default=None, primary_key=True)
    operation_id: int = _belongs_to("operation.id")
    table_name: str
    row_id: int
    client_id: int | None = Field(default=None, index=True)
    old: str | None = None
    new: str | None = None


NOT_JOURNALLED = frozenset({"batch_file", "operation", "row_change", "standing"})
JOURNALLED = tuple(table.name for table in SQLModel.metadata.sorted_tables if table.name not in NOT_JOURNALLED)
