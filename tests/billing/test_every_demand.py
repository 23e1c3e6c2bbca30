"""A table of sellers, buyers, goods and services: what the law demands is printed and written, and taking
any of it away is refused before issue with its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books
from tests.billing.documents.reading import text_of

SUPPLIED = date(2026, 11, 18)
VAT_IDS = {
    "DE": "DE136695976", "AT": "ATU13585627", "FR": "FR83404833048", "ES": "ESB58378431",
    "NL": "NL004495445B01", "IE": "IE6433435F", "GB": "GB980780684",
    "CH": "CHE-107.787.577 MWST", "FI": "FI20774740",
}  # fmt: skip
SELLERS = ("DE", "AT", "FR", "ES", "NL", "IE", "GB", "CH", "US")
"""Those whose invoice this program's paper is; for the others see the papers that await a fiscal document."""


@dataclass(frozen=True)
class Sold:
    """One kind of sale: where it goes, what it is, the buyer."""

    place: str
    supply: str
    buyer: str = "business"


def kinds(seller: str) -> dict[str, Sold]:
    found = {
        "home": Sold(seller, "services"),
        "abroad goods": Sold("NO", "goods"),
        "abroad services": Sold("NO", "services"),
        "public": Sold(seller, "services", "public"),
    }
    if seller not in ("GB", "CH", "US"):
        found |= {
            "EU goods": Sold("FI", "goods"),
            "EU services": Sold("FI", "services"),
            "EU consumer": Sold("FI", "goods", "consumer"),
        }
    if seller == "FR":  # no sales to consumers without an attestation
        found = {name: sold for name, sold in found.items() if sold.buyer != "consumer"}
    return found


def set_firm(seller: str, **changes: Any) -> None:
    row = company.get_firm(CALLER)
    firm = FirmDraft(
        name="Nordlicht Werkstatt",
        address=Address(street="Lange Gasse 7", postal_code="10115", city="Altstadt", country=seller),
        country=seller,
        currency=law.default_currency(seller),
        vat_id=VAT_IDS.get(seller, ""),
        tax_number="27/123/45678",
        legal_id="404 833 048",
    )
    company_service.save_firm(CALLER, replace(firm, **changes), row.version)


def buyer(sold: Sold, **changes: Any) -> int:
    home = Address(street="Satamakatu 2", postal_code="00160", city="Uusikylä", country=sold.place)
    draft = ContactDraft(
        kind="company",
        name="Kallio Oy",
        vat_id="" if sold.buyer == "consumer" else VAT_IDS.get(sold.place, ""),
        legal_id="552 032 534",
        addresses=(AddressDraft(address=home),),
    )
    return int(contacts_service.create_contact(CALLER, replace(draft, **changes)))


def draft_of(seller: str, sold: Sold, contact: int, **changes: Any) -> DocumentDraft:
    line = LineDraft(
        description="Turned bowls", qty=Decimal(3), price=Decimal("410.50"), rate=Decimal(20), category="S"
    )
    draft = DocumentDraft(
        contact_id=contact,
        currency=law.default_currency(seller),
        lines=(line,),
        delivered_on=SUPPLIED,
        supply=sold.supply,  # type: ignore[arg-type]
        buyer_is=sold.buyer,  # type: ignore[arg-type]
        buyer_reference="991-33333TEST-33",
        vat_unchecked=True,
        language="en",
    )
    return replace(draft, **changes)


def treated(seller: str, sold: Sold, contact: int, **changes: Any) -> int:
    """A draft taxed as the law proposes."""
    ref = service.create_draft(CALLER, draft_of(seller, sold, contact, **changes), TODAY)
    service.treat(CALLER, ref.id, "", TODAY)
    return ref.id


def demanded(document: int) -> list[law.Demand]:
    """What the law asks of this very draft."""
    draft = queries.get_document(CALLER, document, TODAY).draft
    facts = queries.preview_facts(CALLER, draft, TODAY)
    buyer_is: Any = draft.buyer_is or "business"
    firm = company.get_firm(CALLER).draft
    return list(law.demands(queries.surroundings.legal_case(firm, draft, facts, buyer_is)))


def value_of(field: str, facts: DocumentFacts) -> tuple[str, str]:
    """What stands for a demanded field on paper and in the XML."""
    party, _dot, part = field.partition(".")
    if part:
        found = getattr(facts, party) or facts.buyer
        value = found.address.street if part == "address" else getattr(found, part, "")
        value = found.address.country if part == "country" else value
        return ("Finland" if value == "FI" else value), value
    if field == "delivered_on":
        return "18/11/2026", "20261118"
    value = str(getattr(facts, field))
    return value, value


def bare(text: str) -> str:
    """Without what only groups or lifts: CHE-107.787.577 and CHE107787577, FINLAND and Finland."""
    return "".join(char for char in text.casefold() if char.isalnum())


@pytest.mark.file
@pytest.mark.parametrize("seller", SELLERS)
def test_what_is_demanded_is_printed_and_written(books: Books, seller: str) -> None:
    set_firm(seller)
    for name, sold in kinds(seller).items():
        document = treated(seller, sold, buyer(sold))
        asked = demanded(document)
        service.issue_invoice(CALLER, document, today=TODAY)
        view = queries.get_document(CALLER, document, TODAY)
        facts, pdf = view.facts, text_of(queries.stored_pdf(CALLER, document))
        assert facts is not None
        xml = queries.stored_xml(CALLER, document).decode()
        for each in asked:
            filled = next(field for field in each.any_of if value_of(field, facts)[0] not in ("", "None"))
            printed, written = value_of(filled, facts)
            assert bare(printed) in bare(pdf), (name, filled)
            is_hidden = filled.endswith("vat_id") and any(tax.category == "O" for tax in facts.taxes)
            assert bare(written) in bare(xml) or is_hidden, (name, filled)
        for tax in facts.taxes:
            assert tax.category in ("S", "Z") or tax.reason in pdf, name
            assert tax.category in ("S", "Z") or tax.reason in xml, name


Away = Callable[[str, Sold], int]


def without_firm(**changes: Any) -> Away:
    def make(seller: str, sold: Sold) -> int:
        document = treated(seller, sold, buyer(sold))
        set_firm(seller, **changes)
        return document

    return make


def without_buyer(**changes: Any) -> Away:
    def make(seller: str, sold: Sold) -> int:
        document = treated(seller, sold, buyer(sold))
        contact = buyer(sold, **changes)
        view = queries.get_document(CALLER, document, TODAY)
        service.save_draft(CALLER, document, view.row.version, replace(view.draft, contact_id=contact), TODAY)
        return document

    return make


def without_draft(**changes: Any) -> Away:
    def make(seller: str, sold: Sold) -> int:
        document = treated(seller, sold, buyer(sold))
        view = queries.get_document(CALLER, document, TODAY)
        service.save_draft(CALLER, document, view.row.version, replace(view.draft, **changes), TODAY)
        return document

    return make


TAKEN: dict[str, Away] = {
    "seller.address": without_firm(address=Address()),
    "seller.vat_id": without_firm(vat_id="", tax_number=""),
    "seller.tax_number": without_firm(vat_id="", tax_number=""),
    "seller.legal_id": without_firm(legal_id=""),
    "buyer.address": without_buyer(addresses=()),
    "buyer.vat_id": without_buyer(vat_id=""),
    "buyer.legal_id": without_buyer(legal_id=""),
    "buyer_reference": without_draft(buyer_reference=""),
    "delivered_on": without_draft(delivered_on=None),
}
ALWAYS = {"seller.name", "buyer.name"}
"""The firm and every contact have a name, or are not stored."""


@pytest.mark.file
@pytest.mark.parametrize("seller", SELLERS)
def test_taking_one_away_is_refused_before_issue_with_its_name(books: Books, seller: str) -> None:
    set_firm(seller)
    numbers = raw().execute("SELECT count(*) FROM document WHERE number IS NOT NULL").fetchone()[0]
    for name, sold in kinds(seller).items():
        for each in demanded(treated(seller, sold, buyer(sold))):
            field = each.any_of[0]
            if field in ALWAYS or field == "delivery.country":
                continue
            document = TAKEN[field](seller, sold)
            with pytest.raises(UserError) as refusal:
                service.issue_invoice(CALLER, document, today=TODAY, render=books.paper)
            assert refusal.value.field in each.any_of, (name, field, str(refusal.value.message))
            warned = queries.problems(CALLER, queries.get_document(CALLER, document, TODAY).draft, TODAY)
            assert any(problem.field in each.any_of and not problem.is_warning for problem in warned)
            set_firm(seller)
    assert numbers == raw().execute("SELECT count(*) FROM document WHERE number IS NOT NULL").fetchone()[0]


@pytest.mark.parametrize("name", ["", "  "])
def test_neither_seller_nor_buyer_is_nameless(books: Books, name: str) -> None:
    with pytest.raises(UserError):
        set_firm("DE", name=name)
    with pytest.raises(UserError):
        buyer(Sold("DE", "goods"), name=name)


def test_lines_that_say_otherwise_are_a_doubt_not_a_refusal(books: Books) -> None:
    set_firm("DE")
    sold = Sold("FI", "services")
    document = service.create_draft(CALLER, draft_of("DE", sold, buyer(sold)), TODAY).id
    draft = queries.get_document(CALLER, document, TODAY).draft
    doubt = next(each for each in queries.problems(CALLER, draft, TODAY) if "AE" in str(each.message.values))
    assert (doubt.field, doubt.is_warning) == ("lines", True)
    assert service.issue_invoice(CALLER, document, today=TODAY, render=books.paper).number
    service.treat(CALLER, service.duplicate(CALLER, document, TODAY).id, "", TODAY)


@pytest.mark.file
@pytest.mark.parametrize(
    ("way", "code", "said"),
    [
        ("margin_goods", "VATEX-EU-F", "Gebrauchtgegenstände/Sonderregelung"),
        ("margin_art", "VATEX-EU-I", "Kunstgegenstände/Sonderregelung"),
        ("margin_antiques", "VATEX-EU-J", "Sammlungsstücke und Antiquitäten/Sonderregelung"),
        ("margin_travel", "VATEX-EU-D", "Sonderregelung für Reisebüros"),
        ("exempt_interest", "VATEX-EU-132", "Umsatzsteuerfrei, Art. 132"),
    ],
)
def test_a_chosen_reason_stands_on_paper_and_in_the_xml(books: Books, way: str, code: str, said: str) -> None:
    document = books.new(language="de")
    service.treat(CALLER, document, way, TODAY)
    service.issue_invoice(CALLER, document, today=TODAY)
    xml = queries.stored_xml(CALLER, document).decode()
    assert said in text_of(queries.stored_pdf(CALLER, document))
    assert said in xml
    assert f">{code}<" in xml
    facts = queries.get_document(CALLER, document, TODAY).facts
    assert facts is not None
    assert facts.totals.tax == 0


@pytest.mark.file
def test_regimes_are_named_on_paper_and_in_the_xml(books: Books) -> None:
    firm = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(firm.draft, vat_basis="payment"), firm.version)
    document = books.new(language="es", self_billed=True)
    service.issue_invoice(CALLER, document, today=TODAY)
    paper, xml = text_of(queries.stored_pdf(CALLER, document)), queries.stored_xml(CALLER, document).decode()
    for said in ("Régimen especial del criterio de caja", "Facturación por el destinatario"):
        assert said in paper
        assert said in xml


def test_a_way_that_the_country_does_not_know_is_refused(books: Books) -> None:
    document = books.new()
    for way in ("margin_luck", "X", "no_vat"):
        with pytest.raises(UserError) as refusal:
            service.treat(CALLER, document, way, TODAY)
        assert refusal.value.field == "way"
    with pytest.raises(UserError) as refusal:
        books.new(treatment="margin_luck")
    assert refusal.value.field == "treatment"


def test_taxed_lines_come_back_with_the_usual_rate(books: Books) -> None:
    document = books.new()
    service.treat(CALLER, document, "AE", TODAY)
    lines = queries.get_document(CALLER, document, TODAY).draft.lines
    assert {(line.category, line.rate) for line in lines} == {("AE", Decimal(0))}
    service.treat(CALLER, document, "S", TODAY)
    lines = queries.get_document(CALLER, document, TODAY).draft.lines
    assert {(line.category, line.rate) for line in lines} == {("S", Decimal(19))}
