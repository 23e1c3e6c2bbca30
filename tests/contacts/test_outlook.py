"""Exports of Outlook come in: every edition's columns, its encodings, texts of many lines, its fillers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.contacts.documents import outlook_words
from desktop_crm.contacts.documents.outlook import is_outlook
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.values.errors import UserError

CLASSIC = (
    "Title|First Name|Middle Name|Last Name|Suffix|Company|Department|Job Title|Business Street"
    "|Business Street 2|Business Street 3|Business City|Business State|Business Postal Code"
    "|Business Country/Region|Home Street|Home Street 2|Home Street 3|Home City|Home State|Home Postal Code"
    "|Home Country/Region|Other Street|Other City|Other Country/Region|Assistant's Phone|Business Fax"
    "|Business Phone|Business Phone 2|Callback|Car Phone|Company Main Phone|Home Fax|Home Phone|Home Phone 2"
    "|ISDN|Mobile Phone|Other Fax|Other Phone|Pager|Primary Phone|Account|Anniversary|Billing Information"
    "|Birthday|Business Address PO Box|Categories|E-mail Address|E-mail Type|E-mail Display Name"
    "|E-mail 2 Address|E-mail 2 Type|E-mail 2 Display Name|Gender|Initials|Notes|Office Location|Priority"
    "|Private|Profession|Sensitivity|Spouse|User 1|Web Page"
).split("|")
NEW = (
    "First Name|Middle Name|Last Name|Title|Suffix|Nickname|Given Yomi|Surname Yomi|E-mail Address"
    "|E-mail 2 Address|E-mail 3 Address|Home Phone|Home Phone 2|Business Phone|Business Phone 2|Mobile Phone"
    "|Car Phone|Other Phone|Primary Phone|Pager|Business Fax|Home Fax|Other Fax|Company Main Phone|Callback"
    "|Job Title|Department|Company|Office Location|Business Street|Business City|Business State"
    "|Business Postal Code|Business Country/Region|Home Street|Home City|Home State|Home Postal Code"
    "|Home Country/Region|Personal Web Page|Web Page|Birthday|Anniversary|Notes"
).split("|")
GERMAN = (
    "Anrede|Vorname|Weitere Vornamen|Nachname|Firma|Abteilung|Position|Straße geschäftlich"
    "|Straße geschäftlich 2|Ort geschäftlich|Region geschäftlich|Postleitzahl geschäftlich"
    "|Land/Region geschäftlich|Straße privat|Ort privat|Postleitzahl privat|Land/Region privat"
    "|Fax geschäftlich|Telefon geschäftlich|Telefon (privat)|Mobiltelefon|E-Mail-Adresse|E-Mail-Typ"
    "|E-Mail 2: Adresse|Geburtstag|Geschlecht|Kategorien|Notizen|Priorität|Privat|Vertraulichkeit|Webseite"
).split("|")
BRAZILIAN = (
    "Tratamento|Primeiro nome|Segundo nome|Sobrenome|Empresa|Departamento|Cargo|Business Street"
    "|Rua do endereço comercial 2|Business City|Business State|Business Postal Code|País/Região da Empresa"
    "|Endereço residencial|Cidade do endereço residencial|CEP do endereço residencial|Fax comercial"
    "|Telefone comercial|Telefone residencial|Telefone celular|E-mail Address|Endereço de email 2|Birthday"
    "|Categorias|Anotações|Página da Web"
).split("|")
PORTUGUESE = (
    "Título|Nome próprio|Apelido|Empresa|Cargo|Rua da empresa|Localidade da empresa|Distrito da empresa"
    "|Código postal da empresa|País/Região da Empresa|Rua da residência|Localidade da residência"
    "|Telefone da empresa|Telefone da residência|Telemóvel|Fax da empresa|Endereço de correio electrónico"
    "|Endereço do correio electrónico 2|Data de nascimento|Categorias|Notas|Página na Web"
).split("|")
TURKISH = (
    "Unvan|İlk Adı|İkinci Adı|Soyadı|Şirket|Bölüm|İş Unvanı|İş-Cadde|İş-Şehir|İş-Bölge|İş-Posta Kodu"
    "|İş-Ülke/Bölge|Ev-Cadde|Ev-Şehir|İş Faks No|İş Telefon No|Ev Telefonu|Cep Telefonu"
    "|Elektronik Posta Adresi|Elektronik Posta 2 Adres|Doğum günü|Kategoriler|Notlar|Web Sayfası"
).split("|")


def export(
    headers: Sequence[str], *rows: dict[str, str], encoding: str = "utf-8-sig", separator: str = ","
) -> bytes:
    """A file as Outlook writes it: every cell in quotes, lines end as on Windows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        assert row.keys() <= set(headers)
        writer.writerow([row.get(header, "") for header in headers])
    return out.getvalue().encode(encoding)


def only(data: bytes) -> ContactRecord:
    file = contacts_of(data, "contacts.csv")
    assert file.dialect == "outlook"
    (record,) = file.records
    return record


EVE = {
    "Title": "Dr.", "First Name": "Eve", "Middle Name": "Mary", "Last Name": "Example", "Suffix": "Jr.",
    "Company": "Kestrel Ltd", "Department": "Roastery", "Job Title": "Buyer",
    "Business Street": "4 Yard", "Business Street 2": "Unit 3", "Business City": "Cork",
    "Business State": "Munster", "Business Postal Code": "T12 X0X0", "Business Country/Region": "Ireland",
    "Home Street": "1 Lane", "Home City": "Cobh", "Home Country/Region": "Ireland",
    "Business Phone": "+353 21 555 0110", "Business Fax": "+353 21 555 0111",
    "Mobile Phone": "+353 87 555 0100",
    "Primary Phone": "+353 21 555 0110", "Assistant's Phone": "+353 21 555 0112",
    "E-mail Address": "eve@kestrel.example", "E-mail Type": "SMTP",
    "E-mail Display Name": "Eve (eve@kestrel)",
    "E-mail 2 Address": "/o=Kestrel/ou=First/cn=Recipients/cn=eve", "E-mail 2 Type": "EX",
    "Categories": "Suppliers;Red Category", "Birthday": "2/29/1984", "Anniversary": "0/0/00",
    "Notes": "First line\r\nSecond, with \"quotes\"\r\n\r\nFourth",
    "Gender": "Unspecified", "Initials": "E.E.",
    "Priority": "Normal", "Private": "False", "Sensitivity": "Normal", "Spouse": "Sam", "User 1": "Loves tea",
    "Web Page": "https://kestrel.example",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_classic_export_comes_in_whole(encoding: str) -> None:
    record = only(export(CLASSIC, EVE, encoding=encoding))
    draft = record.draft
    assert (draft.name, draft.given_name, draft.family_name) == ("Eve Mary Example Jr.", "Eve", "Example")
    assert (draft.title, draft.department, draft.position) == ("Dr.", "Roastery", "Buyer")
    assert (record.company, record.role) == ("Kestrel Ltd", "Buyer")
    assert draft.points == (
        PointDraft("mail", "eve@kestrel.example"),
        PointDraft("phone", "+353 21 555 0110"),
        PointDraft("phone", "+353 87 555 0100", "Mobile"),
        PointDraft("phone", "+353 21 555 0111", "Work Fax"),
        PointDraft("web", "https://kestrel.example"),
    )
    work, home = draft.addresses
    assert (work.purpose, work.address.street, work.address.country) == ("invoice", "4 Yard\nUnit 3", "IE")
    assert (work.address.city, work.address.region, work.address.postal_code) == (
        "Cork",
        "Munster",
        "T12 X0X0",
    )
    assert (home.purpose, home.address.city) == ("other", "Cobh")
    assert draft.tags == ("Suppliers", "Red Category")
    assert draft.birthday == date(1984, 2, 29)
    lines = draft.notes.split("\n")
    assert lines[:4] == ["First line", 'Second, with "quotes"', "", "Fourth"]
    assert set(lines[4:]) == {
        "Exchange: /o=Kestrel/ou=First/cn=Recipients/cn=eve", "Assistant's Phone: +353 21 555 0112",
        "Spouse: Sam", "User 1: Loves tea",
    }  # fmt: skip
    assert record.faults == ()


def test_the_new_outlook_writes_other_columns_in_another_order() -> None:
    row = {
        "First Name": "Eve", "Last Name": "Example", "Nickname": "Evie", "E-mail 3 Address": "e3@e.example",
        "Home Phone": "1234567", "Home Street": "1 Lane", "Home City": "Cobh",
        "Personal Web Page": "eve.example",
        "Birthday": "1984-02-29", "Anniversary": "2010-05-06", "Office Location": "B 2", "Notes": "a\nb",
    }  # fmt: skip
    draft = only(export(NEW, row)).draft
    assert draft.birthday == date(1984, 2, 29)
    assert [point.value for point in draft.points] == ["e3@e.example", "1234567", "eve.example"]
    assert draft.addresses[0].purpose == "invoice"
    assert draft.notes == "a\nb\nAnniversary: 2010-05-06\nNickname: Evie\nOffice: B 2"


@pytest.mark.parametrize(
    ("headers", "encoding", "separator", "row", "expected"),
    [
        (
            GERMAN, "cp1252", ";",
            {"Anrede": "Frau", "Vorname": "Jörg", "Nachname": "Müßig", "Firma": "Käse GmbH",
             "Straße geschäftlich": "Weg 1", "Ort geschäftlich": "Köln",
             "Land/Region geschäftlich": "Deutschland",
             "Telefon geschäftlich": "0221 1", "Mobiltelefon": "0171 23", "E-Mail-Adresse": "j@k.example",
             "Geburtstag": "05.03.1980", "Geschlecht": "Keine Angabe", "Kategorien": "Kunden",
             "Priorität": "Normal", "Privat": "Falsch", "Vertraulichkeit": "Normal"},
            ("Jörg Müßig", "Frau", "Käse GmbH", "DE", date(1980, 3, 5), "Kunden"),
        ),
        (
            BRAZILIAN, "cp1252", ";",
            {"Tratamento": "Sra.", "Primeiro nome": "Conceição", "Sobrenome": "Araújo", "Empresa": "Pão Lda",
             "Business Street": "Rua A", "Business City": "São Paulo", "País/Região da Empresa": "Brasil",
             "Telefone comercial": "(11) 1", "Telefone celular": "(11) 23", "E-mail Address": "c@p.example",
             "Birthday": "05/03/1980", "Categorias": "Clientes"},
            ("Conceição Araújo", "Sra.", "Pão Lda", "BR", date(1980, 3, 5), "Clientes"),
        ),
        (
            PORTUGUESE, "utf-8-sig", ",",
            {"Título": "Eng.", "Nome próprio": "Inês", "Apelido": "Simões", "Empresa": "Fictícia",
             "Rua da empresa": "Rua B", "Localidade da empresa": "Coimbra",
             "País/Região da Empresa": "Portugal",
             "Telefone da empresa": "239 1", "Telemóvel": "91 23",
             "Endereço de correio electrónico": "i@f.example", "Data de nascimento": "05-03-1980",
             "Categorias": "Amigos"},
            ("Inês Simões", "Eng.", "Fictícia", "PT", date(1980, 3, 5), "Amigos"),
        ),
        (
            TURKISH, "utf-16", "\t",
            {"Unvan": "Sayın", "İlk Adı": "Çağla", "Soyadı": "Örnek", "Şirket": "Kurgu A.Ş.",
             "İş-Cadde": "Cadde 1", "İş-Şehir": "İstanbul", "İş-Ülke/Bölge": "Türkiye",
             "İş Telefon No": "0212 1", "Cep Telefonu": "0532 23", "Elektronik Posta Adresi": "c@k.example",
             "Doğum günü": "05.03.1980", "Kategoriler": "Müşteriler"},
            ("Çağla Örnek", "Sayın", "Kurgu A.Ş.", "TR", date(1980, 3, 5), "Müşteriler"),
        ),
    ],
    ids=["German", "Brazilian", "Portuguese", "Turkish"],
)  # fmt: skip
def test_other_editions_are_understood(
    headers: list[str], encoding: str, separator: str, row: dict[str, str], expected: tuple[object, ...]
) -> None:
    record = only(export(headers, row, encoding=encoding, separator=separator))
    draft = record.draft
    address = draft.addresses[0].address
    found = (draft.name, draft.title, record.company, address.country, draft.birthday, draft.tags[0])
    assert found == expected
    assert [point.kind for point in draft.points] == ["mail", "phone", "phone"]
    assert draft.notes == ""
    assert record.faults == ()


def test_a_company_without_a_person_is_a_company() -> None:
    draft = only(export(CLASSIC, {"Company": "Kestrel Ltd", "Business Phone": "1234567"})).draft
    assert (draft.kind, draft.name) == ("company", "Kestrel Ltd")


def test_a_date_that_can_be_read_in_two_ways_is_kept_as_it_stands() -> None:
    ambiguous = only(export(CLASSIC, {**EVE, "Birthday": "3/4/1980"}))
    assert ambiguous.draft.birthday is None
    assert "Birthday: 3/4/1980" in ambiguous.draft.notes
    file = contacts_of(
        export(CLASSIC, {**EVE, "Birthday": "3/4/1980"}, {"First Name": "Ben", "Birthday": "12/31/1990"}),
        "c.csv",
    )
    assert [record.draft.birthday for record in file.records] == [date(1980, 3, 4), date(1990, 12, 31)]
    wrong = only(export(CLASSIC, {**EVE, "Birthday": "31/31/1980"}))
    assert [hint.field for hint in wrong.faults] == ["birthday"]


def test_a_table_that_shares_a_few_columns_is_no_export_of_outlook() -> None:
    assert not is_outlook(["First Name", "Last Name", "Company", "E-mail Address", "Business Phone"])
    assert not is_outlook([])
    for headers in (CLASSIC, NEW, GERMAN, BRAZILIAN, PORTUGUESE, TURKISH):
        assert is_outlook(headers)


def test_no_column_means_two_things() -> None:
    names = [outlook_words.bare(name) for names in outlook_words._NAMES.values() for name in names.split("|")]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, twice


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (export(CLASSIC, EVE).partition(b"Fourth")[0], "never closed"),
        (export(CLASSIC, EVE) + b"\x00\x00\x01", "line 6: there is a zero byte"),
        (export(CLASSIC, EVE).replace(b"Eve", b"E\x00e", 1), "line 2: there is a zero byte"),
        (b"\xff\xfe" + export(CLASSIC, EVE, encoding="utf-16-le")[:-1], "cut off"),
        (b"PK\x03\x04" + export(CLASSIC, EVE), "contacts.csv"),
        (export(CLASSIC, {"First Name": "x" * 300_000}), "contacts.csv, line 2"),
        (b"", "contacts.csv"),
    ],
)
def test_damaged_and_hostile_files_are_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(UserError) as refused:
        contacts_of(data, "contacts.csv")
    assert reason in str(refused.value)


def test_formulas_stay_texts_and_hostile_cells_stay_in_their_row() -> None:
    rows = (
        {"First Name": "=cmd|' /C calc'!A0", "Last Name": "<b>x</b>", "Notes": "@SUM(1)"},
        {"First Name": "\u202eevil", "Last Name": "'; DROP TABLE contact; --", "Birthday": "99/99/9999"},
    )
    file = contacts_of(export(CLASSIC, *rows), "contacts.csv")
    names = [record.draft.name for record in file.records]
    assert names[0] == "=cmd|' /C calc'!A0 <b>x</b>"
    assert "DROP TABLE" in names[1]
    assert [bool(record.faults) for record in file.records] == [False, True]


@given(st.lists(st.text(max_size=40), min_size=len(NEW), max_size=len(NEW)))
def test_no_row_crashes_the_reader(cells: list[str]) -> None:
    row = dict(zip(NEW, (cell.replace("\x00", "").replace("\r", " ") for cell in cells), strict=True))
    try:
        file = contacts_of(
            export(NEW, {k: v.encode("utf-8", "ignore").decode() for k, v in row.items()}), "c.csv"
        )
    except UserError:
        return
    for record in file.records:
        assert isinstance(record.draft, ContactDraft)
