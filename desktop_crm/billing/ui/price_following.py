"""A draft on screen follows the catalogue's prices; what was typed stays."""

from __future__ import annotations

from desktop_crm.billing import queries
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.pricing_lines import asks
from desktop_crm.widgets.editor import Editor


def follow_prices(editor: Editor[DocumentDraft], before: DocumentDraft | None, draft: DocumentDraft) -> None:
    """After an edit: for another customer, day or quantity ask for the prices, and take them unless it was
    edited again meanwhile."""
    if before is None or asks(before) == asks(draft):
        return
    caller, today = editor.desk.caller, editor.desk.today()

    def take(priced: DocumentDraft) -> None:
        if editor.draft is draft:
            editor.replace("prices", lines=priced.lines)

    editor.desk.tasks.run_latest(editor, "prices", lambda: queries.priced(caller, draft, today), take)
