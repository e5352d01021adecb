"""The report on the whole book says what the screen says, exactly; as a page it draws it too."""

import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY, Given, Run
from tests.slices.reports.conftest import days
from tests.slices.reports.test_pages import Strict
from tests.test_startup import PROBE

HOSTILE = "A|B [x](http://e.example) <script>alert(1)</script>\n# c \u202eRTL *d*"
SETTINGS = 'currency = "EUR"\n[portfolio]\nmargin = 40\ncac = "1500"\nhour = "60"\n'


def paid(given: Given, client: int, *amounts: tuple[int, int]) -> None:
    for ago, amount in amounts:
        given.payment(client, amount, on=TODAY - days(ago))


def timed(given: Given, client: int, *touches: tuple[int, int | None]) -> None:
    with given.change() as change:
        for ago, minutes in touches:
            on = TODAY - days(ago)
            change.add("touchpoint", client_id=client, kind="call", happened_on=on, text="talked", minutes=minutes)


@pytest.fixture
def small(given: Given, own_templates: Path) -> Given:
    """Six clients who paid and took time, one of them worth more than its tier, one dear."""
    (own_templates.parent / "config.toml").write_text(SETTINGS)
    old: dict[str, Any] = {"since_on": TODAY - days(1200), "added_on": TODAY - days(1200)}
    core = given.client("Kestrel", tier="core", **old)
    paid(given, core, (20, 60_000_50), (100, 40_000_00), (300, 10_000_00))
    timed(given, core, (10, 60), (40, 30), (200, None))
    rising = given.client("青禾", handle="qinghe", tier="general", **old)
    paid(given, rising, *((30 * month + 5, 9_000_00) for month in range(12)), (500, 100_00), (800, 100_00))
    for factor in ("growth", "influence", "profitability"):
        given.rating(rising, factor, 5)
    timed(given, rising, (5, 45))
    for number in range(3):
        client = given.client(f"Small {number}", tier="general", **old)
        paid(given, client, (50, 1_000_00), (120, 500_00))
        timed(given, client, (60, 90))
    dear = given.client(HOSTILE, handle="dear", since_on=TODAY - days(200))
    paid(given, dear, (90, 10_00))
    timed(given, dear, (30, 600), (31, 600))
    gone = given.client("Gone", tier="key", told_stage="lost", **old)
    paid(given, gone, (200, 7_000_00))
    with given.change() as change:
        change.add("stage_move", client_id=gone, stage="lost", moved_on=TODAY - days(30))
    return given


def section(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n\n")[2].partition("\n\n## ")[0]


def pictures(page: str) -> list[str]:
    return [b64decode(one).decode() for one in re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)"', page)]


def alts(page: str) -> list[str]:
    return re.findall(r' alt="([^"]*)"', page)


def cells(line: str) -> list[str]:
    return [one.strip() for one in line.strip("|").split("|")]


def table(text: str, heading: str) -> dict[str, list[str]]:
    rows = [cells(line) for line in section(text, heading).splitlines() if line.startswith("| ")]
    return {row[0]: row[1:] for row in rows}


def test_the_report_says_everything_in_the_words_of_the_screen(small: Given, run: Run) -> None:
    text = run("report", "portfolio").out
    assert text.startswith(
        "# The portfolio, 20 November 2026\n\n"
        "*Private. Money in EUR paid within 365 days. In brackets: a quarter before, 20 August 2026.*\n"
    )
    assert re.findall("(?m)^## (.*)", text) == [
        *("Targets", "Clients", "Revenue", "Revenue and effort", "To move up", "Cost more than they bring")
    ]
    assert "\n\n\n" not in text
    assert "data:" not in text
    assert "| churn | 16.7 % | ↑ | 0 % | ≤ 8 % | **missed** |\n" in text
    assert "| NPS | no data yet |  |  | ≥ 75 |  |\n" in text
    assert "no price of an hour" not in text
    assert "| 青禾 (qinghe) | general | core | score 92.5, 75 or more, 3 points past it |\n" in text


def test_an_open_end_is_told(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    text = run("report", "portfolio").out
    assert "Lifetime value: no data yet.\n" in text
    assert "Nobody paid within 365 days.\n" in text
    assert "Minutes are told for 0 of 0 touchpoints.\n" in text
    assert "## To move up" not in text
    assert "## Cost more" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_book_draws_nothing(language: str, given: Given, own_templates: Path, run: Run) -> None:
    (own_templates.parent / "config.toml").write_text(f'language = "{language}"\n')
    page = run("report", "portfolio", "--html").out
    assert Strict(page).attributes
    assert "<img" not in page


def money(amount: str) -> str:
    return f"€{float(amount):,.2f}"


def hours(minutes: int) -> str:
    return str((Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP))


def beside(now: str, before: str) -> str:
    return now if now == before else f"{now} ({before})"


def test_every_figure_is_that_of_the_portfolio(small: Given, run: Run) -> None:
    text, told = run("report", "portfolio").out, run("portfolio", "--json").data
    for one in told["targets"]:
        assert table(text, "Targets")[one["target"]][0] == one["now"]["words"]
    clients, revenue, effort = (table(text, name) for name in ("Clients", "Revenue", "Revenue and effort"))
    for row in (*told["tiers"], told["total"]):
        name = row["tier"] or "no tier"
        counts = [(one["clients"], one["clients_before"]) for one in (*row["stages"], row)]
        assert clients[name] == [beside(str(now), str(before)) for now, before in counts]
        sums = [(one["revenue"], one["revenue_before"]) for one in row["stages"]]
        sums += [(row["gone"], row["gone_before"]), (row["revenue"], row["revenue_before"])]
        assert revenue[name] == [beside(money(now), money(before)) for now, before in sums]
        shares = [
            beside(row[f"{part}_share"]["words"], row[f"{part}_share_before"]["words"]) for part in ("revenue", "time")
        ]
        assert [effort[name][1], effort[name][3]] == shares
        assert effort[name][2] == beside(hours(row["minutes"]), hours(row["minutes_before"]))
    compare_money(text, told)


def compare_money(text: str, told: dict[str, Any]) -> None:
    top = told["concentration"]
    curves = table(text, "Revenue")
    assert curves["now"] == [f"{point:g} %" for point in top["curve"]]
    assert curves["before"] == [f"{point:g} %" for point in top["curve_before"]]
    brought = beside(top["share"]["words"], top["before"]["words"])
    assert f"The top 20 % ({top['top']} of {top['share']['n']} paying clients) brought {brought}.\n" in text
    life = told["lifetime"]
    worth = beside(money(life["value"]), money(life["value_before"]))
    assert f"Lifetime value {worth}: {money(life['revenue_per_client'])} a year for {life['years']:g} years" in text
    said = told["effort"]["said"]
    assert f"{said[0].upper()}{said[1:]}.\n" in text
    for one in told["move_up"]:
        assert f"({one['client']}) | {one['tier'] or 'no tier'} | {one['suggested']} | {one['because']} |\n" in text
    for one in told["costly"]:
        took, brought = one["time_share"]["words"], one["revenue_share"]["words"]
        ends = f"{hours(one['minutes'])} | {took} | {money(one['revenue'])} | {brought} | {money(one['cost'])} |\n"
        assert f"({one['client']}) | {one['tier'] or 'no tier'} | {ends}" in text


def test_the_page_draws_four_charts_with_their_figures_in_words(small: Given, run: Run) -> None:
    page = run("report", "portfolio", "--html").out
    parsed = Strict(page)
    assert parsed.text["title"] == parsed.text["h1"] == "The portfolio, 20 November 2026"
    assert [one.partition(".")[0] for one in alts(page)] == [
        "Clients by tier and stage",
        "Revenue by tier, EUR",
        "What the top clients brought of the revenue",
        "Hours beside revenue, of all",
    ]
    told = run("portfolio", "--json").data
    core, key = told["tiers"][0], told["tiers"][1]
    words = alts(page)
    assert (
        f"core: now {float(core['revenue']):,.10g}, a quarter before {float(core['revenue_before']):,.10g};" in words[1]
    )
    assert (
        "; 20 %: now {:g} %, a quarter before {:g} %;".format(
            told["concentration"]["curve"][1], told["concentration"]["curve_before"][1]
        )
        in words[2]
    )
    assert f"; key: hours {key['time_share']['value']:g} %, revenue {key['revenue_share']['value']:g} %;" in words[3]
    assert "; general: prospect 0, activation 0, stable 0, deep 4;" in words[0]
    assert [Strict(one).open for one in pictures(page)] == [[]] * 4


def test_the_page_runs_nothing_and_fetches_nothing(small: Given, run: Run) -> None:
    page = run("report", "portfolio", "--html").out
    assert "<script" not in page.lower()
    assert not re.search(r'(?:href|src)="(?!data:image/svg)|https?://(?!e\.example)|url\(|@import', page)
    for drawn in pictures(page):
        assert re.findall(r"[a-z]+://[^\"' ]+", drawn) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"<script|<a |<image|<foreignObject|href|\son[a-z]+=|url\(|@import", drawn)


def test_the_same_book_gives_the_same_page(
    small: Given, process: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    first, second = (process("report", "portfolio", "--html") for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout


def test_a_hostile_name_stays_a_name(small: Given, run: Run) -> None:
    text = run("report", "portfolio").out
    assert (
        r"| A\|B \[x\](http://e.example) &lt;script&gt;alert(1)&lt;/script&gt; # c \\u202eRTL \*d\* (dear) "
        "| no tier | 20.0 | 74.8 % | €10.00 | 0 % | €1,200.00 |\n"
    ) in text
    page = run("report", "portfolio", "--html").out
    assert r"<td>A|B [x](http://e.example) &lt;script&gt;alert(1)&lt;/script&gt; # c \u202eRTL *d* (dear)</td>" in page
    assert not re.search("<script|<em>d|<a ", page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tiers_of_ones_own_are_told_and_drawn_as_they_are_called(
    language: str, small: Given, own_templates: Path, run: Run
) -> None:
    (own_templates.parent / "config.toml").write_text(f'language = "{language}"\n{SETTINGS}')
    with small.change() as change:
        change.run("UPDATE tier SET name = :name WHERE name = 'core'", name='a<b>|*"&\x07 ]')
        change.run("UPDATE tier SET name = :name WHERE name = 'key'", name="名" * 80)
    page = run("report", "portfolio", "--html").out
    assert "<td>a&lt;b&gt;|*&quot;&amp;\\x07 ]</td>" in page
    assert all('>a&lt;b&gt;|*"&amp;\\x07 ]</text>' in drawn for drawn in pictures(page)[:2])
    assert f">{'名' * 7}…{'名' * 7}</text>" in pictures(page)[0]
    assert Strict(page).open == []


def test_it_is_written_to_a_file(small: Given, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "portfolio.html"
    told = run("report", "portfolio", "--html", "-o", str(target))
    assert told.out == f"Wrote the portfolio to '{target}'.\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_text(encoding="utf-8") == run("report", "portfolio", "--html").out
    assert "--yes" in run("report", "portfolio", "-o", str(target), exit_code=2).err
    run("report", "portfolio", "-o", str(target), "--yes")
    assert target.read_text(encoding="utf-8") == run("report", "portfolio").out


def test_scripts_learn_what_was_made(small: Given, run: Run) -> None:
    made = json.loads(run("report", "portfolio", "--json").out)["data"]
    assert {name: made[name] for name in ("report", "client", "language", "file", "format")} == {
        "report": "portfolio",
        "client": None,
        "language": "en",
        "file": None,
        "format": "markdown",
    }
    assert made["text"] == run("report", "portfolio").out


def test_many_clients_are_cut_and_counted(given: Given, run: Run) -> None:
    with given.change() as change:
        for number in range(108):
            names = {"handle": f"c{number}", "name": "C", "name_key": "c", "kind": "person"}
            client = change.add("client", added_on=TODAY, **names)
            change.add("touchpoint", client_id=client, kind="call", happened_on=TODAY, text="x", minutes=60)
            if number >= 103:
                change.add("payment", client_id=client, amount=50_300, paid_on=TODAY, currency="EUR", added_on=TODAY)
    text = section(run("report", "portfolio").out, "Take more of your hours than they bring")
    assert text.count("| C (c") == 100
    assert "| C (c0) | no tier | 1.0 | 0.9 % | €0.00 | 0 % |\n" in text
    assert "… and 3 more: `clienttrack portfolio --json`.\n" in text
    assert "no price of an hour is told (portfolio.hour)" in text


def test_an_own_template_wins_and_draws_what_it_likes(small: Given, own_templates: Path, run: Run) -> None:
    mine = own_templates / "en" / "portfolio.md.j2"
    mine.write_text('{{ total.clients }} {{ charts.revenue|picture("Mine", {"now": "NOW"}) }}')
    assert run("report", "portfolio").out == "6\n"
    page = run("report", "portfolio", "--html").out
    assert alts(page)[0].startswith("Mine. core: NOW 110,000.5, a quarter before ")
    assert len(pictures(page)) == 1


def test_what_is_wrong_in_an_own_template_is_told_with_its_line(small: Given, own_templates: Path, run: Run) -> None:
    mine = own_templates / "en" / "portfolio.md.j2"
    for wrong, said in (("{{ totl }}", "'totl' is not known; did you mean 'total'?"), ("{% if %}", "")):
        mine.write_text(f"x\n{wrong}")
        told = run("report", "portfolio", exit_code=8).err
        assert f"'{mine}', line 2:" in told
        assert said in told
        assert told.count("\n") == 1
    mine.write_text('x\n{{ total|picture("a") }}')
    assert "'picture' takes a chart" in run("template", "check", "portfolio", exit_code=8).out


def test_a_chinese_report_holds_no_english_word(small: Given, own_templates: Path, run: Run) -> None:
    (own_templates.parent / "config.toml").write_text(f'language = "zh"\n{SETTINGS}')
    text = run("report", "portfolio").out
    names = r"Kestrel|kestrel|qinghe|Small \d|small-\d|EUR|\| .*\(?（dear）"
    assert re.findall(r"[A-Za-z]+", re.sub(names, "", text)) == []
    assert "| 青禾（qinghe） | 一般客户 | 核心客户 | 92.5 |\n" in text
    page = run("report", "portfolio", "--html").out
    assert '<html lang="zh">' in page
    assert re.findall(r"[A-Za-z]+", "".join(alts(page)).replace("EUR", "")) == []
    drawn = "".join(pictures(page))
    for words in ("核心客户", "未定等级", "启动期", "一个季度前", "现在", "工时", "各等级的收入（EUR）"):
        assert words in drawn


@pytest.mark.parametrize("options", [(), ("--html",)])
def test_charts_are_loaded_for_a_page_alone(options: tuple[str, ...], small: Given) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE, "report", "portfolio", *options],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = json.loads(ended.stderr.rpartition("LOADED ")[2])
    assert ("pygal" in loaded) == bool(options)
