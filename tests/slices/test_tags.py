"""Tags: put on clients, taken off, listed, renamed and joined."""

from tests.conftest import Given, Run


def test_tags_are_one_whatever_their_case_and_a_slip_is_told_not_blocked(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Beta")
    run("client", "tag", "acme", " Retail ", "vip")
    ran = run("client", "tag", "beta", "RETAIL", "retial", "--json")
    assert ran.data["tags"] == ["Retail", "retial"]
    assert ran.data["near_tags"] == [{"tag": "retial", "existing": "Retail"}]
    assert "'retial' is new and nearly 'Retail'" in ran.err
    assert run("tag", "list", "--json").data == [
        {"tag": "Retail", "clients": 2},
        {"tag": "retial", "clients": 1},
        {"tag": "vip", "clients": 1},
    ]


def test_tag_add_and_remove_do_what_client_tag_and_untag_do(given: Given, run: Run) -> None:
    given.client("Acme")
    assert run("tag", "add", "acme", "vip", "tea").out == "acme (Acme): tagged with tea, vip. Tags: tea, vip.\n"
    assert run("tag", "remove", "acme", "tea").out == "acme (Acme): took off tea. Tags: vip.\n"


def test_renaming_a_tag_to_one_that_exists_joins_them(given: Given, run: Run) -> None:
    for name in ("Acme", "Beta"):
        given.client(name)
    run("client", "tag", "acme", "retail", "shops")
    run("client", "tag", "beta", "shops")
    renamed = run("tag", "rename", "shops", "Retail", "--json").data
    assert renamed == {"old": "shops", "new": "retail", "merged": True, "clients": 2}
    assert run("tag", "list", "--ids").out == "retail\n"
    assert run("tag", "rename", "RETAIL", "Shops & Malls", "--json").data["merged"] is False
    assert run("client", "show", "acme", "--json").data["tags"] == ["Shops & Malls"]
    assert "Did you mean Shops & Malls" in run("tag", "rename", "shops & mals", "x", exit_code=3).err


def test_a_tag_that_no_client_has_any_more_is_forgotten(given: Given, run: Run) -> None:
    given.client("Acme")
    run("client", "tag", "acme", "vip")
    assert "has no tags" in run("client", "untag", "acme", "VIP").out
    assert "no tags yet" in run("tag", "list").out
    assert "has no tag 'vip'" in run("client", "untag", "acme", "vip", exit_code=3).err
