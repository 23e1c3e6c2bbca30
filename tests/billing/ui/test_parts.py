"""Small parts of the screens: the period's field, words, the sums, what contacts' page gets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import AdjustmentDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.rules.pricing import price
from desktop_crm.billing.ui.contact_additions import contact_additions
from desktop_crm.billing.ui.figures import sum_figures
from desktop_crm.billing.ui.head_form import service_fields, service_span
from desktop_crm.billing.ui.line_columns import percent_of, with_details, with_name, with_percent
from desktop_crm.billing.ui.period_input import PeriodInput, read_span, span_words
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from tests.billing.ui.conftest import CALLER, STORY, TODAY, D, Office

EN, BR = translator_for("en"), translator_for("pt_BR")


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("22/11/2026", (date(2026, 11, 22), date(2026, 11, 22))),
        ("15", (date(2026, 11, 15), date(2026, 11, 15))),
        ("1-30", (date(2026, 11, 1), date(2026, 11, 30))),
        ("2/2028", (date(2028, 2, 1), date(2028, 2, 29))),
        ("01/10/2026 - 31/10/2026", (date(2026, 10, 1), date(2026, 10, 31))),
        ("01/10/2026\u201331/12/2026", (date(2026, 10, 1), date(2026, 12, 31))),
        ("2026-10-01..2026-10-31", (date(2026, 10, 1), date(2026, 10, 31))),
        ("5 \u2013 09/12/2026", (date(2026, 12, 5), date(2026, 12, 9))),
        ("", (None, None)),
    ],
)
def test_a_span_is_read_as_people_type_it(typed: str, span: tuple[date | None, date | None]) -> None:
    assert read_span(typed, EN, TODAY) == span


@pytest.mark.parametrize("typed", ["nonsense", "30-1", "31/02/2026", "13/2026", "1 - 2 - 3"])
def test_what_is_no_span_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_span(typed, EN, TODAY)


def test_a_span_in_words_follows_the_language() -> None:
    november = (date(2026, 11, 1), date(2026, 11, 30))
    assert span_words(november, EN).replace("\u2009", "") == "1\u201330 Nov 2026"
    assert span_words(november, BR) == "1\u201330/11/2026"
    assert span_words((TODAY, TODAY), EN) == "22 Nov 2026"
    assert span_words((None, None), EN) == ""


def test_the_field_tells_a_day_from_a_period(office: Office, qtbot: QtBot) -> None:
    field = PeriodInput(EN, lambda: TODAY)
    qtbot.addWidget(field)
    told: list[object] = []
    field.changed.connect(lambda: told.append(field.value()))
    field.setText("1-30")
    field.commit()
    assert service_fields(field.value())["period_to"] == date(2026, 11, 30)
    field.pick((TODAY, TODAY))
    assert service_fields(field.value()) == {"delivered_on": TODAY, "period_from": None, "period_to": None}
    assert len(told) == 2
    field.setText("soon")
    field.commit()
    assert field.wrong
    assert len(told) == 2
    draft = office.draft(delivered_on=None, period_from=date(2026, 11, 1), period_to=date(2026, 11, 30))
    assert service_span(draft) == (date(2026, 11, 1), date(2026, 11, 30))


def test_a_line_keeps_its_other_discounts_when_the_percentage_changes() -> None:
    fixed = AdjustmentDraft(amount=500, reason="Voucher")
    line = with_percent(with_percent(STORY[1], D(5)), D(7))
    both = with_percent(type(line)(adjustments=(fixed,)), D(10))
    assert percent_of(line) == D(7)
    assert fixed in both.adjustments
    assert with_percent(both, None).adjustments == (fixed,)


def test_name_and_details_share_the_description() -> None:
    line = with_details(with_name(STORY[1], "Design"), "Two drafts\nOne change")
    assert line.description == "Design\nTwo drafts\nOne change"
    assert with_details(line, "").description == "Design"
    assert with_name(line, "Layout").details == "Two drafts\nOne change"


def test_discounts_and_what_is_prepaid_stand_among_the_sums(office: Office) -> None:
    draft = office.draft(adjustments=(AdjustmentDraft(percent=D(10), reason="Loyalty"),), prepaid=10_000)
    p = price(draft)
    rows = sum_figures(EN, "EUR", p.sums, p.taxes, p.adjustments)
    words = {figure.label: figure.amount for figure in rows if figure.label}
    assert words["Lines"] == "1,284.88"
    assert words["Loyalty 10% (VAT 23%)"] == "\u2212122.49"
    assert words["Paid in advance"] == "\u2212100.00"
    assert words["To pay"] == EN.formats.money(p.sums.due, "EUR")


def test_a_contacts_page_gets_balance_revenue_and_lists(office: Office) -> None:
    late = TODAY - timedelta(days=31)
    first = office.issued(on=late, due_on=late)
    service.record_payment(CALLER, first, PaymentDraft(amount=50_000, paid_on=TODAY), TODAY)
    quote = office.sent()
    additions = contact_additions(office.desk)
    balance, revenue = additions.stats[0](office.customer)
    assert (balance.figure, balance.code, balance.note) == ("1,070.21", "EUR", "31 days late")
    assert revenue.figure == "1,284.88"
    quotes, invoices, checks = additions.sections
    assert [(row.title, row.what) for row in quotes.load(office.customer)] == [("Q-2026-0001", quote)]
    assert [(row.right, row.role) for row in invoices.load(office.customer)] == [("1,070.21", "bad")]
    assert checks.load(office.customer) == []
    found = additions.states[0]([("invoice", first), ("quote", quote), ("note", 5)])
    assert found == {("invoice", first): ("Overdue", "bad"), ("quote", quote): ("Sent", "info")}
    additions.verbs[1].run(office.customer)
    assert office.went == [("invoice:new", {"contact": office.customer})]
    assert additions.stats[0](office.other) == []
    assert queries.open_balances(CALLER, [office.customer, office.other]) == {
        office.customer: [("EUR", 107_021)]
    }
