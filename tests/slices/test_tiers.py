"""`tier`: the cadence matrix, clients moved between tiers, tiers changed."""

from datetime import date

import pytest

from tests.conftest import TODAY, Given, Run


def moves(given: Given) -> list[tuple[object, ...]]:
    with given.reading() as reader:
        rows = reader.rows("SELECT from_tier_id, to_tier_id, moved_on, because FROM tier_move ORDER BY id")
        return [tuple(row) for row in rows]


def test_the_list_is_the_matrix_of_the_product_page_with_its_clients(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    given.client("Gone", tier="core", archived_on=TODAY)
    given.client("Lost", tier="core", told_stage="lost")
    given.client("Plain")
    data = run("tier", "list", "--json").data
    assert [tuple(line.values()) for line in data["tiers"]] == [
        ("core", 1, 4, "7d", "7d", "14d", "14d", 1),
        ("key", 2, 3, "14d", "7d", "30d", "30d", 0),
        ("potential", 3, 2, "14d", "14d", "30d", "60d", 0),
        ("general", 4, 1, "30d", "14d", "60d", "90d", 0),
    ]
    assert tuple(data["without_tier"].values()) == (None, None, 1, "30d", "30d", "30d", "30d", 1)
    assert run("tier", "list", "--ids").out == "core\nkey\npotential\ngeneral\n"
    assert run("tier", "list", "--csv").out.splitlines()[1] == "core,1,4,7d,7d,14d,14d,1"
    assert "no tier" in run("tier", "list").out


def test_a_client_is_moved_and_the_move_is_kept_with_day_and_reason(given: Given, run: Run) -> None:
    given.client("Acme", tier="key")
    assert (
        run("tier", "set", "acme", "CORE", "--because", "grew [/b]").out == "acme: tier key → core, pinned: grew [/b]\n"
    )
    assert moves(given) == [(2, 1, "2026-11-20", "grew [/b]")]
    assert given.value("SELECT tier_pinned FROM client") == 1


def test_a_move_without_a_reason_takes_the_pin_off(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", tier_pinned=1)
    data = run("tier", "set", "acme", "key", "--json").data
    assert data == {
        "client": "acme",
        "name": "Acme",
        "old": "core",
        "new": "key",
        "because": None,
        "pinned": False,
        "changed": True,
    }
    assert given.value("SELECT tier_pinned FROM client") == 0


def test_an_edit_moves_a_client_as_tier_set_does(given: Given, run: Run) -> None:
    given.client("Acme")
    run("tier", "set", "acme", "core", "--because", "grew")
    run("client", "edit", "acme", "--tier", "core")
    assert given.value("SELECT tier_pinned FROM client") == 1
    run("client", "edit", "acme", "--tier", "key")
    assert given.value("SELECT tier_pinned FROM client") == 0
    assert moves(given) == [(None, 1, "2026-11-20", "grew"), (1, 2, "2026-11-20", None)]
    run("client", "edit", "acme", "--tier", "")
    assert moves(given)[2:] == [(2, None, "2026-11-20", None)]


def test_none_clears_the_tier(given: Given, run: Run) -> None:
    given.client("Acme", tier="key")
    assert run("tier", "set", "acme", "none").out == "acme: tier key → none\n"
    assert given.value("SELECT tier_id FROM client") is None
    assert moves(given) == [(2, None, "2026-11-20", None)]


@pytest.mark.parametrize("again", [(), ("--because", "big")])
def test_the_same_tier_again_is_no_operation(given: Given, run: Run, again: tuple[str, ...]) -> None:
    given.client("Acme")
    run("tier", "set", "acme", "core", "--because", "big")
    number = given.value("SELECT max(id) FROM operation")
    assert "nothing was changed" in run("tier", "set", "acme", "core", *again).out
    assert given.value("SELECT max(id) FROM operation") == number
    assert given.value("SELECT tier_pinned FROM client") == 1


def test_a_new_reason_pins_the_tier_a_client_has(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    assert run("tier", "set", "acme", "core", "--because", "friend").out == "acme: tier core, pinned: friend\n"
    assert moves(given) == [(1, 1, "2026-11-20", "friend")]


def test_an_unknown_tier_is_not_found_and_the_names_are_told(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "core, key, potential, general, none" in run("tier", "set", "acme", "gold\x1b[31m", exit_code=3).err
    assert "\x1b" not in run("tier", "edit", "gold\x1b[31m", "--weight", "2", exit_code=3).err
    run("tier", "edit", "none", "--weight", "2", exit_code=3)


def test_every_cell_can_be_changed_and_moves_what_is_due(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", last_touch=date(2026, 11, 10))
    assert run("due", "--count").out == "1\n"
    cells = ["--prospect", "1m", "--activation", "2w", "--stable", "15d", "--deep", "1Y"]
    data = run("tier", "edit", "core", "--name", "A  list 大", "--weight", "9", *cells, "--json").data
    assert data == {
        "tier": "A list 大",
        "weight": 9,
        "intervals": {"prospect": "1m", "activation": "2w", "stable": "15d", "deep": "1y"},
        "changed": True,
    }
    assert run("due", "--count").out == "0\n"
    assert run("tier", "list", "--json").data["tiers"][0]["tier"] == "A list 大"


@pytest.mark.parametrize("words", ["5", "0d", "five", "11y", "-3d"])
def test_a_bad_interval_is_wrong_usage_and_changes_nothing(given: Given, run: Run, words: str) -> None:
    ran = run("tier", "edit", "core", "--weight", "9", f"--stable={words}", exit_code=2)
    assert "14d, 2w, 3m or 1y" in ran.err
    assert given.value("SELECT weight FROM tier WHERE name = 'core'") == 4


@pytest.mark.parametrize(
    ("option", "code"),
    [
        (("--name", "KEY"), 5),
        (("--name", "kéy"), 5),
        (("--name", " "), 2),
        (("--name", "None"), 2),
        (("--name", "x" * 41), 2),
        (("--weight", "0"), 2),
        (("--weight", "99999999999999999999"), 2),
        ((), 2),
    ],
)
def test_an_unfit_edit_is_refused(given: Given, run: Run, option: tuple[str, ...], code: int) -> None:
    run("tier", "edit", "core", *option, exit_code=code)
    assert given.value("SELECT count(*) FROM operation") == 0


def test_an_edit_to_what_is_so_already_is_no_operation(given: Given, run: Run) -> None:
    assert "nothing was changed" in run("tier", "edit", "core", "--name", "core", "--stable", "14d").out
    assert given.value("SELECT count(*) FROM operation") == 0


def test_a_tier_may_be_renamed_to_its_own_name_in_capitals(given: Given, run: Run) -> None:
    run("tier", "edit", "core", "--name", "CORE")
    assert given.value("SELECT name FROM tier WHERE id = 1") == "CORE"


def test_an_ambiguous_client_is_never_moved(given: Given, run: Run) -> None:
    given.client("Acme One")
    given.client("Acme Two")
    run("tier", "set", "acme", "core", exit_code=4)
    assert given.value("SELECT count(*) FROM tier_move") == 0
