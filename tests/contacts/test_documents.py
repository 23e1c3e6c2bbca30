"""Contacts go out and come back the same; columns are understood; nothing hostile gets through."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.documents import contact_json
from desktop_crm.contacts.documents.address_lines import address_line, address_of_line
from desktop_crm.contacts.documents.column_words import COLUMN_WORDS
from desktop_crm.contacts.documents.countries import country_code
from desktop_crm.contacts.documents.exporting import contacts_csv, contacts_xlsx
from desktop_crm.contacts.documents.making import is_amount, parse_date, puts_month_first
from desktop_crm.contacts.documents.mapping import FIELDS, guess_mapping
from desktop_crm.contacts.documents.reading import contacts_of, read_contacts
from desktop_crm.contacts.documents.vcard_lines import cards
from desktop_crm.contacts.documents.vcard_writing import contacts_vcard
from desktop_crm.contacts.queries import ExportedContact
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, LinkDraft, PointDraft, tidy_contact
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for

DATA = Path(__file__).parents[1] / "data" / "contacts"

COMPANY = ContactDraft(
    kind="company",
    name="Fictícia; Peças, Lda",
    category="customer",
    language="pt_PT",
    currency="EUR",
    vat_id="PT501964843",
    tax_number="12345",
    legal_id="HRB 1",
    iban="PT50000201231234567890154",
    customer_number="K00001",
    order_number="PO-7",
    buyer_reference="04011000",
    einvoice="xrechnung-ubl",
    endpoint=("0184", "1;2"),
    price_notes="10 % off",
    tags=("Norte", "VIP, gold"),
    points=(
        PointDraft("mail", "a@f.example", "", True),
        PointDraft("mail", "b@f.example", "Work"),
        PointDraft("phone", "+351 239 000 001", "Fax", True),
        PointDraft("web", "https://f.example/a,b", "", True),
    ),
    addresses=(
        AddressDraft(
            "invoice",
            Address(
                attention='Inês "Nê" Exemplo',
                street="Rua A, 1\n2.º Esq.; B",
                district="Baixa",
                postal_code="3000-001",
                city="Coimbra",
                country="PT",
            ),
        ),
        AddressDraft("delivery", Address(street="Cais 3", city="Aveiro", region="Aveiro", country="PT")),
    ),
    notes="One line\nand; another, with \\ signs " + "ç" * 120,
)
PERSON = ContactDraft(
    name="Çağla Örnek",
    given_name="Çağla",
    family_name="Örnek",
    title="Dr.",
    position="Müdür",
    department="Satış",
    birthday=date(1984, 2, 29),
    points=(PointDraft("phone", "0 (212) 000 00 01", "Direct line", True),),
)
EXPORTED = [
    ExportedContact(1, COMPANY, ()),
    ExportedContact(2, PERSON, (("Fictícia; Peças, Lda", "Müdür"),)),
]


def test_a_vcard_comes_back_as_it_went() -> None:
    data = contacts_vcard(EXPORTED)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    company, person = contacts_of(data, "out.vcf").records
    assert (company.draft, company.company) == (COMPANY, "")
    assert person.draft == PERSON
    assert (person.company, person.role) == ("Fictícia; Peças, Lda", "Müdür")


def test_another_library_reads_our_vcards() -> None:
    vobject = pytest.importorskip("vobject")
    company, person = vobject.readComponents(contacts_vcard(EXPORTED).decode())
    assert company.fn.value == "Fictícia; Peças, Lda"
    assert [mail.value for mail in company.contents["email"]] == ["a@f.example", "b@f.example"]
    assert company.note.value == COMPANY.notes
    assert (person.n.value.family, person.n.value.given) == ("Örnek", "Çağla")


@pytest.mark.parametrize("language", ["en", "pt_BR", "tr"])
@pytest.mark.parametrize("write", [contacts_csv, contacts_xlsx])
def test_our_own_tables_come_back_in_every_language(language: str, write: Any) -> None:
    file = contacts_of(write(EXPORTED, translator_for(language)), "out")
    company, person = (record.draft for record in file.records)
    assert [record.faults for record in file.records] == [(), ()]
    assert (company.kind, company.name, company.vat_id) == ("company", COMPANY.name, COMPANY.vat_id)
    assert company.addresses == COMPANY.addresses
    assert [replace(point, is_main=False) for point in company.points] == [
        replace(point, is_main=False) for point in COMPANY.points
    ]
    assert (company.category, company.notes, company.language) == ("customer", COMPANY.notes, "pt_PT")
    assert (person.birthday, person.position, person.title) == (PERSON.birthday, "Müdür", "Dr.")
    assert file.records[1].company == "Fictícia; Peças, Lda"


def test_an_address_in_one_cell_comes_back_and_other_text_is_none() -> None:
    address = Address(attention="a;b", street="Calle, 1\n2º \\ 3", city="Madrid", country="ES")
    line = address_line(AddressDraft("other", address))
    assert "\n" not in line
    assert address_of_line(line) == AddressDraft("other", address)
    assert address_of_line("Calle Mayor 1; Madrid") is None
    assert address_of_line("home;;;;;;;") is None


def test_the_samples_of_other_programs_come_in() -> None:
    iris, works = read_contacts(DATA / "apple.vcf").records
    assert (iris.draft.name, iris.draft.title, iris.company, iris.draft.department) == (
        "Iris Maria, Ann Invented", "Dr.", "Invented Goods Ltd", "Sales",
    )  # fmt: skip
    assert iris.draft.points[2] == PointDraft("phone", "+44 20 0000 0001", "Assistant", True)
    assert iris.draft.addresses[0].address.street == "1 Made Up Street\nFloor 2"
    assert (works.draft.kind, works.draft.name) == ("company", "Nowhere Works")
    [old] = read_contacts(DATA / "telephone-2.1.vcf").records
    assert (old.draft.name, old.draft.given_name, old.draft.family_name) == ("Çağla Örnek", "Çağla", "Örnek")
    firm, _person = read_contacts(DATA / "turkish-excel.csv").records
    assert (firm.draft.kind, firm.draft.country) == ("company", "TR")
    assert firm.draft.points[1] == PointDraft("phone", "0532 000 00 01", "Mobile")


def test_an_export_of_google_is_read_with_its_bad_rows() -> None:
    file = read_contacts(DATA / "google.csv")
    assert (file.dialect, len(file.records)) == ("google", 10)
    assert file.records[0].draft.addresses[0].address.district == "Bela Vista"
    assert [len(record.faults) for record in file.records] == [0] * 9 + [1]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Nome;Sobrenome;E-mail;Celular;Endereço;Bairro;CEP;Cidade;UF;País;CNPJ;Observações",
         "name family_name mail mobile street district postal_code city region country vat_id notes"),
        ("Firma;Vorname;Nachname;E-Mail-Adresse;Telefon;Straße;PLZ;Ort;Land;USt-IdNr.;Kundennummer",
         "company given_name family_name mail phone street postal_code city country vat_id customer_number"),
        ("Ad;Soyad;Şirket;E-posta;Telefon;Adres;İlçe;İl;Ülke;Vergi No;Notlar",
         "given_name family_name company mail phone street district city country vat_id notes"),
        ("Nombre;Apellidos;Empresa;Correo electrónico;Móvil;Dirección;Código postal;Ciudad;Provincia;NIF",
         "name family_name company mail mobile street postal_code city region vat_id"),
        ("Prénom;Nom de famille;Société;Courriel;Téléphone;Rue;Code postal;Ville;Pays;SIRET",
         "given_name family_name company mail phone street postal_code city country tax_number"),
        ("First name,Last name,Company,Email,Email 2,Phone,Street,ZIP,City,State,Score,Customer since",
         "given_name family_name company mail mail phone street postal_code city region note note_date"),
        ("Company name,VAT number", "name vat_id"),
    ],
)  # fmt: skip
def test_columns_are_understood_in_six_languages(headers: str, fields: str) -> None:
    columns = headers.replace(",", ";").split(";")
    known = {"CEP": "20040-020", "Customer since": "2024-01-31"}
    sample = [known.get(name, "x") for name in columns]
    guessed = list(guess_mapping(columns, [sample]).values())
    assert guessed == fields.split()


def test_every_column_word_is_written_as_it_is_compared_and_means_a_field() -> None:
    seen: dict[str, str] = {}
    for field, words in COLUMN_WORDS.items():
        assert field in FIELDS
        for word in (" ".join(each.split()) for each in words.split(",")):
            assert seen.setdefault(word, field) == field, word
            assert guess_mapping([word], [["x"]])[word] in (field, "name"), word


def test_a_mapping_may_be_told_and_is_checked() -> None:
    data = b"A;B;C\nAna;ana@a.example;7\n"
    [record] = contacts_of(data, "x.csv", {"A": "name", "b": "mail", "C": ""}).records
    assert (record.draft.name, record.draft.mail, record.draft.notes) == ("Ana", "ana@a.example", "")
    for mapping, field in (({"Z": "name"}, "Z"), ({"A": "nonsense"}, "A"), (["A"], None)):
        with pytest.raises(UserError) as refused:
            contacts_of(data, "x.csv", mapping)  # type: ignore[arg-type]
        assert refused.value.field == field


def test_countries_are_known_by_code_and_by_name_in_many_languages() -> None:
    known = {
        "Brasil": "BR", "Deutschland": "DE", "Türkiye": "TR", "USA": "US", "pt": "PT", "United Kingdom": "GB",
        "Österreich": "AT", "FRANCE": "FR", "BRA": "BR", "Nowhere": "",
    }  # fmt: skip
    for text, code in known.items():
        assert country_code(text) == code, text


def test_dates_and_amounts_of_exports() -> None:
    assert parse_date("31/12/2020") == date(2020, 12, 31)
    assert parse_date("12/31/2020", month_first=True) == date(2020, 12, 31)
    assert parse_date("19840229") == parse_date("1984-02-29T00:00:00Z") == date(1984, 2, 29)
    assert parse_date("31/02/2020") is None
    assert puts_month_first(["01/02/2020", "01/31/2020"])
    assert not puts_month_first(["13/01/2020", "01/31/2020"])
    assert all(map(is_amount, ("1.234,50", "1,234.50", "12,5", "R$ 12", "-3", "1'000.00")))
    assert not any(map(is_amount, ("12,3,4", "1.2.3", "", "abc")))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\n", "cut off"),
        ("BEGIN:VCARD\nFN:Ana\nEND:VCARD\nEND:VCARD\n", "never began"),
        ("BEGIN:VCARD\nNOTE:" + "x" * 64_001 + "\nEND:VCARD\n", "line 2: this line is too long"),
        ("BEGIN:VCARD\n" + "NOTE:x\n" * 2_001 + "END:VCARD\n", "too many lines"),
        ("BEGIN:VCARD\nNOTE:" + "x" * 10_000_001, "too large"),
    ],
)
def test_hostile_and_damaged_vcards_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        contacts_of(text.encode(), "people.vcf")


def test_a_large_picture_in_a_card_does_no_harm() -> None:
    picture = "PHOTO;ENCODING=b:" + "A" * 70 + "\r\n" + (" " + "A" * 70 + "\r\n") * 20_000
    [record] = contacts_of(f"BEGIN:VCARD\r\nFN:Ana\r\n{picture}END:VCARD\r\n".encode(), "x.vcf").records
    assert record.draft.name == "Ana"


@given(st.text(max_size=200))
def test_no_text_crashes_the_card_reader(text: str) -> None:
    for card in cards(
        f"BEGIN:VCARD\nFN:x\nNOTE:{text.replace('BEGIN', '').replace('END', '')}\nEND:VCARD", "x.vcf"
    ):
        assert card.text("FN") == "x"


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)


@given(LINE, LINE, st.lists(LINE, max_size=3), LINE)
@example("", "", [], " indented")
def test_any_names_tags_and_notes_survive_a_card(name: str, city: str, tags: list[str], notes: str) -> None:
    draft = tidy_contact(
        ContactDraft(
            kind="company",
            name=f"x {name}",
            tags=tuple(tag for tag in tags if "," not in tag and "contacts" not in tag.lower()),
            notes=notes,
            addresses=(AddressDraft("invoice", Address(street="s", city=city, country="PT")),),
        )
    )
    [record] = contacts_of(contacts_vcard([ExportedContact(1, draft, ())]), "x.vcf").records
    assert record.draft == draft


def test_json_gives_back_what_it_shows() -> None:
    draft = replace(COMPANY, bank_account_id=2, links=(LinkDraft(7, "Gerente"),))
    shown = json.loads(json.dumps(contact_json.to_json(3, draft, [(7, "Inês", "Gerente")])))
    assert shown["id"] == 3
    assert shown["links"] == [{"id": 7, "name": "Inês", "role": "Gerente"}]
    assert contact_json.from_json(shown) == draft
    assert contact_json.from_json(contact_json.to_json(None, PERSON)) == PERSON


def test_json_has_short_ways_for_one_mail_phone_and_address() -> None:
    draft = contact_json.from_json(
        {"name": "Ana", "email": "a@b.example", "phone": "123", "address": {"city": "Porto", "country": "PT"}}
    )
    assert (draft.mail, draft.phone, draft.addresses[0].address.city) == ("a@b.example", "123", "Porto")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ([], None),
        ({"nme": "x"}, "nme"),
        ({"name": 7}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"points": [{"kind": "mail", "value": "a"}, {"kind": "x"}]}, "points[2].kind"),
        ({"points": {}}, "points"),
        ({"addresses": [{"town": "x"}]}, "addresses[1].town"),
        ({"address": "Porto"}, "address"),
        ({"birthday": "29/02/1984"}, "birthday"),
        ({"links": [{"id": "7"}]}, "links[1].id"),
        ({"terms_id": True}, "terms_id"),
        ({"tags": ["a", 1]}, "tags[2]"),
        ({"endpoint": ["0204"]}, "endpoint"),
    ],
)
def test_json_names_the_key_that_is_wrong(value: Any, field: str | None) -> None:
    with pytest.raises(UserError) as refused:
        contact_json.from_json(value)
    assert refused.value.field == field
