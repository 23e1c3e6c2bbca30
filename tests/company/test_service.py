"""The firm is set up in one transaction, changed by compare-and-swap, and read back as it was written."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image

from desktop_crm.company import queries, service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.numbering import SERIES_KINDS
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft, TermsDraft
from desktop_crm.company.rules.setup import SetupDraft, suggested_firm
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError

TODAY = date(2026, 11, 22)
FIRM = FirmDraft(
    name="Werkstatt Lindner",
    address=Address(street="Lindenweg 4", postal_code="10115", city="Berlin", country="DE"),
    country="DE",
    language="de",
    vat_id="DE136695976",
    endpoint=("0204", "991-1"),
    footer=("one\ntwo", "three"),
    invoice_notes=(("de", "Vielen Dank"), ("en", "Thank you")),
)
ACCOUNT = BankAccountDraft(label="Haus", iban="DE89 3704 0044 0532 0130 00", bic="cobadeffxxx")


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(written, "PNG")
    return written.getvalue()


def test_the_first_run_makes_everything_an_invoice_needs(firm_file: OpenDatabase, caller: Caller) -> None:
    setup = SetupDraft(
        firm=FIRM, bank_account=ACCOUNT, next_numbers={"invoice": 43}, logo=png(), signature=png()
    )
    service.set_up(caller, setup, TODAY)
    firm = queries.get_firm(caller)
    assert replace(firm.draft, logo="", signature="") == FIRM
    assert queries.picture(caller, firm.draft.logo).startswith(b"\x89PNG")
    assert queries.preview_number(caller, "invoice", TODAY) == "2026-0043"
    assert queries.preview_number(caller, "quote", TODAY) == "Q-2026-0001"
    rate = queries.default_tax_rate(caller, TODAY)
    assert rate is not None
    assert (rate.draft.category, rate.draft.rate) == ("S", Decimal(19))
    assert [row.draft.days for row in queries.list_terms(caller)] == [14, 0, 30, 30]
    [account] = queries.list_bank_accounts(caller)
    assert (account.draft.iban, account.draft.bic, account.draft.is_default) == (
        "DE89370400440532013000",
        "COBADEFFXXX",
        True,
    )
    assert {row.draft.kind for row in queries.list_series(caller)} == set(SERIES_KINDS)


@pytest.mark.parametrize(
    ("setup", "field"),
    [
        (SetupDraft(firm=FirmDraft()), "name"),
        (SetupDraft(firm=FIRM, bank_account=BankAccountDraft()), "bank_account.iban"),
        (SetupDraft(firm=FIRM, next_numbers={"invoice": 0}), "next_numbers.invoice"),
        (SetupDraft(firm=FIRM, patterns={"invoice": "x"}), "patterns.invoice"),
        (SetupDraft(firm=FIRM, logo=b"nothing"), "logo"),
    ],
)
def test_a_refused_setup_leaves_nothing_behind(
    firm_file: OpenDatabase, caller: Caller, setup: SetupDraft, field: str
) -> None:
    with pytest.raises(UserError) as refusal:
        service.set_up(caller, setup, TODAY)
    assert refusal.value.field == field
    assert queries.firm_or_none(caller) is None
    assert queries.list_series(caller) == []
    with pytest.raises(NotFound):
        queries.get_firm(caller)


def test_a_firm_is_set_up_once(firm_file: OpenDatabase, caller: Caller) -> None:
    service.set_up(caller, SetupDraft(firm=FIRM), TODAY)
    with pytest.raises(Conflict):
        service.set_up(caller, SetupDraft(firm=FIRM), TODAY)


@pytest.mark.parametrize("country", ["DE", "AT", "FR", "BR", "TR", "US", "JP", ""])
def test_every_country_gets_one_default_rate(firm_file: OpenDatabase, caller: Caller, country: str) -> None:
    service.set_up(caller, SetupDraft(firm=replace(suggested_firm(country), name="X")), TODAY)
    assert sum(row.draft.is_default for row in queries.list_tax_rates(caller)) == 1


def test_a_small_business_bills_without_tax_and_says_why(firm_file: OpenDatabase, caller: Caller) -> None:
    service.set_up(caller, SetupDraft(firm=replace(FIRM, small_business=True)), TODAY)
    rate = queries.default_tax_rate(caller, TODAY)
    assert rate is not None
    assert rate.draft.category == "E"
    assert "§ 19" in rate.draft.reason_in("de")


def test_two_people_change_the_firm_and_the_second_is_told(firm_file: OpenDatabase, caller: Caller) -> None:
    service.set_up(caller, SetupDraft(firm=FIRM), TODAY)
    version = queries.get_firm(caller).version
    service.save_firm(caller, replace(FIRM, phone="1"), version)
    with pytest.raises(Conflict):
        service.save_firm(caller, replace(FIRM, phone="2"), version)
    assert queries.get_firm(caller).draft.phone == "1"


def test_a_wrong_id_is_kept(firm_file: OpenDatabase, caller: Caller) -> None:
    service.save_firm(caller, replace(FIRM, vat_id="DE000000000", email="at home"), 0)
    assert queries.get_firm(caller).draft.vat_id == "DE000000000"


def test_each_currency_has_one_default_account(firm_file: OpenDatabase, caller: Caller) -> None:
    first = service.save_bank_account(caller, ACCOUNT)
    second = service.save_bank_account(caller, replace(ACCOUNT, label="Zweites", is_default=True))
    dollars = service.save_bank_account(caller, BankAccountDraft(currency="USD", text="Account 1234"))
    rows = {row.id: row for row in queries.list_bank_accounts(caller)}
    assert [rows[each].draft.is_default for each in (first, second, dollars)] == [False, True, True]
    assert [each for each in rows if each != dollars] == [second, first], "the default one comes first"
    service.archive_bank_account(caller, second, rows[second].version)
    assert second not in [row.id for row in queries.list_bank_accounts(caller)]
    with pytest.raises(IntegrityError), transaction():
        raw().execute("UPDATE bank_account SET is_default = TRUE")


def test_rates_are_valid_on_their_days(firm_file: OpenDatabase, caller: Caller) -> None:
    old = TaxRateDraft(
        label="USt 16 %", rate=Decimal(16), valid_from=date(2020, 7, 1), valid_to=date(2020, 12, 31)
    )
    new = TaxRateDraft(label="USt 19 %", rate=Decimal(19), valid_from=date(2021, 1, 1), is_default=True)
    service.save_tax_rate(caller, old)
    service.save_tax_rate(caller, new)
    assert queries.default_tax_rate(caller, date(2020, 8, 1)).draft.rate == 16  # type: ignore[union-attr]
    assert queries.default_tax_rate(caller, TODAY).draft.rate == 19  # type: ignore[union-attr]
    assert queries.default_tax_rate(caller, date(2019, 1, 1)) is None
    assert queries.find_tax_rate(caller, "S", Decimal("16.0"), TODAY).draft == old  # type: ignore[union-attr]


def test_terms_keep_their_texts(firm_file: OpenDatabase, caller: Caller) -> None:
    draft = TermsDraft(
        label="30/10",
        days=30,
        early_percent=Decimal("2.5"),
        early_days=10,
        texts=(("de", "bis {due_on}"),),
        is_default=True,
    )
    kept = service.save_terms(caller, draft)
    assert queries.get_terms(caller, kept).draft == draft
    assert queries.default_terms(caller).id == kept  # type: ignore[union-attr]


def test_settings_are_json(firm_file: OpenDatabase, caller: Caller) -> None:
    service.set_setting(caller, "reminders", {"days": [7, 14]})
    assert queries.setting(caller, "reminders") == {"days": [7, 14]}
    service.set_setting(caller, "reminders", None)
    assert queries.setting(caller, "reminders", 3) == 3


def test_a_picture_can_be_taken_off(firm_file: OpenDatabase, caller: Caller) -> None:
    version = service.save_firm(caller, FIRM, 0)
    version = service.set_picture(caller, "logo", png(), version)
    assert queries.get_firm(caller).draft.logo
    service.set_picture(caller, "logo", None, version)
    assert queries.get_firm(caller).draft.logo == ""
