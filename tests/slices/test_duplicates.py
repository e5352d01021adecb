"""Clients that may be one: how pairs are found and weighed, told apart, and merged without losing anything."""

import itertools
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from clienttrack import backups, images, likeness, standing
from clienttrack.likeness import core_of_name
from clienttrack.lookup import FoundClient
from clienttrack.names import fold
from clienttrack.slices.duplicates.actions import MOVED, merge_clients
from clienttrack.slices.duplicates.queries.pairs import likely_duplicates
from clienttrack.slices.duplicates.queries.previews import COUNTED
from clienttrack.slices.duplicates.rules import evidence
from clienttrack.slices.duplicates.rules.evidence import POINTS, Evidence
from tests.conftest import TODAY, Given, Run
from tests.test_journal import dump, redo, undo

PAGE = Path(__file__).parents[2] / "docs" / "duplicates.md"
TABLE = {words: int(points) for words, points in re.findall(r"(?m)^\| ([a-z -]+) \| ([0-9]+) \|$", PAGE.read_text())}
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def address(given: Given, client_id: int, kind: str, value: str, *, valid: int = 1, label: str | None = None) -> None:
    """Add an address of the client itself."""
    told: dict[str, Any] = {"value": value, "shown": value, "value_key": value, "valid": valid, "label": label}
    with given.change() as change:
        change.add("address", client_id=client_id, kind=kind, **told)


def domain(given: Given, client_id: int, name: str) -> None:
    with given.change() as change:
        change.add("domain", client_id=client_id, domain=name)


def found(run: Run, *more: str) -> list[tuple[int, str, str]]:
    pairs = run("client", "duplicates", "--json", *more).data["pairs"]
    return [(pair["score"], pair["client"], pair["other"]) for pair in pairs]


# Pairs and their scores.


def test_the_page_tells_the_weights_that_count() -> None:
    assert {one.value: points for one, points in POINTS.items()} == TABLE
    told = PAGE.read_text()
    assert f"listed from {evidence.LISTED_FROM} points" in told
    assert f"stops at {evidence.THIN_AT_MOST}" in told
    assert f"more than {likeness.LARGEST_BLOCK}" in told.replace("\n", " ")


def test_pairs_are_listed_best_first_with_their_reasons(given: Given, run: Run) -> None:
    acme = given.client("Acme GmbH", city="Köln", country="DE")
    other = given.client("ACME", handle="acme-2", city="koln", country="de", archived_on=TODAY)
    given.contact(acme, "Jo", email="jo@acme.com")
    given.contact(other, "Jo Doe", email="jo@acme.com")
    given.client("Jon Smithers")
    given.client("John Smithers")
    data = run("client", "duplicates", "--json").data
    assert [(pair["score"], pair["client"], pair["other"]) for pair in data["pairs"]] == [
        (100, "acme-gmbh", "acme-2"),
        (60, "jon-smithers", "john-smithers"),
    ]
    assert data["pairs"][0]["reasons"] == [
        "same e-mail jo@acme.com",
        "same name",
        "same city Köln",
        "same country DE",
    ]
    assert (data["total"], data["passed_over"]) == (2, {})
    assert run("client", "duplicates", "--ids").out == "acme-gmbh acme-2\njon-smithers john-smithers\n"
    assert run("client", "duplicates", "--csv", "--limit", "1").out.splitlines()[1].startswith("100,acme-gmbh,")
    text = run("client", "duplicates", "--limit", "1").out
    assert "1 more pair;" in text
    assert "same e-mail jo@acme.com" in text
    assert found(run, "--client", "jon") == [(60, "jon-smithers", "john-smithers")]


def test_a_book_without_duplicates_says_so(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "No two clients look like one." in run("client", "duplicates").out
    assert run("client", "duplicates", "--csv").out == "score,client,name,other,other_name,reasons\r\n"
    assert run("client", "duplicates", "--client", "nobody", exit_code=3).err


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("phone", ("+442079460958", "+442079460958")),
        ("email", ("info@acme.com", "info@acme.com")),
        ("email", ("jo@acme.com", "al@acme.com")),
        ("email", ("jo@gmail.com", "al@gmail.com")),
    ],
)
def test_thin_evidence_alone_never_makes_a_pair(kind: str, values: tuple[str, str], given: Given, run: Run) -> None:
    for name, value in zip(("Bramble Foods", "Tidewater Robotics"), values, strict=True):
        client = given.client(name, city="Bath", country="UK")
        address(given, client, kind, value)
        domain(given, client, "shared.example")
        address(given, client, "phone", "+441174960123")
    assert found(run) == []


@pytest.mark.parametrize(
    ("kind", "values", "points"),
    [
        ("phone", ("+442079460958", "+442079460958"), 60),
        ("email", ("info@acme.com", "info@acme.com"), 65),
        ("email", ("jo@acme.com", "al@acme.com"), 60),
        ("email", ("jo@gmail.com", "al@gmail.com"), None),
        ("phone", ("4711", "4711"), None),
    ],
)
def test_thin_evidence_counts_where_the_names_agree_in_part(
    kind: str, values: tuple[str, str], points: int | None, given: Given, run: Run
) -> None:
    for name, value in zip(("Bramble", "Bramble Foods London"), values, strict=True):
        address(given, given.client(name), kind, value, valid=int(len(value) > 6))
    assert [score for score, *_ in found(run)] == ([] if points is None else [points])


def test_thin_evidence_stops_short_of_the_list_however_much_of_it_there_is() -> None:
    thin = {Evidence.MAILBOX, Evidence.DOMAIN, Evidence.PHONE, Evidence.CITY, Evidence.COUNTRY}
    assert evidence.score(thin) == evidence.THIN_AT_MOST < evidence.LISTED_FROM
    assert evidence.score({*thin, Evidence.PART_OF_NAME}) == 100


def test_a_person_who_writes_for_both_makes_a_pair_whatever_the_names(given: Given, run: Run) -> None:
    for name in ("Bramble Foods", "Tidewater Robotics"):
        given.contact(given.client(name), "Jo", email="jo@gmail.com")
    assert found(run) == [(60, "bramble-foods", "tidewater-robotics")]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Bramblegate", "Bramblegaet", True),
        ("Bramblegate", "Bramblegat", True),
        ("Bramblegate", "Cramblegate", True),
        ("Northwold Bikes of Suffolk", "Northwald Bykes of Suffolk", True),
        ("Northwold Bikes of Suffolk", "Northwold Bikes af Suffalk", True),
        ("Doe Jonathan", "Jonathan Doe", True),
        ("青禾茶业有限公司", "青禾茶业", True),
        ("Bramblegate 12", "Bramblegate 13", False),
        ("Acme", "Acne", False),
        ("Limited", "GmbH", False),
    ],
)
def test_names_are_compared_without_legal_form_and_with_slips(
    one: str, other: str, alike: bool, given: Given, run: Run
) -> None:
    given.client(one, handle="one")
    given.client(other, handle="other")
    assert bool(found(run)) == alike


def test_a_value_that_too_many_share_is_passed_over_and_counted(given: Given, run: Run) -> None:
    with given.change() as change:
        for number in range(51):
            name = "".join(chr(97 + (number * step) % 26) for step in (1, 3, 5, 7))
            values: dict[str, Any] = {"name": name, "name_key": name, "kind": "person", "added_on": TODAY}
            client = change.add("client", handle=f"c{number}", **values)
            change.add("domain", client_id=client, domain="franchise.example")
    data = run("client", "duplicates", "--json").data
    assert data["passed_over"] == {"same domain": 1}
    assert "more than 50 clients share each: 1 × same domain" in run("client", "duplicates").out


def test_hostile_names_are_listed_harmless(given: Given, run: Run) -> None:
    for number, name in enumerate(
        ("[/b]evil\x1b[31m\n=1+1", "[/b]evil\x1b[31m\n=1+1 Ltd", "x" * 100_000, "x" * 99_999)
    ):
        given.client(name, handle=f"evil-{number}")
    ran = run("client", "duplicates")
    assert "[/b]evil\\x1b[31m⏎=1+1" in ran.out
    assert "\x1b" not in ran.out
    assert found(run) == [(70, "evil-0", "evil-1")]


# An oracle of its own compares all pairs, by the table of the page.

NAMES = (
    "Bramblegate",
    "Bramblegaet Ltd",
    "Cramblegate",
    "Bramblegate Foods",
    "Foods Bramblegate",
    "Oak",
    "Oak 2",
    "青禾",
)
people = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "emails": st.sets(
            st.sampled_from(["jo@a.example", "info@a.example", "al@gmail.com", "jo@b.example"]), max_size=2
        ),
        "phones": st.sets(st.sampled_from(["+4411", "+4422"]), max_size=1),
        "domains": st.sets(st.sampled_from(["a.example", "b.example"]), max_size=1),
        "city": st.sampled_from([None, "Bath", "bath", "Ulm"]),
        "country": st.sampled_from([None, "UK"]),
    }
)


def expected(one: dict[str, Any], other: dict[str, Any]) -> int:
    """Weigh a pair by the page alone."""
    cores = [core_of_name(fold(client["name"])) for client in (one, other)]
    numbers = [re.findall("[0-9]+", core) for core in cores]
    near = OSA.normalized_similarity(*cores) >= 0.88 or sorted(cores[0].split()) == sorted(cores[1].split())
    names = 0
    if cores[0] == cores[1]:
        names = TABLE["same name"]
    elif numbers[0] == numbers[1] and near:
        names = TABLE["nearly the same name"]
    elif numbers[0] == numbers[1] and fuzz.token_set_ratio(*cores) >= 80:
        names = TABLE["names agree in part"]
    mails = one["emails"] & other["emails"]
    of_a_person = {mail for mail in mails if not mail.startswith("info@")}
    domains = [
        (client["domains"] | {mail.partition("@")[2] for mail in client["emails"]}) - {"gmail.com"}
        for client in (one, other)
    ]
    mail = TABLE["same e-mail"] if of_a_person else TABLE["same shared mailbox"] if mails else 0
    mail = mail or (TABLE["same domain"] if domains[0] & domains[1] else 0)
    phone = TABLE["same phone"] if one["phones"] & other["phones"] else 0
    places = sum(
        TABLE[f"same {place}"]
        for place in ("city", "country")
        if one[place] and fold(one[place]) == fold(other[place] or "")
    )
    total = names + mail + phone + places
    return min(total, 100 if names or of_a_person else 55)


@SLOW
@hypothesis_given(st.lists(people, min_size=2, max_size=7))
def test_the_list_holds_what_an_oracle_finds_that_compares_all_with_all(
    empty_book: Path, clients: list[dict[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_book, Path(folder) / "book.db")
        given = Given(Path(folder) / "book.db")
        with given.change() as change:
            for number, client in enumerate(clients):
                told = {name: client[name] for name in ("name", "city", "country")}
                told |= {"handle": f"c{number}", "name_key": fold(client["name"]), "kind": "person", "added_on": TODAY}
                client_id = change.add("client", **told)
                for kind in ("email", "phone"):
                    for value in client[f"{kind}s"]:
                        values: dict[str, Any] = {"value": value, "shown": value, "value_key": value, "valid": 1}
                        change.add("address", client_id=client_id, kind=kind, **values)
                for name in client["domains"]:
                    change.add("domain", client_id=client_id, domain=name)
        with given.reading() as reader:
            lines = likely_duplicates(reader, client_id=None, limit=None).pairs
    scores = {
        (f"c{first}", f"c{second}"): expected(clients[first], clients[second])
        for first, second in itertools.combinations(range(len(clients)), 2)
    }
    assert {(line.client, line.other): line.score for line in lines} == {
        pair: score for pair, score in scores.items() if score >= 60
    }
    assert [line.score for line in lines] == sorted((line.score for line in lines), reverse=True)


letters = st.text("abcdefgh ", min_size=9, max_size=40).map(lambda text: " ".join(text.split()))


@settings(deadline=None)
@hypothesis_given(
    letters, st.integers(0, 40), st.sampled_from("abcdefgh"), st.sampled_from(["drop", "add", "put", "swap"])
)
def test_one_slip_leaves_a_key_in_common(core: str, place: int, letter: str, slip: str) -> None:
    at = place % max(len(core), 1)
    begin, rest = core[:at], core[at:]
    slipped = {
        "drop": begin + rest[1:],
        "add": begin + letter + rest,
        "put": begin + letter + rest[1:],
        "swap": begin + rest[1:2] + rest[:1] + rest[2:],
    }[slip]
    if evidence.names_agree(core, slipped) is Evidence.NEAR_NAME:
        assert set(likeness.near_keys(core)) & set(likeness.near_keys(slipped))


# Told apart.


def test_clients_told_apart_are_not_listed_until_that_is_forgotten(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Acme Ltd")
    ran = run("client", "distinct", "acme-ltd", "@acme", "--json").data
    assert ran == {"client": "acme-ltd", "other": "acme", "distinct": True, "changed": True}
    assert found(run) == []
    operations = given.value("SELECT count(*) FROM operation")
    assert "already" in run("client", "distinct", "@acme", "acme-ltd").out
    assert given.value("SELECT count(*) FROM operation") == operations
    run("undo")
    assert found(run) == [(70, "acme", "acme-ltd")]
    run("redo")
    assert "may be the same again" in run("client", "distinct", "@acme", "acme-ltd", "--forget").out
    assert "were not told apart" in run("client", "distinct", "@acme", "acme-ltd", "--forget").out
    assert found(run) == [(70, "acme", "acme-ltd")]


def test_a_client_is_not_told_apart_from_itself(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "the same as itself" in run("client", "distinct", "acme", "@acme", exit_code=5).err


def test_a_client_that_was_told_apart_can_be_removed(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Globex")
    run("client", "distinct", "acme", "globex")
    before = dump(given.path)
    run("client", "remove", "globex", "--yes")
    undo(given)
    assert dump(given.path) == before


# Merged.


def filled(given: Given, handle: str, number: int) -> int:
    """Make a client with something in every table that belongs to clients, told apart by ``number``."""
    text = f"{handle} [/b] \x1b \u202e 青禾\n{number}"
    client = given.client(
        f"Name of {handle}", handle=handle, notes=f"notes {text}", industry=None if number % 2 else "tea", city=text
    )
    jo = given.contact(client, "Jo Doe", email="jo@a.example", phone=f"+44{number}")
    al = given.contact(client, f"Al {number}", email=f"al{number}@a.example")
    first = given.touchpoint(client, on=TODAY - timedelta(days=number), text=text)
    given.touchpoint(client, on=TODAY - timedelta(days=number + 9), kind="note")
    task = given.task(client, text, due_on=TODAY, contact_id=jo, touchpoint_id=first)
    next_task = given.task(client, "again", due_on=None, follows_id=task)
    address(given, client, "email", "info@a.example")
    address(given, client, "phone", f"+49{number}", label="work")
    held = given.meeting(client, on=TODAY, status="held", touchpoint_id=first, form=text)
    planned = given.meeting(client, on=TODAY, goal=text)
    given.answer(held, "goal", text, contact_id=jo)
    need = given.need(client, text, status="proposed", contact_id=al, meeting_id=held, evidence=text)
    given.remark(client, "personal", text, on=TODAY, contact_id=jo, meeting_id=held)
    with given.change() as change:
        change.add("need_move", client_id=client, need_id=need, status="proposed", moved_on=TODAY, because=handle)
        for meeting, contact in ((held, jo), (planned, al)):
            change.add("meeting_contact", meeting_id=meeting, contact_id=contact)
        change.add("touchpoint_contact", touchpoint_id=first, contact_id=al)
        change.add("contact_field", client_id=client, contact_id=jo, name="shirt", value="M")
        change.add("alias", client_id=client, alias=f"Alias {number}", alias_key=f"alias {number}")
        for one in ("a.example", f"{handle}.example"):
            change.add("domain", client_id=client, domain=one)
        for name, value in (("same", "1"), ("other", text), (f"own {handle}", "x")):
            change.add("custom_field", client_id=client, name=name, value=value)
        for name in ("vip", handle):
            tag = change.value("SELECT id FROM tag WHERE name_key = :name", name=name)
            change.add("client_tag", client_id=client, tag_id=tag or change.add("tag", name=name, name_key=name))
        for entity, record in (("client", None), ("contact", jo), ("touchpoint", first), ("task", task)):
            columns = {} if record is None else {f"{entity}_id": record}
            change.add("external_id", client_id=client, entity=entity, system="crm", value=f"{number}", **columns)
        hidden = (("touch", client), ("task", task), ("task", next_task), ("meeting", planned), ("need", need))
        for kind, row_id in hidden:
            change.add("snooze", client_id=client, kind=kind, record_id=row_id, until_on=TODAY, set_on=TODAY)
        change.add("tier_move", client_id=client, to_tier_id=number % 4 + 1, moved_on=TODAY, because=handle)
        change.add("stage_move", client_id=client, stage="stable", moved_on=TODAY, because=handle)
    return client


def pair_of(given: Given) -> tuple[FoundClient, FoundClient]:
    keep, other = filled(given, "keep", 1), filled(given, "other", 2)
    third = given.client("Third")
    with given.change() as change:
        for client, another in ((keep, other), (keep, third), (other, third)):
            change.add("distinct_pair", client_id=client, other_id=another)
        change.add("snooze", client_id=other, kind="no-next-step", record_id=other, until_on=TODAY, set_on=TODAY)
        for client, referred in ((keep, third), (other, keep)):
            change.add("referral", client_id=client, referred_id=referred, told_on=TODAY)
    for client in (keep, other):
        given.payment(client, 100_00, on=TODAY)
        given.rating(client, "growth", client)
        with given.change() as change:
            change.add("risk_answer", client_id=client, answered_on=TODAY, points=6, terms="silence, sponsor gone")
            change.add("snooze", client_id=client, kind="risk", record_id=client, until_on=TODAY, set_on=TODAY)
            task = change.value("SELECT min(id) FROM task WHERE client_id = :id", id=client)
            change.add(
                "playbook_step",
                client_id=client,
                task_id=task,
                playbook="agency",
                stage="stable",
                step="insight",
                falls_on=TODAY,
            )
    return FoundClient(keep, "keep", "Name of keep"), FoundClient(other, "other", "Name of other")


def merge(given: Given, keep: FoundClient, other: FoundClient) -> Any:
    with given.change("client merge") as change:
        return merge_clients(change, keep, other, back_up=lambda: None)


def test_a_merge_loses_no_record_and_leaves_nothing_of_the_other(given: Given) -> None:
    keep, other = pair_of(given)
    counts = {table: given.value(f"SELECT count(*) FROM {table}") for table in COUNTED}
    records = {
        table: given.value(f"SELECT group_concat(id) FROM {table}")
        for table in (
            "contact",
            "touchpoint",
            "task",
            "meeting",
            "meeting_contact",
            "answer",
            "need",
            "remark",
            "payment",
        )
    }
    assert all(counts.values())
    merged = merge(given, keep, other)
    assert merged.moves["touchpoints"] == 2
    after = {table: given.value(f"SELECT count(*) FROM {table} WHERE client_id = 1") for table in COUNTED}
    # What both have is there once: a domain, a tag, a field, an address, a step, whose promise ends with its snooze;
    # handle and name of the other are aliases now;
    # tier and stage keep the history of the one they come from; nobody has referred themselves.
    shared = {"domain": -1, "client_tag": -1, "custom_field": -1, "address": -1, "snooze": -3, "alias": 2}
    shared |= {"tier_move": -1, "stage_move": -1, "referral": -1, "playbook_step": -1}
    assert after == {table: count + shared.get(table, 0) for table, count in counts.items()}
    assert records == {table: given.value(f"SELECT group_concat(id) FROM {table}") for table in records}
    with given.reading() as reader:
        assert standing.differences(reader.connection) == []
        assert reader.rows("PRAGMA foreign_key_check") == []
        assert [tuple(row) for row in reader.rows("SELECT client_id, other_id FROM distinct_pair")] == [(keep.id, 3)]
        snoozes = [tuple(row) for row in reader.rows("SELECT kind, record_id FROM snooze ORDER BY kind, record_id")]
    tasks = [("task", number) for number in (1, 2, 4)]
    needs_and_meetings = [("meeting", 2), ("meeting", 4), ("need", 1), ("need", 2)]
    of_itself = [(kind, keep.id) for kind in ("no-next-step", "risk", "touch")]
    assert sorted(snoozes) == sorted([*of_itself, *tasks, *needs_and_meetings])


def test_undo_of_a_merge_gives_back_exactly_the_book_before_and_redo_the_one_after(given: Given) -> None:
    keep, other = pair_of(given)
    before = dump(given.path)
    merge(given, keep, other)
    after = dump(given.path)
    assert after != before
    for _ in range(2):
        undo(given)
        assert dump(given.path) == before
        redo(given)
        assert dump(given.path) == after
    with given.reading() as reader:
        assert standing.differences(reader.connection) == []


def test_every_table_that_belongs_to_a_client_is_merged(given: Given) -> None:
    with given.reading() as reader:
        refer = {
            table
            for table in images.tracked_tables(reader.connection)
            for row in reader.rows(f"PRAGMA foreign_key_list({table})")
            if row["table"] == "client"
        }
    assert refer == {*COUNTED, "distinct_pair"}
    assert set(COUNTED) - set(MOVED) == {
        "address",
        "client_tag",
        "custom_field",
        "domain",
        "playbook_step",
        "referral",
        "snooze",
        "stage_move",
        "tier_move",
    }


values = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4)
rows = st.fixed_dictionaries(
    {
        "notes": values,
        "city": values,
        "cadence": st.none() | st.just("14d"),
        "since_on": st.none() | st.dates(date(2020, 1, 1), TODAY),
        "told_stage": st.none() | st.sampled_from(["stable", "lost"]),
        "tier_id": st.none() | st.integers(1, 4),
        "currency": st.none() | st.sampled_from(["EUR", "USD"]),
        "archived_on": st.none() | st.just(TODAY),
    }
)
custom = st.dictionaries(st.sampled_from(["a", "b", "a (two)", "b (two)", "a (two 2)"]), st.sampled_from("xy"))


@SLOW
@hypothesis_given(
    st.tuples(rows, rows), st.tuples(custom, custom), st.sampled_from(["One", "Two", "Third", "@", "one "])
)
def test_any_two_clients_merge_into_one_that_has_all_and_come_apart_again(
    empty_book: Path, pair: tuple[dict[str, Any], ...], fields: tuple[dict[str, str], ...], other_name: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_book, Path(folder) / "book.db")
        given = Given(Path(folder) / "book.db")
        ids = [given.client(name) for name in ("One", "Two")]
        given.client("Third")
        with given.change() as change:
            change.amend("client", ids[1], name=other_name, name_key=fold(other_name))
            for client_id, row, named in zip(ids, pair, fields, strict=True):
                change.amend("client", client_id, **row)
                for name, value in named.items():
                    change.add("custom_field", client_id=client_id, name=name, value=value)
        before = dump(given.path)
        merge(given, FoundClient(ids[0], "one", "One"), FoundClient(ids[1], "two", other_name))
        with given.reading() as reader:
            left = reader.row("SELECT * FROM client WHERE id = :id", id=ids[0])
            kept = reader.rows("SELECT name, value FROM custom_field WHERE client_id = :id", id=ids[0])
        assert left is not None
        keep, other = pair
        for name in ("city", "cadence", "tier_id", "currency"):
            assert left[name] == (keep[name] or other[name] or keep[name])
        assert left["archived_on"] == (keep["archived_on"] and TODAY.isoformat())
        assert (left["told_stage"] == "lost") == (keep["told_stage"] == "lost")
        assert all((text or "") in (left["notes"] or "") for text in (keep["notes"], other["notes"]))
        assert set(fields[0].items()) <= {(one["name"], one["value"]) for one in kept}
        assert set(fields[1].values()) <= {one["value"] for one in kept}
        assert len(kept) == len(fields[0]) + sum(fields[0].get(name) != value for name, value in fields[1].items())
        undo(given)
        assert dump(given.path) == before


def test_every_name_of_the_other_means_the_one_that_stays_and_tasks_keep_their_references(
    given: Given, run: Run
) -> None:
    keep, other = filled(given, "keep", 1), filled(given, "other", 2)
    run("client", "merge", "keep", "other", "--yes")
    for words in ("other", "Name of other", "alias 2", "other.example", "al2@a.example"):
        assert run("client", "show", words, "--json").data["handle"] == "keep"
    run("done", "t3")
    assert given.value("SELECT status FROM task WHERE id = 3 AND client_id = :keep", keep=keep) == "done"
    run("log", "@other", "talked again")
    assert given.value("SELECT count(*) FROM touchpoint WHERE client_id = :other", other=other) == 0
    assert run("find", "again", "--json").data


def test_a_name_that_means_somebody_else_does_not_come_to_mean_the_one_that_stays(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Globex", handle="acme-2")
    third = given.client("Globex", handle="globex-nz")
    run("client", "merge", "acme", "acme-2", "--yes")
    assert run("client", "show", "globex", "--json").data["handle"] == "globex-nz"
    assert run("client", "show", "acme", "--json").data["aliases"] == ["acme-2"]
    assert third == 3


def test_an_alias_that_means_somebody_else_goes_on_meaning_them(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Globex", handle="acme-2")
    third = given.client("Third")
    with given.change() as change:
        change.add("alias", client_id=third, alias="GLOBEX", alias_key="globex")
    run("client", "merge", "acme", "acme-2", "--yes")
    assert run("client", "show", "globex", "--json").data["handle"] == "third"


def test_the_preview_shows_every_field_and_what_does_not_go_over(given: Given, run: Run) -> None:
    acme = given.client("Acme", city="Bath", notes="ours", currency="EUR", cadence="14d")
    other = given.client(
        *("Acme Ltd",),
        tier="key",
        city="Ulm",
        notes="theirs",
        currency="USD",
        budget_low=100_00,
        budget_high=200_00,
        told_stage="lost",
        lost_reason="price",
        archived_on=TODAY,
        paused_until=TODAY,
    )
    given.contact(acme, "Jo Doe")
    given.contact(other, "jo doe", email="jo@a.example")
    given.contact(acme, "Al", email="al@a.example")
    given.contact(other, "Al", email="al@b.example")
    with given.change() as change:
        for client, value in ((acme, "1"), (other, "2")):
            change.add("custom_field", client_id=client, name="code", value=value)
    before = given.path.read_bytes()
    data = run("client", "merge", "@acme", "acme-ltd", "--dry-run", "--json").data
    fields = {one["field"]: (one["keep"], one["other"], one["result"]) for one in data["fields"]}
    assert fields["handle"] == ("acme", "acme-ltd", "acme")
    assert fields["city"] == ("Bath", "Ulm", "Bath")
    assert fields["tier"] == (None, "key", "key")
    assert fields["notes"] == ("ours", "theirs", "ours\n\ntheirs")
    assert fields["stage"] == (None, "lost (price)", None)
    assert fields["budget"] == (None, "100-200 USD", None)
    assert fields["code"] == ("1", None, "1")
    assert fields["code (acme-ltd)"] == (None, "2", "2")
    assert fields["aliases"] == (None, None, "acme-ltd, Acme Ltd")
    assert data["same_people"] == [{"name": "Jo Doe", "contact": 1, "other_contact": 2}]
    assert [note.partition(";")[0] for note in data["notes"]] == [
        "acme-ltd is archived",
        "acme-ltd is paused until 2026-11-20",
        "acme-ltd is lost",
        "The budget of acme-ltd (100-200 USD) is in another currency than acme and does not go over.",
    ]
    text = run("client", "merge", "@acme", "acme-ltd", "--dry-run").out
    assert "Jo Doe (contacts 1 and 2) looks like one person" in text
    assert "From acme-ltd to acme: 2 contacts, 2 addresses, 1 custom field." in text
    assert "Nothing was written" in text
    assert given.path.read_bytes() == before


def test_a_merge_shows_asks_backs_up_and_can_be_taken_back(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("[/b]\x1b Ltd", handle="evil")
    before = dump(given.path)
    ran = run("client", "merge", "acme", "evil", exit_code=2)
    assert "--yes" in ran.err
    assert "[/b]\\x1b Ltd" in ran.out
    assert backups.existing(given.path) == []
    assert dump(given.path) == before
    ran = run("client", "merge", "acme", "evil", "--yes")
    assert "Merged evil ([/b]\\x1b Ltd) into acme (Acme): no records." in ran.out
    assert "\x1b" not in ran.out
    [copy] = backups.existing(given.path)
    assert dump(copy) == before
    assert "client merge acme evil" in run("undo").out
    assert dump(given.path) == before
    merged = run("client", "merge", "acme", "evil", "--yes", "--json").data
    assert (merged["keep"], merged["other"], merged["operation"]) == ("acme", "evil", 5)


def test_a_client_is_not_merged_with_itself(given: Given, run: Run) -> None:
    given.client("Acme")
    ran = run("client", "merge", "acme", "@acme", "--yes", exit_code=5)
    assert "Both names mean acme" in ran.err
    run("client", "merge", "acme", "nobody", "--yes", exit_code=3)


def test_a_merge_tells_what_one_should_know_of_the_one_that_stays(given: Given, run: Run) -> None:
    given.client("Acme", archived_on=TODAY, told_stage="lost", lost_reason="price")
    given.client("Globex")
    run("client", "distinct", "acme", "globex")
    notes = " ".join(run("client", "merge", "acme", "globex", "--dry-run", "--json").data["notes"])
    assert "You told that acme and globex are not the same" in notes
    assert "acme is archived and stays so" in notes
    assert "acme is lost and stays so" in notes


@pytest.mark.parametrize("other_first", [True, False])
def test_the_last_word_on_tier_and_stage_is_that_of_the_state_that_stands(other_first: bool, given: Given) -> None:
    handles = ("other", "keep") if other_first else ("keep", "other")
    ids = {handle: given.client(handle) for handle in ("keep", "other")}
    with given.change() as change:
        change.amend("client", ids["other"], tier_id=2, told_stage="deep", told_stage_on=TODAY)
        change.amend("client", ids["keep"], since_on=TODAY)
        for handle in handles:
            tier = {"to_tier_id": 2} if handle == "other" else {"from_tier_id": 1}
            stage = "deep" if handle == "other" else None
            change.add("tier_move", client_id=ids[handle], moved_on=TODAY, because=handle, **tier)
            change.add("stage_move", client_id=ids[handle], stage=stage, moved_on=TODAY, because=handle)
    merge(given, FoundClient(ids["keep"], "keep", "keep"), FoundClient(ids["other"], "other", "other"))
    last = "SELECT because || coalesce(to_tier_id, '') FROM tier_move ORDER BY id DESC LIMIT 1"
    assert given.value(last) == "other2"
    assert given.value("SELECT because || coalesce(stage, '') FROM stage_move ORDER BY id DESC LIMIT 1") == "keep"
    assert given.value("SELECT told_stage FROM client") is None


def test_search_finds_nothing_of_the_client_that_is_gone(given: Given) -> None:
    keep, other = pair_of(given)
    merge(given, keep, other)
    with closing(sqlite3.connect(given.path)) as connection:
        rows = connection.execute("SELECT count(*) FROM search WHERE rowid = ?", (other.id * 4,)).fetchone()
    assert rows == (0,)


def test_who_came_through_both_came_through_the_one_and_the_newer_rating_counts(given: Given, run: Run) -> None:
    keep, other, third, fourth = (given.client(name) for name in ("Keep", "Other", "Third", "Fourth"))
    with given.change() as change:
        for client, referred in ((third, keep), (fourth, other), (other, third)):
            change.add("referral", client_id=client, referred_id=referred, told_on=TODAY)
    given.rating(other, "growth", 2, on=date(2026, 1, 1))
    given.rating(keep, "growth", 5, on=date(2026, 3, 1))
    given.rating(other, "influence", 3)
    run("client", "merge", "keep", "other", "--yes")
    with given.reading() as reader:
        pairs = {tuple(row) for row in reader.rows("SELECT client_id, referred_id FROM referral")}
    assert pairs == {(keep, third)}
    factors = {one["factor"]: one["value"] for one in run("tier", "explain", "keep", "--json").data["factors"]}
    assert (factors["growth"], factors["influence"]) == ("5", "3")
