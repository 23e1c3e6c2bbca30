"""What billing adds to a contact's page: balance and revenue, open quotes and invoices, and their verbs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from desktop_crm.billing import queries
from desktop_crm.billing.queries.rows import ContactMoney, DocumentRow
from desktop_crm.billing.rules.states import WORDS
from desktop_crm.billing.ui.vat_check_dialog import KnownVatId, VatCheckDialog, known_vat_id
from desktop_crm.billing.ui.words import KIND_WORDS, ROLES, state_role, state_words
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.rules.vat_checks import RESULTS, SOURCES
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.additions import Additions, RecordVerb, RelatedRow, RelatedSection, States
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.stats import Stat

KINDS = ("quote", "invoice", "credit_note")
MOST = 50
_OPEN_QUOTES = ("draft", "sent", "accepted", "expired")


def contact_additions(desk: Desk) -> Additions:
    """New quote and new invoice, money in the head, what is open in lists, states on the timeline."""
    t = desk.t
    parts = _Parts(desk)

    def begin(kind: str, contact_id: int) -> None:
        desk.go(f"{kind}:new", {"contact": contact_id})

    def quote(contact_id: int) -> None:
        begin("quote", contact_id)

    def invoice(contact_id: int) -> None:
        begin("invoice", contact_id)

    def check(contact_id: int) -> None:
        desk.tasks.run(desk.notices, lambda: known_vat_id(desk.caller, contact_id), ask_for_check)

    def ask_for_check(known: KnownVatId) -> None:
        if known.vat_id and (window := QApplication.activeWindow()) is not None:
            VatCheckDialog(desk, known, lambda: None, parent=window).open()

    may = desk.may("documents.draft")
    verbs = (
        RecordVerb(t("New quote"), quote, "file-pen"),
        RecordVerb(t("New invoice"), invoice, "receipt-text"),
    )
    return Additions(
        verbs=verbs if may else (),
        stats=(parts.stats,) if desk.may("money.totals") else (),
        sections=(
            RelatedSection(t("Open quotes"), parts.quotes, quote if may else None, t("New quote")),
            RelatedSection(t("Open invoices"), parts.invoices, invoice if may else None, t("New invoice")),
            RelatedSection(
                t("Checks of the VAT ID"),
                parts.vat_checks,
                check if desk.may("contacts.change") else None,
                t("Check the VAT ID"),
                most=3,
            ),
        ),
        states=(parts.states,),
        watches=frozenset({"quote", "invoice", "credit_note", "payment", "vat_check"}),
    )


class _Parts:
    """The reading of all of it; runs in the database's thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.t = desk, desk.t

    def stats(self, contact_id: int) -> list[Stat]:
        """Balance with how late it is, and the revenue of twelve months, in the currency used last."""
        money = queries.contact_money(self.desk.caller, contact_id, self.desk.today())
        if not money:
            return []
        return [self._balance(contact_id, money), self._revenue(money)]

    def _balance(self, contact_id: int, money: Sequence[ContactMoney]) -> Stat:
        t = self.t
        first = next((each for each in money if each.open), money[0])
        others = [
            t.formats.money(each.open, each.currency) for each in money if each.open and each is not first
        ]
        note, role = "", "muted"
        if any(each.overdue for each in money):
            note, role = self._lateness(contact_id), "bad"
        elif others:
            note = t("and {amounts}", amounts=", ".join(others))
        elif not first.open:
            note = t("nothing open")
        figure = t.formats.amount(first.open, first.currency)
        return Stat(t("Balance"), figure, note, note_role=role, code=first.currency)

    def _lateness(self, contact_id: int) -> str:
        view = ListView(sort="due", filters=(("contact", str(contact_id)), ("state", "overdue")))
        today = self.desk.today()
        oldest = queries.list_invoices(self.desk.caller, view, today).rows(0, 1)
        if not oldest or oldest[0].due_on is None:
            return ""
        return self.t.plural("{n} day late", "{n} days late", (today - oldest[0].due_on).days)

    def _revenue(self, money: Sequence[ContactMoney]) -> Stat:
        t, first = self.t, money[0]
        figure = t.formats.amount(first.revenue_12_months, first.currency)
        count = sum(each.invoices for each in money)
        note = t.plural("{n} invoice so far", "{n} invoices so far", count)
        return Stat(t("Revenue, 12 months"), figure, note, code=first.currency)

    def quotes(self, contact_id: int) -> list[RelatedRow]:
        """Those that may still become something."""
        view = ListView(descending=True, filters=(("contact", str(contact_id)),))
        found = queries.list_quotes(self.desk.caller, view, self.desk.today()).rows(0, MOST)
        return [self._row(row) for row in found if row.state in _OPEN_QUOTES]

    def invoices(self, contact_id: int) -> list[RelatedRow]:
        """What is owed first, the oldest first; then drafts, which are owed by nobody yet."""
        rows: list[DocumentRow] = []
        for state in ("unpaid", "draft"):
            filters = (("contact", str(contact_id)), ("state", state))
            view = ListView(sort="due", filters=filters)
            rows += queries.list_invoices(self.desk.caller, view, self.desk.today()).rows(0, MOST)
        return [self._row(row) for row in rows]

    def vat_checks(self, contact_id: int) -> list[RelatedRow]:
        """The proofs, the latest first."""
        t = self.t
        return [
            RelatedRow(
                row.draft.vat_id,
                row.draft.reference or t.message(SOURCES[row.draft.source]),
                t.message(RESULTS[row.draft.result]),
                t.formats.date_words(row.draft.checked_on),
                role="muted" if row.draft.result == "valid" else "bad",
            )
            for row in contacts.list_vat_checks(self.desk.caller, contact_id)
        ]

    def _row(self, row: DocumentRow) -> RelatedRow:
        t = self.t
        owed = row.open if row.kind == "invoice" and row.state != "draft" else row.gross
        return RelatedRow(
            row.number or t("Draft"),
            row.title,
            t.formats.amount(owed, row.currency),
            state_words(t, row, self.desk.today()),
            code=row.currency,
            role=state_role(row),
            kind=row.kind,
            what=row.id,
        )

    def states(self, pairs: Sequence[tuple[str, int]]) -> States:
        """The state of each document that the timeline names."""
        ids = [record for entity, record in pairs if entity in KINDS]
        if not ids:
            return {}
        rows = queries.list_rows(self.desk.caller, ids, self.desk.today())
        return {
            (row.kind, row.id): (self.t.message(WORDS[row.state]), ROLES[row.state])
            for row in rows
            if row.kind in KIND_WORDS and row.kind != "credit_note"
        }
