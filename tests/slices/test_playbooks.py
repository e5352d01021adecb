"""`playbook`: steps become promises once, end with their stage, and a broken file changes nothing."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from clienttrack.playbooks import Playbook, PlaybookStep, playbook_names
from clienttrack.slices.playbooks.rules import MadeStep, planned_steps
from clienttrack.vocabulary import PlaybookStage, Side
from tests.conftest import TODAY, Given, Run

MINE = """
[name]
en = "Mine"
[[activation]]
key = "call"
day = 3
words = { en = "Call them", zh = "打电话" }
[[activation]]
key = "weekly"
rule = "FREQ=WEEKLY"
side = "theirs"
words = { en = "Send figures" }
[[stable]]
key = "review"
rule = "FREQ=MONTHLY"
words = { en = "Review" }
"""


@pytest.fixture
def mine(own_templates: Path) -> Path:
    """A playbook of the user's own, which is the usual one."""
    path = own_templates / "playbooks" / "mine.toml"
    path.parent.mkdir()
    path.write_text(MINE, encoding="utf-8")
    (own_templates.parent / "config.toml").write_text('playbook = "mine"\n')
    return path


def tasks(given: Given, status: str = "open") -> list[tuple[str, str]]:
    with given.reading() as reader:
        sql = "SELECT text, due_on FROM task WHERE status = :status ORDER BY due_on, id"
        return [(row["text"], row["due_on"]) for row in reader.rows(sql, status=status)]


WEEKS = [("Send figures", day) for day in ("2026-11-20", "2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18")]
ACTIVATION = sorted([("Call them", "2026-11-23"), *WEEKS], key=lambda one: one[1])

stages_begin = st.dates(date(1996, 1, 1), date(2026, 12, 31))
rules_told = st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;COUNT=13", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1MO"])


@hypothesis_settings(max_examples=30, deadline=None)
@drawn(first=stages_begin, rule=rules_told, waits=st.lists(st.integers(0, 120), min_size=1, max_size=8))
def test_steps_come_once_each_however_often_and_late_a_playbook_is_applied(
    first: date, rule: str, waits: list[int]
) -> None:
    steps = (
        PlaybookStep("once", {"en": "Once"}, Side.OURS, 30, None),
        PlaybookStep("again", {"en": "Again"}, Side.OURS, None, rule),
    )
    book = Playbook("mine", own=True, title={}, steps={PlaybookStage.DEEP: steps})
    made: list[MadeStep] = []
    today = date(2026, 11, 20)
    for wait in waits:
        today += timedelta(days=wait)
        for _ in range(2):
            found, _ = planned_steps(book, PlaybookStage.DEEP, first, made, today=today, spoken=())
            made += [MadeStep(step.step, step.due_on) for step in found]
            assert all(step.due_on >= today for step in found)
        assert found == []
    assert len({(one.step, one.falls_on) for one in made}) == len(made)
    assert sum(one.step == "once" for one in made) <= 1
    if "COUNT" not in rule:
        assert max(one.falls_on for one in made if one.step == "again") >= today


def test_apply_makes_steps_promises_and_a_second_run_none(given: Given, run: Run, mine: Path) -> None:
    given.client("Acme [/b]", handle="acme", since_on=TODAY)
    assert run("playbook", "apply", "acme").out == (
        "acme (Acme [/b]): activation since today, playbook mine\n"
        '  t1 today: they: "Send figures"\n'
        '  t2 23 Nov: "Call them"\n'
        '  t3 27 Nov: they: "Send figures"\n'
        '  t4 4 Dec: they: "Send figures"\n'
        '  t5 11 Dec: they: "Send figures"\n'
        '  t6 18 Dec: they: "Send figures"\n'
    )
    assert tasks(given) == ACTIVATION
    operations = given.value("SELECT count(*) FROM operation")
    assert run("playbook", "apply", "acme").out == "Nothing new for acme.\n"
    assert run("playbook", "apply", "--all").out == "Nothing new for acme.\n"
    assert (tasks(given), given.value("SELECT count(*) FROM operation")) == (ACTIVATION, operations)
    run("undo")
    assert tasks(given) == []
    assert given.value("SELECT count(*) FROM playbook_step") == 0


def test_steps_that_are_done_dropped_moved_or_reworded_come_no_second_time(given: Given, run: Run, mine: Path) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    run("done", "t2")
    run("task", "drop", "t3")
    run("task", "edit", "t4", "Other words", "--by", "2027-01-05")
    mine.write_text(MINE.replace("Call them", "Ring them").replace("day = 3", "day = 5"), encoding="utf-8")
    assert "Nothing new" in run("playbook", "apply", "acme").out


def test_rules_bring_what_comes_within_31_days_on_later_days(given: Given, run: Run, mine: Path) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    out = run("playbook", "apply", "acme", today="2026-12-05").out
    assert [line.split(": ")[0] for line in out.splitlines()[1:]] == ["  t7 25 Dec", "  t8 1 Jan 2027"]
    assert len(tasks(given)) == len(ACTIVATION) + 2
    steps = run("playbook", "apply", "acme", "--json", today="2027-02-10").data[0]["steps"]
    assert [step["due_on"] for step in steps] == ["2027-02-12", "2027-02-19", "2027-02-26", "2027-03-05", "2027-03-12"]


def test_a_step_whose_day_is_over_is_left_out_and_named(given: Given, run: Run, mine: Path) -> None:
    given.client("Acme", since_on=date(2026, 11, 1))
    out = run("playbook", "apply", "acme").out
    assert out.endswith('  left out, as their day is over: "Call them"\n')
    assert ("Call them", "2026-11-04") not in tasks(given)


def test_a_client_of_many_years_still_gets_what_comes_again(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(1999, 3, 31))
    steps = run("playbook", "apply", "acme", "--playbook", "agency", "--json").data[0]["steps"]
    assert [(one["step"], one["due_on"]) for one in steps] == [
        ("business-review", "2026-12-31"),
        ("value-assessment", "2027-03-31"),
    ]


@pytest.mark.usefixtures("mine")
def test_two_runs_at_once_make_every_step_once(given: Given) -> None:
    given.client("Acme", since_on=TODAY)
    command = [sys.executable, "-m", "clienttrack", "playbook", "apply", "--all"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert tasks(given) == ACTIVATION
    assert sorted("Nothing new" in out for out, _ in said) == [False, True]


def test_a_stage_told_ends_the_open_steps_of_the_one_before_and_one_undo_brings_both_back(
    given: Given, run: Run, mine: Path
) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    run("done", "t2")
    given.task(1, "our own", due_on=TODAY)
    out = run("stage", "set", "acme", "stable").out
    assert out == "acme: stage activation → stable (told)\n  ended with it: t1, t3, t4, t5, t6\n"
    assert tasks(given) == [("our own", "2026-11-20")]
    assert len(tasks(given, "dropped")) == 5
    run("undo")
    assert run("stage", "show", "acme", "--json").data["stage"] == "activation"
    assert len(tasks(given)) == 6


def test_a_stage_that_came_by_itself_ends_the_old_steps_when_the_playbook_is_applied(
    given: Given, run: Run, mine: Path
) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    assert "would end, of stages before: t1, t2" in run("playbook", "preview", "acme", today="2027-02-18").out
    assert len(tasks(given)) == 6
    data = run("playbook", "apply", "--all", "--json", today="2027-02-18").data[0]
    assert (data["stage"], data["began_on"], len(data["ended"])) == ("stable", "2027-02-18", 6)
    assert tasks(given) == [("Review", "2027-02-18"), ("Review", "2027-03-18")]
    assert given.value("SELECT group_concat(DISTINCT because) FROM task") == "the stage is stable now"
    run("undo")
    assert tasks(given) == ACTIVATION


def test_the_step_that_closes_a_stage_stays_when_the_next_one_comes_by_itself(given: Given, run: Run) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    closing = ("Look at the first 90 days: is the one figure moving?", "2027-02-18")
    for day in ("2027-02-17", "2027-02-18", "2027-02-19"):
        run("playbook", "apply", "--all", today=day)
        assert closing in tasks(given)
    assert ("Hold the monthly needs review", "2027-02-18") in tasks(given)
    assert given.value("SELECT count(*) FROM task WHERE status = 'open' AND due_on < '2027-02-18'") == 0
    run("stage", "set", "acme", "deep")
    assert closing not in tasks(given)


def test_preview_tells_the_same_and_leaves_every_byte_of_the_book(
    given: Given, run: Run, book_path: Path, mine: Path
) -> None:
    given.client("Acme", since_on=TODAY)
    given.client("Old", since_on=date(2020, 1, 1))
    before = book_path.read_bytes()
    previewed = run("playbook", "preview", "--all", "--json").data
    run("playbook", "preview", "acme")
    assert book_path.read_bytes() == before
    applied = run("playbook", "apply", "--all", "--json").data
    for one in applied:
        for step in one["steps"]:
            assert step.pop("ref")
    for one in previewed:
        for step in one["steps"]:
            assert step.pop("ref") is None
    assert previewed == applied


@pytest.mark.parametrize(
    ("language", "config", "text"),
    [
        ("zh", "en", "打电话"),
        ("zh-CN", "en", "打电话"),
        (None, "zh", "打电话"),
        ("en", "zh", "Call them"),
        ("fr", "en", "Call them"),
    ],
)
def test_words_are_in_the_language_of_the_client(
    given: Given, run: Run, mine: Path, language: str | None, config: str, text: str
) -> None:
    given.client("Acme", since_on=TODAY, language=language)
    settings = mine.parents[2] / "config.toml"
    settings.write_text(f'playbook = "mine"\nlanguage = "{config}"\n')
    run("playbook", "apply", "acme")
    assert (text, "2026-11-23") in tasks(given)


def test_a_client_won_back_is_asked_in_its_language(given: Given, run: Run) -> None:
    given.client("Acme", language="zh")
    run("stage", "lose", "acme", "--because", "price")
    assert "询问离开的原因，认真倾听" in run("stage", "win-back", "acme").out


def test_a_client_that_is_archived_too_is_won_back_without_promises(given: Given, run: Run) -> None:
    given.client("Acme", told_stage="lost", told_stage_on=TODAY, archived_on=TODAY)
    assert run("stage", "win-back", "acme", "--json").data["planned_steps"] == []
    assert tasks(given) == []


def test_all_means_everybody_we_work_for_and_nobody_is_meant_by_no_word(given: Given, run: Run, mine: Path) -> None:
    given.client("Acme", since_on=TODAY)
    given.client("Gone", since_on=TODAY, told_stage="lost", told_stage_on=TODAY)
    given.client("Kept", since_on=TODAY, archived_on=TODAY)
    assert [one["client"] for one in run("playbook", "preview", "--all", "--json").data] == ["acme"]
    assert "gone is lost" in run("playbook", "apply", "gone", exit_code=5).err
    assert "kept is archived" in run("playbook", "preview", "kept", exit_code=5).err
    assert "--all" in run("playbook", "apply", exit_code=2).err
    assert "--all" in run("playbook", "preview", "acme", "--all", exit_code=2).err


def test_a_client_stays_with_the_playbook_of_its_steps_until_another_is_told(
    given: Given, run: Run, mine: Path
) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme", "--playbook", "consultant")
    assert run("playbook", "apply", "--all", "--json").data[0]["playbook"] == "consultant"
    assert run("playbook", "apply", "acme", "--playbook", "mine", "--json").data[0]["playbook"] == "mine"
    assert run("playbook", "apply", "acme", "--json").data[0]["playbook"] == "mine"
    (mine.parents[2] / "config.toml").write_text('playbook = "agency"\n')
    assert run("playbook", "apply", "acme", "--json").data[0]["playbook"] == "mine"
    mine.unlink()
    assert run("playbook", "apply", "acme", "--json").data[0]["playbook"] == "agency"


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "bad rule": (MINE.replace("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=XX"), "activation, step 2: the rule's BYDAY"),
    "unknown key": (MINE.replace("day = 3", "days = 3"), "activation, step 1: unknown key 'days', meant day?"),
    "day and rule": (MINE.replace("day = 3", 'day = 3\nrule = "FREQ=DAILY"'), "step 1 needs a day or a rule"),
    "no TOML": (MINE + "[[stable\n", "it is no TOML"),
    "huge count": (MINE.replace("FREQ=WEEKLY", f"FREQ=WEEKLY;COUNT={10**12}"), "activation, step 2: the rule's COUNT"),
    "not UTF-8": (MINE.encode("utf-16"), "mine.toml"),
}


@pytest.mark.parametrize("words", [["apply", "--all"], ["preview", "--all"], ["show", "mine"], ["list"]], ids=" ".join)
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_playbook_is_told_in_a_sentence_and_nothing_is_applied(
    given: Given, run: Run, book_path: Path, mine: Path, broken: str, words: list[str]
) -> None:
    text, said = BROKEN[broken]
    mine.write_bytes(text if isinstance(text, bytes) else text.encode())
    given.client("Acme", since_on=TODAY)
    before = book_path.read_bytes()
    err = run("playbook", *words, exit_code=2).err
    assert err.startswith(f"Error: The playbook '{mine}' is broken: ")
    assert said in err
    assert err.count("\n") == 1
    assert book_path.read_bytes() == before
    assert tasks(given) == []


def test_a_broken_playbook_of_one_client_applies_nothing_for_others(given: Given, run: Run, mine: Path) -> None:
    given.client("Acme", since_on=TODAY)
    given.client("Zeta", since_on=TODAY)
    run("playbook", "apply", "zeta")
    before = tasks(given)
    mine.write_text("x = [")
    (mine.parents[2] / "config.toml").write_text("")
    assert "mine.toml" in run("playbook", "apply", "--all", exit_code=2).err
    assert tasks(given) == before


def test_an_unknown_playbook_is_told_with_the_nearest(given: Given, run: Run) -> None:
    given.client("Acme")
    other = ["--playbook", "agncy"]
    for words in (["show", "agncy"], ["apply", "acme", *other], ["preview", "--all", *other]):
        assert "Did you mean agency?" in run("playbook", *words, exit_code=3).err
    run("playbook", "apply", "nobody", exit_code=3)


def test_list_and_show_tell_ours_and_the_users(run: Run, mine: Path) -> None:
    shown = {line["name"]: line for line in run("playbook", "list", "--json").data}
    assert shown["mine"] == {"name": "mine", "title": "Mine", "own": True, "stages": 2, "steps": 3}
    assert not shown["agency"]["own"]
    assert run("playbook", "list").out.splitlines()[-1].split() == ["mine", "Mine", "3", "you"]
    assert run("playbook", "list", "--ids").out.split() == list(playbook_names(mine.parents[2] / "config.toml"))
    assert run("playbook", "show", "mine").out == (
        "STAGE       DAY OR RULE   WHAT          STEP    SIDE\n"
        "activation  day 3         Call them     call    ours\n"
        "            FREQ=WEEKLY   Send figures  weekly  theirs\n"
        "stable      FREQ=MONTHLY  Review        review  ours\n"
    )
    assert run("playbook", "show", "mine", "--json").data[0] == {
        "stage": "activation",
        "step": "call",
        "day": 3,
        "rule": None,
        "side": "ours",
        "text": "Call them",
    }


def test_steps_are_no_promises_to_the_client_and_in_no_letter(given: Given, run: Run, mine: Path) -> None:
    client_id = given.client("Acme", since_on=TODAY, last_touch=TODAY)
    given.contact(client_id, "Ann", email="ann@acme.example")
    given.task(client_id, "Send the offer", due_on=TODAY)
    run("playbook", "apply", "acme")
    letter = run("report", "follow-up", "acme")
    assert "Send the offer" in letter.out
    assert "Call them" not in letter.out + letter.err
    assert "Send figures" not in letter.out
    assert "Left out, because they are steps of a playbook, which nobody promised the client: t" in letter.err
    texts = run("remind", "--client", "acme")
    assert "Send the offer" in texts.out
    assert "Send figures" not in texts.out
    assert "it is a step of a playbook, which nobody promised the client" in texts.err
    assert "Send figures" in run("remind", "--client", "acme", "--to", "me").out
    assert "Send figures" in run("report", "brief", "acme").out


def test_the_next_of_what_comes_rarely_is_made_though_it_lies_far_ahead(given: Given, run: Run, mine: Path) -> None:
    mine.write_text('[[deep]]\nkey = "review"\nrule = "FREQ=MONTHLY;INTERVAL=3"\nwords = { en = "Review" }\n')
    given.client("Acme", since_on=date(2024, 10, 1))
    run("playbook", "apply", "acme")
    assert tasks(given) == [("Review", "2027-01-01")]
    run("playbook", "apply", "acme", today="2027-01-02")
    assert tasks(given) == [("Review", "2027-01-01"), ("Review", "2027-04-01")]
    assert run("playbook", "apply", "acme", today="2027-01-03").out == "Nothing new for acme.\n"


def test_a_merge_keeps_each_step_once_and_ends_the_promise_of_the_other(given: Given, run: Run, mine: Path) -> None:
    for name in ("Acme", "Beta"):
        given.client(name, since_on=TODAY)
        run("playbook", "apply", name)
    run("playbook", "apply", "beta", today="2026-12-25")
    run("client", "merge", "acme", "beta", "--yes")
    assert len(tasks(given)) == len(set(tasks(given))) == given.value("SELECT count(*) FROM playbook_step")
    assert given.value("SELECT count(*) FROM playbook_step WHERE falls_on > '2026-12-18'") > 0
    run("stage", "lose", "acme", "--because", "price")
    assert tasks(given) == []
    for _ in range(2):
        run("undo")
    assert given.value("SELECT count(*) FROM client") == 2


def test_steps_come_back_with_the_whole_book_also_without_a_snooze(
    given: Given, run: Run, mine: Path, tmp_path: Path
) -> None:
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    whole, other = str(tmp_path / "whole.json"), str(tmp_path / "other.db")
    run("export", "all", "-o", whole)
    run("--db", other, "import", whole)
    assert len(run("--db", other, "export", "all").data["playbook_steps"]) == len(ACTIVATION)
    assert run("--db", other, "playbook", "apply", "acme").out == "Nothing new for acme.\n"


def test_what_comes_on_the_thirty_first_day_is_made_and_what_comes_after_is_not(
    given: Given, run: Run, mine: Path
) -> None:
    mine.write_text('[[activation]]\nkey = "daily"\nrule = "FREQ=DAILY"\nwords = { en = "Look" }\n')
    given.client("Acme", since_on=TODAY)
    run("playbook", "apply", "acme")
    assert tasks(given)[-1] == ("Look", "2026-12-21")


def test_a_client_lost_and_won_back_twice_on_a_day_is_asked_once(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2024, 1, 1))
    for _ in range(2):
        run("stage", "lose", "acme", "--because", "price")
        run("stage", "win-back", "acme")
    assert given.value("SELECT count(*) FROM playbook_step") == given.value("SELECT count(*) FROM task") == 3
