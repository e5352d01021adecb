"""Which meeting is held, with whom, what it asks, and what is known already."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from clienttrack import locales, lookup, questions, refs
from clienttrack.book import Reader
from clienttrack.lookup import FoundClient, UnknownClient
from clienttrack.profile import profile_of
from clienttrack.questions import QuestionSet, in_language
from clienttrack.refs import RefKind, find_ref
from clienttrack.slices.discovery.rules.holding import Holding, SeveralPlanned
from clienttrack.slices.meetings.rules.planning import PlannedMeeting, UnknownMeeting, checked_planned


@dataclass(frozen=True, slots=True)
class Arranged:
    """A meeting that is about to be held; it is null where none was planned.

    ``language`` is that of the questions, ``wanted_language`` the one told, else the client's, else the settings'.
    ``known`` are the newest answers by the keys of the questions; ``contacts`` the numbers of those who take part.
    """

    client: FoundClient
    meeting: PlannedMeeting | None
    questions: QuestionSet
    language: str
    wanted_language: str
    contacts: tuple[int, ...]
    known: dict[str, str]

    @property
    def whom(self) -> str:
        """The meeting's reference, else the client's handle."""
        return self.client.handle if self.meeting is None else self.meeting.ref


_MEETING = "SELECT id, client_id, question_set, goal, planned_on, held_on, cancelled_on FROM meeting"
_DUE = f"{_MEETING} WHERE client_id = :id AND status = 'planned' AND planned_on <= :until_on ORDER BY planned_on, id"
_WAS_MET = "SELECT EXISTS (SELECT 1 FROM meeting WHERE client_id = :id AND status = 'held')"
_TAKE_PART = "SELECT contact_id FROM meeting_contact WHERE meeting_id = :id ORDER BY id"
_SAME_NOTES = "SELECT id FROM meeting WHERE client_id = :id AND held_on = :held_on AND form = :form ORDER BY id"


def arranged(reader: Reader, holding: Holding, *, today: date, settings_path: Path, language: str) -> Arranged:
    """Find the meeting that is held; one with a client is the one that has come up, if there is only one.

    Raises ``SeveralPlanned``, ``MeetingHeld``, ``MeetingCancelled`` or what look-ups of client, meeting, contact and
    set raise, and ``NotInLanguage``.
    """
    client, meeting = _meant(reader, holding)
    if meeting is not None:
        checked_planned(meeting, client.handle, today=today)
    name = holding.question_set or (meeting.question_set if meeting else None)
    name = name or (questions.LATER_SET if reader.value(_WAS_MET, id=client.id) else questions.FIRST_SET)
    asked = questions.question_set(settings_path, name)
    told = [lookup.contact(reader, words, client_id=client.id).id for words in holding.contacts]
    planned = tuple(row["contact_id"] for row in reader.rows(_TAKE_PART, id=meeting.id if meeting else None))
    answers = {one.field: one.text for one in profile_of(reader, client.id).known}
    spoken = reader.value("SELECT language FROM client WHERE id = :id", id=client.id) or language
    there, what = questions.languages_of([asked]), f"question set '{asked.name}'"
    return Arranged(
        client,
        meeting,
        asked,
        locales.chosen_language(holding.language, (spoken, language), there, what),
        holding.language or spoken,
        tuple(dict.fromkeys(told)) or planned,
        {one.key: answers[one.field] for one in asked.questions if one.field in answers},
    )


def settled(found: Arranged, holding: Holding) -> Holding:
    """Give what is told with the meeting and the questions that were found, for a draft that is gone on with later."""
    return replace(holding, whom=found.whom, question_set=found.questions.name, language=found.language)


def title_of(found: Arranged, holding: Holding) -> str:
    """Give the title of the form."""
    return f"{in_language(found.questions.title, found.language)}: {found.client.name}, {holding.held_on}"


def _meant(reader: Reader, holding: Holding) -> tuple[FoundClient, PlannedMeeting | None]:
    ref = find_ref(holding.whom)
    if ref is not None and ref.kind is RefKind.MEETING and ref.number is not None:
        meeting = reader.line(PlannedMeeting, f"{_MEETING} WHERE id = :id", id=ref.number)
        if meeting is not None:
            return lookup.client_by_id(reader, meeting.client_id), meeting
        try:
            return lookup.client(reader, holding.whom), None
        except UnknownClient as error:
            raise UnknownMeeting(holding.whom) from error
    client = lookup.client(reader, holding.whom)
    # What `due` lists is meant: it does so from the day before.
    due = reader.lines(PlannedMeeting, _DUE, id=client.id, until_on=holding.held_on + timedelta(days=1))
    if len(due) > 1:
        raise SeveralPlanned(client.handle, [f"{one.ref} ({one.planned_on})" for one in due])
    return client, due[0] if due else None


def same_notes(reader: Reader, client_id: int, form: str, *, held_on: date) -> str | None:
    """Give the reference of a meeting of that day from which the very same form is kept already."""
    found = reader.value(_SAME_NOTES, id=client_id, held_on=held_on, form=form)
    return None if found is None else refs.meeting(found)
