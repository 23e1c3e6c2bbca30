"""What is made for the accountant: journals in a layout, packages, and what they told of their books."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.accounting.service.books import books_of, set_books
    from desktop_crm.accounting.service.journals import JournalFiles, journal_files
    from desktop_crm.accounting.service.packages import Handed, Wanted, hand_over, suggested_name
    from desktop_crm.accounting.service.previews import Begun, Preview, begin, preview

__getattr__ = at_first_use(__name__, "books", "journals", "packages", "previews")

__all__ = [
    "Begun",
    "Handed",
    "JournalFiles",
    "Preview",
    "Wanted",
    "begin",
    "books_of",
    "hand_over",
    "journal_files",
    "preview",
    "set_books",
    "suggested_name",
]
