"""Tables of the firm: profile, bank accounts, number series, tax rates, terms, settings, who works here."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField

from desktop_crm.company.rules.looks import A4, CLASSIC, DESIGNS, SIZES
from desktop_crm.company.rules.numbering import MAX_NUMBER, SERIES_KINDS
from desktop_crm.company.rules.profile import CATEGORIES, VAT_BASES
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail
from desktop_crm.values.money import EXCHANGE_DIGITS
from desktop_crm.values.rights import ROLES

_ARCHIVED: Final = (("is_archived", True, "archived"), ("is_archived", False, "restored"))


class Firm(Table):
    """The one firm of this file: the row with id 1."""

    trail = Trail()

    id = AutoField()
    name = fields.Text(filled=True)
    legal_form = fields.Text(default="")
    trading_name = fields.Text(default="")
    address = fields.JsonField(default=dict)
    country = fields.Text(default="", constraints=[Check("country = '' OR country GLOB '[A-Z][A-Z]'")])
    language = fields.Text(filled=True)
    currency = fields.CurrencyField()
    vat_id = fields.Text(default="")
    tax_number = fields.Text(default="")
    legal_id = fields.Text(default="")
    register_court = fields.Text(default="")
    managers = fields.Text(default="")
    phone = fields.Text(default="")
    email = fields.Text(default="")
    website = fields.Text(default="")
    contact_name = fields.Text(default="")
    endpoint = fields.JsonField(null=True)
    small_business = fields.FlagField(default=False)
    fiscal_elsewhere = fields.FlagField(default=False)
    logo = ForeignKeyField(blobs.Blob, null=True, column_name="logo", on_delete="RESTRICT")
    signature = ForeignKeyField(blobs.Blob, null=True, column_name="signature", on_delete="RESTRICT")
    accent = fields.Text(default="")
    footer = fields.JsonField(default=list)
    file_name_pattern = fields.Text(filled=True)
    quote_intro = fields.JsonField(default=dict)
    invoice_intro = fields.JsonField(default=dict)
    quote_notes = fields.JsonField(default=dict)
    invoice_notes = fields.JsonField(default=dict)
    quote_valid_days = IntegerField(default=30)
    version = IntegerField(default=1)
    vat_basis = fields.StateField(VAT_BASES, default="issue", constraints=[SQL("DEFAULT 'issue'")])
    design = fields.StateField(DESIGNS, default=CLASSIC, constraints=[SQL("DEFAULT 'classic'")])
    paper_size = fields.StateField(SIZES, default=A4, constraints=[SQL("DEFAULT 'a4'")])
    columns = fields.JsonField(null=True)  # NULL: the usual ones
    paper_texts = fields.JsonField(default=dict, constraints=[SQL("DEFAULT '{}'")])

    class Meta:
        constraints = (
            Check("id = 1"),
            Check("quote_valid_days BETWEEN 1 AND 3650"),
        )


class BankAccount(Table):
    """An account to be paid to."""

    trail = Trail(acts=_ARCHIVED)

    id = fields.KeyField()
    label = fields.Text(default="")
    holder = fields.Text(default="")
    bank = fields.Text(default="")
    iban = fields.Text(default="")
    bic = fields.Text(default="")
    pix_key = fields.Text(default="")
    lines = fields.JsonField(default=list)
    text = fields.Text(default="")
    currency = fields.CurrencyField()
    is_default = fields.FlagField(default=False)
    is_archived = fields.FlagField(default=False)
    version = IntegerField(default=1)
    qr_iban = fields.Text(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        constraints = (
            Check("NOT (is_default AND is_archived)"),
            Check("iban NOT GLOB '*[ a-z]*'"),
            Check("qr_iban NOT GLOB '*[ a-z]*'"),
        )


class NumberSeries(Table):
    """How one kind of document is numbered, and how far it got."""

    trail = Trail(silent=("last_issued_on",))

    id = AutoField()
    kind = fields.StateField(SERIES_KINDS, unique=True)
    pattern = fields.Text(filled=True)
    next_number = IntegerField()
    year = IntegerField()
    restarts = fields.StateField(("yearly", "never"))
    last_issued_on = fields.DateField(null=True)
    version = IntegerField(default=1)

    class Meta:
        constraints = (
            Check(f"next_number BETWEEN 1 AND {MAX_NUMBER + 1}"),
            Check("year BETWEEN 1900 AND 9999"),
            Check("instr(pattern, '{number') > 0"),
        )


class TaxRate(Table):
    """One VAT rate and the days it applies to."""

    trail = Trail(acts=_ARCHIVED)

    id = fields.KeyField()
    label = fields.Text(filled=True)
    category = fields.StateField(CATEGORIES)
    rate = fields.RateField()
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    reason = fields.JsonField(default=dict)
    reason_code = fields.Text(default="")
    country = fields.Text(default="")
    extra_code = fields.Text(default="")
    extra_rate = fields.RateField(null=True)
    is_default = fields.FlagField(default=False)
    is_archived = fields.FlagField(default=False)
    version = IntegerField(default=1)

    class Meta:
        constraints = (
            Check("rate BETWEEN 0 AND 1000000"),
            Check("category IN ('S', 'L', 'M') OR rate = 0"),
            Check("category <> 'S' OR rate > 0"),
            Check("valid_to >= valid_from"),
            Check("(extra_code = '') = (extra_rate IS NULL)"),
            Check("NOT (is_default AND is_archived)"),
        )


class PaymentTerms(Table):
    """When an invoice is due, and what is taken off for paying early."""

    trail = Trail(acts=_ARCHIVED)

    id = fields.KeyField()
    label = fields.Text(filled=True)
    days = IntegerField()
    end_of_month = fields.FlagField(default=False)
    early_percent = fields.RateField(null=True)
    early_days = IntegerField(null=True)
    texts = fields.JsonField(default=dict)
    is_default = fields.FlagField(default=False)
    is_archived = fields.FlagField(default=False)
    version = IntegerField(default=1)

    class Meta:
        constraints = (
            Check("days BETWEEN 0 AND 730"),
            Check("(early_percent IS NULL) = (early_days IS NULL)"),
            Check("early_percent > 0 AND early_percent < 1000000"),
            Check("early_days >= 0"),
            Check("NOT (is_default AND is_archived)"),
        )


class ClosedPeriod(Table):
    """Days of which the books are handed in. A reopened one stays as a row: it says who did it, and why."""

    trail = Trail(
        silent=("closed_at", "reopened_at"),
        born=("closed",),
        acts=(("reopened_by", ..., "reopened"), ("closed_by", ..., "closed")),
    )

    id = AutoField()
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    closed_at = fields.UtcField()
    closed_by = fields.Text(default="")
    reopened_at = fields.UtcField(null=True)
    reopened_by = fields.Text(null=True)
    reason = fields.Text(default="")
    version = IntegerField(default=1)

    class Meta:
        constraints = (
            Check("starts_on <= ends_on"),
            Check("(reopened_at IS NULL) = (reason = '')"),
            Check("(reopened_at IS NULL) = (reopened_by IS NULL)"),
        )


class ExchangeRate(Table):
    """What one unit of `base` was worth in `quote` on a day, by one source."""

    id = AutoField()
    base = fields.CurrencyField()
    quote = fields.CurrencyField()
    day = fields.DateField()
    rate = fields.ScaledField(EXCHANGE_DIGITS)
    source = fields.StateField(("ecb", "bmf", "tcmb", "ptax", "manual"))
    is_monthly = fields.FlagField(default=False)
    at = fields.UtcField()
    by = fields.Text(default="")
    version = IntegerField(default=1)

    class Meta:
        constraints = (SQL("UNIQUE (base, quote, day, source)"), Check("rate > 0"), Check("base <> quote"))


class Setting(Table):
    """One setting of the firm, by key; what belongs to a computer lies elsewhere."""

    trail = Trail()

    key = fields.Text(primary_key=True, filled=True)
    value = fields.JsonField()


class Colleague(Table):
    """Somebody who works here. While there is no row, whoever opens the file is its owner.

    `password` and `recovery` are kept as `rules.people.hashed` makes them. Wrong tries are no change of the
    person: they leave `version` alone.
    """

    trail = Trail(
        silent=("folded", "failed", "failed_at"),
        secret=("password", "recovery"),
        acts=(("left_on", None, "restored"), ("left_on", ..., "archived")),
    )

    id = fields.KeyField()
    name = fields.Text(filled=True)
    folded = fields.Text(filled=True, unique=True)
    role = fields.StateField(ROLES)
    password = fields.Text(filled=True)
    recovery = fields.Text(default="")
    initials = fields.Text(default="")
    language = fields.Text(default="")
    since = fields.DateField()
    left_on = fields.DateField(null=True)
    failed = IntegerField(default=0)
    failed_at = fields.UtcField(null=True)
    version = IntegerField(default=1)

    class Meta:
        constraints = (
            Check("left_on >= since"),
            Check("failed >= 0"),
            Check("failed = 0 OR failed_at IS NOT NULL"),
        )


TABLES: Final[tuple[type[Table], ...]] = (
    Firm,
    BankAccount,
    NumberSeries,
    TaxRate,
    PaymentTerms,
    ClosedPeriod,
    ExchangeRate,
    Setting,
    Colleague,
)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE UNIQUE INDEX bank_account_default ON bank_account (currency) WHERE is_default",
    "CREATE UNIQUE INDEX tax_rate_default ON tax_rate (is_default) WHERE is_default",
    "CREATE UNIQUE INDEX payment_terms_default ON payment_terms (is_default) WHERE is_default",
    "CREATE INDEX closed_period_days ON closed_period (starts_on, ends_on) WHERE reopened_at IS NULL",
    """CREATE TRIGGER closed_period_stays BEFORE DELETE ON closed_period
       BEGIN SELECT RAISE(ABORT, 'a closed period is reopened, never deleted'); END""",
    """CREATE TRIGGER closed_period_is_reopened_once BEFORE UPDATE ON closed_period
       WHEN OLD.reopened_at IS NOT NULL OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on
         OR NEW.closed_at <> OLD.closed_at OR NEW.closed_by <> OLD.closed_by
       BEGIN SELECT RAISE(ABORT, 'a closed period is reopened, never changed'); END""",
    "CREATE INDEX exchange_rate_day ON exchange_rate (day, source)",
    # A number that was drawn is never drawn again: a series only moves on, or to a later year.
    """CREATE TRIGGER number_series_never_goes_back BEFORE UPDATE ON number_series
       WHEN OLD.last_issued_on IS NOT NULL AND (
         NEW.year < OLD.year OR NEW.kind <> OLD.kind OR NEW.last_issued_on IS NULL
         OR NEW.last_issued_on < OLD.last_issued_on
         OR (NEW.next_number < OLD.next_number AND (NEW.year = OLD.year OR NEW.restarts = 'never')))
       BEGIN SELECT RAISE(ABORT, 'a number series never goes back'); END""",
    """CREATE TRIGGER number_series_stays BEFORE DELETE ON number_series WHEN OLD.last_issued_on IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a number series never goes back'); END""",
)
