"""The tables of products and services, and of what they cost whom."""

from __future__ import annotations

from typing import Final

from peewee import Check, ForeignKeyField, IntegerField

from desktop_crm.catalog.rules.products import KINDS, PRICE_MODES
from desktop_crm.company.models import TaxRate
from desktop_crm.contacts.models import Contact
from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail

FILTERS: Final = ("is_archived", "kind", "category", "currency")


class Product(Table):
    """What is sold: a thing or a service, with its price for one unit. `folded` follows from `name`."""

    trail = Trail(
        silent=("folded",), acts=(("is_archived", True, "archived"), ("is_archived", False, "restored"))
    )

    id = fields.KeyField()
    code = fields.Text(default="")
    name = fields.Text(filled=True)
    folded = fields.Text()
    description = fields.Text(default="")
    kind = fields.StateField(KINDS)
    unit = fields.Text(constraints=[Check("unit GLOB '[A-Z0-9][A-Z0-9]*' AND length(unit) <= 3")])
    price = fields.ScaledField(6, default=0)
    price_mode = fields.StateField(PRICE_MODES)
    currency = fields.CurrencyField()
    category = fields.Text(default="")
    tax_rate = ForeignKeyField(TaxRate, null=True, on_delete="SET NULL")
    is_archived = fields.FlagField(default=False)
    version = IntegerField(default=1)

    class Meta:
        # One for each way to sort the list; what its chips filter by stands behind the sort and the id.
        indexes = (
            (("folded", "id", *FILTERS), False),
            (("code", "id", *FILTERS), False),
            (("price", "id", *FILTERS), False),
            (("category", "id", "is_archived", "kind", "currency"), False),
        )


class PriceList(Table):
    """Prices for the customers that are given this list."""

    trail = Trail(acts=(("is_archived", True, "archived"), ("is_archived", False, "restored")))

    id = fields.KeyField()
    name = fields.Text(filled=True)
    currency = fields.CurrencyField()
    price_mode = fields.StateField(PRICE_MODES)
    is_archived = fields.FlagField(default=False)
    version = IntegerField(default=1)


class ProductPrice(Table):
    """A further price of a product: of a list, of one customer, or (neither) of everybody; from a quantity
    and on the days from `valid_from` to `valid_to`. Those of a list are in its currency and mode."""

    trail = Trail(record="'product:' || product_id", contact="contact_id")

    id = fields.KeyField()
    product = ForeignKeyField(Product, on_delete="CASCADE", backref="+", index=False)
    price_list = ForeignKeyField(
        PriceList, null=True, column_name="list_id", on_delete="CASCADE", backref="+"
    )
    contact = ForeignKeyField(Contact, null=True, on_delete="CASCADE", backref="+")
    from_qty = fields.ScaledField(6, default=0)
    price = fields.ScaledField(6)
    currency = fields.CurrencyField()
    price_mode = fields.StateField(PRICE_MODES)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    version = IntegerField(default=1)

    class Meta:
        constraints = (
            Check("from_qty >= 0"),
            Check("valid_to >= valid_from"),
            Check("list_id IS NULL OR contact_id IS NULL"),
        )


class CustomerPriceList(Table):
    """The price list that a customer is given."""

    trail = Trail(record="'contact:' || contact_id", contact="contact_id")

    id = fields.KeyField()
    contact = ForeignKeyField(Contact, unique=True, on_delete="CASCADE", backref="+")
    price_list = ForeignKeyField(PriceList, column_name="list_id", on_delete="CASCADE", backref="+")
    version = IntegerField(default=1)


TABLES: Final[tuple[type[Table], ...]] = (Product, PriceList, ProductPrice, CustomerPriceList)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE UNIQUE INDEX price_list_name_once ON price_list (name)",
    # One price for the same product, buyer, currency, quantity and first day.
    "CREATE UNIQUE INDEX product_price_once ON product_price (product_id, coalesce(list_id, 0),"
    " coalesce(contact_id, 0), currency, price_mode, from_qty, coalesce(valid_from, ''))",
    "CREATE UNIQUE INDEX product_code_once ON product (code COLLATE NOCASE) WHERE code <> ''",
)
