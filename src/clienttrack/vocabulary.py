"""The words of clienttrack that come from a fixed list, a sentence each."""

from enum import StrEnum

LAST_CONTACT = "Last contact"  # the text of a touchpoint of which a list told nothing but the day
NEXT_STEP = "Follow up"  # the text of a promise of which a list told nothing but the day
AS_IMPORTED = "as imported"  # why a client has the tier or stage that a list told
NO_TIER = "none"  # what one writes for no tier
HEAVIEST = 1000  # the largest weight of a tier


class ClientKind(StrEnum):
    """What a client is: an organisation, or a person who is their own client."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Level(StrEnum):
    """How high a contact stands in their organisation."""

    OWNER = "owner"
    EXECUTIVE = "executive"
    MANAGER = "manager"
    SPECIALIST = "specialist"


class DecisionPart(StrEnum):
    """What a contact does when the client decides."""

    DECIDES = "decides"
    INFLUENCES = "influences"
    USES = "uses"
    PAYS = "pays"
    BLOCKS = "blocks"


class AddressKind(StrEnum):
    """How an address reaches somebody."""

    EMAIL = "email"
    PHONE = "phone"


class TouchKind(StrEnum):
    """How we and a client were in contact; a note is kept but does not count as contact."""

    CALL = "call"
    EMAIL = "email"
    VISIT = "visit"
    MESSAGE = "message"
    MEETING = "meeting"
    EVENT = "event"
    GIFT = "gift"
    OTHER = "other"
    NOTE = "note"


# What holding a meeting logs: the titles of the question sets that are shipped.
_SET_TITLES = frozenset(
    {"Kickoff", "Needs review", "Business review", "Win-back", "启动会", "需求回访", "业务回顾", "挽回"}
)
UNDATED = " without a day, so `due` does not show it"  # of a promise

# What nobody has said, so nobody is to be told it: an import writes it where a list told no words, holding a meeting
# for its answers.
PLACEHOLDERS = frozenset({LAST_CONTACT, NEXT_STEP, *(kind.capitalize() for kind in TouchKind)}) | _SET_TITLES


class Direction(StrEnum):
    """Who began the contact: we (out) or the client (in)."""

    OUT = "out"
    IN = "in"


class Stage(StrEnum):
    """Where the relationship stands."""

    PROSPECT = "prospect"
    ACTIVATION = "activation"
    STABLE = "stable"
    DEEP = "deep"
    LOST = "lost"


LIVING_STAGES = (Stage.PROSPECT, Stage.ACTIVATION, Stage.STABLE, Stage.DEEP)


class LostReason(StrEnum):
    """Why a client was lost."""

    NEEDS_MISREAD = "needs-misread"
    PRICE = "price"
    COMPETITOR = "competitor"
    EXECUTION = "execution"
    CONTACT_LEFT = "contact-left"
    BUDGET_CUT = "budget-cut"
    OTHER = "other"


class Side(StrEnum):
    """Whose promise a task is: ours to the client, or theirs to us."""

    OURS = "ours"
    THEIRS = "theirs"


class TaskStatus(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class OperationKind(StrEnum):
    """What one line of history is."""

    CHANGE = "change"
    UNDO = "undo"
    REDO = "redo"
    MIGRATION = "migration"


class DueKind(StrEnum):
    """Why a line stands on the morning list."""

    TOUCH = "touch"
    TASK = "task"
    MEETING = "meeting"
    NEED = "need"
    RISK = "risk"
    PAUSED = "paused"
    NO_NEXT_STEP = "no-next-step"


class Recipient(StrEnum):
    """For whose eyes a reminder is: the client's, or only for one's own."""

    CLIENT = "client"
    ME = "me"


class ClientState(StrEnum):
    """What a client may be in beside a stage."""

    NEVER = "never"
    OVERDUE = "overdue"
    PAUSED = "paused"
    NO_NEXT_STEP = "no-next-step"
    ARCHIVED = "archived"
    LOST = "lost"


class ClientOrder(StrEnum):
    """The order of a list of clients: added is the newest first, last touch the longest ago first."""

    NAME = "name"
    DUE = "due"
    TIER = "tier"
    ADDED = "added"
    LAST_TOUCH = "last-touch"


class ExportKind(StrEnum):
    """Which records leave the book; all is everything but its history."""

    CLIENTS = "clients"
    CONTACTS = "contacts"
    TOUCHPOINTS = "touchpoints"
    TASKS = "tasks"
    PAYMENTS = "payments"
    MEETINGS = "meetings"
    ANSWERS = "answers"
    NEEDS = "needs"
    REMARKS = "remarks"
    ALL = "all"


class ExportFormat(StrEnum):
    """The form in which records leave the book."""

    CSV = "csv"
    JSON = "json"
    VCARD = "vcard"


class CardVersion(StrEnum):
    """The version of vCards that are written."""

    V3 = "3.0"
    V4 = "4.0"


class ProfileField(StrEnum):
    """What is known of a client's situation, each the answer to questions of a meeting."""

    GOAL = "goal"
    SITUATION = "situation"
    PAIN = "pain"
    STAKES = "stakes"
    SUCCESS_MEASURE = "success_measure"
    BUDGET = "budget"
    DECISION_PROCESS = "decision_process"
    TIMELINE = "timeline"
    OPEN_QUESTION = "open_question"


class Priority(StrEnum):
    """How much a need weighs."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class MeetingStatus(StrEnum):
    """What became of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class KanoClass(StrEnum):
    """What meeting a need does for satisfaction (Kano 1984): it is expected, the more the better, or it surprises."""

    BASIC = "basic"
    PERFORMANCE = "performance"
    DELIGHT = "delight"


class NeedOrigin(StrEnum):
    """Whether the client said it, or we heard it between the lines."""

    STATED = "stated"
    IMPLIED = "implied"


class PlaybookStage(StrEnum):
    """What a playbook has steps for: the stages of a relationship, and what begins anew."""

    PROSPECT = "prospect"
    ACTIVATION = "activation"
    STABLE = "stable"
    DEEP = "deep"
    WIN_BACK = "win-back"
    AFTER_PROJECT = "after-project"


class Factor(StrEnum):
    """What makes a client valuable."""

    REVENUE = "revenue"
    FREQUENCY = "frequency"
    LOYALTY = "loyalty"
    PROFITABILITY = "profitability"
    GROWTH = "growth"
    INFLUENCE = "influence"


RATED = (Factor.PROFITABILITY, Factor.GROWTH, Factor.INFLUENCE)


class RiskLevel(StrEnum):
    """How likely a client is to leave."""

    LOW = "low"
    WATCH = "watch"
    HIGH = "high"


class NeedStatus(StrEnum):
    """What became of a need: nothing yet, we offered something, it is met, or it is none any more."""

    OPEN = "open"
    PROPOSED = "proposed"
    MET = "met"
    DROPPED = "dropped"


class RemarkKind(StrEnum):
    """What is kept of a talk beside answers: their own words, what may go wrong, what is personal and private."""

    QUOTE = "quote"
    RISK = "risk"
    PERSONAL = "personal"
