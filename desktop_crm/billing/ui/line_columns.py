"""The columns of the line grid over `LineDraft`, and how the catalogue fills a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.pricing import Pricing
from desktop_crm.billing.rules.pricing_lines import unpriced
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog.queries import ProductRow
from desktop_crm.catalog.rules.prices import PRODUCT, source_words
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.values.messages import Translator
from desktop_crm.values.units import UNITS, unit_word
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice
from desktop_crm.widgets.line_grid import GridColumn

VAT = tuple[str, Decimal]


def percent_of(line: LineDraft) -> Decimal | None:
    """The line's discount in percent: that of its first allowance in percent."""
    return next((a.percent for a in line.adjustments if a.percent is not None and not a.is_charge), None)


def with_percent(line: LineDraft, percent: Decimal | None) -> LineDraft:
    """The line with another discount in percent; its other allowances and charges stay."""
    first = next((a for a in line.adjustments if a.percent is not None and not a.is_charge), None)
    if not percent:
        rest = tuple(each for each in line.adjustments if each is not first)
        return replace(line, adjustments=rest)
    if first is None:
        return replace(line, adjustments=(AdjustmentDraft(percent=percent), *line.adjustments))
    changed = replace(first, percent=percent)
    return replace(line, adjustments=tuple(changed if each is first else each for each in line.adjustments))


def with_name(line: LineDraft, name: object) -> LineDraft:
    """The line with another first line of its description."""
    return replace(line, description="\n".join(part for part in (str(name or ""), line.details) if part))


def with_details(line: LineDraft, details: str) -> LineDraft:
    """The line with other words below its name."""
    return replace(line, description=f"{line.name}\n{details}".rstrip())


def with_price(line: LineDraft, price: object) -> LineDraft:
    """The line with a price that somebody typed: it stays, whatever the catalogue says."""
    wanted = price if isinstance(price, Decimal) else Decimal(0)
    return line if wanted == line.price else replace(line, price=wanted, price_from="")


def discount_words(line: LineDraft, t: Translator) -> str:
    """ "10%"; a "\u2026" tells of further allowances or charges."""
    percent = percent_of(line)
    words = t.formats.percent(percent) if percent else ""
    others = len(line.adjustments) - (1 if percent is not None else 0)
    return f"{words} \u2026".strip() if others else words


def vat_words(category: str, rate: Decimal, t: Translator) -> str:
    """ "23%", and with the category's code where it is not the standard one."""
    percent = t.formats.percent(rate)
    return percent if category == "S" else f"{percent} {category}"


class LineWords:
    """What the grid's columns need to know of the firm and of the draft as it stands."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.t = desk, desk.t
        self.rates: list[TaxRateRow] = []
        self.default: VAT = ("S", Decimal(0))
        self.draft = DocumentDraft()
        self._amounts: dict[int, int] = {}

    def set_rates(self, rates: Sequence[TaxRateRow]) -> None:
        """The rates valid on the day of issue, the default one first."""
        self.rates = list(rates)
        if rates:
            self.default = _vat(rates[0])

    def new_line(self) -> LineDraft:
        """An empty line with the default VAT."""
        category, rate = self.default
        return LineDraft(category=category, rate=rate)

    def vat_choices(self) -> list[Choice]:
        """The firm's rates, and those that lines of this draft have besides."""
        found: dict[VAT, Choice] = {}
        for row in self.rates:
            key = _vat(row)
            found.setdefault(key, Choice(key, vat_words(*key, self.t), row.draft.label))
        for line in self.draft.lines:
            key = (line.category, line.rate)
            if line.kind == "item":
                found.setdefault(key, Choice(key, vat_words(*key, self.t)))
        return list(found.values())

    def unit_choices(self) -> list[Choice]:
        """Units with words, and those that lines of this draft have besides."""
        codes = dict.fromkeys((*UNITS, *(line.unit for line in self.draft.lines)))
        return [Choice(code, unit_word(code, Decimal(1), self.t), code) for code in codes]

    def show(self, draft: DocumentDraft, pricing: Pricing | None) -> None:
        """Remember the draft, and each line's amount by the line itself."""
        self.draft = draft
        facts = pricing.lines if pricing is not None else ()
        self._amounts = {id(line): fact.shown for line, fact in zip(draft.lines, facts, strict=False)}

    def amount(self, line: LineDraft) -> int | None:
        """The line's amount in the document's price mode."""
        return self._amounts.get(id(line))

    def amount_words(self, line: LineDraft) -> str:
        """As shown in the last column; a heading has its sum elsewhere."""
        minor = self.amount(line) if line.kind == "item" else None
        return self.t.formats.amount(minor, self.draft.currency) if minor is not None else ""

    def price_words(self, line: LineDraft) -> str:
        """Where the price comes from; nothing for one that was typed."""
        words = source_words(line.price_from) if line.price_from else None
        return "" if words is None else self.t.message(words)

    def section_sum(self, lines: tuple[LineDraft, ...], row: int) -> str:
        """What stands below a heading up to the next one."""
        total = 0
        for line in lines[row + 1 :]:
            if line.kind == "section":
                break
            total += 0 if line.is_optional else self.amount(line) or 0
        return self.t.formats.amount(total, self.draft.currency)

    def columns(self, *, quote: bool = False) -> list[GridColumn[LineDraft]]:
        """Item, quantity, unit, price, discount, VAT, amount; the rest is in the column chooser."""
        t = self.t
        return [
            GridColumn(
                "item", t("Item"), lambda line: line.name, with_name, kind="item", stretch=True,
                second=lambda line: line.details, second_set=with_details, fields=("description", "code"),
            ),
            GridColumn(
                "qty", t("Qty"), lambda line: line.qty, lambda line, v: replace(line, qty=v or Decimal(0)),
                kind="decimal", width=64,
            ),
            GridColumn(
                "unit", t("Unit"), lambda line: line.unit, lambda line, v: replace(line, unit=v or "C62"),
                kind="choice", text=lambda line: unit_word(line.unit, line.qty, t), choices=self.unit_choices,
                width=64, muted=True,
            ),
            GridColumn(
                "price", t("Price"), lambda line: line.price, with_price,
                kind="decimal", least=2, width=104, fields=("base_qty",), second=self.price_words,
            ),
            GridColumn(
                "discount", t("Disc."), percent_of, with_percent, kind="percent",
                text=lambda line: discount_words(line, t), width=64, fields=("allowances", "adjustments"),
            ),
            GridColumn(
                "vat", t("VAT"), lambda line: (line.category, line.rate),
                lambda line, v: replace(line, category=v[0], rate=v[1]) if v else line, kind="choice",
                text=lambda line: vat_words(line.category, line.rate, t), choices=self.vat_choices,
                width=64, right=True, fields=("rate", "category"),
            ),
            *self._hidden_columns(quote),
            GridColumn("total", t("Total"), self.amount_words, width=104, right=True),
        ]  # fmt: skip

    def _hidden_columns(self, quote: bool) -> list[GridColumn[LineDraft]]:
        """What few lines need: code, period of one line, and on quotes whether it is offered as an option."""
        t = self.t
        columns: list[GridColumn[LineDraft]] = [
            GridColumn("code", t("Code"), lambda line: line.code,
                       lambda line, v: replace(line, code=str(v or "")), width=88, hidden=True),
            GridColumn("period_from", t("From"), lambda line: line.period_from,
                       lambda line, v: replace(line, period_from=v), kind="date", width=100, hidden=True),
            GridColumn("period_to", t("To"), lambda line: line.period_to,
                       lambda line, v: replace(line, period_to=v), kind="date", width=100, hidden=True),
        ]  # fmt: skip
        answers = (Choice(False, t("No")), Choice(True, t("Optional")))
        option = GridColumn[LineDraft](
            "option", t("Option"), lambda line: line.is_optional,
            lambda line, v: replace(line, is_optional=bool(v)), kind="choice", choices=lambda: answers,
            text=lambda line: t("Optional") if line.is_optional else "", width=80, hidden=True,
        )  # fmt: skip
        return [*columns, option] if quote else columns

    # the catalogue

    def suggest(self, typed: str) -> list[Choice]:
        """Products for the type-ahead; runs in the database's thread."""
        return [self.product_choice(row) for row in catalog.suggest(self.desk.caller, typed)]

    def product_choice(self, row: ProductRow) -> Choice:
        """A product in the type-ahead: name, code and unit below, price at the right."""
        under = "  \u00b7  ".join(
            part for part in (row.code, unit_word(row.unit, Decimal(1), self.t)) if part
        )
        price = self.t.formats.price(row.price, row.currency)
        return Choice(
            row, row.name, under, price if row.currency == self.draft.currency else f"{price} {row.currency}"
        )

    def take(self, line: LineDraft, choice: Choice) -> LineDraft:
        """The line filled from a product; the price only where it is in the document's money. In other money
        one that was typed stays, and that of a product before goes."""
        row: ProductRow = choice.value
        category, rate = self.vat_of(row)
        description = "\n".join(part for part in (row.name, row.description) if part)
        filled = replace(
            line, description=description, code=row.code, unit=row.unit, category=category, rate=rate,
            product_id=row.id,
        )  # fmt: skip
        if (row.currency, row.price_mode) == (self.draft.currency, self.draft.price_mode):
            return replace(filled, price=row.price, price_from=PRODUCT)
        return filled if line.price and not line.price_from else unpriced(filled)

    def vat_of(self, row: ProductRow) -> VAT:
        """The product's own rate where it is valid now, else the default."""
        own = next((rate for rate in self.rates if rate.id == row.tax_rate_id), None)
        return _vat(own) if own is not None else self.default


def _vat(row: TaxRateRow) -> VAT:
    return row.draft.category, row.draft.rate
