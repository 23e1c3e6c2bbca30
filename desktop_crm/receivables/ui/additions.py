"""What receivables add to other rooms' pages: money received, credit, on a contact and on an invoice."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.billing import queries as billing
from desktop_crm.receivables import queries
from desktop_crm.receivables.rules.remittances import KIND_WORDS
from desktop_crm.receivables.ui.receive_dialog import receive_money
from desktop_crm.receivables.ui.remind_dialog import ask_to_remind
from desktop_crm.receivables.ui.statement_dialog import ask_for_statement
from desktop_crm.receivables.ui.sum_dialogs import pay_credit_back, show_sum
from desktop_crm.receivables.ui.sum_form import CREDIT
from desktop_crm.widgets.additions import Additions, RecordVerb, RelatedRow, RelatedSection, Sums
from desktop_crm.widgets.desk import Desk

MOST = 20
OWED = ("open", "partly_paid", "overdue")
"""The states of an invoice of which something is open."""


def contact_additions(desk: Desk) -> Additions:
    """Money received and credit used or paid back; the credit's entries in a list."""
    t, right = desk.t, "payments.record"
    menu = (
        RecordVerb(t("Money received\u2026"), lambda key: _receive(desk, key), "banknote", right=right),
        RecordVerb(t("Use credit\u2026"), lambda key: _receive(desk, key, CREDIT), "wallet", right=right),
        RecordVerb(t("Pay credit back\u2026"), lambda key: _pay_back(desk, key), "undo-2", right=right),
        RecordVerb(
            t("Statement of account\u2026"),
            lambda key: _statement(desk, key),
            "scale",
            right="accounts.read",
        ),
    )

    def credit(contact_id: int) -> list[RelatedRow]:
        entries = queries.credit_entries(desk.caller, contact_id)[-MOST:]
        return [
            RelatedRow(
                t.message(KIND_WORDS[each.kind]) if each.amount < 0 else t("Kept as credit"),
                each.reference,
                t.formats.amount(each.amount, each.currency),
                t.formats.date(each.on),
                code=each.currency,
                role="muted",
                kind="payments",
                what={"sum": each.remittance_id},
            )
            for each in reversed(entries)
        ]

    return Additions(
        menu=menu,
        sections=(RelatedSection(t("Credit"), credit, most=3),) if desk.may("accounts.read") else (),
        watches=frozenset({"remittance"}),
    )


def document_additions(desk: Desk) -> Additions:
    """On an invoice: one sum over several invoices of its customer; a reminder by hand; the sum that a
    payment is a part of."""
    t = desk.t

    def receive(document_id: int) -> None:
        caller, today = desk.caller, desk.today()
        desk.tasks.run(
            desk.notices,
            lambda: billing.get_row(caller, document_id, today).contact_id,
            lambda contact_id: _receive(desk, contact_id),
            desk.notices.refused,
        )

    verb = RecordVerb(
        t("Payment over several invoices\u2026"),
        receive,
        "banknote",
        right="payments.record",
        only_in=frozenset(("invoice", state) for state in OWED),
    )
    remind = RecordVerb(
        t("Write a reminder\u2026"),
        lambda document: _remind(desk, document),
        "bell",
        right="dunning.write",
        only_in=frozenset({("invoice", "overdue")}),
    )
    sums = Sums(lambda payment: queries.sum_of_payment(desk.caller, payment), lambda key: _show(desk, key))
    return Additions(verbs=(verb, remind), sums=sums)


def _window() -> QWidget | None:
    return QApplication.activeWindow()


def _receive(desk: Desk, contact_id: int | None, source: str = "customer") -> None:
    if (window := _window()) is None:
        return

    def booked(remittance_id: int) -> None:
        desk.notices.done(
            desk.t("Payment booked"),
            verb=desk.t("Show"),
            run=lambda: show_sum(desk, remittance_id, window),
        )

    receive_money(desk, window, contact_id, source=source, done=booked)


def _show(desk: Desk, remittance_id: int) -> None:
    if (window := _window()) is not None:
        show_sum(desk, remittance_id, window)


def _statement(desk: Desk, contact_id: int) -> None:
    if (window := _window()) is not None:
        ask_for_statement(desk, contact_id, window)


def _remind(desk: Desk, document_id: int) -> None:
    if (window := _window()) is not None:
        ask_to_remind(desk, document_id, window)


def _pay_back(desk: Desk, contact_id: int) -> None:
    if (window := _window()) is not None:
        pay_credit_back(desk, contact_id, window)
