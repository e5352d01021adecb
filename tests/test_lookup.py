"""Who is meant: whole words before beginnings, everything that fits named, and never the first hit."""

import shutil
from pathlib import Path

import pytest

from clienttrack import lookup
from clienttrack.lookup import AmbiguousClient, AmbiguousContact, UnknownClient, UnknownContact, UnknownTag, UnknownTier
from tests.conftest import Given


@pytest.fixture(scope="module")
def world(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """A few clients with names that are easily taken for one another; the tests only read them."""
    path = tmp_path_factory.mktemp("lookup") / "book.db"
    shutil.copy(empty_book, path)
    given = Given(path)
    acme = given.client("Acme Ltd", handle="acme")
    given.client("Acme Labs", handle="acme-labs")
    given.client("Zoë Müller", handle="zoe")
    given.client("华为技术", handle="huawei")
    given.client("Ｆｕｊｉ", handle="fuji-film")
    given.client("Twin", handle="twin-1")
    given.client("Twin", handle="twin-2")
    given.contact(acme, "Jo Doe", email="jo@acme.com", phone="+442079460958")
    given.contact(acme, "Joan Doe", email="joan@acme.com")
    given.contact(2, "Jo Doe", email="jo@labs.example")
    with given.change() as change:
        change.add("alias", client_id=3, alias="Big Z", alias_key="big z")
        change.add("alias", client_id=1, alias="fuji", alias_key="fuji")
        change.add("domain", client_id=4, domain="huawei.com")
        change.add("domain", client_id=1, domain="shared.example")
        change.add("domain", client_id=2, domain="shared.example")
    return given


def _handle(given: Given, words: str) -> str:
    with given.reading() as reader:
        return lookup.client(reader, words).handle


@pytest.mark.parametrize(
    ("words", "handle"),
    [
        ("acme", "acme"),
        ("ACME", "acme"),
        ("@acme", "acme"),
        ("  acme ", "acme"),
        ("acme-", "acme-labs"),
        ("Acme La", "acme-labs"),
        ("acme lt", "acme"),
        ("zoe m", "zoe"),
        ("ZOË MÜLLER", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("big z", "zoe"),
        ("bi", "zoe"),
        ("华为", "huawei"),
        ("华为技术", "huawei"),
        ("fuji", "acme"),
        ("fuji-", "fuji-film"),
        ("jo@acme.com", "acme"),
        ("JO@Acme.COM", "acme"),
        ("huawei.com", "huawei"),
        ("twin-2", "twin-2"),
    ],
)
def test_a_client_is_found_by(words: str, handle: str, world: Given) -> None:
    assert _handle(world, words) == handle


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("ac", ["acme (Acme Ltd)", "acme-labs (Acme Labs)"]),
        ("twin", ["twin-1", "twin-2"]),
        ("Twin", ["twin-1", "twin-2"]),
        ("shared.example", ["acme", "acme-labs"]),
    ],
)
def test_several_clients_that_fit_are_all_named_and_none_is_taken(words: str, named: list[str], world: Given) -> None:
    with pytest.raises(AmbiguousClient) as caught:
        _handle(world, words)
    assert [name for name in named if name not in str(caught.value)] == []
    assert caught.value.exit_code == 4


def test_many_clients_that_fit_are_counted(given: Given) -> None:
    for number in range(14):
        given.client(f"Common {number}")
    with pytest.raises(AmbiguousClient, match="or 4 more"):
        _handle(given, "common")


@pytest.mark.parametrize(
    "words", ["", " ", "@", "nobody at all", "doe", "cme", "%", "_", "*", "' OR 1=1 --", "\U0010ffff"]
)
def test_what_fits_nobody_finds_nobody(words: str, world: Given) -> None:
    with pytest.raises(UnknownClient) as caught:
        _handle(world, words)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("words", "near"), [("amce", "acme"), ("zoey", "zoe"), ("hauwei", "huawei"), ("Zoe Muler", "zoe")]
)
def test_an_unknown_name_is_answered_with_the_nearest(words: str, near: str, world: Given) -> None:
    with pytest.raises(UnknownClient, match=f"Did you mean .*{near}"):
        _handle(world, words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Joan", "'Joan'. Joan Doe is a contact of acme; write that handle."),
        ("doe", "Jo Doe is a contact of acme, Jo Doe is a contact of acme-labs, Joan Doe is a contact of acme; write"),
        ("oan", "'oan'. `clienttrack client list`"),
        ("", "''. `clienttrack client list`"),
    ],
)
def test_the_name_of_a_contact_is_answered_with_their_client(words: str, said: str, world: Given) -> None:
    with world.reading() as reader, pytest.raises(UnknownClient) as caught:
        lookup.client(reader, words)
    assert said in str(caught.value)


def test_who_is_found_asks_for_no_contact(world: Given) -> None:
    with world.reading() as reader:
        asked: list[str] = []
        reader.connection.set_trace_callback(asked.append)
        assert lookup.client(reader, "acme").handle == "acme"
    assert asked
    assert not any("contact" in sql for sql in asked)


def test_an_unknown_name_is_shown_harmlessly(world: Given) -> None:
    with pytest.raises(UnknownClient) as caught:
        _handle(world, "\x1b[31m\u202e" + "x" * 500)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250


def test_a_book_without_clients_knows_nobody(given: Given) -> None:
    with pytest.raises(UnknownClient, match="client list"):
        _handle(given, "acme")


def test_an_alias_without_a_client_means_nobody(given: Given) -> None:
    with given.change() as change:
        change.add("alias", alias="gone", alias_key="gone")
    with pytest.raises(UnknownClient):
        _handle(given, "gone")


def test_find_gives_nothing_where_look_up_raises(world: Given) -> None:
    with world.reading() as reader:
        assert lookup.find_client(reader, "nobody at all") is None
        with pytest.raises(AmbiguousClient):
            lookup.find_client(reader, "ac")


def _contact(given: Given, words: str, client_id: int | None = None) -> tuple[str, int]:
    with given.reading() as reader:
        found = lookup.contact(reader, words, client_id=client_id)
        return found.name, found.client_id


@pytest.mark.parametrize(
    ("words", "client_id", "found"),
    [
        ("jo doe", 1, ("Jo Doe", 1)),
        ("JO DOE", 2, ("Jo Doe", 2)),
        ("joan", None, ("Joan Doe", 1)),
        ("jo@labs.example", None, ("Jo Doe", 2)),
        ("1", None, ("Jo Doe", 1)),
        ("doe", 2, ("Jo Doe", 2)),
    ],
)
def test_a_contact_is_found_by(words: str, client_id: int | None, found: tuple[str, int], world: Given) -> None:
    assert _contact(world, words, client_id) == found


@pytest.mark.parametrize(("words", "client_id"), [("jo doe", None), ("jo", 1), ("doe", 1)])
def test_several_contacts_that_fit_are_named_with_their_numbers(
    words: str, client_id: int | None, world: Given
) -> None:
    with pytest.raises(AmbiguousContact, match="1 Jo Doe"):
        _contact(world, words, client_id)


@pytest.mark.parametrize(
    ("words", "client_id"), [("", None), ("nobody", 1), ("joan", 2), ("99", None), ("9" * 30, None)]
)
def test_a_contact_that_is_not_there_is_unknown(words: str, client_id: int | None, world: Given) -> None:
    with pytest.raises(UnknownContact):
        _contact(world, words, client_id)


def test_an_unknown_contact_is_answered_with_those_of_the_client(world: Given) -> None:
    with pytest.raises(UnknownContact, match="There is Jo Doe, Joan Doe"):
        _contact(world, "nobody", 1)


def test_an_e_mail_that_two_clients_share_is_ambiguous(given: Given) -> None:
    for name in ("Acme", "Beta"):
        client_id = given.client(name)
        given.contact(client_id, "Jo Doe", email="jo@acme.com")
    with pytest.raises(AmbiguousClient):
        _handle(given, "JO@acme.com")


def test_a_tier_and_a_tag_are_found_whatever_their_case_or_told_with_what_there_is(given: Given) -> None:
    with given.change() as change:
        change.add("tag", name="Retail", name_key="retail")
    with given.reading() as reader:
        assert lookup.tier(reader, " CORE ").name == "core"
        assert lookup.tag(reader, "RETAIL").name == "Retail"
        assert lookup.tier_or_none(reader, "None") is None
        with pytest.raises(UnknownTier, match=r"core, key, potential, general\."):
            lookup.tier(reader, "none")
        with pytest.raises(UnknownTier, match=r"general, none \(for no tier\)\."):
            lookup.tier_or_none(reader, "gold")
        with pytest.raises(UnknownTag, match="Did you mean Retail"):
            lookup.tag(reader, "retial")
        with pytest.raises(UnknownTag, match="tag list"):
            lookup.tag(reader, "zzz")


@pytest.mark.parametrize(
    "words",
    ["harrowpike.example", "www.harrowpike.example", "https://www.HarrowPike.example/about?x=1", "harrowpike.example/"],
)
def test_a_domain_or_web_address_means_the_client_of_a_contact_there(words: str, given: Given) -> None:
    given.contact(given.client("Harrow", handle="harrow"), "Ellen", email="ellen@harrowpike.example")
    given.contact(given.client("Pike", handle="pike"), "Ed", email="ed@pike.example")
    assert _handle(given, words) == "harrow"


def test_a_domain_of_the_client_wins_over_those_of_contacts(given: Given) -> None:
    harrow, pike = given.client("Harrow", handle="harrow"), given.client("Pike", handle="pike")
    given.contact(pike, "Ellen", email="ellen@harrow.example")
    with given.change() as change:
        change.add("domain", client_id=harrow, domain="harrow.example")
    assert _handle(given, "http://harrow.example/") == "harrow"


def test_a_domain_that_contacts_of_several_clients_share_is_ambiguous(given: Given) -> None:
    for name in ("Acme", "Beta"):
        given.contact(given.client(name), f"Jo {name}", email=f"{name}@mail.example")
    with pytest.raises(AmbiguousClient, match=r"acme \(Acme\), beta \(Beta\)"):
        _handle(given, "mail.example")


def test_an_address_that_nobody_has_does_not_mean_its_domain(given: Given) -> None:
    given.contact(given.client("Acme"), "Jo", email="jo@acme.example")
    with pytest.raises(UnknownClient):
        _handle(given, "joe@acme.example")


def test_a_reference_that_is_no_whole_handle_names_the_one_that_may_be_meant(given: Given) -> None:
    given.client("Beijing Trade", handle="bjt")
    given.client("Acme")
    with given.reading() as reader:
        with pytest.raises(UnknownClient, match=r"'beijing'\. A reference is exact; did you mean @bjt\?") as caught:
            lookup.client_by_handle(reader, "beijing")
        assert caught.value.code == "unknown-client"
        with pytest.raises(UnknownClient, match="did you mean @acme"):
            lookup.client_by_handle(reader, "acmee")
        with pytest.raises(UnknownClient, match="clienttrack due"):
            lookup.client_by_handle(reader, "qqq")
