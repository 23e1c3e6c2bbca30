"""Tables of money that came in: what arrived as one sum, what it paid, and the credit of customers."""

from __future__ import annotations

from typing import Final

from peewee import AutoField, Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models import Document, Payment
from desktop_crm.billing.rules.payments import METHODS
from desktop_crm.company.models import BankAccount
from desktop_crm.contacts.models import Contact
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail
from desktop_crm.receivables.rules.remittances import KINDS


class Remittance(Table):
    """One sum of money. A mistyped one is taken back whole, by an entry that names it; nothing is changed.

    `amount` is what was moved: received, taken from a customer's credit, or paid back to them.
    """

    trail = Trail(silent=("user", "at"), contact="contact_id")

    id = fields.KeyField()
    kind = fields.StateField(KINDS)
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+", index=True)
    currency = fields.CurrencyField()
    amount = fields.MoneyField()
    fee = fields.MoneyField(default=0)  # what a payment provider kept
    paid_on = fields.DateField(index=True)
    method = fields.StateField(METHODS)
    bank_account = ForeignKeyField(BankAccount, null=True, on_delete="SET NULL", backref="+", index=False)
    reference = fields.Text(default="")
    user = fields.Text(default="")
    at = fields.UtcField()
    voided_at = fields.UtcField(null=True)
    voided_by = fields.Text(default="")
    reason = fields.Text(default="")  # why it was taken back
    version = IntegerField(default=1)

    class Meta:
        constraints = (Check("amount > 0"), Check("fee >= 0"))


class Allocation(Table):
    """What a sum paid of one invoice. The payment itself stands with the invoice and outlives this."""

    id = AutoField()
    remittance = ForeignKeyField(Remittance, on_delete="CASCADE", backref="+", index=True)
    document = ForeignKeyField(Document, null=True, on_delete="SET NULL", backref="+", index=True)
    payment = ForeignKeyField(Payment, null=True, on_delete="SET NULL", backref="+", index=True)
    discount_payment = ForeignKeyField(Payment, null=True, on_delete="SET NULL", backref="+", index=True)
    amount = fields.MoneyField()
    discount = fields.MoneyField(default=0)
    written_off = fields.MoneyField(default=0)

    class Meta:
        constraints = (Check("amount > 0"), Check("discount >= 0"), Check("written_off >= 0"))


class CustomerCredit(Table):
    """An entry of what a customer has to their credit: more (above zero) or less. It never changes."""

    id = AutoField()
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+", index=False)
    currency = fields.CurrencyField()
    amount = fields.MoneyField()
    booked_on = fields.DateField()
    remittance = ForeignKeyField(Remittance, on_delete="CASCADE", backref="+", index=True)
    at = fields.UtcField()

    class Meta:
        constraints = (Check("amount <> 0"),)
        indexes = ((("contact", "currency"), False),)


class BankStatement(Table):
    """One statement as it came from the bank; the file that it stood in is kept as it was."""

    trail = Trail(silent=("file_sha", "at", "by"))

    id = fields.KeyField()
    name = fields.Text(filled=True)  # of the file
    format = fields.Text(filled=True)
    file = ForeignKeyField(blobs.Blob, column_name="file_sha", on_delete="RESTRICT", backref="+", index=True)
    account = fields.Text(filled=True)
    currency = fields.CurrencyField()
    number = fields.Text(default="")
    opening = fields.MoneyField(null=True)
    closing = fields.MoneyField(null=True)
    from_day = fields.DateField(null=True)
    to_day = fields.DateField(null=True)
    at = fields.UtcField()
    by = fields.Text(default="")


class BankLine(Table):
    """One movement. `key` tells it from every other one, so that it comes in once whatever file it is in."""

    id = fields.KeyField()
    statement = ForeignKeyField(BankStatement, on_delete="RESTRICT", backref="+", index=True)
    key = fields.Text(unique=True, filled=True)
    booked_on = fields.DateField()
    amount = fields.MoneyField()
    currency = fields.CurrencyField()
    name = fields.Text(default="")
    account = fields.Text(default="")
    reference = fields.Text(default="")
    end_to_end = fields.Text(default="")
    text = fields.Text(default="")
    bank_id = fields.Text(default="")
    state = fields.StateField(("open", "booked", "skipped"), default="open")
    remittance = ForeignKeyField(Remittance, null=True, on_delete="RESTRICT", backref="+", index=True)

    class Meta:
        constraints = (Check("state <> 'booked' OR remittance_id IS NOT NULL"),)
        indexes = ((("state", "booked_on"), False),)


class LearnedPayer(Table):
    """Who stands behind an account or a name of a bank line, as somebody said once."""

    payer = fields.Text(primary_key=True, filled=True)
    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="+", index=True)
    at = fields.UtcField()


class StatementLayout(Table):
    """How the tables of a bank are read, by the names of their columns."""

    signature = fields.Text(primary_key=True, filled=True)
    layout = fields.JsonField()
    at = fields.UtcField()


_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'what came in is taken back, never changed'); END"
TABLES: Final[tuple[type[Table], ...]] = (
    Remittance, Allocation, CustomerCredit, BankStatement, BankLine, LearnedPayer, StatementLayout,
)  # fmt: skip
STATEMENTS: Final[tuple[str, ...]] = (
    f"""CREATE TRIGGER remittance_never_changes BEFORE UPDATE OF id, kind, currency, amount, fee, paid_on,
        method, at ON remittance {_REFUSE}""",
    f"""CREATE TRIGGER remittance_is_taken_back_once BEFORE UPDATE OF voided_at ON remittance
        WHEN OLD.voided_at IS NOT NULL {_REFUSE}""",
    f"""CREATE TRIGGER customer_credit_never_changes BEFORE UPDATE OF id, currency, amount, booked_on,
        remittance_id ON customer_credit {_REFUSE}""",
    f"""CREATE TRIGGER bank_line_never_changes BEFORE UPDATE OF id, statement_id, key, booked_on, amount,
        currency, name, account, reference, end_to_end, text, bank_id ON bank_line {_REFUSE}""",
)
