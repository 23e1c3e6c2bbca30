"""Sales that are taxed where the consumer is: told by country, and not owed at home."""

from __future__ import annotations

from desktop_crm.billing import service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.profile import TaxRateDraft
from tests.accounting.test_vat_report import JUNE, D, customer, in_balance, report
from tests.billing.conftest import CALLER, TODAY, Books, line


def test_sales_to_consumers_taxed_in_their_country_are_the_one_stop_shop(books: Books) -> None:
    at = customer("AT", kind="person", name="Anna Gruber")
    company_service.save_tax_rate(
        CALLER, TaxRateDraft(label="USt 20 % (AT)", rate=D(20), country="AT"), None, None
    )
    books.issued(on=JUNE, contact_id=at, lines=(line("1", "100.00", "20"),))
    books.issued(on=JUNE, contact_id=at, lines=(line("1", "100.00", "19"),))
    fr = customer("FR", kind="person", name="Anne Petit")
    books.issued(on=JUNE, contact_id=fr, lines=(line("1", "200.00", "20"),))
    found = report()
    assert [(each.country, each.rate, each.base, each.tax, each.is_doubtful) for each in found.oss] == [
        ("AT", D(20), 10_000, 2_000, False),
        ("FR", D(20), 20_000, 4_000, False),
    ]
    assert {each.entries[0].customer for each in found.oss} == {"Anna Gruber", "Anne Petit"}
    in_balance(found)
    sums = found.report.sums[0]  # 20.00 and 40.00 go to the One-Stop-Shop, 19.00 to the tax office at home
    assert (sums.papers_tax, sums.output_tax, sums.oss_tax, sums.payable) == (7_900, 7_900, 6_000, 1_900)


def test_what_goes_through_the_one_stop_shop_is_not_owed_at_home_when_it_is_paid(books: Books) -> None:
    fr = customer("FR", kind="person", name="Anne Petit")
    invoice = books.issued(on=JUNE, contact_id=fr, lines=(line("1", "200.00", "20"),))
    service.record_payment(CALLER, invoice, PaymentDraft(amount=12_000, paid_on=JUNE), TODAY)
    sums = report("2026", "payment").report.sums[0]
    assert (sums.output_tax, sums.oss_tax, sums.payable) == (2_000, 2_000, 0)
