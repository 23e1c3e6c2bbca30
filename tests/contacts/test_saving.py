"""Contacts are saved whole, found again, put away and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, LinkDraft, PointDraft
from desktop_crm.database import search
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.paging import ListView

pytestmark = pytest.mark.usefixtures("database")

BAKERY = ContactDraft(
    kind="company",
    name="Padaria Fictícia Lda",
    category="customer",
    language="pt_PT",
    currency="EUR",
    vat_id="PT 501 964 843",
    customer_number="K00001",
    order_number="PO-7",
    buyer_reference="04011000-1234512345-06",
    einvoice="xrechnung-ubl",
    endpoint=("0184", "123"),
    birthday=date(1984, 2, 29),
    tags=("Clientes", "Norte"),
    points=(
        PointDraft("mail", "loja@padaria.example"),
        PointDraft("mail", "contas@padaria.example", "Accounts", True),
        PointDraft("phone", "+351 912 000 001", "Mobile", True),
        PointDraft("web", "padaria.example"),
    ),
    addresses=(
        AddressDraft(
            "invoice",
            Address(street="Rua Inventada 12", postal_code="3000-001", city="Coimbra", country="PT"),
        ),
        AddressDraft("delivery", Address(street="Cais 3", city="Aveiro", country="PT")),
    ),
    notes="Prefere e-mail",
)


def rows(caller: Caller, **view: object) -> list[queries.ContactRow]:
    return queries.list_contacts(caller, ListView(**view)).rows(0, 50)  # type: ignore[arg-type]


def test_a_contact_comes_back_as_it_was_saved(caller: Caller) -> None:
    contact_id = service.create_contact(caller, BAKERY)
    view = queries.get_contact(caller, contact_id)
    first_web = PointDraft("web", "padaria.example", "", True)
    assert view.draft == replace(BAKERY, points=(*BAKERY.points[:3], first_web))
    assert (view.version, view.is_archived, view.draft.mail) == (1, False, "contas@padaria.example")


def test_only_a_name_is_needed_and_a_person_takes_it_from_its_parts(caller: Caller) -> None:
    contact_id = service.create_contact(caller, ContactDraft(given_name=" Inês ", family_name="Exemplo"))
    assert queries.get_name(caller, contact_id) == "Inês Exemplo"
    with pytest.raises(UserError) as refused:
        service.create_contact(caller, ContactDraft(name="  "))
    assert refused.value.field == "name"


def test_the_same_click_twice_saves_once(caller: Caller) -> None:
    draft = ContactDraft(name="Ana")
    assert service.create_contact(caller, draft, key="k") == service.create_contact(caller, draft, key="k")
    assert len(rows(caller)) == 1


def test_the_second_of_two_savers_gets_a_conflict_and_nothing_changes(caller: Caller) -> None:
    contact_id = service.create_contact(caller, BAKERY)
    service.save_contact(caller, contact_id, 1, replace(BAKERY, name="First"))
    with pytest.raises(Conflict):
        service.save_contact(caller, contact_id, 1, replace(BAKERY, name="Second", points=()))
    view = queries.get_contact(caller, contact_id)
    assert (view.draft.name, len(view.draft.points), view.version) == ("First", 4, 2)


def test_saving_replaces_the_parts_that_changed(caller: Caller) -> None:
    contact_id = service.create_contact(caller, BAKERY)
    changed = replace(
        BAKERY, points=BAKERY.points[:1], addresses=BAKERY.addresses[1:], tags=("Sul",), vat_id=""
    )
    service.save_contact(caller, contact_id, 1, changed)
    draft = queries.get_contact(caller, contact_id).draft
    assert draft.points == (PointDraft("mail", "loja@padaria.example", "", True),)
    assert (draft.addresses, draft.tags) == (BAKERY.addresses[1:], ("Sul",))
    assert rows(caller)[0].city == "Aveiro"
    assert raw().execute("SELECT count(*) FROM tax_key").fetchone()[0] == 0


def test_two_contacts_cannot_have_one_customer_number(caller: Caller) -> None:
    service.create_contact(caller, BAKERY)
    with pytest.raises(UserError) as refused:
        service.create_contact(caller, replace(BAKERY, name="Other"))
    assert refused.value.field == "customer_number"


def test_people_and_companies_are_linked_many_to_many(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    mill = service.create_contact(caller, ContactDraft(kind="company", name="Moinho Modelo"))
    ines = service.create_contact(
        caller, ContactDraft(name="Inês Exemplo", links=(LinkDraft(bakery, "Gerente"), LinkDraft(mill)))
    )
    assert [(link.id, link.role) for link in queries.list_links(caller, ines)] == [
        (bakery, "Gerente"),
        (mill, ""),
    ]
    assert [link.name for link in queries.list_links(caller, bakery)] == ["Inês Exemplo"]
    assert next(row for row in rows(caller) if row.id == ines).company == "Padaria Fictícia Lda"
    service.unlink_contacts(caller, ines, bakery)
    assert queries.list_links(caller, bakery) == []
    with pytest.raises(UserError, match="companies"):
        service.link_contacts(caller, mill, bakery)
    with pytest.raises(UserError) as refused:
        service.create_contact(caller, ContactDraft(name="X", links=(LinkDraft(999),)))
    assert refused.value.field == "links[1]"


def test_a_person_with_links_does_not_silently_become_a_company(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    person = ContactDraft(name="Inês", links=(LinkDraft(bakery),))
    ines = service.create_contact(caller, person)
    with pytest.raises(UserError) as refused:
        service.save_contact(caller, ines, 1, replace(person, kind="company"))
    assert refused.value.field == "kind"
    service.save_contact(caller, ines, 1, replace(person, kind="company", links=()))
    assert queries.list_links(caller, bakery) == []


def test_saving_a_company_does_not_lose_the_order_of_a_persons_companies(caller: Caller) -> None:
    first = service.create_contact(caller, ContactDraft(kind="company", name="A"))
    second = service.create_contact(caller, ContactDraft(kind="company", name="B"))
    service.create_contact(
        caller, ContactDraft(name="P", links=(LinkDraft(first, "x"), LinkDraft(second, "y")))
    )
    view = queries.get_contact(caller, second)
    service.save_contact(caller, second, view.version, replace(view.draft, name="B2"))
    assert next(row for row in rows(caller) if row.name == "P").company == "A"


def test_everything_typed_finds_the_contact(caller: Caller) -> None:
    contact_id = service.create_contact(caller, BAKERY)
    for text in (
        "ficticia", "CONTAS@padaria", "912000001", "912 000 001", "501964843", "501 964 843", "norte",
        "rua inventada", "3000-001", "prefere", "K00001", "PO-7",
    ):  # fmt: skip
        assert [hit.entity_id for hit in search.find(text)] == [contact_id], text
        assert [row.id for row in rows(caller, search=text)] == [contact_id], text


def test_a_renamed_company_is_found_through_its_people(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    ines = service.create_contact(caller, ContactDraft(name="Inês", links=(LinkDraft(bakery),)))
    draft = queries.get_contact(caller, bakery).draft
    service.save_contact(caller, bakery, 1, replace(draft, name="Confeitaria Nova"))
    assert {row.id for row in rows(caller, search="confeitaria")} == {bakery, ines}
    assert rows(caller, search="padaria ficticia") == []


def test_archived_contacts_are_out_of_the_way_and_come_back(caller: Caller) -> None:
    contact_id = service.create_contact(caller, BAKERY)
    assert service.archive_contacts(caller, [contact_id, contact_id, 999]) == [contact_id]
    assert rows(caller) == []
    assert queries.suggest(caller, "padaria") == []
    assert [row.id for row in rows(caller, filters=(("archived", "1"),))] == [contact_id]
    assert service.restore_contacts(caller, [contact_id]) == [contact_id]
    assert [row.id for row in rows(caller)] == [contact_id]


def test_lists_filter_and_sort_by_what_they_show(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    zoe = service.create_contact(caller, ContactDraft(name="Zoë", tags=("norte",), category="lead"))
    emil = service.create_contact(caller, ContactDraft(name="Émil"))
    assert [row.id for row in rows(caller)] == [emil, bakery, zoe]
    assert [row.id for row in rows(caller, sort="city")] == [bakery, zoe, emil]
    assert {row.id for row in rows(caller, filters=(("tag", "NORTE"),))} == {bakery, zoe}
    assert [row.id for row in rows(caller, filters=(("kind", "person"), ("category", "lead")))] == [zoe]
    chips = queries.count_chips(caller)
    assert (chips.all, chips.kinds, chips.tags) == (
        3,
        {"company": 1, "person": 2},
        {"Clientes": 1, "Norte": 2},
    )


def test_tags_and_categories_change_for_many(caller: Caller) -> None:
    one, two = (service.create_contact(caller, ContactDraft(name=name)) for name in ("A", "B"))
    service.change_tags(caller, [one, two], add=["VIP"])
    service.change_tags(caller, [two], remove=["vip"])
    assert service.set_category(caller, [one, two], "lead") == [one, two]
    assert service.set_category(caller, [one, two], "lead") == []
    assert [(row.tags, row.category) for row in rows(caller)] == [(("VIP",), "lead"), ((), "lead")]
    service.change_tags(caller, [one], remove=["VIP"])
    assert queries.list_tags(caller) == []


def test_a_contact_can_be_deleted_with_what_hangs_on_it(caller: Caller) -> None:
    contact_id = service.create_contact(caller, BAKERY)
    service.add_note(caller, contact_id, "call back", date(2026, 12, 1))
    service.attach_file(caller, "contact", contact_id, "a.txt", b"text")
    service.delete_contact(caller, contact_id)
    assert search.find("padaria") == [] and search.find("call back") == []
    left = "contact contact_point address tax_key contact_tag timeline note attachment".split()
    assert [raw().execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in left] == [0] * len(left)
    with pytest.raises(NotFound):
        service.delete_contact(caller, contact_id)


def test_a_contact_that_a_document_refers_to_is_not_deleted(caller: Caller, database: OpenDatabase) -> None:
    raw().execute(
        "CREATE TABLE IF NOT EXISTS paper (contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT)"
    )
    contact_id = service.create_contact(caller, BAKERY)
    raw().execute("INSERT INTO paper VALUES (?)", (contact_id,))
    with pytest.raises(UserError, match="archived"):
        service.delete_contact(caller, contact_id)
    assert [hit.entity_id for hit in search.find("padaria")] == [contact_id]


def test_a_customer_number_is_drawn_once(caller: Caller) -> None:
    contact_id = service.create_contact(caller, ContactDraft(name="Ana"))
    with transaction():
        assert service.assign_customer_number(caller, contact_id, "K00001") == "K00001"
        assert service.assign_customer_number(caller, contact_id, "K00002") == "K00001"
    assert [found.id for found in queries.find_contacts(caller, "K00001")] == [contact_id]


def test_defaults_carry_what_a_document_takes_over(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    service.create_contact(caller, ContactDraft(name="Inês Exemplo", links=(LinkDraft(bakery, "Gerente"),)))
    defaults = queries.get_defaults(caller, bakery)
    assert defaults.address.city == "Coimbra" and defaults.delivery is not None
    assert (defaults.delivery.city, defaults.attention, defaults.mail) == (
        "Aveiro", "Inês Exemplo", "contas@padaria.example",
    )  # fmt: skip
    assert (defaults.order_number, defaults.language, defaults.endpoint) == ("PO-7", "pt_PT", ("0184", "123"))


def test_exact_names_are_found_and_namesakes_are_all_listed(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    assert [found.id for found in queries.find_contacts(caller, " padaria  FICTICIA lda")] == [bakery]
    assert queries.find_contacts(caller, "padaria") == []
    assert [found.id for found in queries.find_contacts(caller, str(bakery))] == [bakery]
    one, two = (service.create_contact(caller, ContactDraft(name="Ana Silva")) for _n in range(2))
    assert {found.id for found in queries.find_contacts(caller, "Ana Silva")} == {one, two}
    service.archive_contacts(caller, [two])
    assert [found.id for found in queries.find_contacts(caller, "Ana Silva")] == [one]


def test_suggestions_come_by_name_and_without_words_by_last_use(caller: Caller) -> None:
    bakery = service.create_contact(caller, BAKERY)
    ana = service.create_contact(caller, ContactDraft(name="Ana Padeira"))
    assert queries.suggest(caller, "pad")[0].id == bakery
    assert [found.id for found in queries.suggest(caller, "pad", kind="person")] == [ana]
    assert queries.suggest(caller, "") == []
    service.log_call(caller, ana, "hello")
    assert [found.id for found in queries.suggest(caller, "")] == [ana]
    assert rows(caller, sort="last")[0].last_at is not None
    assert queries.get_contact(caller, ana).last_at <= utc_now()  # type: ignore[operator]


@pytest.mark.parametrize("field", ["terms_id", "bank_account_id"])
def test_terms_and_accounts_that_the_firm_does_not_have_are_refused(caller: Caller, field: str) -> None:
    with pytest.raises(NotFound) as refused:
        service.create_contact(caller, replace(ContactDraft(name="Ana"), **{field: 99}))
    assert refused.value.field == field
    kept = service.create_contact(caller, ContactDraft(name="Ana"))
    with pytest.raises(NotFound) as refused:
        service.save_contact(caller, kept, 1, replace(ContactDraft(name="Ana"), **{field: 99}))
    assert refused.value.field == field
