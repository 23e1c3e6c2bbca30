"""Which column of somebody's price list is which field, and how a row becomes a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.catalog.rules.currencies import check_beside, currencies_of, currency_code
from desktop_crm.catalog.rules.products import ProductDraft, check_product, tidied
from desktop_crm.values import units
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

Field = Literal[
    "code",
    "name",
    "description",
    "kind",
    "unit",
    "price",
    "price_mode",
    "currency",
    "category",
    "rate",
    "archived",
]
FIELDS: Final[tuple[Field, ...]] = (
    "code", "name", "description", "kind", "unit", "price", "price_mode", "currency", "category", "rate",
    "archived",
)  # fmt: skip
DecimalSign = Literal[".", ","]

# What programs and people write above their columns: English, Portuguese, Turkish, German, French, Spanish.
_HEADERS: Final[dict[Field, str]] = {
    "code": (
        "code|sku|item code|item no|item number|article number|product code|part number|ref|"
        "reference|codigo|cod|referencia|kod|stok kodu|urun kodu|artikelnummer|artikel nr|"
        "art nr|nummer|reference article"
    ),
    "name": (
        "name|item|item name|product|product name|product service|title|nome|produto|artigo|"
        "designacao|ad|adi|urun|urun adi|stok adi|bezeichnung|artikel|artikelname|titel|nom|"
        "designation|nombre|producto|articulo"
    ),
    "description": (
        "description|details|long description|sales description|descricao|aciklama|"
        "beschreibung|text|langtext|descripcion|detalle|detalhes"
    ),
    "kind": ("kind|type|item type|tipo|tur|turu|tip|art|typ"),
    "unit": ("unit|unit of measure|uom|usage unit|unidade|un|und|birim|olcu birimi|einheit|me|unite|unidad"),
    "price": (
        "price|unit price|rate amount|sales price|selling price|list price|cost|preco|"
        "preco unitario|valor|valor unitario|fiyat|birim fiyat|satis fiyati|preis|einzelpreis|"
        "vk|vk preis|verkaufspreis|nettopreis|prix|prix unitaire|precio|precio unitario|pvp|"
        "net price|gross price|bruttopreis"
    ),
    "price_mode": (
        "price mode|net gross|net or gross|tax included|prices include tax|modo do preco|fiyat turu"
    ),
    "currency": ("currency|currency code|moeda|para birimi|doviz|wahrung|devise|moneda"),
    "category": (
        "category|group|product group|categoria|grupo|familia|kategori|grup|warengruppe|"
        "kategorie|gruppe|categorie|famille"
    ),
    "rate": (
        "tax rate|vat|vat rate|vat %|tax|tax %|rate|iva|taxa de iva|taxa iva|imposto|aliquota|"
        "kdv|kdv orani|mwst|ust|steuersatz|steuer|tva|taux tva|tipo iva|iva %"
    ),
    "archived": ("archived|inactive|discontinued|arquivado|arsiv|arsivlendi|archiviert|archive|archivado"),
}
_BY_HEADER: Final[dict[str, Field]] = {
    word: field for field, words in _HEADERS.items() for word in words.split("|")
}
_TRUE: Final = frozenset(["1", "x", "true", "yes", "y", "sim", "evet", "ja", "oui", "si"])
_SERVICE: Final = frozenset(
    ["service", "services", "servico", "hizmet", "dienstleistung", "leistung", "prestation", "servicio", "s"]
)
_GROSS: Final = frozenset(["gross", "brutto", "bruto", "brut", "incl", "inclusive", "true", "yes", "1"])


@dataclass(frozen=True, slots=True)
class Record:
    """One row read: the draft (without a rate's id) and the percentage that the row names, if any."""

    draft: ProductDraft
    rate: Decimal | None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: its line in the file, why, and its cells as they were."""

    line: int
    field: str
    reason: Message
    cells: tuple[str, ...]


def folded_header(text: str) -> str:
    """A header without marks, case and punctuation: "Preço unitário (€)" is "preco unitario"."""
    text = text.replace("ı", "i").replace("İ", "i").replace("ß", "ss")
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"\([^)]*\)|[^a-z0-9% ]", " ", bare).split())


def guess_columns(headers: Sequence[str], own: Mapping[str, Field] | None = None) -> dict[Field, int]:
    """The column of each field that could be recognised; `own` are the headers of our own export, translated.

    The first column that fits a field gets it; a price list always has a name.
    """
    words = _BY_HEADER | {folded_header(header): field for header, field in (own or {}).items()}
    found: dict[Field, int] = {}
    for index, header in enumerate(headers):
        field = words.get(folded_header(header))
        if field is not None and field not in found:
            found[field] = index
    if "name" not in found and "description" in found:
        found["name"] = found.pop("description")
    return found


def decimal_sign(values: Iterable[str], default: DecimalSign = ".") -> DecimalSign:
    """How a column writes decimals, told from the values that can be meant in one way only."""
    for value in values:
        bare = re.sub(r"[^\d.,]", "", _bare(value, "price"))
        signs = re.findall(r"[.,]", bare)
        if not signs:
            continue
        last: DecimalSign = "," if signs[-1] == "," else "."
        if len(set(signs)) == 2 or (len(signs) == 1 and not re.fullmatch(r"\d{1,3}[.,]\d{3}", bare)):
            return last
        if len(signs) > 1:  # 1.234.567: the sign groups, the other one divides
            return "," if last == "." else "."
    return default


def number(text: str, sign: DecimalSign, field: str) -> Decimal:
    """A number written with this decimal sign, thousands grouped by the other one, blanks or apostrophes.

    Around a price may stand a currency sign or code, after a rate a percent sign. Whatever else is in the
    cell is refused at `field`: a price guessed out of "12,50 pro 100" or "1O,00" would be a wrong one.
    """
    body, minus = _bare(text, field), False
    if body[:1] in _SIGNS:
        minus, body = body[0] != "+", body[1:].lstrip()
    point = re.escape(sign)
    found = re.fullmatch(rf"({_grouped('.' if sign == ',' else ',')}|\d*)(?:{point}(\d*))?", body)
    if found is None or not re.search(r"\d", body) or len(body) > 30:
        raise UserError(_("“{text}” is no number", text=text.strip()[:60]), field)
    whole = re.sub(r"\D", "", found[1]) or "0"
    value = Decimal(f"{whole}.{found[2] or 0}")
    return value.copy_negate() if minus else value


def _grouped(mark: str) -> str:
    """Digits by threes, all groups set off alike: by `mark`, a blank or an apostrophe."""
    return "|".join(rf"\d{{1,3}}(?:{each}\d{{3}})+" for each in (re.escape(mark), r"\s", "['’]"))


def _bare(text: str, field: str) -> str:
    """The cell without what may stand around its number; a sign before the currency stays."""
    return _parted(text, field)[0]


def money_beside(text: str) -> str:
    """The currency that a price's cell itself names ("€", "USD"); "" where it names none."""
    return _parted(text, "price")[1]


def _parted(text: str, field: str) -> tuple[str, str]:
    """What is left of a cell without the currency (or percent sign) around its number, and that currency."""
    text = text.strip()
    if field == "rate":
        return text.removesuffix("%").rstrip(), ""
    if field != "price":
        return text, ""
    lead, word = text[:1] if text[:1] in _SIGNS else "", ""
    rest = text[len(lead) :].lstrip()
    before = re.match(r"(?i:s?fr|rs|kr)\.|[^\d\s.,+\-\u2212'’]+", rest)
    if before and currencies_of(before[0]):
        rest, word = rest[before.end() :].lstrip(), before[0]
    after = re.search(r"[^\d\s,+\-\u2212'’]+$", rest)
    if after and currencies_of(after[0]) and _agree(word, after[0]):
        rest, word = rest[: after.start()].rstrip(), word or after[0]
    return lead + rest, word


def _agree(before: str, after: str) -> bool:
    """Whether the words on both sides of a number can mean one currency ("$ 5 USD")."""
    return not before or not set(currencies_of(before)).isdisjoint(currencies_of(after))


_SIGNS: Final = ("+", "-", "\u2212")


def record(
    cells: Sequence[str], columns: Mapping[Field, int], defaults: ProductDraft, sign: DecimalSign = "."
) -> Record:
    """A row as a checked draft over `defaults`; raises UserError naming the field."""

    def cell(field: Field) -> str:
        index = columns.get(field)
        return cells[index].strip() if index is not None and index < len(cells) else ""

    draft = replace(defaults, code=cell("code"), name=cell("name"), description=cell("description"))
    if price := cell("price"):
        draft = replace(draft, price=number(price, sign, "price"))
    elif "price" in columns:
        raise UserError(_("There is no price in it"), "price")
    if unit := cell("unit"):
        draft = replace(draft, unit=unit_code(unit))
    if currency := cell("currency"):
        draft = replace(draft, currency=currency_code(currency, draft.currency))
    check_beside(money_beside(cell("price")), cell("price"), draft.currency)
    if category := cell("category"):
        draft = replace(draft, category=category)
    if kind := folded_header(cell("kind")):
        draft = replace(draft, kind="service" if kind in _SERVICE else "product")
    elif draft.unit in units.TIMES:
        draft = replace(draft, kind="service")
    if mode := folded_header(cell("price_mode")):
        draft = replace(draft, price_mode="gross" if mode in _GROSS else "net")
    draft = tidied(draft)
    check_product(draft)
    rate = cell("rate")
    return Record(
        draft, number(rate, sign, "rate") if rate else None, folded_header(cell("archived")) in _TRUE
    )


_UNIT_WORDS: Final = {
    "h": "HUR", "hr": "HUR", "hrs": "HUR", "hour": "HUR", "hours": "HUR", "hora": "HUR", "horas": "HUR",
    "saat": "HUR", "std": "HUR", "stunde": "HUR", "stunden": "HUR", "heure": "HUR", "heures": "HUR",
    "pc": "C62", "pcs": "C62", "piece": "C62", "pieces": "C62", "ea": "C62", "each": "C62", "un": "C62",
    "und": "C62", "unidade": "C62", "unidades": "C62", "adet": "C62", "ad": "C62", "stk": "C62",
    "stuck": "C62", "st": "C62", "unidad": "C62", "unit": "C62", "units": "C62", "unite": "C62",
    "day": "DAY", "days": "DAY", "dia": "DAY", "dias": "DAY", "gun": "DAY", "tag": "DAY", "tage": "DAY",
    "month": "MON", "months": "MON", "mes": "MON", "ay": "MON", "monat": "MON", "mois": "MON",
    "year": "ANN", "ano": "ANN", "yil": "ANN", "jahr": "ANN", "week": "WEE", "semana": "WEE", "hafta": "WEE",
    "kg": "KGM", "g": "GRM", "gr": "GRM", "t": "TNE", "ton": "TNE", "l": "LTR", "lt": "LTR", "litre": "LTR",
    "m": "MTR", "mt": "MTR", "metre": "MTR", "meter": "MTR", "cm": "CMT", "mm": "MMT", "km": "KMT",
    "m2": "MTK", "qm": "MTK", "m3": "MTQ", "cbm": "MTQ", "kwh": "KWH", "min": "MIN", "set": "SET",
    "box": "XBX", "caixa": "XBX", "cx": "XBX", "kutu": "XBX", "karton": "XBX", "paket": "XPK", "pack": "XPK",
    "flat": "LS", "flat rate": "LS", "pauschal": "LS", "psch": "LS", "forfait": "LS", "goturu": "LS",
}  # fmt: skip


def unit_code(text: str) -> str:
    """The code of a unit written as a code or a word ("hours", "Std.", "adet"); else the text in capitals."""
    word = folded_header(text.replace("²", "2").replace("³", "3"))
    if text.strip().upper() in units.UNITS:
        return text.strip().upper()
    return _UNIT_WORDS.get(word, text.strip().upper())
