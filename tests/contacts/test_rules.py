"""Names, mails, phones and tax ids are compared in one writing; errors refuse, doubts only ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, PointDraft, check_contact, tidy_contact
from desktop_crm.contacts.rules.checks import key_of
from desktop_crm.contacts.rules.matching import PROPOSED, SAME, likeness, match_name, tax_key, traits_of
from desktop_crm.contacts.rules.points import (
    call_link,
    e164,
    mail_doubt,
    mail_link,
    phone_doubt,
    phone_key,
    web_doubt,
)
from desktop_crm.values.errors import UserError


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("Padaria Fictícia, Lda.", "padaria ficticia"),
        ("Kurgu Yazılım A.Ş.", "kurgu yazilim"),
        ("KURGU YAZILIM AŞ", "kurgu yazilim"),
        ("Beispiel & Söhne GmbH & Co. KG", "beispiel sohne"),
        ("Straße Łódź S.A.", "strasse lodz"),
        ("Modelo S/A", "modelo"),
        ("Ltda", "ltda"),
    ],
)
def test_a_company_is_compared_without_its_legal_form(name: str, matched: str) -> None:
    assert match_name(name, "company") == matched


def test_a_persons_name_keeps_every_word() -> None:
    assert match_name("Sá, Inês", "person") == "sa ines"


@pytest.mark.parametrize(
    "text", ["+351 912 000 001", "00351912000001", "912 000 001", "0912000001", "(912) 000-001"]
)
def test_one_phone_in_many_writings_has_one_key(text: str) -> None:
    assert phone_key(text) == "912000001"


def test_phones_are_dialled_with_their_country() -> None:
    assert e164("0 (212) 000 00 01", "TR") == "+902120000001"
    assert e164("+44 (0)20 0000 0001") == "+442000000001"
    assert e164("030 1") == ""
    assert call_link("(11) 90000-0001 ramal 12", "BR") == "tel:+5511900000001;ext=12"
    assert mail_link("a b?cc=x@y.example") == "mailto:a%20b%3Fcc%3Dx@y.example"


@pytest.mark.parametrize(
    "mail",
    ["a@b.example", "a.b+c@sub.b.example", "joão@exemplo.example", "a@müller.example", "a_b@x-y.example"],
)
def test_unusual_mail_addresses_are_not_doubted(mail: str) -> None:
    assert mail_doubt(mail) is None


@pytest.mark.parametrize(
    "mail", ["abc", "a@", "@b.example", "a b@c.example", "a@b", "a..b@c.example", "a@b..example"]
)
def test_what_is_no_mail_address_is_doubted(mail: str) -> None:
    assert mail_doubt(mail) is not None


def test_phones_and_web_addresses_are_doubted_only_when_hopeless() -> None:
    assert not any(map(phone_doubt, ("112", "+1-418-656-9254 ext. 102", "(21) 3000-0001")))
    assert all(map(phone_doubt, ("abc", "12", "1" * 16)))
    assert not any(map(web_doubt, ("x.example", "https://x.example/a?b")))
    assert all(map(web_doubt, ("javascript:alert(1)", "x y")))


def person(name: str, mail: str = "", phone: str = "", **more: str) -> ContactDraft:
    points = tuple(PointDraft(kind, value) for kind, value in (("mail", mail), ("phone", phone)) if value)  # type: ignore[arg-type]
    return ContactDraft(name=name, points=points, **more)  # type: ignore[arg-type]


def score(one: ContactDraft, other: ContactDraft) -> int:
    return likeness(traits_of(one), traits_of(other)).score


def test_a_mail_or_phone_with_the_same_name_is_the_same_person() -> None:
    assert score(person("Inês Exemplo", "ines@x.example"), person("ines EXEMPLO", "INES@x.example")) >= SAME
    assert (
        score(person("Inês Exemplo", "", "912 000 001"), person("Exemplo Inês", "", "+351912000001")) >= SAME
    )


def test_people_who_share_an_office_are_not_one() -> None:
    office = "office@x.example"
    assert (
        score(person("Inês Exemplo", office, "21 000 000"), person("Bruno Modelo", office, "21 000 000"))
        < SAME
    )


def test_a_person_with_the_firms_mail_is_proposed_and_never_taken_for_the_firm() -> None:
    mail = PointDraft("mail", "office@beispiel.example")
    firm = ContactDraft(kind="company", name="Beispiel & Söhne GmbH", points=(mail,))
    assert PROPOSED <= score(firm, person("Jonas Beispiel", mail.value)) < SAME
    assert score(firm, person("Beispiel Söhne", mail.value)) >= SAME


def test_a_firm_that_a_table_names_like_a_person_is_the_firm() -> None:
    firm = ContactDraft(kind="company", name="Bäckerei Holt")
    assert score(person("Bäckerei Holt", "info@holt.example", "0441 5555"), firm) >= SAME
    assert score(person("Berta Holt"), firm) < PROPOSED


def test_namesakes_with_different_mails_are_proposed_not_merged() -> None:
    alike = score(person("Ana Silva", "a@x.example"), person("Ana Silva", "b@y.example"))
    assert 60 <= alike < SAME
    assert score(person("Ana Silva"), person("Ana Silva", "b@y.example")) >= SAME
    assert score(person("Ana Silva"), person("Otto Klein")) < 60


def test_a_tax_id_decides_in_any_writing() -> None:
    assert tax_key("PT 501.964.843") == tax_key("501964843") == "501964843"
    assert (
        score(person("A", vat_id="PT501964843"), person("Something else", tax_number="501 964 843")) >= SAME
    )


@given(st.text(max_size=40), st.sampled_from(["person", "company"]))
def test_any_name_is_compared_without_accident(name: str, kind: str) -> None:
    matched = match_name(name, kind)
    assert matched == " ".join(matched.split())
    draft = ContactDraft(name=name, kind=kind)  # type: ignore[arg-type]
    assert likeness(traits_of(draft), traits_of(draft)).score in (0, 86)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ContactDraft(), "name"),
        (ContactDraft(name="x" * 10_000), "name"),
        (ContactDraft(name="a\x07b"), "name"),
        (ContactDraft(name="a", category="vip"), "category"),  # type: ignore[arg-type]
        (ContactDraft(name="a", currency="XQX"), "currency"),
        (ContactDraft(name="a", language="klingon"), "language"),
        (
            ContactDraft(name="a", points=(PointDraft("mail", "a@b.example"), PointDraft("phone", ""))),
            "points[2].value",
        ),
        (
            ContactDraft(name="a", addresses=(AddressDraft("invoice", Address(country="XX")),)),
            "addresses[1].country",
        ),
        (ContactDraft(name="a", tags=("x" * 100,)), "tags[1]"),
        (ContactDraft(name="a", notes="x\x00"), "notes"),
        (
            ContactDraft(name="a", points=tuple(PointDraft("web", f"x{n}.example") for n in range(101))),
            "points",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(draft: ContactDraft, field: str) -> None:
    with pytest.raises(UserError) as refused:
        check_contact(draft)
    assert refused.value.field == field


def test_doubts_are_told_once_and_again_when_the_value_changes() -> None:
    draft = ContactDraft(
        name="Ana", vat_id="PT501964844", iban="DE00",
        points=(PointDraft("mail", "nobody"), PointDraft("phone", "1")),
        addresses=(AddressDraft("invoice", Address(street="x", city="y", postal_code="99", country="PT")),),
    )  # fmt: skip
    hints = check_contact(draft)
    assert [hint.field for hint in hints] == [
        "vat_id", "iban", "points[1].value", "points[2].value", "addresses[1].postal_code",
    ]  # fmt: skip
    seen = frozenset(key_of(hint, draft) for hint in hints)
    assert check_contact(draft, seen) == []
    changed = ContactDraft(name="Ana", vat_id="PT501964845", iban="DE00", addresses=draft.addresses)
    assert [hint.field for hint in check_contact(changed, seen)] == ["vat_id"]


def test_names_in_any_script_with_emoji_and_markup_are_kept() -> None:
    for name in ("مثال شركة", "例え株式会社", "<b>Bold & Co</b>", 'O\'Brien "Bob"', "Zoë 🦊", "=SUM(A1)"):
        assert check_contact(ContactDraft(name=name)) == []
        assert tidy_contact(ContactDraft(name=f" {name} ")).name == name
