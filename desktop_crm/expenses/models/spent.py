"""What the firm spent: its VAT by rate, and its receipts."""

from __future__ import annotations

from typing import Final

from peewee import AutoField, Check, ForeignKeyField, IntegerField

from desktop_crm.contacts.models import Contact
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Part, Trail
from desktop_crm.expenses.models.received import ReceivedInvoice
from desktop_crm.expenses.rules.expenses import KINDS
from desktop_crm.expenses.rules.rebilling import WAYS

_SILENT: Final = (
    "supplier_folded", "gross", "distance", "vehicle", "traveller", "trip", "given_up", "created_at", "by",
)  # fmt: skip


class Expense(Table):
    """One expense. The sums are those of its VAT rows; `received` is the e-invoice that it was made of.

    `rebilled_in` is the paper that bills it on. It is no foreign key: a draft that is thrown away lets the
    expense be billed again, and one that is brought back bills it as before. `given_up` are the drafts, as
    [paper, way], that billed it on before and were thrown away: none comes back while another one has it.
    """

    trail = Trail(
        silent=_SILENT,
        contact="contact_id",
        parts=(
            Part(
                "vat",
                ("category", "rate", "net", "tax"),
                "SELECT category, rate, net, tax FROM expense_vat WHERE expense_id = ? ORDER BY id",
            ),
            Part("files", ("name",), "SELECT name FROM expense_file WHERE expense_id = ? ORDER BY id"),
        ),
        goes_with_it=(("expense_vat", "expense_id"), ("expense_file", "expense_id")),
    )

    id = fields.KeyField()
    kind = fields.StateField(KINDS)
    supplier = fields.Text(default="")
    supplier_folded = fields.Text(default="")
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+", index=True)
    number = fields.Text(default="")
    description = fields.Text(default="")
    category = fields.Text(filled=True)
    country = fields.Text(default="")
    currency = fields.CurrencyField()
    spent_on = fields.DateField()
    due_on = fields.DateField(null=True)
    net = fields.MoneyField()
    tax = fields.MoneyField()
    gross = fields.MoneyField()
    paid_on = fields.DateField(null=True)
    method = fields.Text(default="")
    customer = ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+", index=True)
    received = ForeignKeyField(ReceivedInvoice, null=True, unique=True, on_delete="RESTRICT", backref="+")
    rebilled_in = IntegerField(null=True)
    rebilled_as = fields.StateField(("", *WAYS), default="")
    given_up = fields.JsonField(default=list)
    traveller = fields.Text(default="")
    vehicle = fields.Text(default="")
    distance = fields.ScaledField(6, default=0)
    notes = fields.Text(default="")
    trip = fields.Text(null=True)
    created_at = fields.UtcField()
    by = fields.Text(default="")
    version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("spent_on", "id"), False),
            (("supplier_folded", "id"), False),
            (("gross", "id"), False),
            (("paid_on", "id"), False),
        )
        constraints = (
            Check("gross = net + tax"),
            Check("method = '' OR paid_on IS NOT NULL"),
            Check("(kind = 'purchase') = (trip IS NULL)"),
            Check("(rebilled_in IS NULL) = (rebilled_as = '')"),
        )


class ExpenseVat(Table):
    """What was spent at one VAT category and rate."""

    id = AutoField()
    expense = ForeignKeyField(Expense, on_delete="CASCADE", backref="+", index=True)
    category = fields.Text(filled=True)
    rate = fields.RateField()
    net = fields.MoneyField()
    tax = fields.MoneyField()


class ExpenseFile(Table):
    """A receipt: its bytes as they came."""

    id = AutoField()
    expense = ForeignKeyField(Expense, on_delete="CASCADE", backref="+", index=True)
    name = fields.Text(filled=True)
    media_type = fields.Text(filled=True)
    sha256 = ForeignKeyField(blobs.Blob, column_name="sha256", on_delete="RESTRICT", backref="+", index=True)


_CLOSED: Final = """EXISTS (SELECT 1 FROM closed_period c
    WHERE c.reopened_at IS NULL AND {day} BETWEEN c.starts_on AND c.ends_on)"""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"
TABLES: Final[tuple[type[Table], ...]] = (Expense, ExpenseVat, ExpenseFile)
STATEMENTS: Final[tuple[str, ...]] = (
    f"""CREATE TRIGGER expense_needs_an_open_day BEFORE INSERT ON expense
        WHEN {_CLOSED.format(day="NEW.spent_on")} OR {_CLOSED.format(day="NEW.paid_on")} {_REFUSE}""",
    f"""CREATE TRIGGER expense_of_a_closed_day_stands BEFORE UPDATE OF supplier, number, category, country,
        currency, spent_on, net, tax, gross ON expense
        WHEN (OLD.supplier <> NEW.supplier OR OLD.number <> NEW.number OR OLD.category <> NEW.category
          OR OLD.country <> NEW.country OR OLD.currency <> NEW.currency OR OLD.spent_on <> NEW.spent_on
          OR OLD.net <> NEW.net OR OLD.tax <> NEW.tax OR OLD.gross <> NEW.gross)
          AND ({_CLOSED.format(day="OLD.spent_on")} OR {_CLOSED.format(day="NEW.spent_on")}) {_REFUSE}""",
    f"""CREATE TRIGGER expense_is_paid_on_an_open_day BEFORE UPDATE OF paid_on, method ON expense
        WHEN (coalesce(OLD.paid_on, '') <> coalesce(NEW.paid_on, '') OR OLD.method <> NEW.method)
          AND ({_CLOSED.format(day="OLD.paid_on")} OR {_CLOSED.format(day="NEW.paid_on")}) {_REFUSE}""",
    f"""CREATE TRIGGER expense_of_a_closed_day_stays BEFORE DELETE ON expense
        WHEN {_CLOSED.format(day="OLD.spent_on")} OR {_CLOSED.format(day="OLD.paid_on")} {_REFUSE}""",
)
