"""Every key of the program, declared once: shortcuts, their tooltips, the page of keys (F1), the manual.

Screens take their keys from here (`shortcut=keys.NEW.first`); a test keeps docs/manual/keys.md equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QKeySequence

from desktop_crm.values.messages import Message, _


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` that do alike, in the writing of QKeySequence ("Ctrl+K"), and what they do; a `span` is shown by
    its first and last key.
    """

    keys: tuple[str, ...]
    what: Message
    is_span: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """Without the keypad's Enter, which stands beside Return."""
        return tuple(key for key in self.keys if not key.endswith("Enter"))

    @property
    def first(self) -> str:
        """The one that a button shows."""
        return self.keys[0]


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that work in one place."""

    title: Message
    keys: tuple[Key, ...]


def native(key: str) -> str:
    """As this computer writes it: "Ctrl+K", "⌘K". Return is called Enter, as on most keyboards."""
    written = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return written.replace("Return", "Enter")


def _key(keys: str, what: Message, *, is_span: bool = False) -> Key:
    return Key(tuple(keys.split()), what, is_span)


PALETTE: Final = _key("Ctrl+K", _("search everything, or run any command"))
PLACES: Final = _key(
    "Alt+1 Alt+2 Alt+3 Alt+4 Alt+5 Alt+6 Alt+7 Alt+8 Alt+9 Alt+0",
    _("Today, Contacts, Quotes, Orders, Invoices, Expenses, Accounting, Tickets, Catalogue, Settings"),
    is_span=True,
)
BACK: Final = _key("Alt+Left", _("back to the page before"))
NEW_INVOICE: Final = _key("Ctrl+Shift+N", _("new invoice"))
PRIMARY: Final = _key("Ctrl+Return Ctrl+Enter", _("the page's main button: Issue, Record payment, Save"))
# The next one and QUIT are not Qt's standard keys: on a plain X desktop it knows none for them.
SETTINGS: Final = _key("Ctrl+,", _("settings"))
HELP: Final = _key("F1 ?", _("this list"))
FIELDS: Final = _key("Tab Shift+Tab", _("next field, field before"))
GIVE: Final = _key("Ctrl+G", _("give the record on the page to a colleague"))
LOCK: Final = _key("Ctrl+Shift+L", _("lock, or sign in as somebody else"))
QUIT: Final = _key("Ctrl+Q", _("quit"))

NEW: Final = _key("Ctrl+N", _("new"))
FIND: Final = _key("Ctrl+F", _("search in the list"))
MOVE: Final = _key("Up Down PgUp PgDown", _("move"))
ENDS: Final = _key("Home End", _("first row, last row"))
OPEN: Final = _key("Return", _("open the row"))
PREVIEW: Final = _key("Space", _("look at the row without opening it"))
TICK: Final = _key("Ctrl+Space Ins", _("tick a row, to do something with several"))
TICK_ALL: Final = _key("Ctrl+A", _("tick all rows"))
UNTICK: Final = _key("Esc", _("take the ticks off"))
TYPE_AHEAD: Final = _key("A Z", _("jump to the row that begins with what is typed"), is_span=True)

CONTACT_NEW: Final = _key("Ctrl+N", _("new invoice for this contact"))
EDIT: Final = _key("Ctrl+E", _("edit the contact"))
NOTE: Final = _key("Alt+N", _("new note"))
CALL: Final = _key("Alt+C", _("call"))
MAIL: Final = _key("Alt+M", _("write a mail"))

NEXT_CELL: Final = _key("Return", _("next cell, and after the last one a new line; takes what is proposed"))
CELLS: Final = _key("Tab Shift+Tab", _("next and previous cell, keeping what was typed"))
CHANGE: Final = _key("F2", _("change a cell"))
SECOND: Final = _key("Shift+Return", _("the second, smaller line of text"))
MOVE_LINE: Final = _key("Alt+Up Alt+Down", _("move the line"))
SAME_LINE: Final = _key("Ctrl+D", _("the same line once more"))
REMOVE_LINE: Final = _key("Ctrl+Del", _("remove the line"))
LEAVE_CELL: Final = _key("Esc", _("leave the cell as it was"))

UNDO: Final = _key("Ctrl+Z", _("undo"))
REDO: Final = _key("Ctrl+Shift+Z Ctrl+Y", _("redo"))
SAVE: Final = _key("Ctrl+S", _("save now; it is saved by itself, too"))
DUPLICATE_DRAFT: Final = _key("Ctrl+Shift+D", _("duplicate the draft"))

NEW_PAPER: Final = _key("Ctrl+N", _("another new quote or invoice"))
DUPLICATE: Final = _key("Ctrl+D", _("duplicate"))
WRITE_MAIL: Final = _key("Ctrl+E", _("write the mail"))
PRINT: Final = _key("Ctrl+P", _("print"))
ZOOM: Final = _key("Ctrl++ Ctrl+-", _("larger, smaller preview"))

BOOK: Final = _key("Ctrl+B", _("book the line, or the ticked ones, as proposed"))
BOOK_CERTAIN: Final = _key("Ctrl+Shift+B", _("book everything that is certain"))
SKIP: Final = _key("Del", _("pass the line, or the ticked ones, over"))

OTHER_TICKET: Final = _key("Alt+Down Alt+Up", _("next ticket, ticket before"))
CHANGE_TICKET: Final = _key("F2", _("change the ticket"))
TICKET_STEP: Final = _key("J K", _("the same in the list"))

DAY: Final = _key("Up Down", _("a day later, a day earlier; Alt+Down opens the calendar"))
CONFIRM: Final = _key("Return", _("the filled button"))
CANCEL: Final = _key("Esc", _("cancel"))

GROUPS: Final[tuple[Group, ...]] = (
    Group(
        _("Everywhere"),
        (PALETTE, PLACES, BACK, NEW_INVOICE, PRIMARY, FIELDS, GIVE, SETTINGS, HELP, LOCK, QUIT),
    ),
    Group(_("Lists"), (NEW, FIND, MOVE, ENDS, OPEN, PREVIEW, TICK, TICK_ALL, UNTICK, TYPE_AHEAD)),
    Group(_("A contact's page"), (CONTACT_NEW, EDIT, NOTE, CALL, MAIL)),
    Group(
        _("Lines of a quote or invoice"),
        (NEXT_CELL, CELLS, CHANGE, SECOND, MOVE_LINE, SAME_LINE, REMOVE_LINE, LEAVE_CELL),
    ),
    Group(_("Editors"), (NEW_PAPER, UNDO, REDO, SAVE, DUPLICATE_DRAFT)),
    Group(_("An issued invoice or quote"), (NEW_PAPER, DUPLICATE, WRITE_MAIL, PRINT, ZOOM)),
    Group(_("Bank statements"), (BOOK, BOOK_CERTAIN, SKIP)),
    Group(_("Tickets"), (OTHER_TICKET, TICKET_STEP, CHANGE_TICKET)),
    Group(_("Dates"), (DAY,)),
    Group(_("Dialogs"), (CONFIRM, CANCEL)),
)
