"""Files of other programs come in right; duplicates and rejects are listed; Cancel and Undo take all back."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.documents.countries import named_country
from desktop_crm.contacts.documents.reading import contacts_of, read_contacts
from desktop_crm.contacts.documents.rejects import rejects_csv
from desktop_crm.contacts.rules import ContactDraft, LinkDraft
from desktop_crm.contacts.service import ImportReport, importing, planning
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Cancelled, NotFound, UserError
from desktop_crm.values.messages import Message, translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.values.resources import resource

pytestmark = pytest.mark.usefixtures("database")


def import_text(caller: Caller, text: str, **options: bool) -> ImportReport:
    return service.import_contacts(caller, contacts_of(text.encode(), "people.csv"), pause=print, **options)


def names(caller: Caller) -> list[str]:
    return [row.name for row in queries.list_contacts(caller, ListView()).rows(0, 100)]


def counts(*tables: str) -> list[int]:
    return [raw().execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_a_google_export_comes_in_with_companies_and_several_values(caller: Caller, shared: Path) -> None:
    file = read_contacts(shared / "data/contacts/google-2024-layout.csv")
    report = service.import_contacts(caller, file)
    assert (report.added, report.companies) == (3, 2)
    assert names(caller) == [
        "Beispiel & Söhne GmbH", "Çağla Örnek", "Inês Exemplo", "Kurgu Yazılım A.Ş.", "Padaria Fictícia Lda",
    ]  # fmt: skip
    ines = queries.find_contacts(caller, "ines exemplo")[0].id
    assert [(link.name, link.role) for link in queries.list_links(caller, ines)] == [
        ("Padaria Fictícia Lda", "Gerente")
    ]
    draft = queries.get_contact(caller, ines).draft
    assert [point.value for point in draft.points] == [
        "ines@padaria.example", "loja@padaria.example", "+351 912 000 001",
    ]  # fmt: skip
    assert draft.tags == ("Clientes",)
    assert draft.notes == 'Prefere e-mail; "urgente" só por telefone'
    assert (draft.addresses[0].address.city, draft.country) == ("Coimbra", "PT")
    [duplicate] = report.of("duplicate")
    assert duplicate.record.line == 7
    assert str(duplicate.reasons[0]) == "The same mail address: ines@padaria.example (line 2)"
    [reject] = report.of("reject")
    assert reject.record.line == 8
    assert "no name" in str(reject.reasons[0])
    assert search.find("kurgu", entities=["contact"])[0].title == "Kurgu Yazılım A.Ş."


def test_the_same_file_twice_adds_nothing(caller: Caller, shared: Path) -> None:
    for name in (
        "google-2024-layout.csv",
        "google-old-layout-utf16.csv",
        "John_Doe_GMAIL.vcf",
        "gmail-list.vcf",
    ):
        path = shared / "data/contacts" / name
        service.import_contacts(caller, read_contacts(path))
        before = counts("contact", "contact_point", "address", "search_entry")
        again = service.import_contacts(caller, read_contacts(path))
        assert (again.added, again.job_id, again.of("new")) == (0, None, [])
        assert counts("contact", "contact_point", "address", "search_entry") == before
        assert len(again.of("known")) >= 1


@pytest.mark.parametrize("name", ["excel-pt-br-cp1252.csv", "excel-bom-semicolon.csv"])
def test_a_semicolon_file_names_every_fault_of_its_bad_row(caller: Caller, shared: Path, name: str) -> None:
    file = read_contacts(shared / "data/contacts" / name)
    assert dict(file.mapping) == {
        "Nome": "name", "CNPJ": "vat_id", "E-mail": "mail", "Telefone": "phone", "Limite": "note_amount",
        "Cliente desde": "note_date",
    }  # fmt: skip
    report = service.import_contacts(caller, file)
    assert names(caller) == ["José d'Exemplo", "Oficina Fictícia; Peças"]
    [reject] = report.of("reject")
    reasons = " ".join(map(str, reject.reasons))
    for fault in ("12,3,4", "31/02/2020", "VAT ID of BR", "not-an-address", "abc"):
        assert fault in reasons
    written = rejects_csv(file, report.outcomes, translator_for("en")).decode("utf-8-sig")
    assert written.splitlines()[0] == "Line;Result;Reason;Nome;CNPJ;E-mail;Telefone;Limite;Cliente desde"
    assert "'=cmd|calc" in written
    assert contacts_of(written.encode(), "rejects.csv").records[0].draft.name == "=cmd|calc"


def test_doubtful_values_come_in_when_the_person_insists(caller: Caller, shared: Path) -> None:
    file = read_contacts(shared / "data/contacts/excel-bom-semicolon.csv")
    assert service.import_contacts(caller, file, keep_doubtful=True).added == 3
    assert "=cmd|calc" in names(caller)


def test_a_dry_run_writes_nothing(caller: Caller, shared: Path) -> None:
    file = read_contacts(shared / "data/contacts/google-2024-layout.csv")
    plan = service.plan_import(caller, file)
    assert (plan.count("new"), plan.count("duplicate"), plan.count("known"), plan.count("reject")) == (
        3,
        1,
        0,
        1,
    )
    assert counts("contact", "import_job", "search_entry") == [0, 0, 0]


def test_duplicates_of_stored_contacts_are_listed_not_added(caller: Caller) -> None:
    service.create_contact(caller, ContactDraft(kind="company", name="Beispiel und Söhne"))
    ana = ContactDraft(name="Ana Modelo")
    service.create_contact(caller, ana)
    text = "Name,Mail\nAna Modelo,ana@modelo.example\nBeispiel & Sohne GmbH,\nRui Modelo,rui@modelo.example\n"
    report = import_text(caller, text)
    assert [each.record.draft.name for each in report.of("duplicate")] == ["Ana Modelo"]
    assert "Rui Modelo" in names(caller)
    assert import_text(caller, text, keep_duplicates=True).added == 1


def test_namesakes_of_two_companies_are_two_people(caller: Caller) -> None:
    report = import_text(
        caller, "Name,Company\nAna Silva,Alfa Lda\nAna Silva,Beta Lda\nAna Silva,Beta Lda.\n"
    )
    assert report.added == 3
    assert report.companies == 2


def test_people_of_a_stored_company_are_linked_to_it(caller: Caller) -> None:
    alfa = service.create_contact(caller, ContactDraft(kind="company", name="Alfa Lda."))
    assert import_text(caller, "Name,Company,Job title\nAna,ALFA LDA,Chefe\n").companies == 0
    assert [(link.name, link.role) for link in queries.list_links(caller, alfa)] == [("Ana", "Chefe")]


def test_people_are_gathered_in_their_companies(caller: Caller) -> None:
    report = service.import_contacts(
        caller, read_contacts(Path(__file__).parents[1] / "data/contacts/google.csv")
    )
    assert (report.added, report.companies) == (7, 3)
    assert [each.record.line for each in report.of("duplicate")] == [13]
    assert [each.record.line for each in report.of("reject")] == [14, 15]
    bakery = queries.find_contacts(caller, "Padaria Fictícia Lda")[0].id
    assert [(link.name, link.role) for link in queries.list_links(caller, bakery)] == [
        ("Inês Exemplo", "Gerente")
    ]
    beispiel = queries.find_contacts(caller, "Beispiel & Söhne GmbH")[0].id
    assert [link.name for link in queries.list_links(caller, beispiel)] == ["Anna Beispiel", "Jonas Beispiel"]


def test_the_demos_file_has_a_duplicate_and_rejects_with_reasons(caller: Caller) -> None:
    plan = service.plan_import(caller, read_contacts(resource("sample/contacts.csv")))
    assert plan.count("new") >= 5
    assert plan.count("duplicate") >= 1
    assert all(outcome.reasons for outcome in plan.of("reject"))
    assert plan.count("reject") >= 1


class StopAfter:
    """Presses Cancel at the given step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


MANY = "Name,Mail,Company\n" + "".join(
    f"Person {n:05},p{n}@many.example,Firm {n // 10}\n" for n in range(2_000)
)


@pytest.mark.parametrize("steps", [0, 3, 6, 8])
def test_cancel_takes_everything_back(caller: Caller, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 500)
    monkeypatch.setattr(planning, "_STEP", planning._BLOCK)
    service.create_contact(caller, ContactDraft(name="Here before"))
    file = contacts_of(MANY.encode(), "many.csv")
    with pytest.raises(Cancelled):
        service.import_contacts(caller, file, progress=StopAfter(steps), pause=lambda seconds: None)
    assert names(caller) == ["Here before"]
    assert counts("contact_point", "contact_link", "search_entry") == [0, 0, 1]
    assert search.find("person 0001") == []
    assert raw().execute("SELECT count(*) FROM import_job WHERE state <> 'undone'").fetchone()[0] == 0


def test_an_import_is_undone_but_for_what_was_used_since(caller: Caller) -> None:
    report = import_text(caller, "Name,Company\nAna,Alfa Lda\nBea,Beta Lda\nCora,\nDora,\n")
    assert report.job_id is not None
    ids = {row.name: row.id for row in queries.list_contacts(caller, ListView()).rows(0, 10)}
    service.log_call(caller, ids["Bea"], "hello")
    view = queries.get_contact(caller, ids["Dora"])
    service.save_contact(caller, ids["Dora"], view.version, ContactDraft(name="Dora changed"))
    undone = service.undo_import(caller, report.job_id)
    assert [(name, str(reason)) for _id, name, reason in undone.kept] == [
        ("Beta Lda", "Other people were linked to it since"),
        ("Bea", "Something happened with it since"),
        ("Dora changed", "It was changed since"),
    ]
    assert undone.removed == 3
    assert names(caller) == ["Bea", "Beta Lda", "Dora changed"]
    assert search.find("cora") == []
    with pytest.raises(UserError, match="already"):
        service.undo_import(caller, report.job_id)
    with pytest.raises(NotFound):
        service.undo_import(caller, 999)
    assert import_text(caller, "Name,Company\nAna,Alfa Lda\n").added == 1


def test_what_a_paper_refers_to_stays_when_an_import_is_undone(caller: Caller) -> None:
    raw().execute(
        "CREATE TABLE IF NOT EXISTS paper (contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT)"
    )
    report = import_text(caller, "Name\nAna\nBea\nCora\n")
    bea = queries.find_contacts(caller, "Bea")[0].id
    raw().execute("INSERT INTO paper VALUES (?)", (bea,))
    assert report.job_id is not None
    undone = service.undo_import(caller, report.job_id)
    assert [name for _id, name, _reason in undone.kept] == ["Bea"]
    assert [hit.title for hit in search.find("bea")] == ["Bea"]
    assert queries.list_jobs(caller)[0].state == "undone"


def test_one_bad_row_never_loses_another(caller: Caller) -> None:
    long = "x" * 400
    rows = [
        "Ana,ana@a.example,",
        f"{long},x@a.example,",
        "B\x07ea,,",
        "Cora,broken,",
        "Dora,,31/02/2000",
        "Eva,,",
    ]
    report = import_text(caller, "\n".join(["Name,Mail,Birthday", *rows]))
    assert names(caller) == ["Ana", "Eva"]
    assert [each.record.line for each in report.of("reject")] == [3, 4, 5, 6]


def test_a_person_linked_by_hand_keeps_an_imported_company(caller: Caller) -> None:
    report = import_text(caller, "Name,Kind\nGama,Company\n")
    gama = queries.find_contacts(caller, "Gama")[0].id
    service.create_contact(caller, ContactDraft(name="Hugo", links=(LinkDraft(gama),)))
    assert report.job_id is not None
    assert service.undo_import(caller, report.job_id).removed == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("John_Doe_GMAIL.vcf", [("John Richter, James Doe Sr.", "IBM")]),
        ("John_Doe_MAC_ADDRESS_BOOK.vcf", [("John Richter,James Doe Sr.", "IBM")]),
        ("John_Doe_MS_OUTLOOK.vcf", [("John Richter James Doe Sr.", "IBM")]),
        ("gmail-list.vcf", [("Arnold Smith", ""), ("Chris Beatle", ""), ("Doug White", "")]),
        ("rfc6350-example.vcf", [("Simon Perreault", "Viagenie")]),
        ("thunderbird-MoreFunctionsForAddressBook-extension.vcf", [("John Doe", "TheOrganization")]),
    ],
)
def test_vcards_of_real_programs_come_in(
    caller: Caller, shared: Path, name: str, expected: list[tuple[str, str]]
) -> None:
    report = service.import_contacts(caller, read_contacts(shared / "data/contacts" / name))
    assert report.of("reject") == []
    people = queries.list_contacts(caller, ListView(filters=(("kind", "person"),))).rows(0, 10)
    assert [(row.name, row.company) for row in people] == expected


LANDS = """Name;Straße;PLZ;Ort;Land
Ada;Weg 1;10115;Berlin;Neverland
Bo;Weg 2;10115;Berlin;Deutschland
Cy;Weg 3;1010;Wien;A
Di;Vej 4;1050;København;Danmark
Ed;Weg 5;10115;Berlin;
"""


def test_what_is_no_country_is_doubted_and_never_quietly_a_street(caller: Caller) -> None:
    file = contacts_of(LANDS.encode(), "people.csv")
    [doubted] = service.plan_import(caller, file).of("reject")
    assert [str(each) for each in doubted.reasons] == ["Land: “Neverland” is no country"]
    report = import_text(caller, LANDS)
    assert ([each.record.line for each in report.of("reject")], report.added) == ([2], 4)
    assert "Neverland” is no country" in rejects_csv(file, report.of("reject"), translator_for("en")).decode(
        "utf-8-sig"
    )
    countries = {
        name: queries.get_contact(caller, queries.find_contacts(caller, name)[0].id).draft.country
        for name in ("Bo", "Cy", "Di", "Ed")
    }
    assert countries == {"Bo": "DE", "Cy": "AT", "Di": "DK", "Ed": ""}
    assert import_text(caller, LANDS, keep_doubtful=True).added == 1
    kept = queries.get_contact(caller, queries.find_contacts(caller, "Ada")[0].id).draft.addresses[0].address
    assert (kept.street, kept.country) == ("Weg 1\nNeverland", "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("D", "DE"), ("D-", "DE"), ("Alemanha", "DE"),
        ("Almanya", "DE"),
        ("Saksa", "DE"), ("Bundesrepublik Deutschland", "DE"), ("USA", "US"), ("U.S.A.", "US"), ("hrv", "HR"),
        ("The Netherlands", "NL"), ("Korea, Republic of", "KR"), ("Россия", "RU"), ("Ελλάδα", "GR"),
        ("Hong Kong", "HK"), ("Neverland", ""), ("XX", ""), ("XYZ", ""), ("Q", ""), ("12345", ""),
        ("SUN", ""),
    ],
)  # fmt: skip
def test_countries_are_known_as_people_write_them(written: str, code: str) -> None:
    assert named_country(written) == code
