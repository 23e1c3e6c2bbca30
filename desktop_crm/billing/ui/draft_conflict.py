"""Two people changed one draft: lines are joined line by line, values called as the sheet calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from desktop_crm.billing import queries
from desktop_crm.billing.rules.checks import tidy
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.ui.further import further_rows
from desktop_crm.billing.ui.head_form import service_span
from desktop_crm.billing.ui.sheet import DocumentSheet
from desktop_crm.company.rules.addresses import Address, address_lines
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.merging import Plan
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.settling import Manner

_SUPPLY: Final = ("delivered_on", "period_from", "period_to")
_PRICES: Final = ("currency", "price_mode", "lines", "adjustments", "prepaid")
PLAN: Final = Plan(
    together=(
        ("contact_id", "person_id", "address"),
        _SUPPLY,
        ("tax_currency", "exchange_rate"),
        ("early_percent", "early_days"),
        ("round_due_to", "rounding_amount"),
    ),
    ignored=frozenset({"kind", "is_sample", "from_id", "corrects_id", "moved"}),
)


def plan_for(before: DocumentDraft, mine: DocumentDraft, theirs: DocumentDraft) -> Plan:
    """Amounts mean another thing in another currency, or with VAT in them: then they are not joined."""
    for draft in (mine, theirs):
        if (draft.currency, draft.price_mode) != (before.currency, before.price_mode):
            return replace(PLAN, together=(*PLAN.together, _PRICES))
    return PLAN


def draft_manner(
    desk: Desk,
    kind: str,
    sheet: DocumentSheet,
    drafting: Drafting[DocumentDraft],
    document_id: Callable[[], int | None],
) -> Manner[DocumentDraft]:
    """How the editor of a draft settles; `document_id()` is None while nothing is stored."""
    t = desk.t
    names: dict[int | None, str] = {}

    def read() -> tuple[DocumentDraft, int] | None:
        """In the database's thread: as it is stored now, with the names of the customers of all sides."""
        caller, key = desk.caller, document_id()
        if key is None:
            return None
        view = queries.get_document(caller, key, desk.today())
        if view.row.state != "draft":
            return None  # issued meanwhile: the page around shows the paper
        for draft in (view.draft, drafting.draft, drafting.stored):
            contact_id = draft.contact_id if draft is not None else None
            if contact_id is not None and contact_id not in names:
                names[contact_id] = contacts.get_name(caller, contact_id)
        return view.draft, view.row.version

    def title() -> str:
        if kind == "quote":
            return t("This quote was changed elsewhere too")
        return t("This invoice was changed elsewhere too")

    def record() -> tuple[str, int] | None:
        key = document_id()
        return None if key is None else ("document", key)

    return Manner(read, lambda: draft_words(t, sheet, names), plan_for, tidy, title, record)


def draft_words(t: Translator, sheet: DocumentSheet, names: Mapping[int | None, str]) -> FieldWords:
    """`names` of the customers that may be named."""
    currency = sheet.draft.currency

    def further(what: str, **parts: Any) -> str:
        rows = further_rows(t, replace(DocumentDraft(currency=currency), **parts), None)
        return "; ".join(f"{row.title} {row.value}".strip() for row in rows if row.what == what)

    def line(each: LineDraft) -> str:
        name = each.description.partition("\n")[0]
        if each.kind == "section":
            return name
        price = t.formats.price(each.price, currency)
        return t("{qty} \u00d7 {name}, {price}", qty=t.formats.number(each.qty), name=name, price=price)

    def prices(parts: Mapping[str, Any]) -> str:
        mode = t("Including VAT") if parts["price_mode"] == "gross" else t("Without VAT")
        count = t.plural("{n} line", "{n} lines", len(parts["lines"]))
        return ", ".join((parts["currency"], mode, count))

    def supply(parts: Mapping[str, Any]) -> str:
        first, last = service_span(DocumentDraft(**parts))
        if first is not None and last is not None and first != last:
            return t.formats.period(first, last)
        day = first or last
        return t.formats.date_words(day) if day is not None else ""

    def adjustment(each: AdjustmentDraft) -> str:
        return further("adjustments", adjustments=(each,))

    def lines_of(address: Address) -> str:
        return ", ".join(address_lines(address))

    form = sheet.head.form
    return FieldWords(
        t,
        form,
        sheet.head.more,
        labels={
            "delivered_on": form.field("service").label.text(),
            "lines": t("Line"),
            "notes": t("Note to the customer"),
            "adjustments": t("Discount or charge"),
            "delivery": t("Place of delivery"),
            "prepaid": t("Paid in advance"),
            "round_due_to": t("Round the sum"),
            "withholdings": t("Tax withheld by the customer"),
            "extra_taxes": t("Another tax on top"),
            "tax_currency": t("VAT in another currency"),
            "early_percent": t("Less for paying early"),
            "tax_rounding": t("Rounding of taxes"),
            "cover": t("Cover letter"),
            "appended": t("Appended files"),
        },
        words={
            "contact_id": lambda parts: names.get(parts["contact_id"], ""),
            "delivered_on": supply,
            "lines": line,
            "currency": prices,
            "delivery": lines_of,
            "adjustments": adjustment,
            "prepaid": lambda value: t.formats.money(value, currency),
            "withholdings": lambda each: further("withholdings", withholdings=(each,)),
            "appended": lambda each: each.name,
            "extra_taxes": lambda each: " ".join((each.code, t.formats.percent(each.rate))),
        },
    )


assert {name for group in PLAN.together for name in group} <= {each.name for each in fields(DocumentDraft)}
