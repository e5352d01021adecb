"""The settings file: what is refused, in one sentence; what decides which day it is."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from clienttrack.settings import BrokenSettings, Settings, load, parse
from clienttrack.workspace import Workspace
from tests.conftest import Run

HERE = Path("settings.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("curency = 'EUR'", "unknown key 'curency', meant currency?"),
        ("[due]\nlimits = 3", "unknown key 'due.limits', meant limit?"),
        ("[nonsense]\nx = 1", "unknown key 'nonsense'"),
        ("language = 1", "'language' must be a text in quotes, not 1"),
        ("[due]\nlimit = '3'", "'due.limit' must be a whole number, not '3'"),
        ("[due]\nlimit = true", "'due.limit' must be a whole number, not True"),
        ("[due]\nlimit = 1.5", "'due.limit' must be a whole number, not 1.5"),
        ("[due]\nlimit = 0", "'due.limit' must lie between 1 and 100000, not 0"),
        ("[history]\ndays = -1", "'history.days' must lie between"),
        ("due = 3", "'due' must be a table, written as [due]"),
        ("due = []", "'due' must be a table"),
        ("timezone = 'Europe/Nowhere'", "knows no zone 'Europe/Nowhere'"),
        ("timezone = '../../etc/passwd'", "knows no zone"),
        ("timezone = 'Europe'", "knows no zone"),
        ("cadence_without_tier = '5'", "must be an interval such as '30d'"),
        ("country = 'Germany'", "'country' must be an ISO 3166 code such as 'AT', or empty, not 'Germany'"),
        ("currency = 'euro'", "'currency' must be an ISO 4217 code such as 'EUR', not 'euro'"),
        ("currency = ''", "'currency' must be an ISO 4217 code"),
        ("language = 'xx yy'", "'language' must be a language code such as 'en' or 'zh-CN', not 'xx yy'"),
        ("[urgency]\nour_promise = -1", "'urgency.our_promise' must lie between 0 and 1000, not -1"),
        (f"[urgency]\nour_promise = -{'9' * 200}", "'urgency.our_promise' must lie between 0 and 1000, not -999"),
        ("[urgency]\nour_promise = 1001", "must lie between 0 and 1000, not 1001"),
        (f"[due]\nlimit = {'9' * 5000}", "it is no TOML"),
        *(
            (
                f"[mail]\nsender = {json.dumps(told)}",
                "'mail.sender' must be your name and one address, written as 'Jo Doe <jo@example.com>', or the",
            )
            for told in (
                *("Jo Doe", "jo@", "a@b@c", "Jo <jo@x.example", "Jo\n<jo@x.example>", "jo @x.example", "<@>"),
                *("a@x.example, b@x.example", "a@x.example,b", "Jo <a@x.example>, Al <b@x.example>", "a..b@x.example"),
                *('"Jo <a@x.example>', "a@x.example, Jo <b@x.example>", "Jo <a@-x.example>", "Jo <安@x.example>"),
            )
        ),
        ("language = ", "it is no TOML"),
        (f"a = {'[' * 100_000}", "it is no TOML"),
        ("[value.weights]\nrevenue = 31", "'value.weights' must sum to 100, not 101"),
        ("[value.weights]\nrevenue = -1", "'value.weights.revenue' must lie between 0 and 100, not -1"),
        ("[value.weight]\nrevenue = 31", "unknown key 'value.weight', meant weights?"),
        ("[value]\nkey = 75", "'value.key' must be less than value.core, which is 75, not 75"),
        ("[value]\nwatch_deduction = 30", "'value.watch_deduction' must not be more than value.high_deduction"),
        ("[value]\npotential_growth = 6", "'value.potential_growth' must lie between 1 and 5, not 6"),
        ("[risk]\nfewest_talks = 0", "'risk.fewest_talks' must lie between 1 and 100, not 0"),
        ("[risk]\nanswered_days = 3661", "'risk.answered_days' must lie between 0 and 3660, not 3661"),
        ("[urgency]\nrisk_times = -1", "'urgency.risk_times' must lie between 0 and 1000, not -1"),
        ("[value.points]\nrevenue = '0:0 5k:50 4k:60'", "'value.points.revenue' has break points out of order"),
        ("[value.points]\nrevenue = '0:0 5k:50 6k:40'", "'value.points.revenue' has break points out of order"),
        ("[value.points]\nloyalty = '0:0 1:101'", "'value.points.loyalty' has break points out of order, or more than"),
        ("[value.points]\nrating = '1:0'", "'value.points.rating' must be break points such as '0:0 5k:25 20k:100'"),
        ("[value.points]\nrating = '1:0 x'", "'value.points.rating' must be break points such as"),
        ("[value.points]\nreferral = 101", "'value.points.referral' must lie between 0 and 100, not 101"),
        ("[rfm]\nrecency = '30 90 90 365'", "'rfm.recency' must be four numbers that rise"),
        ("[rfm]\nmoney = '5k 20k 50k 100k'", "'rfm.money' must be four numbers that fall"),
        ("[rfm]\nfrequency = '12 6 3'", "'rfm.frequency' must be four numbers that fall"),
        ("rates = 1", "'rates' must be a table, written as [rates]"),
        ("[rates]\nusd = '1'", "'rates.usd' must be an ISO 4217 code such as 'rates.USD'"),
        ("[rates]\nUSD = 0.92", "'rates.USD' must be a number above 0 in quotes such as \"0.92\", not 0.92"),
        ("[rates]\nUSD = '0.0'", "'rates.USD' must be a number above 0 in quotes"),
        ("[rates]\nUSD = '-1'", "'rates.USD' must be a number above 0 in quotes"),
        ("[rates]\nEUR = '1'", "'rates.EUR' is of the book's own currency, whose rate is 1 and not told"),
        ("currency = 'usd'\n[rates]\nUSD = '2'", "'rates.USD' is of the book's own currency"),
        ("[value.weights]\nmoney = 1", "unknown key 'value.weights.money'"),
        ("[rfm]\nrecensy = ''", "unknown key 'rfm.recensy', meant recency?"),
        ("[risk]\nhighest = 1", "unknown key 'risk.highest', meant high?"),
        ("value = 3", "'value' must be a table, written as [value]"),
        ("language = 'en'\nlanguage = 'zh'", "it is no TOML"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_named(text: str, says: str) -> None:
    with pytest.raises(BrokenSettings) as caught:
        parse(text, HERE)
    assert says in str(caught.value)
    assert str(HERE) in str(caught.value)


@pytest.mark.parametrize(
    ("told", "name", "address"),
    [
        ("", "", ""),
        ("jo@x.example", "", "jo@x.example"),
        ("<jo@x.example>", "", "jo@x.example"),
        ("Jo Doe <jo@x.example>", "Jo Doe", "jo@x.example"),
        ("安 <a@b.c>", "安", "a@b.c"),
        ("Smith, Ann <a@b.c>", "Smith, Ann", "a@b.c"),
        ('"Smith, Ann" <a@b.c>', "Smith, Ann", "a@b.c"),
        ("Ann: x <a@b.c>", "Ann: x", "a@b.c"),
        (r'"Ann \"A\" \\ B" <a@b.c>', r'Ann "A" \ B', "a@b.c"),
    ],
)
def test_a_sender_is_one_address_with_or_without_any_name(told: str, name: str, address: str) -> None:
    mail = parse(f"[mail]\nsender = {json.dumps(told)}", HERE).mail
    assert (mail.name, mail.address) == (name or None, address)


def test_a_key_with_control_characters_or_without_end_is_shown_harmlessly() -> None:
    with pytest.raises(BrokenSettings) as caught:
        parse(f'"a\\n\\u001b[31m{"x" * 1000}" = 1', HERE)
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_is_told_wins_over_the_defaults_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes("\ufefflanguage = 'zh'\r\n[due]\r\nlimit = 7\r\n".encode())
    loaded = load(path, required=True)
    assert (loaded.language, loaded.due.limit, loaded.history, loaded.currency) == ("zh", 7, Settings().history, "EUR")


def test_a_missing_file_means_the_defaults_unless_it_was_asked_for(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml", required=False) == Settings()
    with pytest.raises(BrokenSettings, match="there is no such file"):
        load(tmp_path / "none.toml", required=True)


def test_a_folder_and_a_file_that_is_not_utf_8_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BrokenSettings, match="cannot be read"):
        load(tmp_path, required=False)
    (tmp_path / "latin.toml").write_bytes("language = 'é'".encode("latin-1"))
    with pytest.raises(BrokenSettings, match="cannot be read"):
        load(tmp_path / "latin.toml", required=False)


def test_a_broken_file_stops_every_command_and_makes_no_book(run: Run, tmp_path: Path, book_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("[due]\nlimit = true\n")
    for command in (("due",), ("client", "add", "Acme")):
        ran = run("--config", str(path), *command, exit_code=2)
        assert ran.out == ""
        assert ran.err.count("\n") == 1
    assert run("--config", str(path), "due", "--json", exit_code=2).data is None
    assert not book_path.exists()


def test_the_settings_may_be_named_by_option_or_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.toml"
    path.write_text("language = 'zh'")
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(path))
    assert run("config", "path").out == f"{path}\n"
    run("--config", str(tmp_path / "other.toml"), "config", "check", exit_code=2)
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "other.toml"))
    run("config", "check", exit_code=2)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Pacific/Kiritimati", datetime(2026, 11, 19, 10, 10, tzinfo=UTC), date(2026, 11, 20)),
        ("Pacific/Kiritimati", datetime(2026, 11, 20, 9, 50, tzinfo=UTC), date(2026, 11, 20)),
        ("Pacific/Pago_Pago", datetime(2026, 11, 20, 11, 10, tzinfo=UTC), date(2026, 11, 20)),
        ("Pacific/Pago_Pago", datetime(2026, 11, 21, 10, 50, tzinfo=UTC), date(2026, 11, 20)),
        ("America/New_York", datetime(2026, 11, 1, 4, 10, tzinfo=UTC), date(2026, 11, 1)),
        ("America/New_York", datetime(2026, 11, 2, 4, 50, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_the_day_is_the_one_of_the_settings_zone_at_0010_and_at_2350(
    tmp_path: Path, zone: str, moment: datetime, day: date
) -> None:
    path = tmp_path / "s.toml"
    path.write_text(f"timezone = '{zone}'")
    workspace = Workspace()
    workspace.settle(settings_path=path)
    workspace.now = moment
    assert workspace.today == day
    assert workspace.local(moment).date() == day
    workspace = Workspace()
    workspace.settle(settings_path=path, today_words="yesterday")
    workspace.now = moment
    assert (day - workspace.today).days == 1
