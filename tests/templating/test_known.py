"""What is wrong with a template is found wherever it stands, and what is fine is never doubted."""

from pathlib import Path

import pytest

from clienttrack import textfiles
from clienttrack.templating.checking import checked_templates
from clienttrack.templating.places import all_templates
from tests.conftest import TODAY


def problems(folder: Path, **texts: str) -> list[tuple[str, int | None, str]]:
    """Check own templates in English: ``brief`` is filled with a brief, every other one is a part."""
    own = folder / "own"
    (own / "en").mkdir(parents=True)
    for name, text in texts.items():
        (own / "en" / f"{name}.md.j2").write_text(text, encoding="utf-8")
    folders = (own, folder / "none")
    checked = checked_templates(all_templates(folders), folders, "en", TODAY)
    assert checked.checked == len(texts)
    return [(Path(one.path).name.partition(".")[0], one.line, one.what) for one in checked.problems]


def in_brief(folder: Path, text: str) -> list[tuple[int | None, str]]:
    return [(line, what) for _, line, what in problems(folder, brief=text)]


NEVER = "{% if today == 1 %}\n<>\n{% endif %}"
UNKNOWN = [
    ("{{ clinet }}", "'clinet' is not known; did you mean 'client'?"),
    ("{{ client.nmae }}", "'nmae' is not known; did you mean 'name'?"),
    ("{{ client['nmae'] }}", "'nmae' is not known; did you mean 'name'?"),
    ("{{ standing.teir or 'none' }}", "'teir' is not known; did you mean 'tier'?"),
    ("{% for talk in talks %}{{ talk.txet }}{% endfor %}", "'txet' is not known; did you mean 'text'?"),
    ("{% for talk in talks|sort(attribute='kind')|reverse %}{{ talk.txet }}{% endfor %}", "'txet' is not known"),
    ("{% set last = talks|first %}{{ last.txet }}", "'txet' is not known; did you mean 'text'?"),
    ("{{ talks[0].txet }}{{ talks[:2][0].text }}", "'txet' is not known; did you mean 'text'?"),
    ("{{ (ours or theirs)|join(', ', attribute='txet') }}", ""),
    ("{{ ours|join(', ', attribute='txet') }}", "'txet' is not known; did you mean 'text'?"),
    ("{{ ours|selectattr('laet')|list }}", "'laet' is not known; did you mean 'late'?"),
    ("{{ ours|groupby('contcat') }}", "'contcat' is not known; did you mean 'contact'?"),
    ("{{ ours|sort(attribute='late,due')|list }}", "'due' is not known; did you mean 'due_on'?"),
    ("{{ client.name|uper }}", "No filter named 'uper'; did you mean 'upper'?"),
    ("{% filter uper %}x{% endfilter %}", "No filter named 'uper'; did you mean 'upper'?"),
    ("{{ 'x' if client.name is odder }}", "No test named 'odder'; did you mean 'odd'?"),
    ("{{ today.__class__ }}", "access to attribute '__class__' is unsafe"),
    ("{{ client.name.format(1) }}", "access to attribute 'format' is unsafe"),
    ("{{ ''['__class__'] }}", ""),
    ("{% include 'prat.md.j2' %}", "there is no template 'prat.md.j2'"),
    ("{% include ['a.md.j2', 'b.md.j2'] %}", "there is no template 'a.md.j2'"),
    ("{% import 'prat.md.j2' as p %}", "there is no template 'prat.md.j2'"),
    ("{% from 'prat.md.j2' import p %}", "there is no template 'prat.md.j2'"),
    ("{% include '/etc/passwd' %}", "there is no template '/etc/passwd'"),
    ("{% include '../../secret.md.j2' %}", "there is no template '../../secret.md.j2'"),
    ("{% macro m(a) %}{{ b }}{% endmacro %}", "'b' is not known"),
    ("{% with a = clinet %}{{ a }}{% endwith %}", "'clinet' is not known"),
    ("{% set a %}{{ clinet }}{% endset %}", "'clinet' is not known"),
    ("{% block a %}{{ clinet }}{% endblock %}", "'clinet' is not known"),
    ("{% call(x) client.name.upper() %}{{ y }}{% endcall %}", "'y' is not known"),
    ("{{ clinet|default('x') }}", ""),
    ("{{ client.nmae|default('x') }}", ""),
    ("{{ clinet.name|default('x') }}", "'clinet' is not known; did you mean 'client'?"),
    ("{{ 1 if client is defined else clinet }}", "'clinet' is not known"),
    ("{{ (client if today else client).nmae }}", "'nmae' is not known; did you mean 'name'?"),
]


@pytest.mark.parametrize(("text", "said"), UNKNOWN)
def test_what_is_wrong_is_found_in_a_branch_that_is_never_taken(text: str, said: str, tmp_path: Path) -> None:
    found = in_brief(tmp_path, NEVER.replace("<>", text))
    assert [line for line, _ in found] == [2] * bool(said)
    assert all(said in what for _, what in found)


FINE = [
    "{% for talk in talks if talk.kind != 'note' %}{{ loop.index }} {{ talk.text }}{% else %}none{% endfor %}",
    "{% macro m(a, b=1) %}{{ a }}{{ b }}{{ varargs|length }}{{ kwargs|length }}{% endmacro %}{{ m(1) }}",
    "{% set n = namespace(x=1) %}{% for t in talks %}{% set n.x = n.x + 1 %}{% endfor %}{{ n.x }}",
    "{% for name, value in client.custom.items() %}{{ name }}{{ value }}{% endfor %}{{ client.custom['x']|d('') }}",
    "{% if ours %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% if nothing is defined %}{{ nothing }}{% endif %}",
    "{% include 'none.md.j2' ignore missing %}",
    "{% set part = 'none' %}{% if not today %}{% include part %}{% endif %}",
    "{% macro list(items) %}{% for one in items recursive %}{{ one.x }}{{ loop([]) }}{% endfor %}{% endmacro %}",
    "{% block a %}{{ client.name }}{% endblock %}{{ self.a() }}",
    "{{ [client.name, client.city]|first }}{{ ours|map(attribute='text')|join }}{{ range(3)|sum }}",
    "{{ client.name[0] }}{{ client.name[:2] }}{{ today.year }}{{ standing.due_on|day('short') if standing.due_on }}",
    "{% with t = talks|last if talks else none %}{% if t %}{{ t.text }}{% endif %}{% endwith %}",
    "{{ (talks|first|default({'text': 'none'})).text }}{% if talks|first is defined %}x{% endif %}",
    "{{ [client.name, 1]|sum(start='') if client == 1 }}",
    "{% macro m() %}{{ x }}{{ k() }}{% endmacro %}{% set x = 1 %}{% macro k() %}{{ today }}{% endmacro %}{{ m() }}",
    "{% macro quoted() %}> {{ caller() }}{% endmacro %}{% call quoted() %}{{ client.name }}{% endcall %}",
    "{% filter upper %}{{ client.name }}{% endfilter %}{% set x = client.name|lower %}{{ x.strip() }}",
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_fine_is_not_doubted(text: str, tmp_path: Path) -> None:
    assert in_brief(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n{% for x in talks %}", 2, "Unexpected end of template"),
        ("a\n{{ client.name", 2, "unexpected end of template"),
        ("a\n{% nothing %}", 2, "Encountered unknown tag 'nothing'"),
        ("a\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("a\n{{ talks[0].text }}", 2, "is not known"),
        ("a\n{{ client.industry.upper() }}", 2, "'upper' is asked of what is null here"),
        ("a\n{{ (talks|first).text }}", 2, "No first item"),
        ("a\n{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}", 2, "rounds"),
        ("a\n{% include 'brief.md.j2' %}", 2, "it calls itself"),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", 2, "block 'a' defined twice"),
    ],
)
def test_what_shows_only_with_an_example_full_or_empty_is_found(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    [(place, what)] = in_brief(tmp_path, text)
    assert (place, said in what) == (line, True), what


def test_every_problem_is_told_once(tmp_path: Path) -> None:
    text = "{{ a }}\n{{ b }}{{ c }}\n{{ client.nmae }}\n{{ client.name|uper }}\n{% include 'x.md.j2' %}\n{{ a }}"
    assert [line for line, _ in in_brief(tmp_path, text)] == [1, 2, 2, 3, 4, 5, 6]


def test_a_part_is_read_with_the_names_of_what_includes_it(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        brief="{% for talk in talks %}{% include 'part.md.j2' %}{% endfor %}",
        part="\n{{ talk.txet }}{{ client.name }}{{ word|uper }}",
    )
    assert found == [
        ("part", 2, "'txet' is not known; did you mean 'text'?"),
        ("part", 2, "'word' is not known"),
        ("part", 2, "No filter named 'uper'; did you mean 'upper'?"),
    ]


def test_of_a_part_alone_names_are_not_doubted_and_all_else_is(tmp_path: Path) -> None:
    assert problems(tmp_path, part="{{ anything.at_all }}\n{{ a|uper }}") == [
        ("part", 2, "No filter named 'uper'; did you mean 'upper'?")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a\n{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}",
        "a\n{{ 1" + " + 1" * 20_000 + " }}",
        "a\n{{ " + "9" * 5_000 + " }}",
        "a\n" + "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
        "a\n{% block a %}{% endblock %}{% block a %}{% endblock %}",
    ],
)
@pytest.mark.parametrize("name", ["brief", "part"])
def test_what_cannot_be_read_at_all_is_told_of_a_part_too(name: str, text: str, tmp_path: Path) -> None:
    [(found, line, _)] = problems(tmp_path, **{name: text})
    assert (found, line) == (name, 2)


def test_macros_of_another_file_know_what_they_are_given_alone(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        brief="{% from 'macros.md.j2' import bold as b %}{% import 'macros.md.j2' as m %}{{ b(1) }}{{ m.bold(2) }}",
        macros="{% macro bold(x) %}**{{ x }}** {{ client }}{% endmacro %}",
    )
    assert found == [
        ("macros", 1, "'client' is not known in this part; write `with context` where it is imported or included")
    ]


def test_a_template_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "own" / "en").mkdir(parents=True)
    (tmp_path / "own" / "en" / "brief.md.j2").symlink_to("/etc/passwd")
    (tmp_path / "own" / "en" / "part.md.j2").write_bytes(b"\xff")
    folders = (tmp_path / "own", tmp_path / "none")
    found = checked_templates(all_templates(folders), folders, "en", TODAY).problems
    assert [(Path(one.path).name, one.line) for one in found] == [("brief.md.j2", None), ("part.md.j2", None)]
    assert "which is no .j2 file" in found[0].what
    assert "not UTF-8" in found[1].what


def test_ours_are_fine_and_are_checked_without_the_users(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "brief.md.j2").write_text("{{ clinet }}")
    folders = (tmp_path, textfiles.shipped_folder())
    found = all_templates(folders)
    checked = checked_templates(found, folders, "en", TODAY)
    assert [one.path for one in checked.problems] == [str(tmp_path / "en" / "brief.md.j2")]
    assert checked.checked == len(found) == 1 + len([*folders[1].glob("??/**/*.j2")])


def test_ours_is_checked_also_where_the_user_has_a_better_one(tmp_path: Path) -> None:
    folders = (tmp_path / "own", tmp_path / "ours")
    for folder, text in zip(folders, ("{{ client.name }}", "{{ clinet }}"), strict=True):
        (folder / "en").mkdir(parents=True)
        (folder / "en" / "brief.md.j2").write_text(text)
    [problem] = checked_templates(all_templates(folders), folders, "en", TODAY).problems
    assert problem.path == str(tmp_path / "ours" / "en" / "brief.md.j2")
