"""Prices of lists and customers out of CSV or XLSX: product, price, from which quantity, which days."""

# catalogue: program

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.catalog.rules.columns import DecimalSign, decimal_sign, folded_header, money_beside, number
from desktop_crm.catalog.rules.currencies import check_beside, currency_code
from desktop_crm.files.csv_writing import unguarded
from desktop_crm.files.tables import Cell, TableFile, cell_text, table_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator, _

PriceField = Literal["product", "price", "from", "valid_from", "valid_to", "list", "customer", "currency"]
HEADERS: Final[Mapping[PriceField, Message]] = {
    "product": _("Product"),
    "price": _("Price"),
    "from": _("From quantity"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid until"),
    "list": _("Price list"),
    "customer": _("Customer"),
    "currency": _("Currency"),
}
_KNOWN: Final[Mapping[PriceField, str]] = {
    "product": "product|code|item|sku|article|artikel|artikelnummer|produto|codigo|artigo|urun|kod",
    "price": "price|unit price|preis|einzelpreis|preco|preco unitario|fiyat|birim fiyat|prix|precio",
    "from": "from|from qty|from quantity|min qty|quantity|qty|ab|ab menge|menge|a partir de|miktar",
    "valid_from": "valid from|start|from date|gultig ab|valido de|valido a partir de|baslangic",
    "valid_to": "valid until|valid to|end|to date|gultig bis|valido ate|gecerlilik sonu|bitis",
    "list": "list|price list|preisliste|liste|lista|lista de precos|fiyat listesi",
    "customer": "customer|kunde|cliente|musteri|client",
    "currency": "currency|wahrung|moeda|para birimi|devise|moneda",
}


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One row as it is written: names are looked up by who takes it in. `currency` is the cell of that name,
    `money` what stands beside the price itself ("€")."""

    line: int
    cells: tuple[str, ...]
    product: str
    price: Decimal
    from_qty: Decimal
    valid_from: date | None
    valid_to: date | None
    list_name: str
    customer: str
    currency: str
    money: str
    written: str

    def currency_for(self, expected: str) -> str:
        """The currency that the row names, else the `expected` one. UserError where the price's own cell
        names another."""
        currency = currency_code(self.currency, expected) if self.currency else expected
        check_beside(self.money, self.written, currency)
        return currency


@dataclass(frozen=True, slots=True)
class PricePlan:
    """How a file is read."""

    table: TableFile
    columns: Mapping[PriceField, int]
    sign: DecimalSign


def plan_prices(data: bytes, name: str, *, t: Translator) -> PricePlan:
    """Read a file. UserError for what is no table, and where no column holds products or prices."""
    table = table_of(data, name)
    own = {folded_header(t.message(header)): field for field, header in HEADERS.items()}
    known = {word: field for field, words in _KNOWN.items() for word in words.split("|")}
    columns: dict[PriceField, int] = {}
    for place, header in enumerate(table.headers):
        field = own.get(folded_header(header)) or known.get(folded_header(header))
        if field is not None:
            columns.setdefault(field, place)
    for field in ("product", "price"):
        if field not in columns:
            what = t.message(HEADERS[field])  # type: ignore[index]
            raise UserError(_("No column of {name} holds “{what}”", name=name, what=what), f"columns.{field}")
    default: DecimalSign = "," if t.formats.decimal_sign == "," else "."
    texts = (
        cell
        for row in table.rows[:2000]
        for place in (columns["price"],)
        if place < len(row.cells) and isinstance(cell := row.cells[place], str)
    )
    return PricePlan(table, columns, decimal_sign(texts, default))


def price_lines(plan: PricePlan) -> Iterator[tuple[int, tuple[str, ...], PriceLine | UserError]]:
    """Each row that is not empty, or why it cannot be read."""
    for row in plan.table.rows:
        if row.is_empty:
            continue
        cells = tuple(_text(cell, plan.sign) for cell in row.cells)
        read: PriceLine | UserError
        try:
            read = _line(row.line, row.cells, cells, plan)
        except UserError as error:
            read = error
        yield row.line, cells, read


def _line(place: int, raw: Sequence[Cell], cells: tuple[str, ...], plan: PricePlan) -> PriceLine:
    def text(field: PriceField) -> str:
        at = plan.columns.get(field, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def day(field: PriceField) -> date | None:
        at = plan.columns.get(field, -1)
        return _day(raw[at], field) if 0 <= at < len(raw) else None

    if not text("product"):
        raise UserError(_("There is no product in it"), "product")
    if not text("price"):
        raise UserError(_("There is no price in it"), "price")
    return PriceLine(
        line=place,
        cells=cells,
        product=text("product"),
        price=number(text("price"), plan.sign, "price"),
        from_qty=number(text("from"), plan.sign, "from") if text("from") else Decimal(0),
        valid_from=day("valid_from"),
        valid_to=day("valid_to"),
        list_name=text("list"),
        customer=text("customer"),
        currency=text("currency"),
        money=money_beside(text("price")),
        written=text("price"),
    )


def _day(cell: Cell, field: str) -> date | None:
    """A sheet's own date, or 2026-01-31; other orders could mean two days and are refused."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = cell.strip() if isinstance(cell, str) else str(cell)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(_("Write days as 2026-01-31: “{text}”", text=text), field) from error


def _text(cell: Cell, sign: DecimalSign) -> str:
    if isinstance(cell, Decimal):
        return cell_text(cell).replace(".", sign)
    return unguarded(cell_text(cell))
