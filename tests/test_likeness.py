"""Names that are nearly the same, names that are not, and what is left of a name without its legal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack import likeness
from clienttrack.names import fold


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("acme ltd", "acme"),
        ("acme inc.", "acme gmbh"),
        ("jon smith", "john smith"),
        ("old freind", "old friend"),
        ("华为技术有限公司", "华为技术"),
        ("zenith a/s", "zenith"),
        ("acme", "acme"),
    ],
)
def test_names_that_differ_in_legal_form_or_a_letter_are_nearly_the_same(new: str, known: str) -> None:
    assert likeness.nearest_name(new, ["something else", known]) == known


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("jane smith", "john smith"),
        ("client 1001", "client 1002"),
        ("acme", "acne"),
        ("the company", "acme"),
        ("王", "李"),
    ],
)
def test_different_names_are_not_nearly_the_same(new: str, known: str) -> None:
    assert likeness.nearest_name(new, [known]) is None
    assert likeness.nearness(likeness.core_of_name(new), likeness.core_of_name(known)) == 0


def test_nearness_is_the_share_of_letters() -> None:
    assert likeness.nearness("acme", "acme") == 1
    assert likeness.nearness("bramblegate", "bramblegat") == pytest.approx(10 / 11)


# One name of each country as its owners write it, and the name without the legal form.
LEGAL_FORMS = """
DE Müller GmbH = muller              DE Müller GmbH & Co. KG = muller     DE Müller e.K. = muller
DE Müller UG (haftungsbeschränkt) = muller      DE Allianz SE = allianz   DE Chor Köln e.V. = chor koln
AT Müller e.U. = muller              AT Huber OG = huber                  CH Huber Sàrl = huber
FR Lumière S.A.R.L. = lumiere        FR Lumière SAS = lumiere             FR Dubois & Cie = dubois
BE Janssens BVBA = janssens          BE Janssens S.R.L. = janssens        NL De Vries B.V. = de vries
ES García y Hijos, S.L. = garcia y hijos        ES García S. A. = garcia  PT Silva, Unipessoal Lda. = silva
IT Rossi S.r.l. = rossi              IT Rossi SpA = rossi                 PL Nowak Sp. z o.o. = nowak
PL Nowak spółka z ograniczoną odpowiedzialnością = nowak                  PL Nowak sp.j. = nowak
CZ Novák s.r.o. = novak              CZ Novák, spol. s r.o. = novak       CZ Novák a. s. = novak
DK Hansen A/S = hansen               DK Hansen ApS = hansen               DK Arla I/S = arla
SE Volvo AB (publ) = volvo           NO Berg ASA = berg                   FI Järvi Oy Ab = jarvi
UK Acme Ltd. = acme                  UK Acme P.L.C. = acme                IE Acme Teoranta = acme
IE Acme Designated Activity Company = acme      US Acme, Inc. = acme      US Acme L.L.C. = acme
US The Acme Company = acme           CA Érable Ltée = erable              AU Acme Pty. Ltd. = acme
NZ Acme Proprietary Limited = acme   IN Tata Private Limited = tata       IN Tata (P) Ltd = tata
SG Acme Pte Ltd = acme               ID PT Maju Jaya Tbk = maju jaya      MY Acme Sdn. Bhd. = acme
JP 株式会社あおば = あおば             JP あおば（株） = あおば               JP ㈱あおば = あおば
JP Aoba K.K. = aoba                  JP 合同会社 あおば = あおば            KR 주식회사 하나 = 하나
KR ㈜하나 = 하나                      CN 青禾茶业有限公司 = 青禾茶业         CN 青禾股份有限公司 = 青禾
CN Qinghe Co.,Ltd = qinghe           TW 青禾有限責任公司 = 青禾             HK 青禾公司 = 青禾
BR Silva S/A = silva                 BR Silva Ltda. = silva               MX Grupo Sol, S.A. de C.V. = grupo sol
MX Sol S. de R.L. de C.V. = sol      TR Kaya A.Ş. = kaya                  TR Kaya Ltd. Şti. = kaya
RU ООО «Ромашка» = ромашка           RU Ромашка, ПАО = ромашка            RU OOO Romashka = romashka
"""
CASES = [
    (country_and_name.strip()[3:], core)
    for line in LEGAL_FORMS.strip().splitlines()
    for case in line.split("  ")
    if case.strip()
    for country_and_name, _, core in [case.strip().partition(" = ")]
]


@pytest.mark.parametrize(("name", "core"), CASES)
def test_the_legal_form_of_every_country_goes(name: str, core: str) -> None:
    assert likeness.core_of_name(fold(name)) == core


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Limited Edition Ltd", "limited edition"),
        ("Sunset Spa Ltd", "sunset spa"),
        ("AG Insurance", "ag insurance"),
        ("AB InBev", "ab inbev"),
        ("Mario Teo", "mario teo"),
        ("Peter de Vos", "peter de vos"),
        ("What It Is", "what it is"),
        ("Acme EU", "acme eu"),
        ("Marks and Spencer", "marks and spencer"),
        ("公司之家", "公司之家"),
        ("青禾上海分公司", "青禾上海分公司"),
        ("AC/DC", "ac dc"),
        ("Booking.com B.V.", "bookingcom"),
    ],
)
def test_only_what_is_a_form_and_stands_where_forms_stand_goes(name: str, core: str) -> None:
    assert likeness.core_of_name(fold(name)) == core


@pytest.mark.parametrize(
    "name", ["ltd", "the company", "gmbh & co. kg", "pt", "株式会社", "有限公司", "s. a.", "...", "🦊"]
)
def test_a_name_that_is_nothing_but_a_legal_form_stays(name: str) -> None:
    left = likeness.core_of_name(name)
    assert left.replace(" ", "") == "".join(c for c in name.replace("&", "and") if c.isalnum()) or left == name


@given(st.text())
def test_every_name_leaves_something_and_what_is_left_is_made_of_it(name: str) -> None:
    key = fold(name)
    core = likeness.core_of_name(key)
    assert bool(core) == bool(key)
    assert not set(core) - set(key.replace("&", "and")) - {" "}


@given(
    st.from_regex("[bdfhj]{4,9}( [bdfhj]{4,9}){0,2}", fullmatch=True), st.sampled_from(["Ltd", "S.p.A.", "有限公司"])
)
def test_a_name_is_the_same_with_and_without_a_legal_form(name: str, form: str) -> None:
    assert likeness.core_of_name(fold(f"{name} {form}")) == likeness.core_of_name(name) == name


def test_every_form_is_written_as_names_are_compared() -> None:
    forms = [*likeness._FORMS, *likeness._DOTTED, *likeness._LEADING, *likeness._PHRASES.split(",")]
    assert [form for form in forms if fold(form) != " ".join(form.split())] == []
    assert likeness._BEFORE_ANOTHER <= likeness._FORMS


def test_a_tag_is_near_another_unless_their_numbers_differ() -> None:
    assert likeness.nearest_tag("retial", ["vip", "retail"]) == "retail"
    assert likeness.nearest_tag("fair-2025", ["fair-2026"]) is None


@pytest.mark.parametrize("names", [("C++", "C#"), ("C++", "C"), ("C#", "C"), ("A&B", "A-B"), ("Disney+", "Disney")])
def test_marks_that_are_part_of_a_name_tell_names_apart(names: tuple[str, str]) -> None:
    one, other = (likeness.core_of_name(fold(f"{name} Ltd")) for name in names)
    assert one != other


@pytest.mark.parametrize(
    ("name", "other"),
    [("Johnson & Johnson", "Johnson and Johnson"), ("A+B", "A B"), ("#1 Paints", "1 Paints"),
     ("Rossi & C. Srl", "Rossi & C"), ("Müller GmbH & Co. KG", "Müller GmbH und Co KG"), ("Dubois & Cie", "Dubois")],
)  # fmt: skip
def test_marks_that_part_words_do_not(name: str, other: str) -> None:
    assert likeness.core_of_name(fold(name)) == likeness.core_of_name(fold(other))


AGREE = [
    ("ann smith", "ann smith"), ("ann smith", "ann maria smith"), ("a. smith", "ann smith"),
    ("jon smith", "jonathan smith"),
    ("acme", "acme worldwide"), ("smith", "ann smith"), ("华为", "华为技术"), ("bramblegate", "bramblegat"),
]  # fmt: skip
DISAGREE = [
    ("ann smith", "ben smith"),
    ("jo doe", "jo miller"),
    ("acme", "bolt"),
    ("王伟", "李伟"),
    ("unit 12", "unit 13"),
]


@pytest.mark.parametrize("pair", [*AGREE, *DISAGREE])
def test_names_agree_where_they_can_be_of_one(pair: tuple[str, str]) -> None:
    assert likeness.names_agree(*pair) == likeness.names_agree(*reversed(pair)) == (pair in AGREE)
