"""The printed text of terms of payment: templates by language, filled with dates and both amounts (BT-20)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from desktop_crm.company.rules.profile import TermsDraft
from desktop_crm.company.rules.wordings import Texts, text_in, texts_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.formats import Formats
from desktop_crm.values.messages import _
from desktop_crm.values.resources import resource
from desktop_crm.values.texts import check_text

PLACEHOLDERS: Final = (
    "due_on",
    "days",
    "amount",
    "early_on",
    "early_days",
    "early_percent",
    "early_discount",
    "early_pay",
)
_FIELD = re.compile(r"\{([a-z_]*)\}")
TermsKind = Literal["now", "plain", "early"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsFacts:
    """What a template is filled with: dates and amounts (minor units) of one document."""

    currency: str
    due_on: date
    amount: int
    days: int = 0
    early_on: date | None = None
    early_days: int | None = None
    early_percent: Decimal | None = None
    early_discount: int = 0
    early_pay: int = 0


def terms_text(terms: TermsDraft, language: str, facts: TermsFacts) -> str:
    """The sentence to print in the document's language, with its numbers and dates in that language's form.

    Without a text of its own for the language the standard wording is taken.
    """
    return fill(template_of(terms, language), language, facts)


def template_of(terms: TermsDraft, language: str) -> str:
    """The template for a language: the terms' own, else the standard one, else the own of another."""
    own = dict(terms.texts)
    base = language.partition("_")[0]
    if any(name.partition("_")[0] == base for name in own):
        return text_in(terms.texts, language)
    standard = dict(standard_texts(kind_of(terms)))
    if not own or any(name.partition("_")[0] == base for name in standard):
        return text_in(texts_of(standard), language)
    return text_in(terms.texts, language)


def kind_of(terms: TermsDraft) -> TermsKind:
    if terms.early_percent:
        return "early"
    return "now" if terms.days == 0 and not terms.end_of_month else "plain"


@lru_cache(maxsize=32)
def _formats(language: str) -> Formats:
    """Kept: a new one looks its date pattern up again, which costs more than writing the sentence."""
    return Formats(language)


def fill(template: str, language: str, facts: TermsFacts) -> str:
    """The template with its placeholders replaced; `check_template` has made sure that it knows no others."""
    formats = _formats(language)

    def shown(found: re.Match[str]) -> str:
        return _shown(found[1], facts, formats)

    return _FIELD.sub(shown, template)


def _shown(name: str, facts: TermsFacts, formats: Formats) -> str:
    match name:
        case "due_on":
            return formats.date(facts.due_on)
        case "days":
            return str(facts.days)
        case "amount":
            return formats.money(facts.amount, facts.currency)
        case "early_on":
            return formats.date(facts.early_on) if facts.early_on else ""
        case "early_days":
            return str(facts.early_days or "")
        case "early_percent":
            return formats.percent(facts.early_percent) if facts.early_percent else ""
        case "early_discount":
            return formats.money(facts.early_discount, facts.currency)
        case "early_pay":
            return formats.money(facts.early_pay, facts.currency)
    return f"{{{name}}}"


def check_template(template: str, field: str) -> None:
    """Raise UserError at `field` for a placeholder that nobody fills."""
    check_text(template, field, most=2000)
    for name in _FIELD.findall(template):
        if name not in PLACEHOLDERS:
            raise UserError(
                _("“{name}” is not known; use {known}", name=f"{{{name}}}", known=", ".join(PLACEHOLDERS)),
                field,
            )


def check_terms(draft: TermsDraft) -> None:
    """Raise UserError naming "label", "days", "early_percent", "early_days" or "texts.de"."""
    check_text(draft.label, "label", most=120, required=True)
    if not 0 <= draft.days <= 730:
        raise UserError(_("Days to pay lie between 0 and 730"), "days")
    if (draft.early_percent is None) != (draft.early_days is None):
        missing = "early_days" if draft.early_days is None else "early_percent"
        raise UserError(_("An early-payment discount needs its percentage and its days"), missing)
    if draft.early_percent is not None and not 0 < draft.early_percent < 100:
        raise UserError(_("The discount lies above 0 and below 100 percent"), "early_percent")
    if draft.early_days is not None and not 0 <= draft.early_days <= draft.days and not draft.end_of_month:
        raise UserError(_("The discount must end before the time to pay does"), "early_days")
    for language, template in draft.texts:
        check_template(template, f"texts.{language}")


@lru_cache(maxsize=8)
def standard_texts(kind: TermsKind) -> Texts:
    """The wordings that the program ships, by language."""
    with resource("law/terms.toml").open("rb") as file:
        return texts_of(tomllib.load(file)[kind])


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    with resource("law/terms.toml").open("rb") as file:
        labels: dict[str, dict[str, str]] = tomllib.load(file)["label"]
    return labels


def standard_terms(language: str) -> tuple[TermsDraft, ...]:
    """The terms that a new firm begins with, named in its language: 14 days, 30 days, 30 days less 2 % within
    10.
    """
    percent = Formats(language).percent(2)

    def label(name: str, **values: object) -> str:
        return text_in(texts_of(_labels()[name]), language).format(**values)

    return (
        TermsDraft(label=label("days", days=14), days=14, is_default=True),
        TermsDraft(label=label("days", days=30), days=30),
        TermsDraft(
            label=label("early", days=30, percent=percent, early_days=10),
            days=30,
            early_percent=Decimal(2),
            early_days=10,
        ),
        TermsDraft(label=label("now"), days=0),
    )
