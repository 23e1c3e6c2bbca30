"""Search in a table that nobody looks at record by record: trigrams over a column `words` of its own.

Unlike the entries of records, which one service writes and another takes away, such a column goes with its
row: on a file triggers keep the trigrams, on a server they are an index. Whoever deletes a row or empties its
words has forgotten them, whatever way he took.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_crm.database.folding import fold, query_words
from desktop_crm.database.search.queries import exactly
from desktop_crm.database.session import on_server, raw


def holds(text: str, typed: str) -> bool:
    """Whether every word typed is somewhere in this text, in one of its forms."""
    folded = fold(text)
    return all(any(form in folded for form in forms) for forms in query_words(typed))


@dataclass(frozen=True, slots=True)
class WordsColumn:
    """The column `words` of a table with an `id`; `trigrams` is the name of what finds them."""

    table: str
    trigrams: str

    @property
    def statements(self) -> tuple[str, ...]:
        """The trigrams of a file, and what keeps them."""
        forget = (
            f"INSERT INTO {self.trigrams} ({self.trigrams}, rowid, words)"
            " VALUES ('delete', old.id, old.words)"
        )
        remember = f"INSERT INTO {self.trigrams} (rowid, words) VALUES (new.id, new.words)"
        return (
            f"CREATE VIRTUAL TABLE {self.trigrams} USING fts5(words, content='{self.table}',"
            " content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1')",
            f"CREATE TRIGGER {self.trigrams}_come AFTER INSERT ON {self.table} BEGIN {remember}; END",
            f"CREATE TRIGGER {self.trigrams}_go AFTER DELETE ON {self.table} BEGIN {forget}; END",
            f"CREATE TRIGGER {self.trigrams}_change AFTER UPDATE OF words ON {self.table}"
            f" BEGIN {forget}; {remember}; END",
        )

    @property
    def server_statements(self) -> tuple[str, ...]:
        return (f"CREATE INDEX {self.trigrams} ON {self.table} USING gin (words gin_trgm_ops)",)

    def rebuild(self, connection: Any) -> None:
        """Make the trigrams of a file anew from its rows. Needs a transaction."""
        connection.execute(f"INSERT INTO {self.trigrams} ({self.trigrams}) VALUES ('rebuild')")

    def forget_deleted(self) -> None:
        """Drop what the trigrams still remember of rows that are gone. Needs a transaction."""
        if not on_server():
            raw().execute(f"INSERT INTO {self.trigrams} ({self.trigrams}) VALUES ('optimize')")

    def ids_sql(self, typed: str) -> tuple[str, list[Any]]:
        """A sub-select of the ids of all rows that hold every word typed, with its values; ("", []) for a
        text without a word.
        """
        words = query_words(typed)
        if not words:
            return "", []
        match = exactly(words)
        source = f"w.id FROM {self.table} w" if on_server() else f"w.rowid FROM {self.trigrams} w"
        return f"SELECT {source} WHERE {match.sql}", list(match.values)
