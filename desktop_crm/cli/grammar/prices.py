"""Price lists, customers' own prices, quantity prices."""

from __future__ import annotations

from typing import Final

from desktop_crm.cli.grammar.words import FILE, ON, Command, arg, how_many

_PRODUCT: Final = arg("product", metavar="PRODUCT", help="its code, or its internal id")
_LIST: Final = arg("--list", metavar="NAME", help="of this price list")
_CUSTOMER: Final = arg("--customer", metavar="NAME", help="of this customer")
_CURRENCY: Final = arg("--currency", metavar="C", help="EUR, USD, ...")

COMMANDS: Final[tuple[Command, ...]] = (
    Command("catalog prices", "prices", "list_prices", "further prices of products, lists and customers",
            (arg("--product", metavar="PRODUCT", help="of this product"), _LIST, _CUSTOMER)),
    Command("catalog price", "prices", "set_price", "write a price: everybody's, a list's or a customer's",
            (_PRODUCT, arg("price", metavar="PRICE"), arg("--qty", metavar="N", help="from this quantity on"),
             arg("--from", dest="start", metavar="DATE", help="the first day"),
             arg("--to", dest="end", metavar="DATE", help="the last day"), _LIST, _CUSTOMER, _CURRENCY)),
    Command("catalog price-remove", "prices", "remove", "take a price away",
            (arg("id", type=how_many, metavar="ID", help="its internal id"),)),
    Command("catalog price-import", "prices", "import_prices", "take in prices (.csv, .xlsx)",
            (FILE, _LIST, _CUSTOMER, arg("--dry-run", action="store_true", help="only say what would come"))),
    Command("catalog price-lists", "prices", "lists", "every price list"),
    Command("catalog price-list", "prices", "save_list", "a new price list, or another name for one",
            (arg("name", metavar="NAME", help="its name, or its internal id"),
             arg("--rename", metavar="NAME", help="its new name"), _CURRENCY,
             arg("--mode", choices=("net", "gross"), help="its prices are net or gross"),
             arg("--archive", action="store_true", help="use it no longer"),
             arg("--back", action="store_true", help="use it again"))),
    Command("catalog price-customer", "prices", "give", "the list by which a customer pays",
            (arg("customer", metavar="CUSTOMER", help="its name, or its internal id"),
             arg("list", nargs="?", default="", metavar="LIST", help="its name, or its internal id"),
             arg("--none", action="store_true", help="no list any more"))),
    Command("catalog price-of", "prices", "price_of", "what so many cost a customer on a day, and why",
            (_PRODUCT, arg("--qty", metavar="N", help="how many"), _CUSTOMER, _CURRENCY, ON)),
)  # fmt: skip
