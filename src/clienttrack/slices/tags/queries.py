"""The tags there are, and who has them."""

from dataclasses import dataclass

from clienttrack.book import Reader
from clienttrack.lookup import FoundTag
from clienttrack.names import fold


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag and how many clients that are not archived have it."""

    tag: str
    clients: int


def tag_lines(reader: Reader) -> list[TagLine]:
    """Give all tags with the number of clients, by name."""
    return reader.lines(
        TagLine,
        """
        SELECT t.name AS tag, count(c.id) AS clients
        FROM tag AS t LEFT JOIN client_tag AS ct ON ct.tag_id = t.id
            LEFT JOIN client AS c ON c.id = ct.client_id AND c.archived_on IS NULL
        GROUP BY t.id ORDER BY t.name_key
        """,
    )


def find_tag(reader: Reader, name: str) -> FoundTag | None:
    """Give the tag of that name, case and accents ignored, or ``None``."""
    return reader.line(FoundTag, "SELECT id, name FROM tag WHERE name_key = :key", key=fold(name))


def clients_with(reader: Reader, tag_id: int) -> int:
    """Count the clients that have a tag, archived ones too."""
    count: int = reader.value("SELECT count(*) FROM client_tag WHERE tag_id = :id", id=tag_id)
    return count
