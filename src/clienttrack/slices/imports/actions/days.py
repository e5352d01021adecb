"""Days of a whole column: how they are read when no single cell tells, and which of them are refused."""

from clienttrack.book import Change, Value
from clienttrack.slices.mappings.rules.days import DayColumn, DayOrder, day_of_parts
from clienttrack.tables.problems import Unusable


class DaysOfColumn:
    """The staged days of one column of one table."""

    def __init__(
        self, change: Change, file: int, name: str, staged_as: str, days: DayColumn, *, skip_errors: bool
    ) -> None:
        self.change, self.days, self.skip_errors = change, days, skip_errors
        self.name, self.column = name, staged_as
        self._undecided = f"file = :file AND {self.column} >= :mark AND {self.column} < :after"
        self._named: dict[str, Value] = {"file": file, "mark": days.mark, "after": days.mark + "~"}

    def settle(self) -> list[Unusable]:
        """Turn the days that only the whole column could decide into ISO days; gives the rows that are refused."""
        if self.days.is_mixed:
            return self._refuse_mixed()
        found = self.change.rows(f"SELECT id, line FROM staged WHERE {self._undecided} ORDER BY id", **self._named)
        if not found:
            return []
        if self.days.order is None:
            message = (
                "the column never tells whether day, month or year comes first; say --date-order dmy, mdy or ymd, or "
                "write days as 2026-03-01"
            )
            self.change.run(f"DELETE FROM staged WHERE {self._undecided}", **self._named)
            told = found if self.skip_errors else found[:1]
            return [Unusable("ambiguous-date", message, line=row["line"]) for row in told]
        iso = _iso(self.column, self.days.order)
        self.change.run(f"UPDATE staged SET {self.column} = {iso} WHERE {self._undecided}", **self._named)
        return self._refuse_future() if self.name == "last_touch" else []

    def _refuse_mixed(self) -> list[Unusable]:
        """Refuse a column of which some cells prove one order and some another: no other cell of it can be trusted."""
        lines = self.days.proving_lines
        condition = f"{self._undecided} OR (file = :file AND line IN ({', '.join(map(str, lines))}))"
        if self.skip_errors:
            rows_there = self.change.rows(f"SELECT line FROM staged WHERE {condition}", **self._named)
            lines = [row["line"] for row in rows_there]
        self.change.run(f"DELETE FROM staged WHERE {condition}", **self._named)
        told = lines if self.skip_errors else lines[-1:]
        return [Unusable("ambiguous-date", self.days.mixed_words, line=line) for line in told]

    def _refuse_future(self) -> list[Unusable]:
        future = "file = :file AND last_touch_on > :today"
        named: dict[str, Value] = {"file": self._named["file"], "today": self.change.today}
        found = self.change.rows(f"SELECT line, last_touch_on FROM staged WHERE {future}", **named)
        self.change.run(f"DELETE FROM staged WHERE {future}", **named)
        return [
            Unusable("constraint-error", f"the last touch '{row[1]}' lies in the future", line=row["line"])
            for row in found
        ]


def _iso(column: str, order: DayOrder) -> str:
    year, month, day = day_of_parts(order)
    return f"substr({column}, {year}, 4) || '-' || substr({column}, {month}, 2) || '-' || substr({column}, {day}, 2)"
