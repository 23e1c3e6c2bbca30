"""Acts on a paper that were asked for elsewhere (the palette): by name, done on the page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issued_page import IssuedPage

ISSUED: Final[Mapping[str, Callable[[IssuedPage], None]]] = MappingProxyType(
    {
        "pay": lambda page: page.verbs.ask_payment(),
        "credit": lambda page: page.verbs.ask_credit(),
        "correct": lambda page: page.verbs.ask_to_correct(),
        "duplicate": lambda page: page.verbs.duplicate(),
        "next_month": lambda page: page.verbs.copy_as_next_month(),
        "pdf": lambda page: page.verbs.open_pdf(),
        "send": lambda page: page.verbs.write_mail(),
        "accept": lambda page: page.verbs.accept(),
        "decline": lambda page: page.verbs.ask_to_decline(),
        "invoice": lambda page: (
            page.verbs.chain.make_invoice() if page.view.row.kind == "order" else page.verbs.make_invoice()
        ),
        "deliver": lambda page: page.verbs.chain.ask_deliver(),
        "deposit": lambda page: page.verbs.chain.ask_deposit(),
    }
)
DRAFT: Final[Mapping[str, Callable[[DocumentEditor], None]]] = MappingProxyType(
    {
        "issue": lambda editor: editor.verbs.ask_to_issue(),
        "duplicate": lambda editor: editor.verbs.duplicate(),
    }
)
RIGHTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pay": "payments.record",
        "credit": "documents.credit",
        "correct": "documents.credit",
        "duplicate": "documents.draft",
        "next_month": "documents.draft",
        "pdf": "documents.read",
        "send": "documents.send",
        "accept": "quotes.answer",
        "decline": "quotes.answer",
        "invoice": "documents.draft",
        "deliver": "documents.draft",
        "deposit": "documents.draft",
        "issue": "documents.issue",
    }
)


def needed(act: str, page: IssuedPage | DocumentEditor) -> str:
    """The right that an act needs; a quote is issued by who may send it."""
    is_quote = isinstance(page, DocumentEditor) and page.kind == "quote"
    return "quotes.send" if act == "issue" and is_quote else RIGHTS[act]


def run(page: QWidget | None, act: str) -> None:
    """Do it; what the paper does not offer (any more) is left undone."""
    if isinstance(page, IssuedPage | DocumentEditor) and not page.desk.may(needed(act, page)):
        return
    if isinstance(page, IssuedPage) and act in ISSUED:
        ISSUED[act](page)
    elif isinstance(page, DocumentEditor) and act in DRAFT:
        DRAFT[act](page)
