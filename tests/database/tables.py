"""Two small tables that the tests of the database work with."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField

from desktop_crm.database import fields
from desktop_crm.database.connection import Table


class Firm(Table):
    id = AutoField()
    code = fields.Text(unique=True)
    name = fields.Text(filled=True)
    city = fields.Text(null=True)
    founded_on = fields.DateField(null=True)
    price = fields.ScaledField(6, null=True)
    rate = fields.RateField(null=True)
    balance = fields.MoneyField(default=0)
    currency = fields.CurrencyField(default="EUR")
    kind = fields.StateField(("customer", "supplier"), default="customer")
    active = fields.FlagField(default=True)
    seen_at = fields.UtcField(null=True)
    extra = fields.JsonField(null=True)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False), (("city", "id"), False))


class Person(Table):
    id = AutoField()
    firm = ForeignKeyField(Firm, backref="+", on_delete="CASCADE")
    name = fields.Text()


TABLES = (Firm, Person)
