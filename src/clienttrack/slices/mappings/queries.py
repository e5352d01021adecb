"""What a mapping asks of the book."""

from clienttrack.book import Reader
from clienttrack.names import fold

TIERS_OF_A_NEW_BOOK = ("core", "key", "potential", "general")


def tier_names(reader: Reader) -> tuple[str, ...]:
    """Give the folded names of all tiers."""
    return tuple(fold(row[0]) for row in reader.rows("SELECT name FROM tier ORDER BY rank"))
