"""What is said beside the texts."""

from collections.abc import Iterator, Sequence

from clienttrack.locales import fallback_notice
from clienttrack.quoting import to_read_over
from clienttrack.screen import one_line
from clienttrack.slices.reminders.rules.letters import Reminders, Why
from clienttrack.slices.reminders.rules.outbox import HOW_TO_NAME_A_SENDER, Outbox
from clienttrack.vocabulary import Recipient

MOST_NAMED = 20


def notices(
    made: Reminders, outbox: Outbox | None, *, naming: Sequence[str], left_there: Sequence[str]
) -> Iterator[str]:
    """Say which lines have no text and why, who gets several, what is to be read over, and what the mails lack.

    ``naming`` are the references of promises whose words may not be for whom they go to, ``left_there`` the files of
    the folder that were written another time.
    """
    for why in Why:
        refs = [one.ref for one in made.left_out if one.why is why]
        if refs:
            yield f"Left out: {_named(refs)}: {why}."
    yield from _in_other_languages(made)
    if any(one.to is Recipient.CLIENT for one in made.reminders):
        yield from _several_to_one(made)
        yield from to_read_over(naming)
    if outbox is not None and left_there:
        yield (
            f"'{outbox.folder}' holds texts of before that are none of these: {_named(left_there)}. "
            "Take away what is settled before you send the folder."
        )
    if outbox is not None and outbox.as_mails and made.reminders and not outbox.sender.address:
        yield f"The mails name no sender, so your mailer must. {HOW_TO_NAME_A_SENDER}"


def _several_to_one(made: Reminders) -> Iterator[str]:
    refs: dict[tuple[str | None, str | None], list[str]] = {}
    for one in made.reminders:
        refs.setdefault((one.client, one.contact or one.client_name), []).append(one.ref or one.kind)
    several = [f"{one_line(name or '')} ({_named(told)})" for (_, name), told in refs.items() if len(told) > 1]
    if several:
        yield f"More than one text goes to {_named(several)}: make one of them, or send the others another day."


def _in_other_languages(made: Reminders) -> Iterator[str]:
    refs: dict[tuple[str | None, str], list[str]] = {}
    for one in made.reminders:
        refs.setdefault((one.wanted_language, one.language), []).append(one.ref or one.kind)
    for (wanted, language), named in refs.items():
        yield from fallback_notice(wanted, language, f"text for {_named(named)}")


def _named(refs: Sequence[str]) -> str:
    more = f" and {len(refs) - MOST_NAMED} more" if len(refs) > MOST_NAMED else ""
    return f"{', '.join(refs[:MOST_NAMED])}{more}"
