"""What the tests of imports share: tables of their own, and the whole content of a book to compare."""

from pathlib import Path

import pytest

from tests.slices.imports.reading_books import Table


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Write a file of this test and give its path."""

    def write(text: str | bytes, name: str = "clients.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write
