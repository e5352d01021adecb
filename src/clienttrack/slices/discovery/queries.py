"""Which meeting is held, with whom, what it asks, and what is known already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from clienttrack import locales, lookup, questions, refs
from clienttrack.book import Reader
from clienttrack.forms import FormLayout, heading_of, set_meant
from clienttrack.lookup import AmbiguousContact, FoundClient, FoundContact, UnknownClient, UnknownContact
from clienttrack.notes.names import People
from clienttrack.profile import profile_of
from clienttrack.questions import BrokenSet, QuestionSet
from clienttrack.refs import RefKind, find_ref
from clienttrack.slices.discovery.rules.holding import (
    AmbiguousName,
    Holding,
    KeptAlready,
    SeveralPlanned,
    UnknownName,
)
from clienttrack.slices.discovery.rules.notes import Heard, Notes, heard, plain
from clienttrack.slices.meetings.queries.corrections import correction
from clienttrack.slices.meetings.rules.planning import MeetingHeld, PlannedMeeting, UnknownMeeting, checked_planned
from clienttrack.slices.meetings.rules.telling import Command, Correction
from clienttrack.worded import in_language


@dataclass(frozen=True, slots=True)
class Arranged:
    """A meeting that is about to be held; it is null where none was planned.

    ``language`` is that of the questions, ``wanted_language`` the one told, else the client's, else the settings'.
    ``known`` are the newest answers by the keys of the questions; ``people`` are those who take part, names by numbers;
    ``later`` is the next meeting that is planned for a day to come and stays so, where none was taken; ``held_too``
    is another one that was held on that day, and ``correction`` says how that one is corrected, where that is known.
    """

    client: FoundClient
    meeting: PlannedMeeting | None
    questions: QuestionSet
    language: str
    wanted_language: str
    people: dict[int, str]
    known: dict[str, str]
    later: PlannedMeeting | None
    held_too: str | None
    correction: Correction | None

    @property
    def whom(self) -> str:
        """The meeting's reference, else the client's handle."""
        return self.client.handle if self.meeting is None else self.meeting.ref

    @property
    def contacts(self) -> tuple[int, ...]:
        """The numbers of those who take part."""
        return tuple(self.people)


_MEETING = "SELECT id, client_id, question_set, goal, planned_on, held_on, cancelled_on FROM meeting"
_PLANNED = f"{_MEETING} WHERE client_id = :id AND status = 'planned' ORDER BY planned_on, id"
_WAS_MET = "SELECT EXISTS (SELECT 1 FROM meeting WHERE client_id = :id AND status = 'held')"
_TAKE_PART = """
    SELECT p.id, p.name FROM meeting_contact AS w JOIN contact AS p ON p.id = w.contact_id
    WHERE w.meeting_id = :id ORDER BY w.id
"""
_NEWEST_TO = """
    SELECT text FROM answer WHERE client_id = :id AND field = :field AND question = :question
    ORDER BY answered_on DESC, id DESC LIMIT 1
"""
_HELD_THAT_DAY = """
    SELECT id FROM meeting WHERE client_id = :client_id AND held_on = :held_on AND id IS NOT :id
    ORDER BY id DESC LIMIT 1
"""
_SAME_NOTES = """
    SELECT id FROM meeting WHERE client_id = :client_id AND form = :form AND (held_on = :held_on OR id = :id)
    ORDER BY id = :id DESC, id
"""


def arranged(
    reader: Reader,
    holding: Holding,
    *,
    sets: Sequence[QuestionSet | BrokenSet],
    notes: str = "",
    today: date,
    language: str,
    command: Command,
) -> Arranged:
    """Find the meeting that is held: with a client, the only one that was planned for that day or earlier.

    ``command`` gives a command as the user types it. Raises ``SeveralPlanned``, ``KeptAlready``, ``MeetingHeld``,
    ``MeetingCancelled``, ``OtherQuestions`` or what look-ups of client, meeting, contact, set and language raise.
    """
    client, meeting, later = _meant(reader, holding, command)
    corrected = partial(correction, reader, sets=sets, language=language)
    meeting_id = meeting.id if meeting else None
    same = reader.value(_SAME_NOTES, client_id=client.id, form=notes, held_on=holding.held_on, id=meeting_id)
    if same is not None:
        raise KeptAlready(refs.meeting(same), _steps(corrected(same), command), command)
    if meeting is not None:
        if meeting.held_on is not None:
            how = _steps(corrected(meeting.id), command)
            raise MeetingHeld(meeting.ref, client.handle, meeting.held_on, today, how, command)
        checked_planned(meeting, client.handle, today=today)
    planned_set = meeting.question_set if meeting else None
    usual = questions.LATER_SET if reader.value(_WAS_MET, id=client.id) else questions.FIRST_SET
    asked = set_meant(sets, holding.question_set or planned_set, usual, plain(notes))
    told = [lookup.contact(reader, words, client_id=client.id) for words in holding.contacts]
    planned = reader.rows(_TAKE_PART, id=meeting_id)
    too = reader.value(_HELD_THAT_DAY, client_id=client.id, held_on=holding.held_on, id=meeting_id)
    spoken = reader.value("SELECT language FROM client WHERE id = :id", id=client.id) or language
    there, what = questions.languages_of([asked]), f"question set '{asked.name}'"
    return Arranged(
        client,
        meeting,
        asked,
        locales.chosen_language(holding.language, (spoken, language), there, what),
        holding.language or spoken,
        {one.id: one.name for one in told} or {row["id"]: row["name"] for row in planned},
        _known(reader, client.id, asked),
        later,
        None if too is None else refs.meeting(too),
        None if too is None else corrected(too),
    )


def _known(reader: Reader, client_id: int, asked: QuestionSet) -> dict[str, str]:
    """Give what is known by the keys of the questions: of the field, of the very question where several fill it."""
    newest = {one.field: one.text for one in profile_of(reader, client_id).known}
    fields = [one.field for one in asked.questions]
    answers = {
        one.key: newest.get(one.field)
        if fields.count(one.field) == 1
        else reader.value(_NEWEST_TO, id=client_id, field=one.field, question=one.key)
        for one in asked.questions
    }
    return {key: text for key, text in answers.items() if text is not None}


def _steps(found: Correction | None, command: Command) -> str:
    return "" if found is None else found.steps(command)


def settled(found: Arranged, holding: Holding) -> Holding:
    """Give what is told with the meeting and the questions that were found, for a draft that is gone on with later."""
    return replace(holding, whom=found.whom, question_set=found.questions.name, language=found.language)


def title_of(found: Arranged, holding: Holding, language: str | None = None) -> str:
    """Give the title of the form, in the language of the questions unless another is told."""
    title = in_language(found.questions.title, language or found.language)
    return f"{title}: {found.client.name}, {holding.held_on}"


def about(found: Arranged) -> str:
    """Give what was planned of a meeting: who takes part and what it is to bring; nothing where neither is known."""
    goal = found.meeting.goal if found.meeting else None
    return "; ".join(filter(None, (", ".join(found.people.values()), goal)))


def as_form(found: Arranged, holding: Holding, notes: Notes) -> Notes:
    """Give notes with the title and what stood in them from the beginning, where they are a form of this meeting."""
    if notes.title:
        return notes
    first = plain(notes.text).partition("\n")[0]
    titles = [title_of(found, holding, language) for language in (found.language, *found.questions.title)]
    ours = next((title for title in titles if first == heading_of(title)), None)
    return replace(notes, title=ours or titles[0], known=found.known if ours else {})


def _meant(
    reader: Reader, holding: Holding, command: Command
) -> tuple[FoundClient, PlannedMeeting | None, PlannedMeeting | None]:
    """Give the client, the planned meeting that is meant, and where none is, the next one to come."""
    ref = find_ref(holding.whom)
    if ref is not None and ref.kind is RefKind.MEETING and ref.number is not None:
        meeting = reader.line(PlannedMeeting, f"{_MEETING} WHERE id = :id", id=ref.number)
        if meeting is not None:
            return lookup.client_by_id(reader, meeting.client_id), meeting, None
        try:
            client = lookup.client(reader, holding.whom)
        except UnknownClient as error:
            raise UnknownMeeting(holding.whom) from error
    else:
        client = lookup.client(reader, holding.whom)
    planned = reader.lines(PlannedMeeting, _PLANNED, id=client.id)
    come = [one for one in planned if one.planned_on and one.planned_on <= holding.held_on]
    if len(come) > 1:
        raise SeveralPlanned(client.handle, [f"{one.ref} ({one.planned_on})" for one in come], command)
    return client, *((come[0], None) if come else (None, next(iter(planned), None)))


def people_named(reader: Reader, news: Heard, client_id: int) -> People:
    """Give the contacts that notes name; raises ``UnknownName`` or ``AmbiguousName`` with the line."""
    people: dict[str, FoundContact] = {}
    names = [name for answer in news.answers for name in answer.names]
    names += [name for record in news.records for name in record.names]
    for name in sorted(names, key=lambda one: one.line):
        if name.words not in people:
            try:
                people[name.words] = lookup.contact(reader, name.words, client_id=client_id)
            except UnknownContact as why:
                raise UnknownName(name.line, name.text, str(why)) from why
            except AmbiguousContact as why:
                raise AmbiguousName(name.line, name.text, str(why)) from why
    return people


def check_answer(reader: Reader, found: Arranged, answer: str, *, held_on: date) -> None:
    """Check the names and lines of one answer; raises what reading them or ``people_named`` raises."""
    news = heard(FormLayout(found.questions), Notes(answer, known=found.known), held_on=held_on)
    people_named(reader, news, found.client.id)
