"""Lines drawn without Rich: as wide as the screen, nothing lost, words whole where they can be."""

from hypothesis import given as over
from hypothesis import strategies as st
from rich.cells import cell_len

from clienttrack import ink

PIECES = st.lists(
    st.tuples(st.text(alphabet="ab 华为,é\u0301", max_size=40), st.sampled_from(["", "dim"])), min_size=1, max_size=3
)


def _plain(lines: object) -> list[str]:
    return [ink.painted(line, color=False) for line in lines]  # type: ignore[attr-defined]


@over(PIECES, st.integers(min_value=20, max_value=60))
def test_no_line_is_wider_than_the_screen_and_no_letter_is_lost(words: list[ink.Piece], width: int) -> None:
    lead = [("  @acme  ", "red")]
    lines = _plain(ink.hanging(lead, words, width, narrowest=10))
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    drawn = "".join(line[9:] for line in lines)
    assert "".join(drawn.split()) == "".join("".join(text for text, _ in words).split())


def test_words_hang_under_the_first_and_stay_whole() -> None:
    lines = _plain(
        ink.hanging([("  t1  ", "")], [("send the offer", ""), (": promised for today", "dim")], 24, narrowest=5)
    )
    assert lines == ["  t1  send the offer:", "      promised for today"]


def test_a_lead_that_leaves_no_room_has_a_line_of_its_own() -> None:
    lines = _plain(
        ink.hanging([("  @a-long-handle  3 days late  ", "")], [("get in touch soon", "")], 30, narrowest=10)
    )
    assert lines == ["  @a-long-handle  3 days late  ", "    get in touch soon"]


def test_chinese_letters_take_two_columns_and_break_anywhere() -> None:
    assert _plain(ink.hanging([], [("华为技术有限公司", "")], 10, narrowest=4)) == ["华为技术有", "限公司"]


def test_a_word_wider_than_the_line_is_broken_and_the_next_words_follow_it() -> None:
    assert _plain(ink.hanging([], [("aaaaaaaaaaaa bb cc", "")], 10, narrowest=4)) == ["aaaaaaaaaa", "aa bb cc"]


def test_styles_are_codes_in_colour_and_nothing_without() -> None:
    line = [("late", "red"), (" ", ""), ("why", "dim red"), ("", "bold")]
    assert ink.painted(line, color=True) == "\x1b[31mlate\x1b[0m \x1b[2;31mwhy\x1b[0m"
    assert ink.painted(line, color=False) == "late why"


def test_prose_breaks_at_words_and_goes_on_deeper() -> None:
    shown = ink.prose("Took back 9: task done again\n  task t1 is open again\n\nend")
    assert _plain(shown.lines(20)) == ["Took back 9: task", "  done again", "  task t1 is open", "    again", "", "end"]
    assert _plain(shown.lines(80)) == ["Took back 9: task done again", "  task t1 is open again", "", "end"]


@over(st.text(st.sampled_from("ab 华\n"), max_size=200), st.integers(12, 60))
def test_prose_is_no_wider_than_the_screen_and_loses_no_letter(text: str, width: int) -> None:
    lines = _plain(ink.prose(text).lines(width))
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_what_is_written_to_be_taken_over_is_never_broken() -> None:
    assert _plain(ink.AsWritten("| a | b |\n- long line").lines(4)) == ["| a | b |", "- long line"]
