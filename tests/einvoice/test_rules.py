"""Every rule is broken once: it is named, with the term, and nothing else is said of a whole invoice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.einvoice.checking import check
from desktop_crm.einvoice.model import (
    Account,
    Address,
    Adjustment,
    Attachment,
    Delivery,
    Identifier,
    Invoice,
    Note,
    Party,
    Payment,
    Period,
    Preceding,
    Vat,
)
from desktop_crm.einvoice.profiles import CII, PEPPOL_UBL, PROFILES, XRECHNUNG_CII, XRECHNUNG_UBL, Profile
from desktop_crm.values.messages import translator_for
from tests.einvoice import samples

D = Decimal
Change = Callable[[Invoice], Invoice]


def part(name: str, /, **changes: Any) -> Change:
    """Change one part of the invoice, such as its seller."""
    return lambda invoice: replace(invoice, **{name: replace(getattr(invoice, name), **changes)})


def head(**changes: Any) -> Change:
    return lambda invoice: replace(invoice, **changes)


def line(**changes: Any) -> Change:
    """Change the first line."""
    return lambda invoice: replace(invoice, lines=(replace(invoice.lines[0], **changes), *invoice.lines[1:]))


def group(**changes: Any) -> Change:
    return lambda invoice: replace(invoice, taxes=(replace(invoice.taxes[0], **changes),))


def adjusted(**changes: Any) -> Change:
    """With an allowance or charge; its sums are left alone."""
    one = Adjustment(amount=D("1.00"), category="S", rate=D(19), reason="Because")
    return head(adjustments=(replace(one, **changes),))


def address(name: str, /, **changes: Any) -> Change:
    def change(invoice: Invoice) -> Invoice:
        party = getattr(invoice, name)
        return replace(invoice, **{name: replace(party, address=replace(party.address, **changes))})

    return change


def rules_of(invoice: Invoice, profile: Profile) -> set[tuple[str, str]]:
    return {(each.rule, each.term) for each in check(invoice, profile)}


NORM: list[tuple[str, str, Change]] = [
    ("BR-01", "BT-24", head(specification="")),
    ("BR-02", "BT-1", head(number="")),
    ("BR-03", "BT-2", head(issued_on=None)),
    ("BR-04", "BT-3", head(type="")),
    ("BR-05", "BT-5", head(currency="")),
    ("BR-06", "BT-27", part("seller", name="")),
    ("BR-07", "BT-44", part("buyer", name="")),
    ("BR-08", "BG-5", part("seller", address=None)),
    ("BR-09", "BT-40", address("seller", country="")),
    ("BR-10", "BG-8", part("buyer", address=None)),
    ("BR-11", "BT-55", address("buyer", country="")),
    ("BR-12", "BT-106", part("totals", lines=None)),
    ("BR-13", "BT-109", part("totals", net=None)),
    ("BR-14", "BT-112", part("totals", gross=None)),
    ("BR-15", "BT-115", part("totals", due=None)),
    ("BR-16", "BG-25", head(lines=())),
    ("BR-17", "BT-59", head(payee=Party())),
    ("BR-18", "BT-62", head(representative=Party(vat_id="FR1"))),
    ("BR-19", "BG-12", head(representative=Party(name="A", vat_id="FR1"))),
    ("BR-20", "BT-69", head(representative=Party(name="A", vat_id="FR1", address=Address()))),
    ("BR-21", "BT-126", line(id="")),
    ("BR-22", "BT-129", line(qty=None)),
    ("BR-23", "BT-130", line(unit="")),
    ("BR-24", "BT-131", line(net=None)),
    ("BR-25", "BT-153", line(name="")),
    ("BR-26", "BT-146", line(price=None)),
    ("BR-27", "BT-146", line(price=D(-45), qty=D(-2))),
    ("BR-28", "BT-148", line(gross_price=D(-1))),
    ("BR-29", "BT-74", head(period=Period(start=date(2026, 11, 2), end=date(2026, 11, 1)))),
    ("BR-30", "BT-135", line(period=Period(start=date(2026, 11, 2), end=date(2026, 11, 1)))),
    ("BR-31", "BT-92", adjusted(amount=None)),
    ("BR-32", "BT-95", adjusted(category="")),
    ("BR-33", "BT-97", adjusted(reason="")),
    ("BR-36", "BT-92", adjusted(is_charge=True, amount=None)),
    ("BR-37", "BT-95", adjusted(is_charge=True, category="")),
    ("BR-38", "BT-97", adjusted(is_charge=True, reason="")),
    ("BR-41", "BT-92", line(adjustments=(Adjustment(reason="R"),))),
    ("BR-42", "BT-97", line(adjustments=(Adjustment(amount=D(0)),))),
    ("BR-43", "BT-92", line(adjustments=(Adjustment(is_charge=True, reason="R"),))),
    ("BR-44", "BT-97", line(adjustments=(Adjustment(is_charge=True, amount=D(0)),))),
    ("BR-45", "BT-116", group(base=None)),
    ("BR-46", "BT-117", group(tax=None)),
    ("BR-47", "BT-118", group(category="")),
    ("BR-48", "BT-119", group(rate=None)),
    ("BR-49", "BT-81", part("payment", means="")),
    ("BR-50", "BT-84", part("payment", accounts=(Account(holder="X"),))),
    ("BR-51", "BT-87", head(payment=Payment(means="48", card=("4111111111111111", "X")))),
    ("BR-52", "BT-122", head(attachments=(Attachment(url="https://example.org"),))),
    ("BR-53", "BT-111", head(tax_currency="USD")),
    ("BR-54", "BT-160", line(attributes=(("Colour", ""),))),
    ("BR-55", "BT-25", head(preceding=(Preceding(),))),
    ("BR-56", "BT-63", head(representative=Party(name="A", address=Address(country="FR")))),
    ("BR-57", "BT-80", head(delivery=Delivery(address=Address(city="Bonn")))),
    ("BR-61", "BT-84", part("payment", accounts=())),
    ("BR-62", "BT-34", part("seller", endpoint=Identifier(id="1"))),
    ("BR-63", "BT-49", part("buyer", endpoint=Identifier(id="1"))),
    ("BR-64", "BT-157", line(standard_code=Identifier(id="1"))),
    ("BR-65", "BT-158", line(classifications=(Identifier(id="1"),))),
    ("BR-CO-03", "BT-7", head(tax_point_on=date(2026, 11, 1), tax_point_code="35")),
    ("BR-CO-04", "BT-151", line(category="")),
    ("BR-CO-09", "BT-31", part("seller", vat_id="123")),
    ("BR-CO-10", "BT-106", part("totals", lines=D("100.01"))),
    ("BR-CO-11", "BT-107", adjusted()),
    ("BR-CO-12", "BT-108", adjusted(is_charge=True)),
    ("BR-CO-13", "BT-109", part("totals", net=D("100.01"))),
    ("BR-CO-14", "BT-110", part("totals", tax=D("19.01"))),
    ("BR-CO-15", "BT-112", part("totals", gross=D("119.01"))),
    ("BR-CO-16", "BT-115", part("totals", due=D("119.01"))),
    ("BR-CO-17", "BT-117", group(tax=D("19.90"))),
    ("BR-CO-18", "BG-23", head(taxes=())),
    ("BR-CO-19", "BT-73", head(period=Period())),
    ("BR-CO-20", "BT-134", line(period=Period())),
    ("BR-CO-25", "BT-9", head(due_on=None, terms="")),
    ("BR-CO-26", "BT-31", part("seller", ids=(), vat_id="")),
    ("BR-DEC-12", "BT-109", part("totals", net=D("100.000"))),
    ("BR-DEC-23", "BT-131", line(net=D("90.000"))),
    ("BR-CL-01", "BT-3", head(type="999")),
    ("BR-CL-04", "BT-5", head(currency="EUX")),
    ("BR-CL-05", "BT-6", head(tax_currency="XXQ")),
    ("BR-CL-06", "BT-8", head(tax_point_code="9")),
    ("BR-CL-10", "BT-29", part("seller", ids=(Identifier(id="1", scheme="9999"),))),
    ("BR-CL-11", "BT-30", part("seller", legal_id=Identifier(id="1", scheme="9999"))),
    ("BR-CL-14", "BT-55", address("buyer", country="ZZ")),
    ("BR-CL-15", "BT-159", line(origin="ZZ")),
    ("BR-CL-16", "BT-81", part("payment", means="999")),
    ("BR-CL-17", "BT-151", line(category="X")),
    ("BR-CL-18", "BT-95", adjusted(category="X")),
    ("BR-CL-19", "BT-98", adjusted(reason_code="X")),
    ("BR-CL-20", "BT-98", adjusted(is_charge=True, reason_code="X")),
    ("BR-CL-21", "BT-157", line(standard_code=Identifier(id="1", scheme="9999"))),
    ("BR-CL-22", "BT-121", group(reason_code="VATEX-X")),
    ("BR-CL-23", "BT-130", line(unit="HOURS")),
    ("BR-CL-24", "BT-125", head(attachments=(Attachment(id="A", content=b"x", media_type="text/x"),))),
    ("BR-CL-25", "BT-49", part("buyer", endpoint=Identifier(id="1", scheme="9999"))),
    ("BR-CL-26", "BT-71", head(delivery=Delivery(place=Identifier(id="1", scheme="9999")))),
    ("BR-S-01", "BG-23", line(category="S", rate=D(19))),
    ("PEPPOL-EN16931-R040", "BT-92", adjusted(base=D(100), percent=D(5))),
    ("PEPPOL-EN16931-R046", "BT-146", line(gross_price=D(50), price_discount=D(1))),
    ("PEPPOL-EN16931-R120", "BT-131", line(qty=D(7))),
    ("PEPPOL-EN16931-R121", "BT-149", line(base_qty=D(0))),
]  # fmt: skip
TWINS = tuple(
    Attachment(id=number, content=b"%PDF", media_type="application/pdf", name="a.pdf") for number in "12"
)
GERMAN: list[tuple[str, str, Change]] = [
    ("BR-DE-1", "BG-16", head(payment=None)),
    ("BR-DE-2", "BG-6", part("seller", contact_name="", phone="", email="")),
    ("BR-DE-3", "BT-37", address("seller", city="")),
    ("BR-DE-4", "BT-38", address("seller", postal_code="")),
    ("BR-DE-5", "BT-41", part("seller", contact_name="")),
    ("BR-DE-6", "BT-42", part("seller", phone="")),
    ("BR-DE-7", "BT-43", part("seller", email="")),
    ("BR-DE-8", "BT-52", address("buyer", city="")),
    ("BR-DE-9", "BT-53", address("buyer", postal_code="")),
    ("BR-DE-10", "BT-77", address("delivery", city="")),
    ("BR-DE-11", "BT-78", address("delivery", postal_code="")),
    ("BR-DE-14", "BT-119", group(rate=None)),
    ("BR-DE-15", "BT-10", head(buyer_reference="")),
    ("BR-DE-16", "BT-31", part("seller", vat_id="", tax_number="")),
    ("BR-DE-17", "BT-3", head(type="395")),
    ("BR-DE-18", "BT-20", head(terms="#SKONTO#TAGE=7#PROZENT=2#")),
    ("BR-DE-19", "BT-84", part("payment", accounts=(Account(id="DE00370400440532013000"),))),
    ("BR-DE-20", "BT-91", head(payment=Payment(means="59", mandate="M", creditor="C", debited="DE00"))),
    ("BR-DE-22", "BT-125", head(attachments=TWINS)),
    ("BR-DE-23-a", "BT-84", part("payment", accounts=())),
    ("BR-DE-23-b", "BT-81", part("payment", card=("1234", "X"))),
    ("BR-DE-24-a", "BT-87", head(payment=Payment(means="48"))),
    ("BR-DE-24-b", "BT-81", part("payment", means="48")),
    ("BR-DE-25-a", "BT-89", head(payment=Payment(means="59"))),
    ("BR-DE-25-b", "BT-81", part("payment", means="59", mandate="M")),
    ("BR-DE-26", "BT-25", head(type="384")),
    ("BR-DE-27", "BT-42", part("seller", phone="12")),
    ("BR-DE-28", "BT-43", part("seller", email="nobody")),
    ("BR-DE-30", "BT-90", head(payment=Payment(means="59", mandate="M", debited="X"))),
    ("BR-DE-31", "BT-91", head(payment=Payment(means="59", mandate="M", creditor="C"))),
    ("PEPPOL-EN16931-R001", "BT-23", head(process="")),
    ("PEPPOL-EN16931-R005", "BT-6", head(tax_currency="EUR")),
    ("PEPPOL-EN16931-R010", "BT-49", part("buyer", endpoint=None)),
    ("PEPPOL-EN16931-R020", "BT-34", part("seller", endpoint=None)),
    ("PEPPOL-EN16931-R041", "BT-93", adjusted(percent=D(1))),
    ("PEPPOL-EN16931-R042", "BT-94", adjusted(base=D(1))),
    ("PEPPOL-EN16931-R055", "BT-111", part("totals", tax_in_tax_currency=D("-20.00"))),
    ("PEPPOL-EN16931-R061", "BT-89", head(payment=Payment(means="59", creditor="C"))),
    ("PEPPOL-EN16931-R130", "BT-150", line(base_qty=D(1), base_unit="C62")),
]  # fmt: skip
PEPPOL: list[tuple[str, str, Change]] = [
    ("PEPPOL-EN16931-R003", "BT-10", head(buyer_reference="", order="")),
    ("PEPPOL-EN16931-R004", "BT-24", head(specification="urn:cen.eu:en16931:2017")),
    ("PEPPOL-EN16931-R007", "BT-23", head(process="urn:mine")),
    ("PEPPOL-EN16931-P0100", "BT-3", head(type="130")),
    ("PEPPOL-EN16931-P0101", "BT-3", head(type="262")),
    ("PEPPOL-EN16931-P0104", "BT-121", group(reason_code="VATEX-EU-G")),
    ("PEPPOL-EN16931-CL008", "BT-49", part("buyer", endpoint=Identifier(id="a@b.example", scheme="EM"))),
    ("DE-R-001", "BG-16", head(payment=None)),
    ("DE-R-015", "BT-10", head(buyer_reference="")),
    ("DE-R-023-1", "BT-84", part("payment", accounts=())),
]


@pytest.mark.parametrize(("rule", "term", "change"), NORM, ids=[row[0] for row in NORM])
def test_a_broken_rule_of_the_norm_is_named_with_its_term(rule: str, term: str, change: Change) -> None:
    invoice = samples.invoice()
    if rule == "BR-S-01":
        invoice = replace(invoice, taxes=())
    assert (rule, term) in rules_of(change(invoice), CII)


@pytest.mark.parametrize(("rule", "term", "change"), GERMAN, ids=[row[0] for row in GERMAN])
def test_a_broken_rule_of_xrechnung_is_named_with_its_term(rule: str, term: str, change: Change) -> None:
    whole = samples.invoice(profile=XRECHNUNG_UBL)
    assert (rule, term) in rules_of(change(whole), XRECHNUNG_UBL)
    if rule.startswith("BR-DE"):
        assert (rule, term) not in rules_of(change(samples.invoice()), CII)


@pytest.mark.parametrize(("rule", "term", "change"), PEPPOL, ids=[row[0] for row in PEPPOL])
def test_a_broken_rule_of_peppol_is_named_with_its_term(rule: str, term: str, change: Change) -> None:
    whole = samples.invoice(profile=PEPPOL_UBL)
    assert (rule, term) in rules_of(change(whole), PEPPOL_UBL)


@pytest.mark.parametrize("key", PROFILES)
@pytest.mark.parametrize("category", samples.RATES)
def test_a_whole_invoice_of_every_category_breaks_nothing(key: str, category: str) -> None:
    profile = PROFILES[key]
    assert check(samples.invoice(category, profile), profile) == ()


PREFIXES = {"S": "S", "Z": "Z", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O", "L": "AF", "M": "AG"}


@pytest.mark.parametrize("category", PREFIXES)
def test_every_category_is_held_to_its_ten_rules(category: str) -> None:
    prefix, whole = f"BR-{PREFIXES[category]}", samples.invoice(category)
    charge = Adjustment(is_charge=True, amount=D(0), category=category, rate=whole.taxes[0].rate, reason="R")
    allowance = replace(charge, is_charge=False)
    without_ids = replace(
        whole,
        seller=replace(whole.seller, vat_id="DE1" if category == "O" else "", tax_number=""),
        buyer=replace(whole.buyer, vat_id=""),
        adjustments=(charge, allowance),
    )
    found = {each.rule for each in check(without_ids)}
    assert {f"{prefix}-02", f"{prefix}-03", f"{prefix}-04"} <= found
    wrong = {"S": D(0), "L": D(-1), "M": D(-1)}.get(category, D(7))
    rated = line(rate=wrong)(whole)
    rated = replace(rated, adjustments=(replace(charge, rate=wrong), replace(allowance, rate=wrong)))
    found = {each.rule for each in check(rated)}
    assert {f"{prefix}-05", f"{prefix}-06", f"{prefix}-07"} <= found
    assert f"{prefix}-01" in {each.rule for each in check(replace(whole, taxes=()))}
    assert f"{prefix}-08" in {each.rule for each in check(group(base=D("50.00"))(whole))}
    if category not in ("S", "L", "M"):
        assert f"{prefix}-09" in {each.rule for each in check(group(tax=D("1.00"))(whole))}
        assert f"{prefix}-01" in {each.rule for each in check(replace(whole, taxes=whole.taxes * 2))}
    given = {"reason": ""} if category in samples.REASONS else {"reason": "Because"}
    assert f"{prefix}-10" in {each.rule for each in check(group(**given)(whole))}


def test_a_community_supply_says_when_and_where_it_went() -> None:
    found = rules_of(replace(samples.invoice("K"), delivery=None), CII)
    assert found == {("BR-IC-11", "BT-72"), ("BR-IC-12", "BT-80")}
    period = Period(start=date(2026, 11, 1))
    place = Delivery(address=Address(city="Lyon", country="FR"))
    assert rules_of(samples.invoice("K", delivery=place, period=period), CII) == set()


def test_what_is_not_subject_to_vat_stands_alone() -> None:
    whole = samples.invoice("O")
    mixed = replace(
        whole,
        lines=(whole.lines[0], replace(whole.lines[1], category="Z", rate=D(0))),
        taxes=(
            replace(whole.taxes[0], base=D("90.00")),
            Vat(base=D("10.00"), tax=D(0), category="Z", rate=D(0)),
        ),
        adjustments=(
            Adjustment(amount=D(0), category="Z", rate=D(0), reason="R"),
            Adjustment(is_charge=True, amount=D(0), category="Z", rate=D(0), reason="R"),
        ),
    )
    assert {"BR-O-11", "BR-O-12", "BR-O-13", "BR-O-14"} <= {each.rule for each in check(mixed)}


def test_split_payment_is_italian_and_knows_no_standard_rate() -> None:
    whole = samples.invoice()
    mixed = replace(whole, lines=(replace(whole.lines[0], category="B"), whole.lines[1]))
    assert {"BR-B-01", "BR-B-02"} <= {each.rule for each in check(mixed)}


def test_lines_outside_the_period_of_the_invoice_are_named() -> None:
    whole = Period(start=date(2026, 11, 1), end=date(2026, 11, 30))
    outside = Period(start=date(2026, 10, 1), end=date(2026, 12, 1))
    invoice = line(period=outside)(samples.invoice(profile=XRECHNUNG_CII, period=whole))
    found = {each.rule: each.line for each in check(invoice, XRECHNUNG_CII)}
    assert found == {"PEPPOL-EN16931-R110": 1, "PEPPOL-EN16931-R111": 1}


def test_peppol_takes_one_note_unless_both_are_german_and_corrections_only_then() -> None:
    notes = (Note(text="a"), Note(text="b"))
    german = samples.invoice(profile=PEPPOL_UBL, notes=notes, type="384", preceding=(Preceding(number="1"),))
    assert rules_of(german, PEPPOL_UBL) == set()
    abroad = address("buyer", country="FR")(german)
    assert rules_of(abroad, PEPPOL_UBL) == {
        ("PEPPOL-EN16931-R002", "BT-22"),
        ("PEPPOL-EN16931-P0112", "BT-3"),
    }


@pytest.mark.parametrize(
    ("tax", "is_warning"), [("19.00", None), ("19.01", True), ("18.99", True), ("19.02", False)]
)
def test_the_vat_of_a_rate_may_differ_by_what_rounding_the_lines_moves(
    tax: str, is_warning: bool | None
) -> None:
    whole, amount = samples.invoice(), D(tax)
    totals = replace(whole.totals, tax=amount, gross=100 + amount, due=100 + amount)
    found = check(group(tax=amount)(replace(whole, totals=totals)))
    assert [each.is_warning for each in found] == ([] if is_warning is None else [is_warning])


def test_amounts_rounded_to_a_whole_forint_are_doubtful_only() -> None:
    whole = samples.invoice(currency="HUF")
    rounded = line(price=D("44.80"))(whole)  # twice that is 89.60, said is 90
    assert [(each.rule, each.is_warning) for each in check(rounded)] == [("PEPPOL-EN16931-R120", True)]


def test_a_sum_is_said_with_both_figures_in_the_readers_language() -> None:
    (found, *_others) = check(part("totals", gross=D("1119.01"))(samples.invoice()))
    assert translator_for("tr").message(found.message).count("1.119,01") == 1


def test_findings_are_said_once_errors_first() -> None:
    whole = samples.invoice(due_on=None, terms="", type="381")
    found = check(part("seller", name="")(whole))
    assert [each.is_warning for each in found] == [False, True]
