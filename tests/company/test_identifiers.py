"""Wrong ids are doubted, never refused."""

from __future__ import annotations

import pytest

from desktop_crm.company.rules import identifiers

VALID = (
    ("DE", "DE136695976"),
    ("DE", "DE 136 695 976"),
    ("AT", "ATU13585627"),
    ("PT", "501442600"),
    ("PT", "PT501442600"),
    ("BR", "11.222.333/0001-81"),
    ("BR", "529.982.247-25"),
    ("TR", "4540536920"),
    ("TR", "10000000146"),
    ("FR", "FR40303265045"),
    ("GR", "EL094259216"),
    ("CH", "CHE-107.787.577 MWST"),
    ("CH", "CHE-107.787.577"),
    ("US", "91-1144442"),
    ("PL", "PL8567346215"),
    ("ES", "ES54362315K"),
    ("GB", "GB980780684"),
    ("AQ", "anything"),
    ("", "DE136695976"),
    ("DE", ""),
)


@pytest.mark.parametrize(("country", "vat_id"), VALID)
def test_right_ids_raise_no_doubt(country: str, vat_id: str) -> None:
    assert identifiers.vat_id_hint(country, vat_id) is None


@pytest.mark.parametrize(
    ("country", "vat_id"),
    [
        ("DE", "DE136695977"),
        ("DE", "FR40303265045"),
        ("FR", "FR41303265045"),
        ("BR", "11.222.333/0001-82"),
        ("TR", "4540536921"),
        ("PT", "501442601"),
        ("AT", "ATU1"),
        ("DE", "ß" * 50),
        ("", "DE136695977"),
    ],
)
def test_wrong_ids_are_doubted_at_their_field(country: str, vat_id: str) -> None:
    hint = identifiers.vat_id_hint(country, vat_id, "buyer.vat_id")
    assert hint is not None
    assert hint.field == "buyer.vat_id"
    assert str(hint.message)


@pytest.mark.parametrize(
    ("country", "vat_id", "printed"),
    [
        ("PT", "501 442 600", "PT501442600"),
        ("GR", "094259216", "EL094259216"),
        ("DE", "DE 136695976", "DE136695976"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577MWST"),
        ("DE", "", ""),
    ],
)
def test_printed_ids_carry_their_country(country: str, vat_id: str, printed: str) -> None:
    assert identifiers.vat_id_with_prefix(country, vat_id) == printed


@pytest.mark.parametrize(
    "iban",
    [
        "", "DE89 3704 0044 0532 0130 00", "gb82west12345698765432", "PT50000201231234567890154",
        "BE68 5390 0754 7034",  # of a bank that a table of Belgian banks lacks
    ],
)  # fmt: skip
def test_right_ibans_raise_no_doubt(iban: str) -> None:
    assert identifiers.iban_hint(iban) is None


@pytest.mark.parametrize(
    "iban", ["DE89370400440532013001", "DE8937040044053201300", "hello", "XX00", "DE", "\x00"]
)
def test_wrong_ibans_are_doubted(iban: str) -> None:
    assert identifiers.iban_hint(iban, "accounts[1].iban").field == "accounts[1].iban"  # type: ignore[union-attr]


def test_a_bic_fits_its_iban() -> None:
    iban = "DE89370400440532013000"
    assert identifiers.bic_hint("COBADEFFXXX", iban) is None
    assert identifiers.bic_hint("", iban) is None
    assert identifiers.bic_hint("COBAFRPPXXX", iban) is not None
    assert identifiers.bic_hint("COBA", iban) is not None


@pytest.mark.parametrize(
    "key",
    [
        "",
        "ana@lindner.example",
        "+5511987654321",
        "529.982.247-25",
        "11222333000181",
        "123e4567-e89b-12d3-a456-426655440000",
    ],
)
def test_right_pix_keys_raise_no_doubt(key: str) -> None:
    assert identifiers.pix_key_hint(key) is None


@pytest.mark.parametrize("key", ["11987654321x", "52998224726", "a@b", "+551198"])
def test_wrong_pix_keys_are_doubted(key: str) -> None:
    assert identifiers.pix_key_hint(key) is not None


def test_local_numbers_and_endpoints() -> None:
    assert identifiers.tax_number_hint("DE", "181/815/08155") is None
    assert identifiers.tax_number_hint("DE", "1") is not None
    assert identifiers.tax_number_hint("JP", "1") is None
    assert identifiers.endpoint_hint(None) is None
    assert identifiers.endpoint_hint(("0204", "991-1")) is None
    assert identifiers.endpoint_hint(("Leitweg", "991-1")) is not None
    assert identifiers.endpoint_hint(("0204", " ")) is not None
    assert identifiers.grouped_iban("de89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert identifiers.vat_id_country("el094259216") == "GR"


@pytest.mark.parametrize(
    ("typed", "language", "registered", "printed"),
    [
        ("CHE-123.456.789 MWST", "de", True, "CHE-123.456.789 MWST"),
        ("che123456789mwst", "fr", True, "CHE-123.456.789 TVA"),
        ("CHE-123.456.789", "it", True, "CHE-123.456.789 IVA"),
        ("CHE-123.456.789 TVA", "en", True, "CHE-123.456.789 TVA"),
        ("CHE-123.456.789", "", True, "CHE-123.456.789 MWST"),
        ("CHE-123.456.789 VAT", "", True, "CHE-123.456.789 MWST"),
        ("CHE-123.456.789", "de_CH", False, "CHE-123.456.789"),
        ("CHE-123.456.789 MWST", "fr", False, "CHE-123.456.789 TVA"),
        ("CHE-123.456.78", "de", True, ""),
        ("DE136695976", "de", True, ""),
        ("", "de", True, ""),
    ],
)
def test_a_swiss_number_is_printed_as_its_law_says(
    typed: str, language: str, registered: bool, printed: str
) -> None:
    assert identifiers.swiss_vat_id(typed, language, is_registered=registered) == printed
