"""A draft on screen follows the catalogue's prices; what was typed stays."""

from __future__ import annotations

from desktop_crm.billing import queries
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.pricing_lines import asks, is_other_money, with_prices
from desktop_crm.catalog.rules.prices import Found
from desktop_crm.widgets.editor import Editor


def follow_prices(editor: Editor[DocumentDraft], before: DocumentDraft | None, draft: DocumentDraft) -> None:
    """After an edit: for another customer, day, quantity or currency ask for the prices, and take them unless
    that was edited again meanwhile."""
    if before is None or asks(before) == asks(draft):
        return
    caller, today = editor.desk.caller, editor.desk.today()

    changes_money = is_other_money(before, draft)

    def take(found: list[Found | None]) -> None:
        now = editor.draft
        if asks(now) == asks(draft):
            priced = with_prices(now, found, is_other_money=changes_money)
            editor.replace("prices", lines=priced.lines)

    editor.desk.tasks.run_latest(editor, "prices", lambda: queries.prices_of(caller, draft, today), take)
