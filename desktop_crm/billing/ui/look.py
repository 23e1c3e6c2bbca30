"""Space on a quote or invoice: its paper."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.ui.words import KIND_WORDS
from desktop_crm.files.saving import save_file
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.quick_look import PaperLook


def paper_look(desk: Desk, row: DocumentRow, parent: QWidget) -> PaperLook:
    """The sealed PDF; of a draft the paper as it stands, marked as such."""
    t, caller, today = desk.t, desk.caller, desk.today()
    kind = t.message(KIND_WORDS[row.kind])

    def read() -> bytes:
        view = queries.get_document(caller, row.id, today)
        if view.row.state == "draft":
            return service.preview_pdf(caller, view.draft, today)
        return queries.stored_pdf(caller, row.id)

    title = " ".join((kind, row.number or t("Draft")))
    gross = t.formats.money(row.gross, row.currency)
    sentence = " · ".join(part for part in (row.customer, row.title, gross) if part)
    return PaperLook(desk, title, sentence, lambda: desk.go(row.kind, row.id), parent, read, save_file)
