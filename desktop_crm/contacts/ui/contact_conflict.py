"""Two edits of one contact met: which fields both changed, in words, and the draft that joins them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.ui.words import category_text, kind_text
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.conflict_dialog import ConflictDialog, Difference, Side, both_changed, joined


def values_of(draft: ContactDraft) -> dict[str, Any]:
    """The fields of a draft by name."""
    return {field.name: getattr(draft, field.name) for field in fields(draft)}


def differences(
    t: Translator, before: ContactDraft, mine: ContactDraft, theirs: ContactDraft
) -> list[Difference]:
    """What both changed, ready to be decided."""
    keys = both_changed(values_of(before), values_of(mine), values_of(theirs))
    labels = _labels(t)
    return [
        Difference(
            key,
            labels.get(key, key),
            _words(t, key, getattr(before, key)),
            _words(t, key, getattr(mine, key)),
            _words(t, key, getattr(theirs, key)),
        )
        for key in keys
    ]


def changes_apart(before: ContactDraft, mine: ContactDraft, theirs: ContactDraft) -> int:
    """How many fields only one side changed."""
    was, me, they = values_of(before), values_of(mine), values_of(theirs)
    both = both_changed(was, me, they)
    return sum(1 for key in was if key not in both and (me[key] != was[key] or they[key] != was[key]))


def join(
    before: ContactDraft, mine: ContactDraft, theirs: ContactDraft, chosen: Mapping[str, Side]
) -> ContactDraft:
    """One draft of both."""
    return replace(theirs, **joined(values_of(before), values_of(mine), values_of(theirs), chosen))


def decide(
    t: Translator,
    parent: QWidget,
    before: ContactDraft,
    mine: ContactDraft,
    theirs: ContactDraft,
    joined_draft: Callable[[ContactDraft], None],
) -> None:
    """Ask about the fields that both changed, when there are any, and hand over the draft that joins them."""
    met = differences(t, before, mine, theirs)
    if not met:
        joined_draft(join(before, mine, theirs, {}))
        return
    title = t("{name} was changed elsewhere too", name=theirs.name)
    apart = changes_apart(before, mine, theirs)
    dialog = ConflictDialog(t, title, met, untouched=apart, parent=parent)
    dialog.chosen.connect(lambda sides: joined_draft(join(before, mine, theirs, sides)))
    dialog.open()


def _words(t: Translator, key: str, value: Any) -> str:
    if value in (None, "", ()):
        return ""
    if key == "category":
        return category_text(t, value)
    if key == "kind":
        return kind_text(t, value)
    if key == "tags":
        return ", ".join(value)
    if key == "points":
        return ", ".join(point.value for point in value if point.value)
    if key == "addresses":
        cities = (each.address for each in value)
        return "; ".join(", ".join(part for part in (a.street, a.city) if part) for a in cities)
    if key == "links":
        return t.plural("{n} link", "{n} links", len(value))
    if key == "endpoint":
        return " ".join(value)
    if key == "birthday":
        return t.formats.date_words(value)
    return str(value)


def _labels(t: Translator) -> dict[str, str]:
    return {
        "kind": t("Kind"),
        "name": t("Name"),
        "given_name": t("Given name"),
        "family_name": t("Family name"),
        "title": t("Title"),
        "position": t("Position"),
        "department": t("Department"),
        "category": t("Category"),
        "language": t("Language"),
        "currency": t("Currency"),
        "terms_id": t("Payment terms"),
        "bank_account_id": t("Bank account"),
        "vat_id": t("VAT ID"),
        "tax_number": t("Tax number"),
        "legal_id": t("Register number"),
        "iban": t("IBAN"),
        "customer_number": t("Customer number"),
        "order_number": t("Order number"),
        "buyer_reference": t("Buyer reference"),
        "endpoint": t("E-invoice address"),
        "price_notes": t("Agreed prices"),
        "birthday": t("Birthday"),
        "tags": t("Tags"),
        "points": t("Phones, mails, websites"),
        "addresses": t("Addresses"),
        "links": t("Links"),
        "notes": t("Remarks"),
    }
