"""Search over everything: trigrams of folded text, any text typed, a few milliseconds at a million entries.

A room hands in one entry a record: what a person would type to find it. Found is what holds every word
typed, in any order and at any place inside a word; below three letters the start of the title decides.
"""

from desktop_crm.database.folding import fold, words_of
from desktop_crm.database.search.columns import WordsColumn, holds
from desktop_crm.database.search.entries import (
    SERVER_STATEMENTS,
    STATEMENTS,
    Entry,
    Part,
    SearchEntry,
    amount,
    folded,
    forget_deleted,
    index,
    index_many,
    parts,
    postponed,
    price,
    rebuild,
    remove,
)
from desktop_crm.database.search.finding import Hit, find, ids_sql, named

__all__ = [
    "SERVER_STATEMENTS",
    "STATEMENTS",
    "Entry",
    "Hit",
    "Part",
    "SearchEntry",
    "WordsColumn",
    "amount",
    "find",
    "fold",
    "folded",
    "forget_deleted",
    "holds",
    "ids_sql",
    "index",
    "index_many",
    "named",
    "parts",
    "postponed",
    "price",
    "rebuild",
    "remove",
    "words_of",
]
