"""The company goes out as JSON and comes back in, whole or in part."""

from __future__ import annotations

import base64
import json

import pytest

from desktop_crm.company import queries, service
from desktop_crm.company.documents.company_json import company_from_json, company_to_json
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from tests.company.conftest import TODAY
from tests.company.test_service import png

FILE: dict[str, object] = {
    "name": "Werkstatt Lindner",
    "country": "DE",
    "address": {"street": "Lindenweg 4", "postal_code": "10115", "city": "Berlin"},
    "vat_id": "DE136695976",
    "invoice_notes": {"de": "Danke", "en": "Thanks"},
    "paper_texts": {"order.intro.de": "Danke für Ihren Auftrag", "delivery.footer.de": "Lager\n\nBüro"},
    "endpoint": ["0204", "991-1"],
    "bank_accounts": [{"label": "Haus", "iban": "DE89370400440532013000", "lines": {"BLZ": "37040044"}}],
    "tax_rates": [{"label": "USt 19 %", "rate": "19", "is_default": True}],
    "terms": [{"label": "10 Tage", "days": 10, "early_percent": "2.5", "early_days": 3}],
    "series": {"invoice": {"next_number": 43}, "quote": {"pattern": "A{number:05}"}},
    "logo": "data:image/png;base64," + base64.b64encode(png()).decode(),
}


def shown(caller: Caller) -> dict[str, object]:
    printed = company_to_json(
        queries.get_firm(caller).draft,
        [row.draft for row in queries.list_bank_accounts(caller)],
        [row.draft for row in queries.list_tax_rates(caller)],
        [row.draft for row in queries.list_terms(caller)],
        [row.draft for row in queries.list_series(caller)],
    )
    return json.loads(json.dumps(printed))  # type: ignore[no-any-return]


def test_a_file_sets_the_company_up(firm_file: OpenDatabase, caller: Caller) -> None:
    service.apply_company(caller, company_from_json(FILE), TODAY)
    firm = queries.get_firm(caller).draft
    assert (firm.language, firm.currency, firm.address.country) == ("de", "EUR", "DE")
    assert firm.logo
    assert [row.draft.label for row in queries.list_tax_rates(caller)] == ["USt 19 %"]
    assert [row.draft.label for row in queries.list_terms(caller)] == ["10 Tage"]
    assert queries.preview_number(caller, "invoice", TODAY) == "2026-0043"
    assert queries.preview_number(caller, "quote", TODAY) == "A00001"
    assert queries.preview_number(caller, "credit_note", TODAY) == "CN-2026-0001"


def test_what_was_shown_can_be_set_again_and_changes_nothing(firm_file: OpenDatabase, caller: Caller) -> None:
    service.apply_company(caller, company_from_json(FILE), TODAY)
    before = shown(caller)
    service.apply_company(caller, company_from_json(before), TODAY)
    assert shown(caller) == before


def test_keys_left_out_stay(firm_file: OpenDatabase, caller: Caller) -> None:
    service.apply_company(caller, company_from_json(FILE), TODAY)
    service.apply_company(
        caller, company_from_json({"phone": "030 1", "address": {"city": "Potsdam"}}), TODAY
    )
    firm = queries.get_firm(caller).draft
    assert (firm.name, firm.phone, firm.address.city, firm.address.street) == (
        "Werkstatt Lindner",
        "030 1",
        "Potsdam",
        "Lindenweg 4",
    )
    service.apply_company(caller, company_from_json({"logo": None}), TODAY)
    assert queries.get_firm(caller).draft.logo == ""


def test_a_country_alone_brings_its_defaults(firm_file: OpenDatabase, caller: Caller) -> None:
    service.apply_company(caller, company_from_json({"name": "Loja", "country": "BR"}), TODAY)
    firm = queries.get_firm(caller).draft
    assert (firm.currency, firm.language) == ("BRL", "pt_BR")
    assert len(queries.list_terms(caller)) == 4


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], None),
        ({"name": 7}, "name"),
        ({"nmae": "x"}, "nmae"),
        ({"country": "DE"}, "name"),
        ({"name": "x", "country": "Germany"}, "country"),
        ({"name": "x", "country": 5}, "country"),
        ({"name": "x", "currency": "EURO"}, "currency"),
        ({"name": "x", "small_business": "yes"}, "small_business"),
        ({"name": "x", "quote_valid_days": "30"}, "quote_valid_days"),
        ({"name": "x", "address": {"town": "Berlin"}}, "address.town"),
        ({"name": "x", "address": "Berlin"}, "address"),
        ({"name": "x", "tax_rates": [{"label": "a", "rate": "101"}]}, "tax_rates[1].rate"),
        ({"name": "x", "tax_rates": [{"label": "a", "rate": 19.5}]}, "tax_rates[1].rate"),
        ({"name": "x", "tax_rates": {}}, "tax_rates"),
        ({"name": "x", "terms": [{"label": "a", "days": -1}]}, "terms[1].days"),
        ({"name": "x", "bank_accounts": [{"label": "a"}]}, "bank_accounts[1].iban"),
        ({"name": "x", "series": {"invoice": {"pattern": "x"}}}, "series.invoice.pattern"),
        ({"name": "x", "series": {"bill": {}}}, "series.bill"),
        ({"name": "x", "logo": "%%%"}, "logo"),
        ({"name": "x", "logo": base64.b64encode(b"text").decode()}, "logo"),
        ({"name": "x", "endpoint": ["0204"]}, "endpoint"),
        ({"name": "x", "accent": "blue"}, "accent"),
        ({"name": "x", "file_name_pattern": "{customer}"}, "file_name_pattern"),
        ({"name": "x", "invoice_notes": {"german": "x"}}, "invoice_notes.german"),
        ({"name": "x", "paper_texts": {"order.intro.german": "x"}}, "paper_texts.order.intro.german"),
        ({"name": "x", "paper_texts": {"bill.intro.de": "x"}}, "paper_texts.bill.intro.de"),
        ({"name": "x", "paper_texts": {"order.head.de": "x"}}, "paper_texts.order.head.de"),
        ({"name": "x", "paper_texts": {"invoice.intro.de": "x"}}, "paper_texts.invoice.intro.de"),
        ({"name": "x", "paper_texts": {"all.notes.de": "x"}}, "paper_texts.all.notes.de"),
        ({"name": "x", "paper_texts": {"order": "x"}}, "paper_texts.order"),
        ({"name": "x", "paper_texts": {"order.intro.de": 5}}, "paper_texts.order.intro.de"),
        (
            {"name": "x", "paper_texts": {"order.footer.de": "a\n\nb\n\nc\n\nd\n\ne"}},
            "paper_texts.order.footer.de",
        ),
        ({"name": "x", "paper_texts": {"order.footer.de": "a" * 1001}}, "paper_texts.order.footer.de"),
        ({"name": "x", "paper_texts": {"order.footer.de": "a\n" * 7}}, "paper_texts.order.footer.de"),
        ({"name": "x", "footer": ["a", "1\n2\n3\n4\n5\n6\n7"]}, "footer[2]"),
    ],
)
def test_a_wrong_file_is_refused_at_its_key_and_changes_nothing(
    firm_file: OpenDatabase, caller: Caller, data: object, field: str | None
) -> None:
    with pytest.raises(UserError) as refusal:
        service.apply_company(caller, company_from_json(data), TODAY)
    assert refusal.value.field == field
    assert queries.firm_or_none(caller) is None
