"""The table of products and services."""

from __future__ import annotations

from typing import Final

from peewee import Check, ForeignKeyField, IntegerField

from desktop_crm.catalog.rules.products import KINDS, PRICE_MODES
from desktop_crm.company.models import TaxRate
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


TABLES: Final[tuple[type[Table], ...]] = (Product,)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE UNIQUE INDEX product_code_once ON product (code COLLATE NOCASE) WHERE code <> ''",
)
