"""Reports are fit to send, tell what is wrong with a template, and never let a client's text do anything."""

import os
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from clienttrack import textfiles
from clienttrack.slices.reports import files, rules
from clienttrack.templating.contexts import CONTEXTS
from tests.conftest import TODAY, Given, Run
from tests.markdown import HOSTILE, read_as_html, read_page

ROOT = Path(__file__).parents[2]
REPORTS = [name.removesuffix(".md.j2") for name in CONTEXTS if "/" not in name]
OF_A_CLIENT = [name for name in REPORTS if name != rules.PORTFOLIO]


def days(count: int) -> timedelta:
    return timedelta(days=count)


@pytest.fixture
def acme(given: Given) -> int:
    """A core client with a call, a promise each way and one contact."""
    acme = given.client("Acme", tier="core", since_on=date(2024, 1, 15), notes="Pays late.\n\nWants *quiet*.")
    jo = given.contact(acme, "Jo Doe", phone="+44 20 7946 0958", role="Buyer", decision="decides", notes="likes opera")
    call = given.touchpoint(acme, on=TODAY - days(2), text="Talked about renewal")
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=call, contact_id=jo)
    given.task(acme, "Send offer", due_on=TODAY + days(5))
    given.task(acme, "Sign contract", due_on=TODAY + days(7), side="theirs")
    return acme


def test_a_text_with_bars_stays_in_its_cell_of_a_table_of_the_user(given: Given, own_templates: Path, run: Run) -> None:
    given.client("A|B || C\\|D", handle="acme")
    (own_templates / "en" / "brief.md.j2").write_text("| who | what |\n|---|---|\n| {{ client.name }} | brief |\n")
    parsed = read_as_html(run("report", "brief", "acme").out)
    assert [text for text in parsed.text if text.strip()] == ["who", "what", "A|B || C\\|D", "brief"]
    assert parsed.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]


# --- what reports say ----------------------------------------------------------------------------------------------


def test_every_report_is_shipped_in_both_languages() -> None:
    for language in ("en", "zh"):
        for report in REPORTS:
            assert (ROOT / "templates" / language / f"{report}.md.j2").is_file()


def test_a_follow_up_says_what_was_talked_about_and_who_does_what(given: Given, acme: int, run: Run) -> None:
    given.touchpoint(acme, on=TODAY, kind="note", text="do not tell")
    given.task(acme, "Late thing", due_on=TODAY - days(1))
    given.task(acme, "Some day", due_on=None)
    given.task(acme, "Finished", due_on=TODAY, status="done", closed_on=TODAY)
    out = run("report", "follow-up", "acme").out
    assert out == (
        "# Acme: our call on 18 November 2026\n\n"
        "Hello Jo Doe,\n\n"
        "thank you for our call on 18 November 2026. This is what I took from it:\n\n"
        "> Talked about renewal\n\n"
        "**What I will do**\n\n"
        "- Late thing (promised for 19 November 2026; it is late, and I am sorry)\n"
        "- Send offer, by 25 November 2026\n"
        "- Some day\n\n"
        "**What I need from you**\n\n"
        "- Sign contract, by 27 November 2026\n\n"
        "You will hear from me by 25 November 2026. If anything here is missing or different from what you "
        "remember, please tell me.\n\n"
        "Kind regards\n"
    )


@pytest.mark.parametrize(
    ("language", "promised"), [("en", "here is where we stand."), ("zh", "现将目前的进展整理如下。")]
)
def test_a_follow_up_without_any_talk_tells_of_promises_or_asks(
    language: str, promised: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme", added_on=TODAY - days(90), language=language)
    alone = run("report", "follow-up", "acme").out
    assert promised not in alone
    assert ("When would a call suit you?\n\nKind" in alone) == (language == "en")
    assert "None" not in alone
    given.task(acme, "Send offer", due_on=None)
    assert f"{promised}\n\n**" in run("report", "follow-up", "acme").out


@pytest.mark.parametrize(
    ("kind", "direction", "words"),
    [
        ("email", "out", "I wrote to you on 20 November 2026. In short:"),
        ("email", "in", "thank you for your e-mail on 20 November 2026. This is what I took from it:"),
        ("email", None, "thank you for our exchange of e-mails on 20 November 2026."),
        ("call", "out", "thank you for our call on 20 November 2026."),
        ("call", "in", "thank you for your call on 20 November 2026."),
        ("other", "out", "thank you for being in touch on 20 November 2026."),
    ],
)
def test_a_follow_up_says_who_wrote_or_called(
    kind: str, direction: str | None, words: str, given: Given, run: Run
) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        values = {"kind": kind, "direction": direction, "happened_on": TODAY, "text": "sent the offer"}
        change.add("touchpoint", client_id=acme, **values)
    assert words in run("report", "follow-up", "acme").out
    assert "- Last contact: 20 November 2026, today; " in run("report", "brief", "acme").out


def test_who_has_left_is_neither_greeted_nor_thanked_by_another(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    gone = given.contact(acme, "Al Gone", left_on=TODAY)
    given.contact(acme, "Jo Doe")
    call = given.touchpoint(acme, on=TODAY - days(2))
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=call, contact_id=gone)
    given.task(acme, "Send offer", due_on=None)
    assert run("report", "follow-up", "acme").out == (
        "# Acme: where we stand\n\n"
        "Hello Jo Doe,\n\n"
        "since we were in touch on 18 November 2026, this is where we stand.\n\n"
        "**What I will do**\n\n"
        "- Send offer\n\n"
        "If anything here is missing or different from what you remember, please tell me.\n\n"
        "Kind regards\n"
    )


def test_a_brief_says_whom_one_meets_and_how_things_stand(given: Given, acme: int, run: Run) -> None:
    given.touchpoint(acme, on=TODAY, kind="note", text="Heard they move")
    given.contact(acme, "Al Gone", left_on=TODAY)
    given.task(acme, "Late thing", due_on=TODAY - days(1))
    out = run("report", "brief", "acme").out
    for words in (
        *("# Brief: Acme", "- core, deep, client since 15 January 2024", "14 days allowed (core, deep)"),
        *("- Last contact: 18 November 2026, 2 days ago", "- **Jo Doe**, Buyer, decides\n  - +44 20 7946 0958\n"),
        *(
            "  - *private:* likes opera",
            "- 20 November 2026, note: Heard they move",
            "We: Send offer, 25 November 2026",
        ),
        *("- 18 November 2026, call with Jo Doe: Talked about renewal", "They: Sign contract, 27 November 2026"),
        *(
            "Late thing, 19 November 2026 (**late**)",
            "> Pays late.\n> \n> Wants \\*quiet\\*.",
        ),
    ):
        assert words in out
    assert "Al Gone" not in out


def test_a_chinese_client_is_written_to_in_chinese(given: Given, run: Run) -> None:
    qinghe = given.client("青禾茶业", handle="qinghe", language="zh-CN", tier="key")
    given.contact(qinghe, "林晓雯")
    given.touchpoint(qinghe, on=TODAY - days(1), text="谈了包装")
    given.task(qinghe, "寄样品", due_on=TODAY + days(4))
    out = run("report", "follow-up", "qinghe").out
    assert out.startswith("# 青禾茶业：2026年11月19日通话小结\n\n林晓雯，您好！\n\n感谢您于2026年11月19日与我通话。")
    assert "- 寄样品（2026年11月24日前）" in out
    brief = run("report", "brief", "qinghe", "--json").data
    assert brief["language"] == "zh"
    assert brief["text"].startswith("# 会前简报：青禾茶业")


def test_a_language_without_templates_falls_back_to_the_settings_and_to_english(
    given: Given, own_templates: Path, run: Run
) -> None:
    given.client("Moulin", language="fr")
    assert run("report", "brief", "moulin", "--json").data["language"] == "en"
    (own_templates.parent / "config.toml").write_text('language = "zh"\n')
    assert run("report", "brief", "moulin", "--json").data["language"] == "zh"
    (own_templates / "fr").mkdir()
    (own_templates / "fr" / "brief.md.j2").write_text("{{ today }}")
    assert run("report", "brief", "moulin").out == "20 novembre 2026\n"


@pytest.mark.parametrize("report", OF_A_CLIENT)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("met", [True, False], ids=["met", "talked"])
def test_hostile_texts_stay_texts_in_every_report(
    report: str, language: str, met: bool, given: Given, run: Run
) -> None:
    text = f"{HOSTILE}\n# heading\n\n- item\n    code"
    fill(given, "acme", text, language, met=met)
    fill(given, "calm", "calm\n\nwords", language, met=met)
    hostile = run("report", report, "acme").out
    parsed = read_as_html(hostile)
    assert set(parsed.tags) <= {"h1", "h2", "p", "ul", "li", "strong", "em", "blockquote"}
    assert not any(character in hostile for character in "\x1b\u202e\r")
    assert "<script" not in hostile
    assert "<script>alert(1)</script> **bold** _it_ [x](javascript:1) `c` | ~~s~~ &copy;" in "".join(parsed.text)
    calm = read_as_html(run("report", report, "calm").out).tags
    assert [tag for tag in parsed.tags if tag in {"h1", "h2"}] == [tag for tag in calm if tag in {"h1", "h2"}]


def fill(given: Given, handle: str, text: str, language: str, *, met: bool) -> None:
    """Fill everything that a report may show with one text."""
    client = given.client(text, handle=handle, language=language, notes=text, industry=text, preferences=text,
                          decision_style=text)  # fmt: skip
    one = given.contact(client, text, role=text, notes=text, email=text)
    gone = given.contact(client, text, left_on=TODAY)
    talk = given.touchpoint(client, on=TODAY, text=text)
    planned = given.meeting(client, on=TODAY + days(1), goal=text, question_set=text)
    held = given.meeting(client, on=TODAY - days(0 if met else 1), status="held", goal=text, question_set=text,
                         touchpoint_id=talk if met else None)  # fmt: skip
    for side in ("ours", "theirs"):
        given.task(client, text, due_on=TODAY, contact_id=one, side=side, touchpoint_id=talk)
        given.task(client, text, due_on=None, contact_id=one, side=side)
    for field in ("goal", "situation", "budget", None):
        given.answer(held, field, text, contact_id=one, question=text, asked=text)
    given.answer(held, "goal", text)
    for status in ("open", "proposed"):
        given.need(client, text, contact_id=one, meeting_id=held, evidence=text, status=status)
    for kind in ("quote", "risk", "personal"):
        for whose in (one, gone, None):
            given.remark(client, kind, text, on=TODAY, contact_id=whose, meeting_id=held)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=one)
        change.add("meeting_contact", meeting_id=held, contact_id=one)
        change.add("meeting_contact", meeting_id=planned, contact_id=one)
        change.add("custom_field", client_id=client, name=text, value=text)
        change.add("client_tag", client_id=client, tag_id=change.add("tag", name=text, name_key=handle))


# --- as HTML -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", OF_A_CLIENT)
def test_every_report_is_a_page_of_html_too(report: str, given: Given, acme: int, tmp_path: Path, run: Run) -> None:
    if report == rules.MINUTES:
        given.meeting(acme, on=TODAY, status="held")
    target = tmp_path / "acme.html"
    out = run("report", report, "acme", "--html").out
    run("report", report, "acme", "--html", "-o", str(target))
    assert target.read_text(encoding="utf-8") == out
    assert out.startswith('<!DOCTYPE html>\n<html lang="en">')
    made = run("report", report, "acme", "--html", "--json").data
    assert (made["format"], made["text"]) == ("html", out)
    shown = read_page(out)
    assert shown.tags == read_as_html(run("report", report, "acme").out).tags
    assert ("Minutes: Acme" if report == rules.MINUTES else "Send offer") in "".join(shown.text)


def test_a_page_without_a_heading_is_named_after_the_client_and_not_as_one_types_it(
    given: Given, own_templates: Path, run: Run
) -> None:
    given.client("Acme Ltd", handle="late-payer")
    (own_templates / "en" / "follow-up.md.j2").write_text("Hello")
    page = run("report", "follow-up", "late-payer", "--html").out
    assert "<title>Acme Ltd</title>" in page
    assert "late-payer" not in page


@pytest.mark.parametrize("report", OF_A_CLIENT)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_texts_stay_texts_in_every_page(report: str, language: str, given: Given, run: Run) -> None:
    fill(given, "acme", f"{HOSTILE}\n# heading\n\n- item\n    code", language, met=True)
    shown = read_page(run("report", report, "acme", "--html").out)
    assert {*shown.tags} <= {"h1", "h2", "p", "ul", "li", "strong", "em", "blockquote"}
    assert "<script>alert(1)</script> **bold** _it_ [x](javascript:1) `c` | ~~s~~ &copy;" in "".join(shown.text)
    assert not shown.attributes


# --- templates of the user -----------------------------------------------------------------------------------------


def test_a_template_of_the_user_wins_and_only_in_its_language(
    given: Given, own_templates: Path, acme: int, run: Run
) -> None:
    given.client("青禾茶业", handle="qinghe", language="zh")
    mine = own_templates / "en" / "follow-up.md.j2"
    mine.write_text("Dear {{ client.name }}")
    assert run("report", "follow-up", "acme").out == "Dear Acme\n"
    assert run("report", "follow-up", "acme", "--json").data["template"] == str(mine)
    assert run("report", "follow-up", "qinghe").out.startswith("# 青禾茶业：")
    assert run("report", "brief", "acme").out.startswith("# Brief: Acme")


def test_macros_blocks_and_includes_escape_once(given: Given, own_templates: Path, run: Run) -> None:
    given.client("A*B", handle="ab")
    (own_templates / "en" / "part.md.j2").write_text("[{{ client.name }}]")
    (own_templates / "en" / "brief.md.j2").write_text(
        "{% macro bold(x) %}**{{ x }}**{% endmacro %}{% set held %}_{{ client.name }}_{% endset %}"
        "{{ bold(client.name) }} {{ held }} {% include 'part.md.j2' %} {{ client.name ~ '!' }} {{ client.name|upper }}"
    )
    assert run("report", "brief", "ab").out == "**A\\*B** _A\\*B_ [A\\*B] A\\*B! A\\*B\n"


@pytest.mark.parametrize("trick", ["{{ client.name|safe }}", "{{ client.name|e }}", "{{ client.name|tojson }}"])
def test_no_filter_lets_a_text_through_raw(trick: str, given: Given, own_templates: Path, run: Run) -> None:
    given.client("<b>", handle="b")
    (own_templates / "en" / "brief.md.j2").write_text(trick)
    assert "No filter named" in run("report", "brief", "b", exit_code=8).err


def test_autoescape_of_html_does_not_let_a_text_through_either(given: Given, own_templates: Path, run: Run) -> None:
    given.client("<b>*x*", handle="b")
    (own_templates / "en" / "brief.md.j2").write_text("{% autoescape true %}{{ client.name }}{% endautoescape %}")
    out = run("report", "brief", "b").out
    assert "<b>" not in out
    assert "\\*x\\*" in out


BROKEN = [
    ("line one\n{{ clinet.name }}", 2, "'clinet' is not known; did you mean 'client'?"),
    ("{{ client.nmae }}", 1, "'nmae' is not known; did you mean 'name'?"),
    ("{{ client.class }}", 1, "'class' is not known. Mend it, and look again with `clienttrack template check`."),
    ("{{ (1).realy }}", 1, "'realy' is not known. Mend it"),
    ("a\n\n{% if standing.teir %}x{% endif %}", 3, "did you mean 'tier'?"),
    ("a\n{% for x in clients %}x{% endfor %}", 2, "did you mean 'client'?"),
    ("a\n{% for x in contacts %}\nopen", 3, "The innermost block that needs to be closed is 'for'"),
    ("{{ client.name", 1, "unexpected end of template"),
    ("a\nb {{ client.name|uper }}", 2, "did you mean 'upper'"),
    ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
    ("{{ client.custom['x'] }}", 1, "'x' is not known"),
    ("x\n{{ client.__class__.__mro__ }}", 2, "unsafe"),
    ("{{ client.name.format() }}", 1, "unsafe"),
    ("{{ lipsum() }}", 1, "'lipsum' is not known"),
    ("a\n{% include 'none.md.j2' %}", 2, "no template 'none.md.j2'"),
    ("a\n{% include '/etc/passwd' %}", 2, "no template '/etc/passwd'"),
    ("a\n{% include '../secret' %}", 2, "no template '../secret'"),
    ("{{ 9**9**9 }}", 1, "not allowed"),
    ("{{ 'x' * 10 }}", 1, "not allowed"),
    ("{{ '%99999999d' % 1 }}", 1, "not allowed"),
    *(
        (f"a\n{deep}", 2, "it is nested too deep")
        for deep in (
            "{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}",
            "{{ 1" + " + 1" * 20_000 + " }}",
            "{{ client" + ".name" * 5_000 + " }}",
            "{{ client.name" + "|upper" * 5_000 + " }}",
            "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000,
            "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
        )
    ),
    ("a\n{{ " + "9" * 5_000 + " }}", 2, "4300 digits"),
    ("a\n{{ client }}", 2, "this is no text: name something of it"),
    ("a\n{{ client.tags }}", 2, "a list is no text: join it"),
    ("a\n{{ contacts|map(attribute='__class__')|list }}", 2, "a list is no text"),
    ("a\n{{ [client]|join }}", 2, "this is no text"),
    ("a\n{{ client ~ 'x' }}", 2, "this is no text"),
    ("a\n{{ today.strftime('%9999999d') }}", 2, "unsafe"),
    ("a\n{{ (1).to_bytes(10000000000, 'big') }}", 2, "unsafe"),
    ("a\n{{ range.__globals__ }}", 2, "unsafe"),
    ("a\n{{ self._TemplateReference__context }}", 2, "unsafe"),
    ("a\n{{ client|attr('__class__') }}", 2, "No filter named 'attr'"),
    ("a\n{% import 'os' as os %}", 2, "there is no template 'os'. Mend"),
    ("a\n{% extends 'os' %}", 2, "there is no template 'os'. Mend"),
    ("a\n{% if client is odder %}{% endif %}", 2, "line 2: No test named 'odder' found. Mend"),
    ("a\n{% include 'link.md.j2' %}", None, "which is no .j2 file"),
    ("a\n{% include 'up/secret' %}", 2, "no template 'up/secret'"),
    ("a\n{% include none %}", 2, "no template 'None'"),
]


@pytest.mark.parametrize("brought", ["import 'part.md.j2' as part", "include 'part.md.j2' without context"])
def test_a_name_that_a_part_does_not_know_is_not_said_to_be_misspelt(
    brought: str, given: Given, own_templates: Path, run: Run
) -> None:
    given.client("Acme")
    (own_templates / "en" / "brief.md.j2").write_text(f"{{% {brought} %}}{{{{ part.hello() if part }}}}")
    (own_templates / "en" / "part.md.j2").write_text("{% macro hello() %}{{ client.name }}{% endmacro %}{{ client }}")
    told = run("report", "brief", "acme", exit_code=8).err
    assert "'client' is not known in this part; write `with context` where it is imported or included." in told


@pytest.mark.parametrize(("text", "line", "words"), BROKEN)
def test_a_broken_template_is_named_with_its_line(
    text: str, line: int | None, words: str, given: Given, acme: int, own_templates: Path, run: Run
) -> None:
    mine = own_templates / "en" / "brief.md.j2"
    mine.write_text(text)
    (own_templates / "secret").write_text("secret")
    (own_templates / "en" / "link.md.j2").symlink_to(own_templates / "secret")
    (own_templates / "en" / "up").symlink_to(own_templates)
    target = own_templates.parent / "brief.md"
    ran = run("report", "brief", "acme", "-o", str(target), exit_code=8)
    assert ran.out == ""
    place = f"'{mine}', line {line}:" if line else f"'{own_templates / 'en' / 'link.md.j2'}' cannot be used:"
    assert f"The template {place}" in ran.err
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "?." not in ran.err
    assert "Private" not in ran.err
    assert not target.exists()


def test_an_error_in_an_included_part_names_the_part(given: Given, acme: int, own_templates: Path, run: Run) -> None:
    (own_templates / "en" / "part.md.j2").write_text("\n\n{{ clinet }}")
    (own_templates / "en" / "brief.md.j2").write_text("{% include 'part.md.j2' %}")
    assert f"'{own_templates / 'en' / 'part.md.j2'}', line 3:" in run("report", "brief", "acme", exit_code=8).err


ROUNDS, WROTE, RANGE, NUMBERS, ITSELF = "rounds", "characters", "a range of more", "numbers over", "calls itself"
HANDLED, NESTED = "it handled more", "it nests lists"
LONG = "{% set x %}{% for a in range(150) %}{{ client.notes }}{% endfor %}{% endset %}"
KEPT = "{% set n = namespace(x=[]) %}{% for a in range(1000) %}{% set n.x = n.x + [KEPT] %}{% endfor %}"
ENDLESS = [
    (WROTE, LONG + "{{ range(1000)|join(x) }}"),
    (
        HANDLED,
        LONG + "{{ [[1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2]]|map('join', x)|list|length }}",
    ),
    (HANDLED, LONG + KEPT.replace("KEPT", "x ~ a")),
    (HANDLED, LONG + KEPT.replace("KEPT", "x|upper")),
    (HANDLED, LONG + KEPT.replace("KEPT", "x.upper()")),
    (HANDLED, LONG + KEPT.replace("KEPT", "x|list")),
    (NESTED, LONG + "{% set y = x|list %}{{ [y, y, y, y, y, y, y, y, y, y, y, y, y, y]|sum(start=[])|length }}"),
    (ROUNDS, "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}"),
    (WROTE, "{% for a in range(1000) %}{% for b in range(90) %}{{ client.notes }}{% endfor %}{% endfor %}"),
    (WROTE, "{% set x %}{% for a in range(900) %}{{ client.notes }}{% endfor %}{% endset %}"),
    (RANGE, "{% for a in range(10000000) %}x{% endfor %}"),
    (ITSELF, "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}"),
    (ITSELF, "{% include 'brief.md.j2' %}"),
    (WROTE, "{% set n = namespace(x='xx') %}{% for a in range(100) %}{% set n.x = n.x ~ n.x %}{% endfor %}"),
    (WROTE, "{% set n = namespace(x='xx') %}{% for a in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}"),
    (WROTE, "{% set n = namespace(x=[1]) %}{% for a in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}"),
    (NUMBERS, "{% set n = namespace(x=99) %}{% for a in range(100) %}{% set n.x = n.x * n.x %}{% endfor %}"),
    (ITSELF, "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}"),
]


@pytest.mark.parametrize(("why", "text"), ENDLESS)
def test_a_template_without_end_is_stopped(why: str, text: str, given: Given, own_templates: Path, run: Run) -> None:
    given.client("Acme", notes="word " * 2_000)
    (own_templates / "en" / "brief.md.j2").write_text(text)
    ran = run("report", "brief", "acme", exit_code=8)
    assert f"The template '{own_templates / 'en' / 'brief.md.j2'}', line 1 was stopped: it " in ran.err
    assert why in ran.err
    assert len(ran.err.splitlines()) == 1


def test_joining_texts_is_stopped_although_nothing_is_written_of_them(
    given: Given, own_templates: Path, run: Run
) -> None:
    given.client("Acme", notes="word " * 2_000)
    doubled = "{% set n = namespace(x=client.notes) %}{% for a in range(8) %}{% set n.x = n.x + n.x %}{% endfor %}done"
    (own_templates / "en" / "brief.md.j2").write_text(doubled)
    assert WROTE in run("report", "brief", "acme", exit_code=8).err
    (own_templates / "en" / "brief.md.j2").write_text(doubled.replace("range(8)", "range(7)"))
    assert "done" in run("report", "brief", "acme").out


def test_a_report_counts_its_characters_while_it_writes(given: Given, own_templates: Path, run: Run) -> None:
    given.client("Acme", notes="word " * 20_000)
    (own_templates / "en" / "brief.md.j2").write_text(
        "{% for a in range(1000) %}\n{{ client.notes }}{% endfor %}{{ nothing }}"
    )
    assert "line 2 was stopped: it wrote more" in run("report", "brief", "acme", exit_code=8).err


def _not_utf8(path: Path) -> None:
    path.write_bytes(b"caf\xe9")


def _too_large(path: Path) -> None:
    path.write_bytes(b"x" * (textfiles.LARGEST + 1))


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


@pytest.mark.parametrize("make", [_not_utf8, _too_large, _pipe, _dangling, Path.mkdir])
def test_what_is_no_text_file_is_told(make: Any, given: Given, acme: int, own_templates: Path, run: Run) -> None:
    mine = own_templates / "en" / "brief.md.j2"
    make(mine)
    ran = run("report", "brief", "acme", exit_code=8)
    assert f"The template '{mine}' cannot be used" in ran.err


def test_a_missing_template_is_told(
    given: Given, acme: int, own_templates: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textfiles.shipped_folder, "__kwdefaults__", {"package": own_templates / "no" / "package"})
    assert "There is no template 'brief.md.j2'" in run("report", "brief", "acme", exit_code=8).err


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_report_goes_into_a_file_that_only_the_user_can_read(
    given: Given, acme: int, tmp_path: Path, run: Run
) -> None:
    target = tmp_path / "青禾 brief.md"
    ran = run("report", "brief", "acme", "-o", str(target))
    assert ran.out == f"Wrote the brief of acme to '{target}'.\n"
    assert target.read_text(encoding="utf-8") == run("report", "brief", "acme", "-o", "-").out
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_json_tells_what_was_made(given: Given, acme: int, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "f.md"
    data = run("report", "follow-up", "acme", "--json", "-o", str(target)).data
    assert data == {
        "report": "follow-up",
        "client": "acme",
        "language": "en",
        "template": str(textfiles.shipped_folder() / "en" / "follow-up.md.j2"),
        "text": target.read_text(encoding="utf-8"),
        "file": str(target),
        "format": "markdown",
    }
    assert run("report", "follow-up", "acme", "--json").data["file"] is None


def test_a_file_is_only_replaced_when_told_to(given: Given, acme: int, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "f.md"
    target.write_text("mine")
    ran = run("report", "follow-up", "acme", "-o", str(target), exit_code=2)
    assert "--yes" in ran.err
    assert target.read_text() == "mine"
    run("report", "follow-up", "acme", "-o", str(target), "--yes")
    assert target.read_text().startswith("# Acme")


def test_a_file_stays_when_the_template_fails(given: Given, acme: int, own_templates: Path, run: Run) -> None:
    (own_templates / "en" / "brief.md.j2").write_text("{{ nothing }}")
    target = own_templates / "kept.md"
    target.write_text("mine")
    run("report", "brief", "acme", "-o", str(target), "--yes", exit_code=8)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("place", ["folder", "missing/f.md", "file/f.md", "pipe", "x" * 300])
def test_a_place_that_cannot_be_written_is_told(place: str, given: Given, acme: int, tmp_path: Path, run: Run) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    ran = run("report", "brief", "acme", "-o", str(tmp_path / place), "--yes", exit_code=8)
    assert "cannot be written" in ran.err
    assert ran.out == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(given: Given, acme: int, tmp_path: Path, run: Run) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert "cannot be written" in run("report", "brief", "acme", "-o", str(locked / "f.md"), exit_code=8).err


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "f.md"
    target.write_text("mine")
    made = rules.MadeReport("brief", "acme", "en", "t", "new \ud800", None, "markdown")
    with pytest.raises(UnicodeEncodeError):
        files.kept_report(made, target)
    monkeypatch.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(rules.UnwritableReport, match="No space left"):
        files.kept_report(rules.MadeReport("brief", "acme", "en", "t", "new", None, "markdown"), target)
    assert target.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if "f.md" in path.name] == ["f.md"]


def test_an_unknown_client_is_not_found(given: Given, acme: int, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "f.md"
    assert "acme" in run("report", "brief", "acmee", "-o", str(target), exit_code=3).err
    assert not target.exists()
