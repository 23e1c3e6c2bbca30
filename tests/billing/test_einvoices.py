"""The e-invoice that a customer asks for: demanded before issue, sealed, sent, exported in any format."""

from __future__ import annotations

import email
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from email import policy
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.ui.einvoice_dialog import written_words
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.einvoice.checking import check_opened
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Translator
from tests.billing.conftest import CALLER, TODAY, Books, know, open_books
from tests.billing.conftest import STATEMENTS as ALL_STATEMENTS
from tests.billing.conftest import TABLES as ALL_TABLES


@pytest.fixture
def shop(make_database: Callable[..., Any]) -> Books:
    """The firm of the books with everything that any format asks of a seller."""
    make_database(ALL_TABLES, ALL_STATEMENTS)
    books = open_books()
    firm = company.get_firm(CALLER)
    company_service.save_firm(
        CALLER,
        replace(
            firm.draft, contact_name="Ana Lima", phone="+49 30 1234567", email="office@lima.example",
            endpoint=("0204", "11-1234567-89"),
        ),
        firm.version,
    )  # fmt: skip
    return books


def wants(books: Books, key: str, **changes: Any) -> None:
    """The customer asks for this format from now on."""
    view = contacts.get_contact(CALLER, books.customer)
    draft = replace(view.draft, einvoice=key, **changes)
    contacts_service.save_contact(CALLER, books.customer, view.version, draft)


def issue(books: Books, **values: Any) -> int:
    return service.issue_invoice(CALLER, books.new(**values), today=TODAY).id


WHOLE = {"buyer_reference": "04011000-12345-03", "endpoint": ("0204", "991-12345-06")}


@pytest.mark.parametrize("key", PROFILES)
def test_each_format_is_sealed_at_issue_and_keeps_its_own_rules(shop: Books, key: str) -> None:
    wants(shop, key, **WHOLE)
    document = issue(shop, buyer_reference="04011000-12345-03")
    opened = open_invoice(queries.stored_xml(CALLER, document))
    assert opened.invoice.specification == PROFILES[key].specification
    assert opened.syntax == PROFILES[key].syntax
    assert [each for each in check_opened(opened) if not each.is_warning] == []
    name = "xrechnung.xml" if PROFILES[key].is_german else "factur-x.xml"
    with pikepdf.open(io.BytesIO(queries.stored_pdf(CALLER, document))) as pdf:
        assert list(pdf.attachments) == [name]
    inside = open_invoice(queries.stored_pdf(CALLER, document)).invoice
    assert (inside.totals, inside.lines) == (opened.invoice.totals, opened.invoice.lines)
    assert service.verify(CALLER).findings == ()


@pytest.mark.parametrize(
    ("key", "changes", "field", "rule"),
    [
        ("xrechnung", {"buyer_reference": ""}, "buyer_reference", "BT-10, BR-DE-15"),
        ("xrechnung-ubl", {"endpoint": None}, "buyer.endpoint", "BT-49, PEPPOL-EN16931-R010"),
        ("peppol", {"endpoint": ("EM", "a@b.example")}, "buyer.endpoint", "BT-49, PEPPOL-EN16931-CL008"),
    ],
)
def test_what_a_format_lacks_is_refused_before_a_number_is_drawn(
    shop: Books, key: str, changes: dict[str, Any], field: str, rule: str
) -> None:
    wants(shop, key, **{**WHOLE, **changes})
    draft = shop.draft(buyer_reference=changes.get("buyer_reference", "1"), order_number="4711")
    document = service.create_draft(CALLER, draft, TODAY).id
    found = [each for each in service.problems(CALLER, draft, TODAY) if not each.is_warning]
    assert [each.field for each in found] == [field]
    with pytest.raises(UserError) as refused:
        service.issue_invoice(CALLER, document, today=TODAY)
    assert refused.value.field == field
    assert f"({rule})" in str(refused.value)
    assert queries.get_document(CALLER, document, TODAY).row.state == "draft"
    assert company.preview_number(CALLER, "invoice", TODAY) == "2026-0001"


def test_what_the_seller_lacks_names_the_settings_field(shop: Books) -> None:
    wants(shop, "xrechnung", **WHOLE)
    firm = company.get_firm(CALLER)
    bare = replace(firm.draft, phone="", endpoint=None, address=replace(firm.draft.address, city=""))
    company_service.save_firm(CALLER, bare, firm.version)
    draft = shop.draft(buyer_reference="1")
    found = {each.field for each in service.problems(CALLER, draft, TODAY) if not each.is_warning}
    assert {"seller.phone", "seller.endpoint"} <= found


def test_a_customer_without_wishes_gets_factur_x_and_is_told_where_there_is_none(shop: Books) -> None:
    assert [each for each in service.problems(CALLER, shop.draft(), TODAY) if "rate" not in each.field] == []
    dinars = shop.draft(currency="KWD", bank_account_id=None)
    (doubt,) = [each for each in service.problems(CALLER, dinars, TODAY) if "e-invoice" in str(each.message)]
    assert doubt.is_warning
    assert doubt.field == "currency"
    know("EUR", "KWD", "0.35")
    document = issue(shop, currency="KWD")
    assert not queries.get_document(CALLER, document, TODAY).has_xml


def test_a_credit_note_in_xrechnung_says_no_account_but_a_way(shop: Books) -> None:
    wants(shop, "xrechnung-ubl", **WHOLE)
    document = issue(shop, buyer_reference="1")
    note = service.credit_invoice(CALLER, document, today=TODAY).id
    opened = open_invoice(queries.stored_xml(CALLER, note))
    assert (opened.invoice.type, opened.invoice.preceding[0].number) == ("381", "2026-0001")
    assert [each for each in check_opened(opened) if not each.is_warning] == []


def test_any_format_can_be_written_of_what_was_issued(shop: Books) -> None:
    document = issue(shop)
    stored = queries.stored_xml(CALLER, document)
    assert service.einvoice(CALLER, document, "cii").content == stored
    assert service.einvoice(CALLER, document).content == queries.stored_pdf(CALLER, document)
    totals = open_invoice(stored).invoice.totals
    for key in PROFILES:
        made = service.einvoice(CALLER, document, key)
        opened = open_invoice(made.content)
        assert (opened.invoice.totals, opened.syntax) == (totals, PROFILES[key].syntax)
        assert made.name == "2026-0001 Konserven GmbH.xml"
    with pytest.raises(UserError) as refused:
        service.einvoice(CALLER, document, "edifact")
    assert refused.value.field == "--format"
    with pytest.raises(UserError, match="draft"):
        service.einvoice(CALLER, shop.new())


def test_the_mail_carries_the_xml_where_it_does_not_travel_inside_the_pdf(shop: Books) -> None:
    def attached(document: int) -> dict[str, bytes]:
        message = email.message_from_bytes(service.write_mail(CALLER, document, TODAY), policy=policy.default)
        return {part.get_filename(): part.get_content() for part in message.iter_attachments()}

    plain = issue(shop)
    assert list(attached(plain)) == ["2026-0001 Konserven GmbH.pdf"]
    wants(shop, "peppol", **WHOLE)
    asked = issue(shop, buyer_reference="1")
    names = attached(asked)
    assert list(names) == ["2026-0002 Konserven GmbH.pdf", "2026-0002 Konserven GmbH.xml"]
    xml = names["2026-0002 Konserven GmbH.xml"]
    assert open_invoice(xml if isinstance(xml, bytes) else xml.encode()).format.startswith("Peppol")


class Cancel:
    """Pressed after the second paper."""

    def step(self, done: int, total: int | None = None, what: object = None) -> None:
        if done == 2:
            raise Cancelled


def test_many_are_written_as_a_folder_or_a_zip_and_what_has_none_is_named(
    shop: Books, tmp_path: Path
) -> None:
    ids = [issue(shop) for _n in range(2)]
    wants(shop, "ubl")
    ids.append(issue(shop))
    wants(shop, "")
    know("EUR", "KWD", "0.35")
    ids.append(issue(shop, currency="KWD"))
    made = service.export_einvoices(CALLER, ids, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(made.files)
    assert [Path(name).suffix for name in made.files] == [".pdf", ".pdf", ".xml"]
    assert [number for number, _why in made.left_out] == ["2026-0004"]
    assert made.incomplete == []
    zipped = service.export_einvoices(CALLER, ids, tmp_path / "out.zip", "xrechnung-ubl")
    with ZipFile(tmp_path / "out.zip") as file:
        assert file.namelist() == zipped.files
        formats = {open_invoice(file.read(name)).format for name in file.namelist()}
    assert formats == {"XRechnung 3.0 (UBL)"}
    lacking = {number: {each.term for each in lacks} for number, lacks in zipped.incomplete}
    assert lacking.keys() == {"2026-0001", "2026-0002", "2026-0003"}
    assert all("BT-10" in terms for terms in lacking.values())
    words = written_words(Translator("en"), zipped)
    assert "missing in 2026-0001, 2026-0002, 2026-0003" in words and words.endswith("Without: 2026-0004")
    with pytest.raises(UserError, match="no e-invoice to write"):
        service.export_einvoices(CALLER, ids[-1:], tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()


def test_what_another_format_demands_and_the_paper_does_not_say_is_told(shop: Books, tmp_path: Path) -> None:
    """It was issued for no format: its XRechnung would be refused by the portal of the buyer."""
    document = issue(shop)
    made = service.einvoice(CALLER, document, "xrechnung")
    assert "BT-10" in {finding.term for finding in made.lacks}
    batch = service.export_einvoices(CALLER, [document], tmp_path / "out", "xrechnung")
    assert [number for number, _why in batch.incomplete] == ["2026-0001"]
    assert service.einvoice(CALLER, document, "ubl").lacks == ()
    wants(shop, "xrechnung", **WHOLE)
    whole = issue(shop, buyer_reference="04011000-12345-03")
    assert service.einvoice(CALLER, whole, "xrechnung-ubl").lacks == ()
    assert service.export_einvoices(CALLER, [whole], tmp_path / "out", "peppol").incomplete == []


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_cancelled_batch_leaves_nothing_behind(shop: Books, tmp_path: Path, name: str) -> None:
    ids = [issue(shop) for _n in range(3)]
    with pytest.raises(Cancelled):
        service.export_einvoices(CALLER, ids, tmp_path / name, progress=Cancel())  # type: ignore[arg-type]
    left = [
        path for path in tmp_path.rglob("*") if path.is_file() and path.suffix in (".pdf", ".xml", ".zip")
    ]
    assert left == []


def test_two_papers_of_one_name_are_two_files(shop: Books, tmp_path: Path) -> None:
    document = issue(shop)
    made = service.export_einvoices(CALLER, [document, document], tmp_path / "out", "cii")
    assert made.files == ["2026-0001 Konserven GmbH.xml", "2026-0001 Konserven GmbH (2).xml"]


def test_a_cash_discount_is_told_to_programs_in_xrechnung_only(shop: Books) -> None:
    document = issue(shop, early_percent=Decimal(2), early_days=10)
    german = open_invoice(service.einvoice(CALLER, document, "xrechnung").content).invoice
    assert german.terms.split("\n")[-1] == "#SKONTO#TAGE=10#PROZENT=2.00#"
    assert b"#PROZENT=2.00#\n" in service.einvoice(CALLER, document, "xrechnung-ubl").content
    assert "SKONTO" not in open_invoice(service.einvoice(CALLER, document, "ubl").content).invoice.terms
