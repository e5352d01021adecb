"""vCards: 2.1, 3.0 and 4.0 in, 3.0 and 4.0 out, without losing a property."""

from clienttrack.cards.lines import wide_encoding
from clienttrack.cards.model import Card, CardAddress
from clienttrack.cards.reading import read_cards
from clienttrack.cards.writing import NotAProperty, card_text, text_of_other

__all__ = ["Card", "CardAddress", "NotAProperty", "card_text", "read_cards", "text_of_other", "wide_encoding"]
