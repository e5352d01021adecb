"""What a run loads: hot verbs stay light, help reads no slice, one command builds no other; all are complete."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from clienttrack import cli
from clienttrack.contents import LazyGroup
from tests.conftest import TODAY, Given, Run

# Typer itself brings pydantic, so that one cannot be asked for.
HEAVY = (
    *("alembic", "jinja2", "markdown_it", "phonenumbers", "pygal"),
    *("rich.console", "rich.table", "sqlalchemy", "sqlmodel"),
)
PLACES = {name: [place.partition(":")[0] for place in entry.places] for name, entry in cli.CONTENTS}

PROBE = """
import atexit, sys

def tell():
    modules = sorted(sys.modules)
    import json
    sys.stderr.write("LOADED " + json.dumps(modules))

atexit.register(tell)
from clienttrack.__main__ import main
main()
"""


def _loaded(*arguments: str, expected: int = 0) -> tuple[set[str], str]:
    """Run the program in a process of its own and give the modules it has loaded, and its answer."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        input="",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    told, _, loaded = ended.stderr.rpartition("LOADED ")
    assert loaded, ended.stderr
    assert ended.returncode == expected, told + ended.stdout
    return set(json.loads(loaded)), ended.stdout


HOT = [
    ("due",),
    ("due", "--json"),
    ("log", "acme", "talked about renewal", "--kind", "call", "--next", "send offer", "--by", "fri"),
    ("done", "t1"),
    ("snooze", "t1", "--until", "+3d"),
    ("show", "acme"),
    ("show", "acme", "--json"),
    ("find", "renewal"),
    ("client", "list"),
    ("task", "list"),
    ("contact", "list"),
    ("history",),
    ("undo",),
    ("export", "all"),
]


@pytest.mark.parametrize("words", HOT, ids=" ".join)
def test_a_hot_verb_loads_nothing_heavy(words: tuple[str, ...], given: Given) -> None:
    acme = given.client("Acme", tier="core", last_touch=TODAY.replace(day=1))
    given.task(acme, "Send renewal offer", due_on=TODAY)
    given.contact(acme, "Jo Doe", email="jo@acme.com", phone="+442079460958")
    loaded, _ = _loaded(*words)
    assert sorted(loaded & set(HEAVY)) == []


@pytest.mark.parametrize("words", [("due",), ("done", "k@acme"), ("snooze", "k@acme", "--until", "+3d")], ids=" ".join)
def test_a_high_risk_loads_nothing_heavy(words: tuple[str, ...], given: Given) -> None:
    acme = given.client("Acme", since_on=TODAY.replace(year=2024), last_touch=TODAY.replace(year=2025))
    given.contact(acme, "Jo Doe", decision="decides", left_on=TODAY)
    given.payment(acme, 100_00, on=TODAY, currency="USD")
    loaded, said = _loaded(*words)
    assert "k@acme" in said
    assert sorted(loaded & set(HEAVY)) == []


def test_nobody_at_risk_costs_no_arithmetic(given: Given) -> None:
    given.client("Acme", tier="core", last_touch=TODAY.replace(day=1))
    loaded, _ = _loaded("due")
    assert sorted(loaded & {"clienttrack.risk", "clienttrack.revenue", "clienttrack.value_settings"}) == []


@pytest.mark.parametrize(
    "words", ["show ac", "log ac", "done t", "done @a", "due --tier c", "due --tag v", "template show bri"]
)
def test_tab_offers_from_the_book_and_loads_nothing_heavy(
    words: str, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = given.client("Acme", tier="core")
    given.task(acme, "Send offer", due_on=TODAY)
    with given.change() as change:
        change.add("tag", name="vip", name_key="vip")
    monkeypatch.setenv("_CLIENTTRACK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"clienttrack {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    loaded, offered = _loaded()
    assert offered.strip() in {"acme", "t1", "@acme", "core", "vip", "brief"}
    assert sorted(loaded & set(HEAVY)) == []


def test_tab_in_a_noun_offers_its_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CLIENTTRACK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "clienttrack client a")
    monkeypatch.setenv("COMP_CWORD", "2")
    _, offered = _loaded()
    assert sorted(offered.split()) == ["add", "alias", "archive"]


@pytest.mark.parametrize("broken", ["missing", "garbage", "locked out"])
def test_tab_is_silent_where_no_book_can_be_read(broken: str, book_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "garbage":
        book_path.write_bytes(b"no book at all" * 500)
    if broken == "locked out":
        book_path.mkdir()
    monkeypatch.setenv("_CLIENTTRACK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "clienttrack show a")
    monkeypatch.setenv("COMP_CWORD", "2")
    ended = subprocess.run([sys.executable, "-m", "clienttrack"], capture_output=True, text=True, check=False)
    assert (ended.stdout.strip(), ended.stderr) == ("", "")


@pytest.mark.parametrize("words", [("--help",), (), ("--version",)])
def test_help_of_the_whole_reads_no_slice_and_no_book(words: tuple[str, ...]) -> None:
    loaded, told = _loaded(*words, expected=0 if words else 2)
    assert not [name for name in loaded if name.startswith("clienttrack.slices")]
    assert sorted(loaded & {*HEAVY, "rapidfuzz", "babel"}) == []
    if words == ("--help",):
        assert [name for name, _ in cli.CONTENTS if f" {name} " not in told] == []


@pytest.mark.parametrize("words", [(), ("book",)])
def test_nothing_asked_gives_help_and_no_error(words: tuple[str, ...], run: Run) -> None:
    ran = run(*words, exit_code=2)
    assert ran.out == ""
    assert ran.err.startswith("Usage: clienttrack ")


def test_one_verb_reads_its_own_slice_alone(given: Given) -> None:
    loaded, _ = _loaded("due")
    slices = {name.split(".")[2] for name in loaded if name.startswith("clienttrack.slices.")}
    assert slices == {"due"}


def test_a_command_of_a_noun_is_built_without_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    from clienttrack import contents

    built: list[str] = []
    build = contents._built

    def watched(name: str, function: Any) -> Any:
        built.append(name)
        return build(name, function)

    monkeypatch.setattr(contents, "_built", watched)
    app = typer.Typer()

    @app.command("one")
    def one() -> None:
        """Say one."""

    @app.command("two")
    def two() -> None:
        """Say two."""

    group = contents._noun("pair", "Two commands.", app)
    assert built == []
    assert sorted(group.commands) == ["one", "two"]
    context = typer.Context(group, info_name="pair")
    name, command, rest = group.resolve_command(context, ["two", "--json"])
    assert (name, command.name, rest) == ("two", "two", ["--json"])
    assert [name for name in built if name != "formats"] == ["two"]


def _children(group: LazyGroup) -> list[str]:
    return group.list_commands(typer.Context(group))


def test_a_noun_of_several_places_reads_them_until_the_command_is_found(given: Given) -> None:
    given.client("Acme")
    read = [
        {name.split(".")[2] for name in _loaded("client", *words)[0] if name.startswith("clienttrack.slices.")}
        for words in (["list"], ["show", "acme"], ["pause", "acme", "--until", "+1w"])
    ]
    assert read[0] == {"roster"}
    assert read[1] == {"roster", "clients"}
    assert "dormancy" in read[2]


def test_an_unknown_command_of_a_noun_of_several_places_is_told_with_the_nearest(run: Run) -> None:
    assert "'pause'" in run("client", "puase", exit_code=2).err


def _commands() -> list[tuple[str, ...]]:
    """Every command line of the program without options, from the table of contents and the nouns."""
    root = cli.program()
    found: list[tuple[str, ...]] = []
    for name in PLACES:
        command = root._builders[name]()
        found += [(name, child) for child in _children(command)] if isinstance(command, LazyGroup) else [(name,)]
    return found


COMMANDS = _commands()


def _built_command(words: tuple[str, ...]) -> Any:
    command: Any = cli.program()
    for word in words:
        _children(command)
        command = command._builders[word]()
    return command


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_answers_as_json_and_says_what_it_is_for(words: tuple[str, ...]) -> None:
    command = _built_command(words)
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--json" in options
    assert command.help, "a command needs a sentence"
    assert command.help.partition("\n")[0].endswith(".")
    assert [p.name for p in command.params if p.param_type_name == "option" and not p.help and not p.hidden] == []
    if getattr(command.callback, "is_listing", False):
        assert {"--csv", "--ids"} <= options


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_of_every_command_works(words: tuple[str, ...], run: Run) -> None:
    ran = run(*words, "--help")
    assert ran.out.startswith(f"Usage: clienttrack {' '.join(words)}")
    assert "--json" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_help_speaks_of_python(words: tuple[str, ...], run: Run) -> None:
    told = run(*words, "-h").out
    assert told == run(*words, "--help").out
    assert [bad for bad in ("<str>", "<int", "list[", "range>", "9223372036854775807") if bad in told] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("log acme x --kind cal", "--kind must be one of call, email, visit"),
        ("due --kind zz", "--kind must be one of touch, task, meeting, need, risk, paused, no-next-step, not 'zz'."),
        ("undo zzz", "OPERATION must be a whole number, not 'zzz'."),
        ("touch edit 1.5 x", "NUMBER must be a whole number, not '1.5'."),
        ("tier edit core --weight 0", "--weight must be at least 1, not '0'."),
        ("log acme x --minutes 100001", "--minutes must be at most 100000, not '100001'."),
        ("due b", "Got unexpected extra argument(s) (b)."),
        ("log", "Missing argument 'CLIENT'."),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_plain_words(words: str, said: str, run: Run) -> None:
    told = run(*words.split(), exit_code=2).err
    assert told.startswith(f"Error: {said}")
    assert f" Try `clienttrack {words.split(maxsplit=1)[0]}" in told
    assert "Value error" not in told


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_refuses_an_unknown_option_in_one_sentence(words: tuple[str, ...], run: Run) -> None:
    ran = run(*words, "--no-such-option", exit_code=2)
    assert ran.out == ""
    assert ran.err.startswith("Error: ")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("name", [name for name in PLACES if len([w for w in COMMANDS if w[0] == name]) > 1])
def test_help_of_every_noun_lists_its_commands_with_their_sentences(name: str, run: Run) -> None:
    told = run(name, "--help").out
    assert [words[1] for words in COMMANDS if words[0] == name and f" {words[1]} " not in told] == []


def test_every_list_is_marked_as_a_list() -> None:
    lists = [words for words in COMMANDS if words[-1] in {"list", "due", "find", "history"}]
    assert [w for w in lists if "--csv" not in {o for p in _built_command(w).params for o in p.opts}] == []


def test_every_line_of_the_table_of_contents_has_its_module() -> None:
    root = cli.program()
    for name in PLACES:
        assert root._builders[name]() is not None


def test_python_dash_m_is_the_same_program(process: Any) -> None:
    ended = process("--version")
    assert ended.returncode == 0
    assert ended.stdout.startswith("clienttrack ")


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    ran = run("duee", exit_code=2)
    assert "duee" in ran.err
    assert "due" in ran.err
