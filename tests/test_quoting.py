"""What of the user's notes is for a client to read: who is spoken of by name, and what is marked as private."""

import pytest

from clienttrack.quoting import is_private, quotable, quotable_talk
from clienttrack.vocabulary import PLACEHOLDERS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ursula Meyer", "Ursula sounded tired"),
        ("Ursula Meyer", "talked to ursula meyer"),
        ("Ursula Meyer", "called ursula, who sounded tired"),
        ("Ursula Meyer", "MEYER'S budget"),
        ("Ursula Müller", "mueller and muller sounded tired"),
        ("ursula meyer", "Ursula sounded tired"),
        ("ursula meyer", "meyer sounded tired"),
        ("Meyer, Ursula", "ursula meyer"),
        ("Will Price", "talked to will price"),
        ("Price, Will", "talked to will price"),
        ("Will Price", "Will sounded tired"),
        ("Jo Doe", "jo is slow"),
        ("Ludwig van Beethoven", "beethoven is slow"),
        ("Kevin 林晓雯", "今天和Kevin聊了"),
        ("Kevin 林晓雯", "晓雯有点不高兴"),
        ("林晓雯", "林总觉得太贵"),
        ("林晓雯", "和小林谈过"),
        ("林晓雯", "老林不高兴"),
        ("林晓雯", "阿林不高兴"),
        ("林雯", "林雯不高兴"),
        ("林 晓雯", "林院长不高兴"),
        ("林总", "林经理不高兴"),
        ("林总", "林总不高兴"),
        ("欧阳娜娜", "欧阳总觉得太贵"),
        ("欧阳娜娜", "娜娜不高兴"),
        ("欧阳修", "欧阳不高兴"),
        ("歐陽修", "歐陽先生不高興"),
        ("高明", "高工不高兴"),
        ("田中太郎", "田中さんは忙しい"),
        ("林", "林说太贵"),
        ("林", "昨天见了，林不高兴"),
        ("林", "林总不高兴"),
        ("林", "今天见了林，太贵"),
        ("林", "我们和林谈过价格"),
        ("林晓雯", "林说太贵"),
        *(
            ("赵伟涛", f"和赵{title}谈过")
            for title in ("主管", "助理", "副总", "师傅", "书记", "局", "处", "總", " 总")
        ),
        *(("赵伟涛", f"和{called}谈过") for called in ("涛哥", "阿涛", "涛总", "伟涛", "赵副总", "赵伟\u200b涛")),
        ("赵 总", "赵总不高兴"),
        ("Łukasz Nowak", "Lukasz sounded tired"),
        ("Lukasz Nowak", "Łukasz sounded tired"),
        ("Sørensen", "Sorensen sounded tired"),
        ("Đorđe Æbel", "Dorde sounded tired"),
        ("Voß", "Voss sounded tired"),
        ("Mueller", "Müller sounded tired"),
        ("Ursula Müller", "Mu\u0308ller sounded tired"),
        ("Ursula Müller", "Müllers budget"),
        ("Anna Roth", "Anna's budget"),
        ("Anna Roth", "annas budget"),
        ("Łukasz Nowak", "talked with Łukaszem"),
        ("Иван Петров", "бюджет Петрова"),
        ("Анна Котова", "говорил с Анной"),
        ("Андрей Котов", "у Андрея нет денег"),
        ("김민수", "김민수는 바쁘다"),
        ("김민수", "김민수가 바쁘다"),
        ("김민수", "민수씨는 바쁘다"),
        ("김민수", "김대표는 바쁘다"),
        ("Ur\u200bsula Meyer", "Ursula sounded tired"),
        ("Ursula Meyer", "U\u00adrsula sounded tired"),
        ("Will B. Price", "talked to will b. price"),
        ("Q", "Q sounded tired"),
        ("E Horn", "talked to E. about it"),
    ],
)
def test_people_are_known_by_what_they_are_called(name: str, text: str) -> None:
    assert is_private(text, ["Al Roe", name])
    assert quotable(text, [name]) == ""
    assert quotable(text, ["Al Roe"]) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Will Price", "they will tell us when the price is fixed"),
        ("Will Price", "the price will rise"),
        ("Grace May", "may we mark the days of grace?"),
        ("Mark Day", "the day after we mark it"),
        ("Tom Reyes", "the custom shop"),
        ("Jan Sommer", "ready by jan"),
        ("Ludwig van Beethoven", "een van de beste"),
        ("Sales Team", "sales are up"),
        ("林晓雯", "园林项目的预算已定"),
        ("林晓雯", "林业的预算已定"),
        ("林经理", "项目经理已定"),
        ("高明", "提高工作效率"),
        ("", "the budget is fixed"),
        ("赵伟涛", "波涛汹涌"),
        ("林", "园林项目的价格已定"),
        ("高明", "说明价格"),
        ("高明", "高处理能力"),
        ("Jo Doe", "what we do next"),
        ("Al B. Roe", "Plan B is better"),
        ("Q", "in Q3 they want it"),
        ("A", "A new price"),
        ("Anna de la Cruz", "one de la board"),
        ("Mark Price", "Marks and prices"),
        ("Петров", "петровский"),
    ],
)
def test_ordinary_words_are_nobodys_name(name: str, text: str) -> None:
    assert not is_private(text, [name])


@pytest.mark.parametrize(
    "text",
    [
        "risk: they may leave",
        "Risk - they may leave",
        "talked about prices\n- risk: they may leave",
        "talked about prices. Personal: his wife is ill",
        "implied: wants to look good",
        "quote: this is a mess",
        "风险：可能会走",
        "谈了价格\n个人备注：女儿今年高考",
        "原话：太贵了",
        "## Personal\nhis wife is ill",
        "need: faster answers",
        "task: send it",
        "private: she is ill",
        "Speed.\nInternal: margins are thin",
        "note to self: be careful",
        "NB: she lies",
        "budget: 40k",
        "内部：利润薄",
        "保密：并购",
        "Speed <!-- of what? -->",
        "ri\u200bsk: they may leave",
        "talked\n风险（高）：可能会走",
        "talked\n**Risk** they may leave",
        "| risk | they may leave |",
        "風險：可能會走",
        "Call: risk — they are broke",
    ],
)
def test_what_is_marked_as_private_is_private(text: str) -> None:
    assert quotable_talk(text, "call", []) == ""


@pytest.mark.parametrize(
    "text",
    [
        "the risk is small",
        "at risk of delay",
        "a private label",
        "the internal audit",
        "备注栏",
        "风险不大",
        "个人认为不错",
    ],
)
def test_what_is_marked_as_anything_else_is_not(text: str) -> None:
    assert quotable_talk(text, "call", []) == text


def test_a_gift_and_what_nobody_said_is_not_quoted() -> None:
    assert quotable_talk("Wine", "gift", []) == ""
    for text in PLACEHOLDERS:
        assert quotable(text, []) == ""
        assert not is_private(text, [])
