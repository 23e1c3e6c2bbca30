"""What the Swiss QR code says (IG QR-bill 2.3), and what it refuses to say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.rules import qr_bill, references
from desktop_crm.billing.rules.qr_bill import BillParty, QrBill
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values.errors import UserError

CREDITOR = BillParty(
    name="Robert Schneider AG", street="Rue du Lac", building="1268", postal_code="2501", town="Biel",
    country="CH",
)  # fmt: skip
DEBTOR = BillParty(
    name="Pia-Maria Rutschmann-Schnyder", street="Grosse Marktgasse", building="28", postal_code="9400",
    town="Rorschach", country="CH",
)  # fmt: skip
BILL = QrBill(
    account="CH44 3199 9123 0008 8901 2",
    creditor=CREDITOR,
    currency="CHF",
    amount=194_975,
    debtor=DEBTOR,
    reference="21 00000 00003 13947 14300 09017",
    message="Order of 15 June 2026",
)
PLAIN = replace(BILL, account="CH5800791123000889012", reference="RF18 5390 0754 7034")


def test_the_payload_has_every_element_in_its_line() -> None:
    assert qr_bill.payload(BILL).split("\n") == [
        "SPC", "0200", "1", "CH4431999123000889012",
        "S", "Robert Schneider AG", "Rue du Lac", "1268", "2501", "Biel", "CH",
        "", "", "", "", "", "", "",
        "1949.75", "CHF",
        "S", "Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse", "28", "9400", "Rorschach", "CH",
        "QRR", "210000000003139471430009017", "Order of 15 June 2026", "EPD",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"amount": None}, {18: ""}),
        ({"amount": 5}, {18: "0.05"}),
        ({"amount": qr_bill.MOST}, {18: "999999999.99"}),
        ({"debtor": None}, dict.fromkeys(range(20, 27), "")),
        ({"reference": ""}, {27: "NON", 28: ""}),
        ({}, {27: "SCOR", 28: "RF18539007547034"}),
        ({"message": ""}, {29: "", 30: "EPD"}),
        (
            {"currency": "EUR", "account": "LI21 0881 0000 2324 013A A"},
            {3: "LI21088100002324013AA", 19: "EUR"},
        ),
    ],
    ids=str,
)
def test_what_is_left_out_keeps_its_line(changes: dict[str, Any], lines: dict[int, str]) -> None:
    rows = qr_bill.payload(replace(PLAIN, **changes)).split("\n")
    assert len(rows) == 31
    assert {place: rows[place] for place in lines} == lines


@pytest.mark.parametrize(
    ("bill", "field"),
    [
        (replace(PLAIN, account="DE89370400440532013000"), "account"),
        (replace(PLAIN, account="CH5800791123000889013"), "account"),
        (replace(PLAIN, account=""), "account"),
        (replace(PLAIN, currency="USD"), "currency"),
        (replace(PLAIN, amount=0), "amount"),
        (replace(PLAIN, amount=-1), "amount"),
        (replace(PLAIN, amount=qr_bill.MOST + 1), "amount"),
        (replace(BILL, reference=""), "reference"),
        (replace(BILL, reference=PLAIN.reference), "reference"),
        (replace(BILL, reference="210000000003139471430009018"), "reference"),
        (replace(PLAIN, reference=BILL.reference), "reference"),
        (replace(PLAIN, reference="RF19539007547034"), "reference"),
        (replace(PLAIN, reference="2026-0042"), "reference"),
        (replace(PLAIN, creditor=replace(CREDITOR, name=" ")), "creditor.name"),
        (replace(PLAIN, creditor=replace(CREDITOR, name="x" * 71)), "creditor.name"),
        (replace(PLAIN, creditor=replace(CREDITOR, street="x" * 71)), "creditor.street"),
        (replace(PLAIN, creditor=replace(CREDITOR, building="1" * 17)), "creditor.building"),
        (replace(PLAIN, creditor=replace(CREDITOR, postal_code="")), "creditor.postal_code"),
        (replace(PLAIN, creditor=replace(CREDITOR, town="")), "creditor.town"),
        (replace(PLAIN, creditor=replace(CREDITOR, country="")), "creditor.country"),
        (replace(PLAIN, debtor=replace(DEBTOR, country="Schweiz")), "debtor.country"),
        (replace(PLAIN, debtor=replace(DEBTOR, name="Иван")), "debtor.name"),
        (replace(PLAIN, debtor=replace(DEBTOR, town="Biel\nBienne")), "debtor.town"),
        (replace(PLAIN, message="x" * 141), "message"),
        (replace(PLAIN, message="two\nlines"), "message"),
        (replace(PLAIN, message="control\x07"), "message"),
        (replace(PLAIN, message="“quoted”"), "message"),
    ],
    ids=str,
)
def test_what_no_bank_would_take_is_refused_at_its_field(bill: QrBill, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        qr_bill.payload(bill)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("line", "street", "building"),
    [
        ("Rue du Lac 1268", "Rue du Lac", "1268"),
        ("Rue du Lac 1268/2/22", "Rue du Lac", "1268/2/22"),
        ("Am Straßenbahndepot 114 b", "Am Straßenbahndepot", "114 b"),
        ("Hauptstrasse 12a-14c", "Hauptstrasse", "12a-14c"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
        ("Via Nassa, 5", "Via Nassa", "5"),
        ("12 rue de la Gare", "12 rue de la Gare", ""),
        ("Postfach", "Postfach", ""),
        ("1268", "1268", ""),
        ("Weg 123456789012345678", "Weg 123456789012345678", ""),
        ("", "", ""),
    ],
)
def test_the_number_of_the_house_has_its_own_line(line: str, street: str, building: str) -> None:
    assert qr_bill.split_street(line) == (street, building)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Müller & Söhne Großhandel", "Müller & Söhne Großhandel"),
        ("Özdemir Şirketi, İzmir, Łódź, Ţ Ș €", "Özdemir Şirketi, İzmir, Łódź, Ţ Ș €"),
        ("“Numbers” – it’s … fine", '"Numbers" - it\'s ... fine'),
        ("Nguyễn Thế", "Nguyen The"),
        ("  two\n lines\t", "two lines"),
        ("Ma\u0308rz", "März"),
        ("Zero\u200bwidth", "Zerowidth"),
        ("Donau\u00addampf\u00a0schiff", "Donaudampf schiff"),
        ("Иван & Co", "???? & Co"),
        ("株式会社", "????"),
    ],
)
def test_other_signs_are_said_by_those_that_the_code_takes(typed: str, said: str) -> None:
    assert qr_bill.permitted(typed) == said


@given(st.text(max_size=60))
def test_no_text_says_what_the_code_does_not_take(text: str) -> None:
    said = qr_bill.permitted(text)
    assert all(map(qr_bill.is_permitted, said))
    assert qr_bill.permitted(said) == said


ADDRESS = Address(street="Rue du Lac 1268", postal_code="2501", city="Biel", country="CH")


@pytest.mark.parametrize(
    ("name", "address", "street"),
    [
        ("Firm", ADDRESS, "Rue du Lac 1268"),
        ("Firm", replace(ADDRESS, street=""), ""),
        ("Firm", replace(ADDRESS, street="c/o Bureau\nRue du Lac 1268"), "c/o Bureau, Rue du Lac 1268"),
        ("Firm", replace(ADDRESS, street=f"{'c/o Bureau ' * 7}\nRue du Lac 1268"), "Rue du Lac 1268"),
        ("Firm", replace(ADDRESS, street="x" * 300), "x" * 70),
        ("", ADDRESS, None),
        ("Иван", ADDRESS, None),
        ("Firm", replace(ADDRESS, postal_code=""), None),
        ("Firm", replace(ADDRESS, city=" "), None),
        ("Firm", replace(ADDRESS, country=""), None),
        ("Firm", replace(ADDRESS, city="x" * 36), None),
        ("Firm", replace(ADDRESS, postal_code="1" * 17), None),
    ],
)
def test_a_party_has_name_and_town_or_is_left_to_the_payer(
    name: str, address: Address, street: str | None
) -> None:
    party = qr_bill.party_of(name, address)
    assert (None if party is None else party.street_line) == street
    if party is not None:
        qr_bill.check(replace(PLAIN, debtor=party))


LETTERS = st.text(max_size=120)


@given(LETTERS, LETTERS, LETTERS, LETTERS, st.sampled_from(["CH", "DE", "BR"]))
def test_every_party_that_is_found_can_be_said(
    name: str, street: str, code: str, town: str, country: str
) -> None:
    party = qr_bill.party_of(name, Address(street=street, postal_code=code, city=town, country=country))
    if party is not None:
        rows = qr_bill.payload(replace(PLAIN, debtor=party)).split("\n")
        assert len(rows) == 31 and rows[20:22] == ["S", party.name]
        assert len("\n".join(rows)) <= 997  # IG QR-bill 2.3, 4.2


def test_the_town_abroad_has_its_country() -> None:
    assert (
        replace(DEBTOR, country="DE", postal_code="70173", town="Stuttgart").town_line == "DE-70173 Stuttgart"
    )
    assert DEBTOR.town_line == "9400 Rorschach"
    assert references.is_qr_reference(BILL.reference)
