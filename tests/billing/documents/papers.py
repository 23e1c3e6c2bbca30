"""Papers for tests: facts as the service would freeze them, from the totals of `values.totals`. All people
are invented.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from desktop_crm.billing.rules.facts import (
    AdjustmentFacts,
    BankFacts,
    DocumentFacts,
    EarlyPayment,
    LineFacts,
    NamedAmount,
    PartyFacts,
    TaxFacts,
    TotalFacts,
)
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values import money, totals

SELLER = PartyFacts(
    name="Falkenberg Design Lda.",
    address=Address(street="Rua das Flores 12", postal_code="1200-195", city="Lisboa", country="PT"),
    vat_id="PT501964843",
    tax_number="501964843",
    legal_id="CRC Lisboa 501964843",
    contact_name="Insa Falkenberg",
    phone="+351 21 555 0123",
    email="office@falkenberg.example",
    website="www.falkenberg.example",
    endpoint=("EM", "office@falkenberg.example"),
)
BUYER = PartyFacts(
    name="Müller & Söhne Großhandelsgesellschaft mbH",
    address=Address(
        attention="Frau Özdemir-Łukasiewicz",
        street="Am Straßenbahndepot 114 b",
        postal_code="70173",
        city="Stuttgart",
        country="DE",
    ),
    vat_id="DE811569869",
    customer_number="10482",
    endpoint=("EM", "rechnung@mueller-soehne.example"),
)
BANK = BankFacts(
    holder="Falkenberg Design Lda.", bank="Banco Exemplo", iban="PT50000201231234567890154", bic="BEXAPTPL"
)
STORY = (
    LineFacts(
        name="Consulting",
        details="October 2026",
        qty=Decimal("12.5"),
        unit="HUR",
        price=Decimal(80),
        rate=Decimal(23),
    ),
    LineFacts(
        name="Monitor",
        qty=Decimal(1),
        price=Decimal("249.90"),
        rate=Decimal(23),
        adjustments=(AdjustmentFacts(amount=0, percent=Decimal(10)),),
    ),
    LineFacts(name="Book “Numbers”", qty=Decimal(3), price=Decimal("19.99"), rate=Decimal(6)),
)


def paper(lines: tuple[LineFacts, ...] = STORY, **changes: Any) -> DocumentFacts:
    """An invoice with these lines; sums, taxes and early payment are worked out here. `changes` replace
    facts.

    `discount` (percent), `prepaid`, `withholding` (percent of the net) and `early` (percent) go through
    the totals.
    """
    discount, prepaid = changes.pop("discount", None), changes.pop("prepaid", Decimal(0))
    withholding, early = changes.pop("withholding", None), changes.pop("early", None)
    charge, rounding = changes.pop("charge", None), changes.pop("rounding", None)
    reasons = changes.pop("reasons", {})
    currency, mode = changes.get("currency", "EUR"), changes.get("price_mode", "net")
    items = [line for line in lines if not line.is_section]
    counted = [line for line in items if not line.is_optional]
    foreign = changes.get("tax_currency", "")
    document = totals.PricedDocument(
        lines=tuple(_priced(line) for line in counted),
        currency=currency,
        price_mode=mode,
        doc_allowances=(totals.Adjustment(percent=discount, reason="Loyalty"),) if discount else (),
        doc_charges=(totals.Adjustment(amount=charge, reason="Freight"),) if charge else (),
        prepaid=prepaid,
        rounding_amount=rounding,
        withholdings=(totals.Withholding("IRS", rate=withholding),) if withholding else (),
        early_discount=totals.EarlyDiscount(early) if early else None,
        tax_currency=totals.TaxCurrency(foreign, changes["exchange_rate"]) if foreign else None,
    )
    sums = totals.totals_of(document)
    facts = DocumentFacts(
        **{
            "kind": "invoice",
            "number": "2026-0042",
            "language": "en",
            "issued_on": date(2026, 11, 22),
            "due_on": date(2026, 12, 22),
            "period_from": date(2026, 10, 1),
            "period_to": date(2026, 10, 31),
            "order_number": "4500381177",
            "seller": SELLER,
            "buyer": BUYER,
            "bank": BANK,
            "payment_reference": "2026-0042 / 10482",
            "intro": "Thank you for your order. We charge the following services.",
            "lines": tuple(_filled(lines, counted, sums, currency, mode)),
            "adjustments": tuple(_split(document, sums)),
            "taxes": tuple(
                TaxFacts(
                    category=group.category,
                    rate=group.rate,
                    base=group.base,
                    tax=group.tax,
                    **reasons.get(group.category, {}),
                )
                for group in sums.tax_breakdown
            ),
            "totals": _totals(sums),
            "withholdings": tuple(
                NamedAmount(name=one.code, rate=withholding, amount=one.amount) for one in sums.withholdings
            ),
            "tax_in_tax_currency": sums.tax_in_tax_currency or 0,
        }
        | changes
    )
    if sums.early_payment:
        facts = replace(
            facts,
            early_payment=EarlyPayment(
                until=date(2026, 12, 2),
                percent=early,
                discount=sums.early_payment.discount,
                pay=sums.early_payment.pay,
            ),
        )
    return facts


def _priced(line: LineFacts) -> totals.PricedLine:
    def typed(one: AdjustmentFacts) -> totals.Adjustment:
        if one.percent is not None:
            return totals.Adjustment(percent=one.percent)
        return totals.Adjustment(amount=money.major(one.amount, "EUR"))

    return totals.PricedLine(
        line.qty,
        line.price,
        line.category,
        line.rate,
        line.base_qty,
        tuple(typed(one) for one in line.adjustments if not one.is_charge),
        tuple(typed(one) for one in line.adjustments if one.is_charge),
    )


def _filled(
    lines: tuple[LineFacts, ...], counted: list[LineFacts], sums: totals.Totals, currency: str, mode: str
) -> list[LineFacts]:
    done = []
    for line in lines:
        if line.is_section:
            done.append(line)
        elif line.is_optional:
            shown = money.minor_rounded(line.qty * line.price / line.base_qty, currency)
            done.append(replace(line, net=shown, shown=shown))
        else:
            index = sum(not one.is_section and not one.is_optional for one in done)
            part, net = sums.line_parts[index], sums.line_nets[index]
            amounts = iter((*part.allowances, *part.charges))
            ordered = sorted(line.adjustments, key=lambda one: one.is_charge)
            adjustments = tuple(
                replace(one, amount=next(amounts), base=part.amount if one.percent is not None else None)
                for one in ordered
            )
            done.append(
                replace(line, net=net, shown=part.total if mode == "gross" else net, adjustments=adjustments)
            )
    return done


def _split(document: totals.PricedDocument, sums: totals.Totals) -> list[AdjustmentFacts]:
    done = []
    for part in sums.doc_split:
        typed = getattr(document, part.kind)[part.index]
        done.append(
            AdjustmentFacts(
                amount=part.net,
                shown=part.amount if document.price_mode == "gross" else None,
                is_charge=part.kind == "doc_charges",
                percent=typed.percent,
                reason=typed.reason,
                reason_code="95" if part.kind == "doc_allowances" else "FC",
                category=part.category,
                rate=part.rate,
            )
        )
    return done


def _totals(sums: totals.Totals) -> TotalFacts:
    return TotalFacts(
        sum_lines=sums.sum_lines,
        allowances=sums.allowance_net,
        charges=sums.charge_net,
        net=sums.net,
        tax=sums.tax,
        gross=sums.gross,
        prepaid=sums.prepaid,
        rounding=sums.rounding,
        due=sums.due,
        payable=sums.en16931_due,
        withheld=sums.withheld,
    )


@lru_cache(maxsize=1)
def logo() -> bytes:
    """A small PNG with transparency."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (280, 140), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 139, 139), fill=(31, 58, 95, 255))
    pen.polygon([(40, 30), (110, 30), (90, 60), (66, 60), (66, 112), (40, 112)], fill=(255, 255, 255, 255))
    pen.rectangle((160, 60, 279, 80), fill=(31, 58, 95, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
