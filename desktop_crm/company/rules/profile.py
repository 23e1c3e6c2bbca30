"""Who we are: the firm, its bank accounts, tax rates and terms of payment, as drafts of a person's typing."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.looks import A4, CLASSIC, USUAL_COLUMNS
from desktop_crm.company.rules.wordings import Texts, text_in

Category = Literal["S", "Z", "E", "AE", "K", "G", "O", "L", "M"]
CATEGORIES: Final[tuple[Category, ...]] = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
"""VAT category codes of EN 16931 (UNTDID 5305): standard, zero, exempt, reverse charge, intra-community,
export,
outside the scope, Canary Islands, Ceuta and Melilla."""
TAXED: Final = frozenset({"S", "L", "M"})
REASONED: Final = frozenset({"E", "AE", "K", "G", "O"})
"""Categories that must state a reason (BT-120, BT-121)."""

VatBasis = Literal["issue", "payment"]
VAT_BASES: Final[tuple[VatBasis, ...]] = ("issue", "payment")

DEFAULT_FILE_NAME: Final = "{number} {customer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmDraft:
    """The firm as it stands on its papers. Only `name` must be filled."""

    name: str = ""  # BT-27
    legal_form: str = ""  # "GmbH", "Einzelunternehmen": when not part of the name
    trading_name: str = ""  # BT-28
    address: Address = field(default_factory=Address)
    country: str = ""  # ISO 3166-1 alpha-2: decides law, rates and forms
    language: str = "en"
    currency: str = "EUR"
    vat_id: str = ""  # BT-31
    tax_number: str = ""  # BT-32
    legal_id: str = ""  # BT-30: number in the commercial register
    register_court: str = ""
    managers: str = ""
    phone: str = ""  # BT-42
    email: str = ""  # BT-43
    website: str = ""
    contact_name: str = ""  # BT-41
    endpoint: tuple[str, str] | None = None  # BT-34: (scheme, id)
    small_business: bool = False  # exempt as a small enterprise: no VAT on papers
    vat_basis: VatBasis = "issue"  # VAT is owed on what was invoiced, or ("payment") on what was paid
    fiscal_elsewhere: bool = False  # the fiscal document is made in another program; see rules.law
    logo: str = ""  # SHA-256 of the picture's bytes in database.blobs
    signature: str = ""
    design: str = CLASSIC  # how papers look: see rules.looks
    paper_size: str = A4
    columns: tuple[str, ...] = USUAL_COLUMNS  # of a paper's lines, of those that may be left out
    accent: str = ""  # "#1F6FB2", for lines and headings of papers
    footer: tuple[str, ...] = ()  # own footer columns, several lines each; () makes them of the facts above
    file_name_pattern: str = DEFAULT_FILE_NAME
    quote_intro: Texts = ()
    invoice_intro: Texts = ()
    quote_notes: Texts = ()
    invoice_notes: Texts = ()
    paper_texts: Texts = ()  # "order.intro.de": texts of other sorts, and footers; see rules.paper_texts
    quote_valid_days: int = 30

    @property
    def prints_fiscal(self) -> bool:
        """Whether this program's paper is the invoice itself."""
        return not self.fiscal_elsewhere

    @property
    def full_name(self) -> str:
        """The name with its legal form, once."""
        form = self.legal_form.strip()
        return (
            self.name if not form or self.name.casefold().endswith(form.casefold()) else f"{self.name} {form}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountDraft:
    """One account to pay to. `lines` are (label, value) pairs for accounts that have no IBAN."""

    label: str = ""
    holder: str = ""  # BT-85; "" is the firm
    bank: str = ""
    iban: str = ""  # BT-84
    qr_iban: str = ""  # the same account, for payments with a QR reference (Switzerland, Liechtenstein)
    bic: str = ""  # BT-86
    pix_key: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""
    currency: str = "EUR"
    is_default: bool = False  # for its currency


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateDraft:
    """One VAT rate with the days it applies to; `reason` is printed where the category demands one."""

    label: str = ""
    category: Category = "S"
    rate: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None  # the last day
    reason: Texts = ()  # BT-120
    reason_code: str = ""  # BT-121 (VATEX)
    country: str = ""
    extra_code: str = ""  # a tax on top, such as Spain's recargo de equivalencia ("RE")
    extra_rate: Decimal | None = None
    is_default: bool = False

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def reason_in(self, language: str) -> str:
        return text_in(self.reason, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """When to pay: `days` after the issue (then the month's end with `end_of_month`), less for paying early.

    `texts` are templates with the placeholders of `rules.terms`.
    """

    label: str = ""
    days: int = 14
    end_of_month: bool = False
    early_percent: Decimal | None = None
    early_days: int | None = None
    texts: Texts = ()
    is_default: bool = False


def terms_due(terms: TermsDraft, issued_on: date) -> date:
    """The last day to pay (BT-9)."""
    due = issued_on + timedelta(days=terms.days)
    return due.replace(day=calendar.monthrange(due.year, due.month)[1]) if terms.end_of_month else due


def footer_columns(
    firm: FirmDraft, account: BankAccountDraft | None, labels: FooterLabels
) -> tuple[tuple[str, ...], ...]:
    """The letter's footer: name and address, contact, register and tax facts, bank; empty columns are left
    out.
    """
    from desktop_crm.company.rules.addresses import address_lines
    from desktop_crm.company.rules.identifiers import grouped_iban

    if firm.footer:
        return tuple(tuple(column.split("\n")) for column in firm.footer if column.strip())
    who = (firm.full_name, *address_lines(firm.address, language=firm.language, foreign=False))
    reach = (firm.phone, firm.email, firm.website)
    facts = (
        " ".join(part for part in (firm.register_court.strip(), firm.legal_id.strip()) if part),
        _labelled(labels.managers, firm.managers),
        _vat_id(firm, labels),
        _labelled(labels.tax_number, firm.tax_number),
    )
    bank: tuple[str, ...] = ()
    if account is not None:
        bank = (
            account.bank,
            _labelled("IBAN", grouped_iban(account.iban)),
            _labelled("BIC", account.bic),
            _labelled("Pix", account.pix_key),
            *(_labelled(label, value) for label, value in account.lines),
        )
    columns = (tuple(line for line in column if line.strip()) for column in (who, reach, facts, bank))
    return tuple(column for column in columns if column)


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterLabels:
    """The footer's words in the paper's language."""

    vat_id: str = "VAT ID"
    tax_number: str = "Tax no."
    managers: str = ""
    language: str = ""


def _vat_id(firm: FirmDraft, labels: FooterLabels) -> str:
    """A Swiss number says by its ending what it is; the others have their label."""
    from desktop_crm.company.rules.identifiers import swiss_vat_id

    swiss = swiss_vat_id(firm.vat_id, labels.language, is_registered=not firm.small_business)
    return swiss or _labelled(labels.vat_id, firm.vat_id)


def _labelled(label: str, value: str) -> str:
    return f"{label} {value}".strip() if value.strip() else ""
