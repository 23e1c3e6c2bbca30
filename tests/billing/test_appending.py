"""A letter and files with a paper, from the draft to the seal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents.document_json import document_to_json
from desktop_crm.billing.rules import appending, copying
from desktop_crm.billing.rules.drafts import AppendedDraft, DocumentDraft
from desktop_crm.billing.rules.recurring import RecurringDraft
from desktop_crm.billing.service.contents import appended_to, named_in_papers
from desktop_crm.billing.service.rendering import PRINTER
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.database import blobs
from desktop_crm.database.connection import transaction
from desktop_crm.values import canonical
from desktop_crm.values.errors import NotFound, UserError
from tests.billing.conftest import CALLER, TODAY, Books
from tests.billing.documents import appended
from tests.billing.documents.reading import text_of
from tests.billing.test_law_on_paper import facts_of

PLAN = appended.pdf("Ground floor", "First floor")
COVER = "Dear Sir,\n\nthe invoice for {month}."


def kept(name: str = "plan.pdf", content: bytes = PLAN) -> AppendedDraft:
    return service.keep_appendix(CALLER, name, content)


def draft_of(document_id: int) -> DocumentDraft:
    return queries.get_document(CALLER, document_id, TODAY).draft


def test_a_file_is_kept_once_and_described(books: Books) -> None:
    found = kept()
    assert found == kept() == AppendedDraft(
        name="plan.pdf", sha256=found.sha256, media_type="application/pdf", size=len(PLAN), pages=2
    )  # fmt: skip
    assert blobs.get(found.sha256) == PLAN


def test_both_are_printed_sealed_and_the_same_in_a_reprint(books: Books) -> None:
    made = books.new(cover=COVER, appended=(kept(),))
    issued = service.issue_invoice(CALLER, made, today=TODAY, render=PRINTER)
    text = text_of(queries.stored_pdf(CALLER, issued.id))
    assert "the invoice for November" in text and "Page 4 of 4" in text
    facts = facts_of(issued.id)
    assert [each.name for each in facts.appended] == ["plan.pdf"]
    assert service.copy_pdf(CALLER, issued.id) == service.copy_pdf(CALLER, issued.id)
    assert "Page 4 of 4" in text_of(service.copy_pdf(CALLER, issued.id))
    assert service.verify(CALLER).findings == ()


def test_facts_without_them_are_written_as_before(books: Books) -> None:
    text = canonical.dump(facts_of(books.issued())).decode()
    assert "cover" not in text and "appended" not in text


def test_a_missing_file_keeps_the_paper_a_draft(books: Books) -> None:
    lost = replace(kept(), sha256="0" * 64)
    made = books.new(appended=(lost,))
    with pytest.raises(NotFound):
        service.issue_invoice(CALLER, made, today=TODAY, render=PRINTER)
    assert queries.get_document(CALLER, made, TODAY).row.state == "draft"
    assert draft_of(made).appended == (lost,)


def test_a_file_that_cannot_be_drawn_loses_nothing_and_no_number(books: Books) -> None:
    with transaction(CALLER):
        broken = blobs.put(PLAN[:300])
    made = books.new(appended=(kept(), AppendedDraft(name="torn.pdf", sha256=broken)))
    with pytest.raises(UserError) as caught:
        service.issue_invoice(CALLER, made, today=TODAY, render=PRINTER)
    assert caught.value.field == "appended[2]" and "torn.pdf" in str(caught.value.message)
    assert queries.get_document(CALLER, made, TODAY).row.number == ""
    assert books.issue(books.new()).number.endswith("0001")


def test_files_are_appended_to_a_draft_all_or_none(books: Books) -> None:
    made = books.new(internal_notes="Ours")
    service.append_files(CALLER, made, [("a.pdf", PLAN), ("b.png", appended.picture())], TODAY)
    with pytest.raises(UserError):
        service.append_files(CALLER, made, [("c.pdf", PLAN), ("d.pdf", b"torn")], TODAY)
    view = queries.get_document(CALLER, made, TODAY)
    assert [each.name for each in view.draft.appended] == ["a.pdf", "b.png"]
    assert view.internal_notes == "Ours"
    with pytest.raises(UserError, match="issued"):
        service.append_files(CALLER, books.issued(), [("a.pdf", PLAN)], TODAY)


def test_more_than_ten_are_refused(books: Books) -> None:
    files = [(f"{n}.pdf", PLAN) for n in range(appending.MOST_FILES + 1)]
    with pytest.raises(UserError) as caught:
        service.append_files(CALLER, books.new(), files, TODAY)
    assert caught.value.field == "appended"


def test_a_copy_has_them_too_and_what_is_made_of_a_quote_begins_anew(books: Books) -> None:
    more: dict[str, Any] = {"cover": COVER, "appended": (kept(),)}
    copy = draft_of(service.duplicate(CALLER, books.new(**more), TODAY).id)
    assert (copy.cover, copy.appended) == (COVER, more["appended"])
    quote = books.sent(**more)
    made = draft_of(service.invoice_quote(CALLER, quote, TODAY).id)
    assert (made.cover, made.appended) == ("", ())
    order = draft_of(service.order_quote(CALLER, books.sent(**more), TODAY).id)
    assert (order.cover, order.appended) == ("", ())
    credited = service.credit_invoice(CALLER, books.issued(**more), today=TODAY, render=books.paper)
    facts = facts_of(credited.id)
    assert (facts.cover, facts.appended) == ("", ())


def test_a_month_in_the_letter_moves_on_with_the_copy() -> None:
    draft = DocumentDraft(
        cover="Our work in October 2026", period_from=date(2026, 10, 1), period_to=date(2026, 10, 31)
    )
    assert copying.as_next_month(draft, "en").cover == "Our work in November 2026"


def test_what_recurs_has_them_in_every_bill(books: Books) -> None:
    document = books.draft(cover=COVER, appended=(kept(),))
    service.create_recurring(CALLER, RecurringDraft(document=document, starts_on=TODAY), TODAY)
    done = service.run_recurring(CALLER, TODAY)
    bill = draft_of(done.made[0].document_id)
    assert (bill.cover, bill.appended) == (COVER, document.appended)


def test_json_says_both_and_takes_them_again(books: Books) -> None:
    made = books.new(cover=COVER, appended=(kept(),))
    shown = document_to_json(queries.get_document(CALLER, made, TODAY))
    assert shown["cover"] == COVER
    assert shown["appended"][0] == {
        "name": "plan.pdf", "sha256": kept().sha256, "media_type": "application/pdf", "size": len(PLAN),
        "pages": 2,
    }  # fmt: skip
    again = service.draft_from_json(CALLER, "invoice", shown, TODAY)
    assert (again.cover, again.appended) == (COVER, (kept(),))


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("plan.pdf", "appended"),
        ([{"name": "a.pdf"}], "appended[1].sha256"),
        ([{"sha256": "0" * 64}], "appended[1].name"),
        ([{"name": "a.pdf", "sha256": "0" * 64}], "appended[1].sha256"),
        ([{"name": "a.pdf", "path": "x"}], "appended[1].path"),
        ([{"name": "a.pdf", "sha256": 7}], "appended[1].sha256"),
    ],
)
def test_json_that_is_wrong_names_its_field(books: Books, value: object, field: str) -> None:
    data = {"customer_id": books.customer, "lines": [], "appended": value}
    with pytest.raises(UserError) as caught:
        service.draft_from_json(CALLER, "invoice", data, TODAY)
    assert caught.value.field == field


def test_a_cover_text_of_any_length_is_refused_by_its_name(books: Books) -> None:
    with pytest.raises(UserError) as caught:
        books.new(cover="x" * 20_001)
    assert caught.value.field == "cover"


def test_bytes_that_a_paper_names_are_no_waste(books: Books) -> None:
    found = kept()
    assert named_in_papers([found.sha256]) == set()
    made = books.new(appended=(found,))
    text = canonical.dump(draft_of(made)).decode()
    assert appended_to(text) == {found.sha256} == named_in_papers([found.sha256, "0" * 64])
    assert appended_to(canonical.dump(books.draft()).decode()) == set()


def test_the_sum_of_the_paper_is_what_it_was(books: Books) -> None:
    plain, more = facts_of(books.issued()), facts_of(books.issued(cover=COVER, appended=(kept(),)))
    assert plain.totals == more.totals and plain.totals.gross > Decimal(0)


def test_a_new_paper_begins_with_the_firms_letter_in_its_language(books: Books) -> None:
    covers = {"quote.cover.en": "We offer", "quote.cover.de": "Wir bieten", "invoice.cover.en": "We bill"}
    row = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(row.draft, paper_texts=tuple(covers.items())), row.version)
    assert queries.new_draft(CALLER, "quote", books.customer, TODAY).cover == "We offer"
    quote = service.create_draft(CALLER, books.draft(kind="quote", cover="We offer", language="en"), TODAY).id
    service.send_quote(CALLER, quote, today=TODAY, render=books.paper)
    made = draft_of(service.invoice_quote(CALLER, quote, TODAY).id)
    assert made.cover == "We bill"
    assert queries.new_draft(CALLER, "order", books.customer, TODAY).cover == ""
