"""What cannot be kept is refused (UserError at a field); what looks wrong is doubted (Hint) and kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from desktop_crm.company.rules import identifiers, paper_texts, payment_codes
from desktop_crm.company.rules.addresses import address_hints, check_address, is_country
from desktop_crm.company.rules.looks import COLUMNS, DESIGNS, SIZES
from desktop_crm.company.rules.profile import (
    CATEGORIES,
    REASONED,
    TAXED,
    BankAccountDraft,
    FirmDraft,
    TaxRateDraft,
)
from desktop_crm.company.rules.wordings import Hint, Texts
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.formats import is_language
from desktop_crm.values.messages import _
from desktop_crm.values.texts import NAME, check_line, check_text

FILE_NAME_PLACEHOLDERS: Final = ("number", "customer", "kind", "date", "year")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")


def check_firm(draft: FirmDraft) -> None:
    """Raise UserError naming the first field that cannot be kept ("name", "address.country", "accent"
    ...)."""
    check_line(draft.name, "name", most=NAME, required=True)
    for field in (
        "legal_form",
        "trading_name",
        "vat_id",
        "tax_number",
        "legal_id",
        "register_court",
        "managers",
        "phone",
        "email",
        "website",
        "contact_name",
    ):
        check_line(getattr(draft, field), field)
    check_country(draft.country, "country")
    check_address(draft.address)
    check_language(draft.language, "language")
    money.digits(draft.currency)
    if draft.accent and not re.fullmatch(r"#[0-9a-fA-F]{6}", draft.accent):
        raise UserError(_("A colour is written as #1F6FB2"), "accent")
    check_look(draft.design, draft.paper_size)
    for column in draft.columns:
        if column not in COLUMNS:
            raise _none_of(column, COLUMNS, "columns")
    if not 1 <= draft.quote_valid_days <= 3650:
        raise UserError(_("Quotes are valid for 1 to 3650 days"), "quote_valid_days")
    if len(draft.footer) > paper_texts.COLUMNS:
        raise UserError(_("A footer has four columns at most"), "footer")
    for index, column in enumerate(draft.footer, 1):
        _check_footer_column(column, f"footer[{index}]")
    check_file_name_pattern(draft.file_name_pattern)
    for field in ("quote_intro", "invoice_intro", "quote_notes", "invoice_notes"):
        check_texts(getattr(draft, field), field)
    check_paper_texts(draft.paper_texts)
    for field in ("logo", "signature"):
        _check_digest(getattr(draft, field), field)


def check_paper_texts(texts: Texts) -> None:
    """Raise UserError at "paper_texts.order.intro.de" for a key that no paper has and for too long a text."""
    for name, text in texts:
        field, key = f"paper_texts.{name}", paper_texts.key_of(name)
        if name != ".".join(key) or not paper_texts.is_place(key.sort, key.place):
            message = _(
                "“{name}” is no place of a text; write {example}", name=name, example="order.intro.de"
            )
            raise UserError(message, field)
        check_language(key.language, field)
        if key.place != "footer":
            check_text(text, field)
            continue
        columns = paper_texts.columns_of(text)
        if len(columns) > paper_texts.COLUMNS:
            raise UserError(_("A footer has four columns at most"), field)
        for column in columns:
            _check_footer_column(column, field)


def _check_footer_column(text: str, field: str) -> None:
    """A line that no paper has room for would be missing on all of them, unseen."""
    check_text(text, field, most=1000)
    if sum(bool(line.strip()) for line in text.split("\n")) > paper_texts.LINES:
        raise UserError(
            _("A column of a footer has {n} lines at most: more are not printed", n=paper_texts.LINES), field
        )


def check_look(design: str, paper_size: str, *, may_be_empty: bool = False) -> None:
    """Raise UserError at "design" or "paper_size" for what no paper can have."""
    for value, known, field in ((design, DESIGNS, "design"), (paper_size, SIZES, "paper_size")):
        if value not in known and not (may_be_empty and not value):
            raise _none_of(value, known, field)


def _none_of(value: str, known: Sequence[str], field: str) -> UserError:
    return UserError(_("“{value}” is none of {known}", value=value, known=", ".join(known)), field)


def firm_hints(draft: FirmDraft) -> list[Hint]:
    """Doubts about ids, mail and address; saving goes through."""
    found = [
        identifiers.vat_id_hint(draft.country, draft.vat_id),
        identifiers.tax_number_hint(draft.country, draft.tax_number),
        identifiers.endpoint_hint(draft.endpoint),
        mail_hint(draft.email),
    ]
    return [hint for hint in found if hint is not None] + address_hints(draft.address)


def mail_hint(email: str, field: str = "email") -> Hint | None:
    """A doubt about the form of a mail address."""
    if not email.strip() or _MAIL.fullmatch(email.strip()):
        return None
    return Hint(field, _("This does not look like a mail address"))


def check_bank_account(draft: BankAccountDraft) -> None:
    """Raise UserError naming "label", "currency", "iban", "lines[2].value" ..."""
    for field in ("label", "holder", "bank", "iban", "qr_iban", "bic", "pix_key"):
        check_line(getattr(draft, field), field, most=NAME)
    check_text(draft.text, "text", most=1000)
    money.digits(draft.currency)
    if len(draft.lines) > 6:
        raise UserError(_("Six lines at most"), "lines")
    for index, (label, value) in enumerate(draft.lines, 1):
        check_line(label, f"lines[{index}].label", most=60)
        check_line(value, f"lines[{index}].value", most=120)
    if not (
        draft.iban.strip()
        or draft.qr_iban.strip()
        or draft.pix_key.strip()
        or draft.lines
        or draft.text.strip()
        or draft.bic.strip()
    ):
        raise UserError(_("Give an IBAN, a Pix key, an account number or a text"), "iban")


def bank_account_hints(draft: BankAccountDraft) -> list[Hint]:
    found = [
        identifiers.iban_hint(draft.iban),
        identifiers.bic_hint(draft.bic, draft.iban),
        identifiers.pix_key_hint(draft.pix_key),
        payment_codes.qr_iban_hint(draft.qr_iban),
        payment_codes.misplaced_hint(draft),
    ]
    return [hint for hint in found if hint is not None]


def check_tax_rate(draft: TaxRateDraft) -> None:
    """Raise UserError naming "label", "category", "rate", "valid_to", "reason" ... (EN 16931 BR-S-05 to
    BR-O-10).
    """
    check_line(draft.label, "label", most=120, required=True)
    if draft.category not in CATEGORIES:
        raise UserError(_("“{code}” is no VAT category", code=draft.category), "category")
    if not 0 <= draft.rate <= 100:
        raise UserError(_("A rate lies between 0 and 100 percent"), "rate")
    if draft.rate.as_tuple().exponent not in range(-money.RATE_DIGITS, 30):
        raise UserError(_("A rate has {n} decimals at most", n=money.RATE_DIGITS), "rate")
    if draft.category not in TAXED and draft.rate:
        raise UserError(_("Category {code} has no rate: it must be 0", code=draft.category), "rate")
    if draft.category == "S" and not draft.rate:
        raise UserError(_("A rate of 0 belongs to category Z, E or another one, not to S"), "rate")
    if draft.valid_from and draft.valid_to and draft.valid_to < draft.valid_from:
        raise UserError(_("The last day lies before the first"), "valid_to")
    if bool(draft.extra_code.strip()) != (draft.extra_rate is not None):
        raise UserError(_("An extra tax needs its name and its rate"), "extra_rate")
    if draft.extra_rate is not None and not 0 < draft.extra_rate <= 100:
        raise UserError(_("A rate lies between 0 and 100 percent"), "extra_rate")
    check_line(draft.extra_code, "extra_code", most=20)
    if draft.country:
        check_country(draft.country, "country")
    check_reason(draft)


def check_reason(draft: TaxRateDraft) -> None:
    """A reason where the category demands one (BR-E-10, BR-AE-10, BR-IC-10, BR-G-10, BR-O-10), none on taxed
    ones.
    """
    check_texts(draft.reason, "reason")
    if draft.reason_code and not re.fullmatch(r"VATEX-[A-Z]{2}-[A-Z0-9\-]+", draft.reason_code):
        raise UserError(_("A reason code looks like {example}", example="VATEX-EU-AE"), "reason_code")
    if draft.category in REASONED and not draft.reason and not draft.reason_code:
        raise UserError(_("This category must state its reason on the paper"), "reason")
    if draft.category not in REASONED and (draft.reason or draft.reason_code):
        raise UserError(_("Only categories without tax state a reason"), "reason")


def check_texts(texts: Texts, field: str) -> None:
    for language, text in texts:
        check_language(language, f"{field}.{language}")
        check_text(text, f"{field}.{language}")


def check_country(code: str, field: str) -> None:
    if code and not is_country(code):
        raise UserError(_("“{code}” is no country code (ISO 3166)", code=code), field)


def check_language(code: str, field: str) -> None:
    """A language as gettext and Babel write it: "en", "pt_BR"."""
    if not is_language(code):
        raise UserError(_("“{code}” is no language; write en, de or pt_BR", code=code), field)


def check_file_name_pattern(pattern: str) -> None:
    check_line(pattern, "file_name_pattern", most=120, required=True)
    for name in re.findall(r"\{([^}]*)\}?", pattern):
        if name not in FILE_NAME_PLACEHOLDERS:
            known = ", ".join(FILE_NAME_PLACEHOLDERS)
            raise UserError(
                _("“{name}” is not known; use {known}", name=f"{{{name}}}", known=known), "file_name_pattern"
            )
    if "{number}" not in pattern:
        raise UserError(
            _("Without {number} two files would have one name", number="{number}"), "file_name_pattern"
        )


def _check_digest(digest: str, field: str) -> None:
    if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise UserError(_("This picture is not in the database"), field)
