"""Which verbs an issued paper has by kind and state: one primary, some beside it, more in the menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop_crm.billing.queries.rows import DocumentRow, DocumentView
from desktop_crm.billing.rules.kinds import STAGES
from desktop_crm.billing.ui.words import name_of
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import keys, tips
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems, SplitButton
from desktop_crm.widgets.history import history_items

if TYPE_CHECKING:
    from desktop_crm.billing.ui.issued_verbs import IssuedVerbs

OWED = ("open", "partly_paid", "overdue")
BILLABLE = ("sent", "expired", "accepted")
"""States of a quote of which something can be made."""
TO_DELIVER = ("issued", "partly_delivered")
OPEN_ORDERS = (*TO_DELIVER, "delivered")


def primary_of(t: Translator, view: DocumentView, verbs: IssuedVerbs) -> Button | None:
    """The one filled button: what usually comes next."""
    row, may = view.row, verbs.desk.may
    if row.kind == "invoice" and row.state in OWED and may("payments.record"):
        return Button(t("Record payment\u2026"), verbs.ask_payment, kind="primary")
    if row.kind == "invoice" and row.open < 0 and may("payments.record"):
        return Button(t("Pay back\u2026"), verbs.ask_payment, kind="primary")
    if row.kind == "quote" and row.state in ("sent", "expired", "accepted") and may("documents.draft"):
        if any(link.kind == "order" and link.state != "draft" for link in view.links):
            return None  # that is billed
        if has_stages(view):
            return Button(t("Final invoice\u2026"), verbs.chain.ask_final, kind="primary")
        return Button(t("Make invoice"), verbs.make_invoice, kind="primary")
    if row.kind == "order" and row.state in TO_DELIVER and may("documents.draft"):
        return Button(t("Deliver\u2026"), verbs.chain.ask_deliver, kind="primary")
    if row.kind == "order" and row.state == "delivered" and may("documents.draft"):
        if has_stages(view):
            return Button(t("Final invoice\u2026"), verbs.chain.ask_final, kind="primary")
        return Button(t("Make invoice"), verbs.chain.make_invoice, kind="primary")
    if row.kind in ("delivery", "pro_forma") and row.state == "issued" and may("documents.draft"):
        return Button(t("Make invoice"), verbs.chain.make_invoice, kind="primary")
    if row.kind == "quote" and row.state == "declined" and may("documents.draft"):
        return Button(t("Duplicate"), verbs.duplicate, kind="primary")
    return None


def secondary_of(t: Translator, view: DocumentView, verbs: IssuedVerbs) -> list[Button]:
    """Bordered buttons left of the primary."""
    row, may = view.row, verbs.desk.may
    buttons: list[Button] = []
    if row.kind == "quote" and row.state in ("sent", "expired") and may("quotes.answer"):
        buttons.append(Button(t("Declined\u2026"), verbs.ask_to_decline, icon="thumbs-down"))
        buttons.append(Button(t("Accepted"), verbs.accept, icon="thumbs-up"))
    if row.kind == "quote" and row.state == "declined" and may("quotes.answer"):
        buttons.append(Button(t("Accepted after all"), verbs.accept, icon="thumbs-up"))
    if row.kind == "quote" and row.state in BILLABLE and may("documents.draft"):
        buttons.append(Button(t("Order\u2026"), verbs.chain.ask_order, icon="clipboard-check"))
    if row.kind == "order" and row.state in TO_DELIVER and may("documents.draft"):
        if has_stages(view):
            buttons.append(Button(t("Final invoice\u2026"), verbs.chain.ask_final, icon="receipt-text"))
        else:
            buttons.append(Button(t("Make invoice"), verbs.chain.make_invoice, icon="receipt-text"))
    if is_creditable(view) and may("documents.credit"):
        buttons.append(Button(t("Credit\u2026"), verbs.ask_credit, icon="file-x"))
        buttons.append(Button(t("Correct\u2026"), verbs.ask_to_correct, icon="undo-2"))
    if not may("documents.send"):
        return buttons
    if view.facts is not None and view.facts.is_internal:
        buttons.append(Button(t("Mark as sent"), verbs.mark_sent, icon="check"))
    elif view.has_pdf:
        other = [
            MenuItem(t("Send from the firm's account\u2026"), verbs.ask_to_send, icon="mail"),
            MenuItem(t("Mark as sent"), verbs.mark_sent, icon="check"),
        ]
        send = SplitButton(t("Send"), verbs.write_mail, lambda: other, kind="secondary", icon="send")
        tips.set_tip(send, t("Opens a mail with the PDF"))
        buttons.append(send)
    return buttons


def has_stages(view: DocumentView) -> bool:
    """Whether a deposit or progress invoice stands over it."""
    return any(link.form in STAGES and not link.is_before and link.state != "draft" for link in view.links)


def is_creditable(view: DocumentView) -> bool:
    """An invoice of our own that was not replaced."""
    return view.row.kind == "invoice" and not view.row.is_external and view.row.state != "replaced"


def chain_items(t: Translator, view: DocumentView, verbs: IssuedVerbs) -> list[MenuItem | None]:
    """What else can be made of it, and what undoes it."""
    row, chain, draft = view.row, verbs.chain, "documents.draft"
    items: list[MenuItem | None] = []
    if (row.kind == "quote" and row.state in BILLABLE) or (row.kind == "order" and row.state in OPEN_ORDERS):
        items += [
            MenuItem(t("Deposit invoice\u2026"), chain.ask_deposit, icon="percent", right=draft),
            MenuItem(t("Progress invoice\u2026"), chain.ask_progress, icon="layers", right=draft),
            MenuItem(t("Final invoice\u2026"), chain.ask_final, icon="receipt-text", right=draft),
            MenuItem(t("Pro forma"), chain.make_pro_forma, icon="file-text", right=draft),
        ]
    if row.kind == "invoice" and view.paid > 0 and not row.is_external:
        items.append(
            MenuItem(
                t("Receipt for the last payment"), chain.make_receipt, icon="receipt", right="payments.record"
            )
        )
    can_cancel = row.kind in ("order", "delivery", "pro_forma") and row.state in (*TO_DELIVER, "delivered")
    if can_cancel or (is_creditable(view) and row.state != "credited"):
        items.append(MenuItem(t("Cancel\u2026"), chain.ask_to_cancel, icon="ban", right="documents.credit"))
    return [*items, None] if items else []


def menu_items(
    t: Translator, view: DocumentView, verbs: IssuedVerbs, hidden: Sequence[Button] = ()
) -> MenuItems:
    """Behind the three dots; `hidden` are buttons for which the page is too narrow."""
    row = view.row
    items: list[MenuItem | None] = [
        MenuItem(button.text(), button.click, icon=button.icon_name) for button in hidden
    ]
    items += [None] if hidden else []
    items += chain_items(t, view, verbs)
    if row.kind not in ("credit_note", "receipt") and not row.is_external:
        again = MenuItem(
            t("Duplicate"),
            verbs.duplicate,
            icon="copy",
            shortcut=keys.DUPLICATE.first,
            right="documents.draft",
        )
        items.append(again)
    if row.kind in ("quote", "invoice") and not row.is_external:
        items.append(
            MenuItem(
                t("Copy as next month"), verbs.copy_as_next_month, icon="repeat", right="documents.draft"
            )
        )
    if row.kind == "invoice" and not row.is_external:
        items.append(
            MenuItem(
                t("Bill again and again\u2026"), verbs.ask_to_repeat, icon="repeat", right="documents.draft"
            )
        )
    if row.kind == "quote" and row.state == "invoiced":
        items.append(
            MenuItem(t("Invoice once more"), verbs.make_invoice, icon="receipt-text", right="documents.draft")
        )
    if view.has_pdf:
        items += [
            None,
            MenuItem(t("Print"), verbs.page.preview.print, icon="printer", shortcut=keys.PRINT.first),
        ]
        items.append(MenuItem(t("Export PDF\u2026"), lambda: verbs.ask_path("pdf"), icon="file-down"))
    if view.has_pdf and view.facts is not None:
        items.append(MenuItem(t("Print a copy"), verbs.print_copy, icon="printer"))
        items.append(MenuItem(t("Export a copy\u2026"), lambda: verbs.ask_path("copy"), icon="copy"))
    if view.has_xml:
        items.append(
            MenuItem(t("Export e-invoice (XML)\u2026"), lambda: verbs.ask_path("xml"), icon="file-down")
        )
        other = t("E-invoice in another format\u2026")
        items.append(MenuItem(other, verbs.ask_format, icon="file-down", right="exports.read"))
    added = [
        MenuItem(verb.text, partial(verb.run, row.id), icon=verb.icon, right=verb.right)
        for verb in verbs.page.additions.verbs
        if not verb.only_in or (row.kind, row.state) in verb.only_in
    ]
    note = MenuItem(t("Internal note\u2026"), verbs.ask_note, icon="sticky-note", right="documents.draft")
    items += [None, *added, note]
    items += [*history_items(verbs.desk, "document", row.id, name_of(t, row), row.kind)]
    return verbs.desk.permitted([*items, *_giving_up(verbs, row)])


def _giving_up(verbs: IssuedVerbs, row: DocumentRow) -> list[MenuItem]:
    """What is open of an invoice may be given up, and be open again."""
    t, right = verbs.t, "payments.record"
    if row.kind != "invoice":
        return []
    if row.state == "written_off":
        return [MenuItem(t("Take the write-off back"), verbs.lift_write_off, icon="undo-2", right=right)]
    if row.state in OWED:
        return [MenuItem(t("Write off\u2026"), verbs.ask_to_write_off, icon="ban", right=right)]
    return []
