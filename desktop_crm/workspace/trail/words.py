"""An entry in words: what was done, field by field, values as the screens write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.rules.kinds import WORDS as FORM_WORDS
from desktop_crm.billing.rules.payments import METHOD_WORDS
from desktop_crm.billing.rules.recurring import STATE_WORDS as AGREED_WORDS
from desktop_crm.billing.rules.states import WORDS as STATE_WORDS
from desktop_crm.catalog.rules.products import KIND_WORDS as PRODUCT_WORDS
from desktop_crm.catalog.rules.products import PRICE_MODE_WORDS
from desktop_crm.company.rules.look_words import DESIGN_WORDS, SIZE_WORDS
from desktop_crm.contacts.rules import vat_checks
from desktop_crm.contacts.rules.words import category_word, kind_word, purpose_word, timeline_word
from desktop_crm.database import trail
from desktop_crm.expenses.rules.expenses import CATEGORIES as EXPENSE_WORDS
from desktop_crm.expenses.rules.expenses import KIND_WORDS as SPENT_WORDS
from desktop_crm.expenses.rules.rebilling import WAY_WORDS
from desktop_crm.expenses.rules.recurring import STATE_WORDS as RHYTHM_WORDS
from desktop_crm.receivables.rules.cash import KIND_WORDS as CASH_WORDS
from desktop_crm.receivables.rules.dunning import STATE_WORDS as LETTER_WORDS
from desktop_crm.receivables.rules.remittances import KIND_WORDS as SUM_WORDS
from desktop_crm.support.rules import tickets
from desktop_crm.values import units
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.values.rights import ROLES
from desktop_crm.workspace.trail import labels
from desktop_crm.workspace.trail.names import SERIES, referred
from desktop_crm.workspace.trail.reading import EntryRow

LONGEST: Final = 60
"""Signs of a value in a list."""

_MONEY: Final = frozenset(
    {
        "gross", "net", "tax", "paid", "credited", "amount", "prepaid", "rounding_amount", "round_due_to",
        "asked", "fee", "opening", "closing", "counted",
    }
)  # fmt: skip
_PERCENT: Final = frozenset({"rate", "extra_rate", "early_percent", "share"})
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_PICTURES: Final = frozenset({"logo", "signature"})
_STATES: Final[Mapping[str, Message]] = {**STATE_WORDS, "issued": _("Issued")}
_RESTARTS: Final[Mapping[str, Message]] = {"yearly": _("Every year"), "never": _("Never")}
_BASES: Final[Mapping[str, Message]] = {
    "issue": _("On what was invoiced"),
    "payment": _("On what was paid"),
}
_JOBS: Final[Mapping[str, Message]] = {
    "running": _("Running"),
    "done": _("Done"),
    "undone": _("Taken back"),
}
_Word = Callable[[str], Message]
_CHOICES: Final[Mapping[tuple[str, str], _Word]] = {
    ("contact", "kind"): kind_word,
    ("contact", "category"): category_word,
    ("timeline", "kind"): timeline_word,
    ("document", "state"): _STATES.__getitem__,
    ("document", "draft.price_mode"): PRICE_MODE_WORDS.__getitem__,
    ("cash_entry", "kind"): CASH_WORDS.__getitem__,
    ("remittance", "kind"): SUM_WORDS.__getitem__,
    ("remittance", "method"): METHOD_WORDS.__getitem__,
    ("dunning_letter", "state"): LETTER_WORDS.__getitem__,
    ("recurring", "state"): AGREED_WORDS.__getitem__,
    ("colleague", "role"): ROLES.__getitem__,
    ("payment", "method"): METHOD_WORDS.__getitem__,
    ("expense", "method"): METHOD_WORDS.__getitem__,
    ("expense", "category"): EXPENSE_WORDS.__getitem__,
    ("expense", "kind"): SPENT_WORDS.__getitem__,
    ("expense", "rebilled_as"): WAY_WORDS.__getitem__,
    ("recurring_expense", "state"): RHYTHM_WORDS.__getitem__,
    ("product", "kind"): PRODUCT_WORDS.__getitem__,
    ("product", "price_mode"): PRICE_MODE_WORDS.__getitem__,
    ("ticket", "status"): tickets.STATUS_WORDS.__getitem__,
    ("ticket", "priority"): tickets.PRIORITY_WORDS.__getitem__,
    ("ticket", "category"): tickets.CATEGORY_WORDS.__getitem__,
    ("ticket_message", "kind"): tickets.KIND_WORDS.__getitem__,
    ("document", "kind"): labels.KINDS.__getitem__,
    ("document", "draft.kind"): labels.KINDS.__getitem__,
    ("document", "draft.form"): FORM_WORDS.__getitem__,
    ("price_list", "price_mode"): PRICE_MODE_WORDS.__getitem__,
    ("product_price", "price_mode"): PRICE_MODE_WORDS.__getitem__,
    ("vat_check", "result"): vat_checks.RESULTS.__getitem__,
    ("vat_check", "source"): vat_checks.SOURCES.__getitem__,
    ("firm", "design"): DESIGN_WORDS.__getitem__,
    ("firm", "paper_size"): SIZE_WORDS.__getitem__,
    ("contact", "design"): DESIGN_WORDS.__getitem__,
    ("contact", "paper_size"): SIZE_WORDS.__getitem__,
    ("number_series", "kind"): SERIES.__getitem__,
    ("number_series", "restarts"): _RESTARTS.__getitem__,
    ("firm", "vat_basis"): _BASES.__getitem__,
    ("import_job", "state"): _JOBS.__getitem__,
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of an entry in words; "" for nothing. `column` is its name in the table."""

    column: str
    label: str
    before: str
    after: str


def title(t: Translator, row: EntryRow) -> str:
    """The record: "Invoice 2026-0042"; its kind alone where it has no name."""
    kind = t.message(labels.KINDS.get(row.kind, row.kind))
    shown = t.message(row.title)
    if row.kind == "number_series":
        return f"{kind}: {shown}"
    return shown or kind


def kind(t: Translator, row: EntryRow) -> str:
    return t.message(labels.KINDS.get(row.kind, row.kind))


def act(t: Translator, row: EntryRow) -> str:
    """What was done: "Changed", "Payment: Created", "Undone: Changed"."""
    done = labels.ACTS.get(row.act)
    said = t.message(done) if done is not None else row.act
    if row.table in labels.INSIDE:
        said = t("{what}: {act}", what=labels.INSIDE[row.table], act=said)
    return t("Undone: {act}", act=said) if row.undoes is not None else said


def changes(t: Translator, row: EntryRow) -> list[Changed]:
    """Every field that has a name on the screens, from what to what."""
    before, after = row.before or {}, row.after or {}
    if row.record.removeprefix("setting:") in labels.OWN_SETTINGS:
        return []
    found = []
    for column in sorted({*after, *before}, key=labels.place):
        called = labels.label(row.table, column)
        if column == trail.WHOLE or called is None:
            continue
        old, new = value(t, row, column, before.get(column)), value(t, row, column, after.get(column))
        if old or new:
            found.append(Changed(column, t.message(called), old, new))
    return found


def summary(t: Translator, row: EntryRow, most: int = 3) -> str:
    """A line for the list: "Phone: 1 → 2 · Name: A → B"."""
    if row.before is None and row.after is None:
        return t("What it was before is not recorded") if row.act == trail.CHANGED else ""
    shown = changes(t, row)
    parts = [_said(t, row, each) for each in shown[:most]]
    if len(shown) > most:
        parts.append(t.plural("{n} more", "{n} more", len(shown) - most))
    return "  ·  ".join(parts)


def _said(t: Translator, row: EntryRow, each: Changed) -> str:
    old, new = _short(each.before), _short(each.after)
    if row.before is None:
        return f"{each.label}: {new}"
    if row.after is None:
        return f"{each.label}: {old}"
    gone, come = _apart(each)
    if gone is not None:
        old, new = _short(gone), _short(come)
        signs = " ".join(part for part in (f"− {old}" if old else "", f"+ {new}" if new else "") if part)
        return f"{each.label}: {signs}"
    return f"{each.label}: {old or t('empty')} → {new or t('empty')}"


def _apart(each: Changed) -> tuple[str | None, str]:
    """Of lists only what went and what came."""
    old, new = each.before.split("\n"), each.after.split("\n")
    if max(len(old), len(new)) < 2:
        return None, ""
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    return ", ".join(filter(None, gone)), ", ".join(filter(None, come))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def value(t: Translator, row: EntryRow, column: str, stored: Any) -> str:
    """A value as the screens write it; the items of a list on lines of their own."""
    if stored in (None, "", [], {}):
        return ""
    name = column.rpartition(".")[2]
    if isinstance(stored, bool):
        return t("Yes") if stored else t("No")
    if (table := referred(row.table, name)) is not None and isinstance(stored, int):
        return row.named.get((table, stored), f"#{stored}")
    if name in _PICTURES:
        return t("Picture")
    if table is not None and isinstance(stored, list):
        return "\n".join(row.named.get((table, each), f"#{each}") for each in stored)
    if isinstance(stored, list):
        return "\n".join(filter(None, (_item(t, row, name, each) for each in stored)))
    if isinstance(stored, dict):
        return _mapping(t, stored)
    return _plain(t, row, column, name, stored)


def _plain(t: Translator, row: EntryRow, column: str, name: str, stored: Any) -> str:
    if (row.table, column) == ("expense", "category") and stored in row.categories:
        return row.categories[stored]
    word = _CHOICES.get((row.table, column))
    if word is not None:
        try:
            return t.message(word(stored))
        except KeyError:
            return str(stored)
    if name in _MONEY and isinstance(stored, int):
        return t.formats.money(stored, row.currency) if row.currency else str(stored)
    text = str(stored)
    if name in _PERCENT:
        return t.formats.percent(Decimal(text))
    if name == "price":
        return t.formats.price(Decimal(text), row.currency) if row.currency else text
    if name == "unit":
        return _unit(t, text)
    if name == "size" and isinstance(stored, int):
        return t.formats.size(stored)
    if _MOMENT.fullmatch(text):
        return t.formats.moment(datetime.fromisoformat(text))
    if _DAY.fullmatch(text):
        return t.formats.date(date.fromisoformat(text))
    return text


def _unit(t: Translator, code: str) -> str:
    known = units.unit(code)
    return code if known is None else t.message(known.name)


def _item(t: Translator, row: EntryRow, name: str, item: Any) -> str:
    if not isinstance(item, dict):
        return " ".join(map(str, item)) if isinstance(item, list) else str(item)
    if "other_id" in item:
        who = row.named.get(("contact", item["other_id"]), f"#{item['other_id']}")
        return f"{who} ({item['role']})" if item.get("role") else who
    if name == "points":
        return f"{item['value']} ({item['label']})" if item.get("label") else str(item["value"])
    if name == "addresses":
        lines = [str(each) for part, each in item.items() if part != "purpose"]
        return f"{t.message(purpose_word(item['purpose']))}: {', '.join(lines)}"
    if name == "appended":
        return str(item["name"])
    if name == "lines":
        return _line(t, row, item)
    return ", ".join(str(each) for each in item.values() if not isinstance(each, bool | list | dict))


def _line(t: Translator, row: EntryRow, item: Mapping[str, Any]) -> str:
    """ "12 Design and concept, 85.00"."""
    text = str(item.get("description", "")).partition("\n")[0]
    if item.get("kind") == "section":
        return text
    count = t.formats.number(Decimal(str(item.get("qty", "1"))))
    price = Decimal(str(item.get("price", "0")))
    shown = t.formats.price(price, row.currency) if row.currency else str(price)
    return f"{count} × {text}, {shown}"


def _mapping(t: Translator, stored: Mapping[str, Any]) -> str:
    """Address lines, texts by language."""
    return "\n".join(str(each) for each in stored.values() if each not in (None, "", [], {}))
