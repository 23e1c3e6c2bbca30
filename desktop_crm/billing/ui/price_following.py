"""A draft on screen follows the catalogue's prices; what was typed stays."""

from __future__ import annotations

from desktop_crm.billing import queries
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.pricing_lines import asks, is_other_money, with_prices
from desktop_crm.catalog.rules.prices import Found
from desktop_crm.widgets.editor import Editor


class PriceFollowing:
    """For another customer, day, quantity or currency asks for the prices, and takes them unless that was
    edited again meanwhile."""

    def __init__(self, editor: Editor[DocumentDraft]) -> None:
        self._editor = editor
        self._answered: DocumentDraft | None = None  # in whose money the prices on screen are

    def follow(self, before: DocumentDraft | None, draft: DocumentDraft) -> None:
        """`before` is the draft before the edit; None where it was read anew."""
        if before is None:
            self._answered = None
        if before is None or asks(before) == asks(draft):
            return
        editor, caller, today = self._editor, self._editor.desk.caller, self._editor.desk.today()
        answered = self._answered = self._answered or before

        def take(found: list[Found | None]) -> None:
            now = editor.draft
            if asks(now) == asks(draft):
                self._answered = None
                priced = with_prices(now, found, is_other_money=is_other_money(answered, draft))
                editor.replace("prices", lines=priced.lines)

        editor.desk.tasks.run_latest(editor, "prices", lambda: queries.prices_of(caller, draft, today), take)
