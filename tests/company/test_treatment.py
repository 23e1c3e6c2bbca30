"""How a sale is taxed: seller, buyer, goods or services and day decide; the row says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.company.rules import law
from desktop_crm.company.rules.profile import REASONED
from desktop_crm.company.rules.wordings import text_in
from desktop_crm.values.messages import LANGUAGES
from tests.company.conftest import TODAY

PAPERS = LANGUAGES["documents"]
SELLERS = ("DE", "AT", "BE", "FR", "ES", "IT", "PT", "NL", "IE")

Case = tuple[str, str, str, str, bool, str, str]
"""Seller, place, supply, buyer, VAT ID, then the row and the category."""


def _eu(seller: str) -> list[Case]:
    other = "FI" if seller != "FI" else "SE"
    return [
        (seller, seller, "goods", "business", True, "home", "S"),
        (seller, seller, "services", "consumer", False, "home", "S"),
        (seller, seller, "services", "public", False, "home", "S"),
        (seller, other, "goods", "business", True, "intra_community", "K"),
        (seller, other, "goods", "public", True, "intra_community", "K"),
        (seller, other, "goods", "business", False, "no_vat_id", "S"),
        (seller, other, "goods", "consumer", False, "distance_sale", "S"),
        (seller, other, "services", "business", True, "reverse_charge", "AE"),
        (seller, other, "services", "public", True, "reverse_charge", "AE"),
        (seller, other, "services", "business", False, "no_vat_id", "S"),
        (seller, other, "services", "consumer", False, "consumer_service", "S"),
        (seller, "US", "goods", "business", False, "export", "G"),
        (seller, "CH", "goods", "consumer", False, "export", "G"),
        (seller, "GB", "services", "business", False, "service_abroad", "O"),
        (seller, "TR", "services", "public", False, "service_abroad", "O"),
        (seller, "US", "services", "consumer", False, "consumer_abroad", "S"),
    ]


CASES: list[Case] = [
    *(case for seller in SELLERS for case in _eu(seller)),
    ("GB", "GB", "goods", "business", True, "home", "S"),
    ("GB", "DE", "goods", "business", True, "export", "G"),
    ("GB", "US", "goods", "consumer", False, "export", "G"),
    ("GB", "DE", "services", "business", True, "service_abroad", "O"),
    ("GB", "DE", "services", "consumer", False, "consumer_abroad", "S"),
    ("CH", "CH", "services", "consumer", False, "home", "S"),
    ("CH", "DE", "goods", "business", True, "export", "G"),
    ("CH", "DE", "services", "business", True, "service_abroad", "O"),
    ("CH", "DE", "services", "consumer", False, "service_abroad", "O"),
    ("TR", "TR", "services", "business", True, "home", "S"),
    ("TR", "DE", "goods", "business", True, "export", "G"),
    ("TR", "DE", "services", "business", True, "service_export", "G"),
    ("BR", "BR", "goods", "business", True, "no_vat", "O"),
    ("BR", "US", "services", "consumer", False, "no_vat", "O"),
    ("US", "US", "services", "business", False, "no_vat", "O"),
]


def sale(case: Case, **changes: object) -> law.Sale:
    seller, place, supply, buyer, has_vat_id, _row, _category = case
    made = law.Sale(
        seller_country=seller,
        place=place,
        supply=supply,  # type: ignore[arg-type]
        buyer=buyer,  # type: ignore[arg-type]
        has_vat_id=has_vat_id,
        day=TODAY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_the_table_decides(case: Case) -> None:
    found = law.proposed_treatment(sale(case))
    assert found is not None
    assert (found.id, found.category) == case[5:]
    assert str(found.why)
    assert found.source


@pytest.mark.parametrize("seller", ["DE", "FR", "IT", "PT", "NL", "AT", "IE"])
def test_a_small_business_is_exempt_at_home_and_owes_nothing_for_services_abroad(seller: str) -> None:
    def treated(place: str, supply: str) -> str:
        case = (seller, place, supply, "business", True, "", "")
        found = law.proposed_treatment(sale(case, small_business=True))
        assert found is not None
        return found.category

    if law.small_business_wording(seller, "en", TODAY):
        assert treated(seller, "services") in ("E", "O")
        assert treated("FI", "goods") in ("E", "O")  # article 138 is not for who is exempt (139)
    assert treated("FI", "services") == "AE"
    assert treated("US", "services") == "O"


def test_nothing_is_proposed_where_too_little_is_known() -> None:
    assert law.proposed_treatment(sale(("DE", "", "goods", "business", True, "", ""))) is None
    assert law.proposed_treatment(sale(("JP", "JP", "goods", "business", True, "", ""))) is None


@pytest.mark.parametrize("seller", [*SELLERS, "GB"])
def test_every_reason_that_may_be_chosen_has_words_in_every_language_of_papers(seller: str) -> None:
    found = list(law.special_reasons(seller, TODAY))
    assert {"margin_goods", "margin_travel"} <= {each.id for each in found} <= set(law.SPECIALS)
    for each in found:
        said = {language: text_in(each.text, language) for language in PAPERS}
        assert all(said.values())
        assert len({said["de"], said["fr"], said["es"], said["it"], said["nl"], said["tr"]}) == 6, each.id
        assert each.category in REASONED and each.code.startswith("VATEX-")


@pytest.mark.parametrize("seller", SELLERS)
@pytest.mark.parametrize("identity", law.MENTIONS)
def test_regimes_are_mentioned_in_every_language(seller: str, identity: str) -> None:
    texts = law.mention(seller, TODAY, identity)
    assert all(text_in(texts, language) for language in PAPERS)
    assert len({text_in(texts, language) for language in ("de", "fr", "es", "it", "tr")}) == 5


def test_a_country_s_own_sentence_comes_first_from_its_day() -> None:
    assert text_in(law.mention("IT", TODAY, "cash_accounting"), "it").startswith(
        "Operazione con IVA per cassa"
    )
    before, after = (law.mention("DE", day, "cash_accounting") for day in (TODAY, date(2028, 1, 1)))
    assert text_in(before, "de") == "Besteuerung nach vereinnahmten Entgelten"
    assert text_in(after, "de") == "Versteuerung nach vereinnahmten Entgelten"
    assert law.mention("CH", TODAY, "self_billing") == ()


def test_public_bodies_ask_for_their_reference() -> None:
    case = law.Case(seller_country="DE", buyer_country="DE", day=TODAY, is_public=True)
    assert "buyer_reference" in [each.any_of[0] for each in law.demands(case)]
    assert "buyer_reference" not in [each.any_of[0] for each in law.demands(replace(case, is_public=False))]
    french = replace(case, seller_country="FR", buyer_country="FR")
    assert "buyer.legal_id" in [each.any_of[0] for each in law.demands(french)]


@pytest.mark.parametrize(
    ("country", "first"),
    [
        ("ES", "IRPF"),
        ("IT", "Ritenuta d'acconto"),
        ("PT", "Retenção IRS"),
        ("TR", "KDV tevkifatı"),
        ("BR", "IRRF"),
    ],
)
def test_usual_withholdings_are_known(country: str, first: str) -> None:
    known = law.withholdings(country, TODAY)
    assert known[0].code == first
    assert all((each.rate is None) == bool(each.fraction) for each in known)
    assert law.withholdings("DE", TODAY) == ()


def test_spain_s_recargo_goes_with_each_rate() -> None:
    assert [(str(each.rate), str(each.on_rate)) for each in law.extra_taxes("ES", TODAY)] == [
        ("5.2", "21"), ("1.4", "10"), ("0.5", "4"),
    ]  # fmt: skip
