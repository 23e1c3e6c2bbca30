"""The recovery key on paper: one page, as PDF/A-3a and PDF/UA-1, with a code that a telephone reads.

Its words are the program's: the sheet is for whoever keeps it, not for a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing.documents import figures, qr, structure
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line, wrap
from desktop_crm.values.messages import Translator
from desktop_crm.workspace.encryption import Encrypted

_SHEET: Final = m.sheet()
_TOP: Final = 28.0
_SIDE: Final = 36.0
"""Millimetres of a side of the QR code."""
_COLUMNS: Final = 4
_CELL: Final = 29.0
_ROW: Final = 12.5
_KEY_SIZE: Final = 15.0


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """`key_number` tells which file's key it is, and nothing about the key; `firm` may be empty."""

    firm: str
    file: str
    recovery_key: str
    key_number: str
    made_on: date


def facts_of(made: Encrypted, made_on: date) -> SheetFacts:
    """The sheet of a file that was just encrypted."""
    return SheetFacts(made.firm, made.path.name, made.recovery_key, made.key_number, made_on)


def render(facts: SheetFacts, t: Translator) -> bytes:
    """The sheet; the same facts are the same bytes."""
    title = t("Recovery key of {file}", file=clean_line(facts.file))
    author = clean_line(facts.firm) or title
    properties = structure.Properties(title, author, title, t.language, facts.made_on)
    canvas = TaggedCanvas(title, author, title, t.language)
    y = _draw_head(canvas, facts, t)
    y = _draw_key(canvas, facts, t, y + 8)
    y = _draw_uses(canvas, t, y + 6)
    _draw_lines(canvas, t, y + 14)
    return structure.finish(canvas, properties, None)


def _draw_head(canvas: TaggedCanvas, facts: SheetFacts, t: Translator) -> float:
    y = _TOP
    if facts.firm:
        y = _paragraph(canvas, clean_line(facts.firm), y, tag="P", bold=True)
    y += 4
    with canvas.mark("H1"):
        y += 6
        canvas.text(_SHEET.left, y, t("Recovery key"), _SHEET.title_sizes[0], bold=True, color=m.NAVY)
    y += 4
    rows = (
        (t("File"), clean_line(facts.file)),
        (t("Number of the key"), facts.key_number),
        (t("Date"), t.formats.date_words(facts.made_on)),
    )
    value = _SHEET.left + max(m.room(label, _SHEET.small) for label, _words in rows) + 6
    with canvas.group("Table", summary=t("What the key belongs to")):
        for label, words in rows:
            lines = wrap(words, (_SHEET.right - value) * MM, _SHEET.body_size)
            with canvas.group("TR"):
                with canvas.mark("TH", scope="Row"):
                    canvas.text(_SHEET.left, y + _SHEET.leading, label, _SHEET.small, color=m.GREY)
                with canvas.mark("TD"):
                    for line in lines:
                        y += _SHEET.leading
                        canvas.text(value, y, line + " ", _SHEET.body_size, color=m.TEXT)
    return y


def _draw_key(canvas: TaggedCanvas, facts: SheetFacts, t: Translator, top: float) -> float:
    """The groups with their numbers, read row by row; the code of the same beside them."""
    groups = facts.recovery_key.split("-")
    rows = -(-len(groups) // _COLUMNS)
    high = max(rows * _ROW + 6, _SIDE + 12)
    canvas.box(_SHEET.left, top, _SHEET.width, high, m.TINT)
    with canvas.group("Table", summary=t("The groups of the recovery key, in rows")):
        for row in range(rows):
            y = top + 3 + row * _ROW
            with canvas.group("TR"):
                in_row = groups[row * _COLUMNS : (row + 1) * _COLUMNS]
                for column, group in enumerate(in_row):
                    x = _SHEET.left + 5 + column * _CELL
                    with canvas.mark("TD"):
                        number = f"{row * _COLUMNS + column + 1} "
                        canvas.text(x, y + 3.5, number, _SHEET.footer_size, color=m.GREY)
                        canvas.text(x, y + 9.5, group, _KEY_SIZE, bold=True, color=m.TEXT)
                for _column in range(len(in_row), _COLUMNS):
                    canvas.add("TD")
    code = qr.modules(facts.recovery_key)
    left, low = _SHEET.right - 6 - _SIDE, top + (high - _SIDE) / 2
    canvas.box(left - 3, low - 3, _SIDE + 6, _SIDE + 6, (1, 1, 1))
    alt = t("QR code of the recovery key, for a telephone or a scanner")
    figures.modules(canvas, code.path, code.count, left, low, _SIDE, alt)
    return top + high


def _draw_uses(canvas: TaggedCanvas, t: Translator, y: float) -> float:
    for words in (
        t("It opens this file and every copy of it, also without the passphrase."),
        t(
            "Where the program asks for the passphrase, type this key instead. Small letters, blanks and"
            " dashes make no difference; the fifth letter of each group checks it, so a group that is"
            " mistyped is named."
        ),
        t("Keep this sheet where nobody else gets at it, and not beside the computer."),
        t("Who has lost the passphrase and this key has lost the data: nobody can open the file."),
        t(
            "Another passphrase leaves this key as it is. Where a stranger may have seen this sheet, make a"
            " plain copy of the file, encrypt it anew and delete the old ones: only then is this key worth"
            " nothing."
        ),
    ):
        y = _paragraph(canvas, words, y + 2)
    return y


def _draw_lines(canvas: TaggedCanvas, t: Translator, y: float) -> None:
    """To be filled in by hand."""
    for words in (t("Kept at"), t("Printed by")):
        canvas.rule(_SHEET.left, y, _SHEET.left + 90, y, 0.4, m.MARK)
        with canvas.mark("P"):
            canvas.text(_SHEET.left, y + 4, words, _SHEET.small, color=m.GREY)
        y += 16


def _paragraph(canvas: TaggedCanvas, words: str, y: float, *, tag: str = "P", bold: bool = False) -> float:
    with canvas.mark(tag):
        for line in wrap(words, _SHEET.width * MM, _SHEET.body_size, bold):
            y += _SHEET.leading
            canvas.text(_SHEET.left, y, line + " ", _SHEET.body_size, bold=bold, color=m.TEXT)
    return y
