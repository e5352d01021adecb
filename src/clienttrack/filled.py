"""How much of what one should know of clients is filled in (product page, section 4, ``complete``)."""

from clienttrack.book import Reader

FILLED = {
    "industry": "c.industry IS NOT NULL",
    "size": "c.size IS NOT NULL",
    "source": "c.source IS NOT NULL",
    "country": "c.country IS NOT NULL",
    "website": "c.website IS NOT NULL",
    "language": "c.language IS NOT NULL",
    "tier": "c.tier_id IS NOT NULL",
    "since": "c.since_on IS NOT NULL",
    "contact": "EXISTS (SELECT 1 FROM address AS a WHERE a.client_id = c.id)",
}


def filled_fields(reader: Reader) -> tuple[int, dict[str, int]]:
    """Count the clients that are neither lost nor archived, and of how many of them each field is filled."""
    sums = ", ".join(f"coalesce(sum({test}), 0) AS {field}" for field, test in FILLED.items())
    row = reader.row(
        f"SELECT count(*) AS clients, {sums} FROM client AS c JOIN standing AS s ON s.client_id = c.id WHERE s.listed"
    )
    assert row is not None
    return row["clients"], {field: row[field] for field in FILLED}
