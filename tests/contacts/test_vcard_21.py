"""vCard 2.1, as old telephones and Outlook write it: bare parameters, quoted-printable, pictures inside."""

from __future__ import annotations

import base64
import quopri
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.contacts.documents.reading import contacts_of, read_contacts
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.values.errors import UserError


def card(*lines: str | bytes, encoding: str = "utf-8", end: bytes = b"\r\n") -> bytes:
    body = [line if isinstance(line, bytes) else line.encode(encoding) for line in lines]
    return end.join([b"BEGIN:VCARD", b"VERSION:2.1", *body, b"END:VCARD", b""])


def only(data: bytes) -> ContactRecord:
    file = contacts_of(data, "phone.vcf")
    assert file.dialect == "vcard"
    (record,) = file.records
    return record


def quoted(text: str, charset: str = "utf-8") -> str:
    """As telephones write it: every sign as =XX, lines broken after 70 signs by a soft break."""
    signs = "".join(f"={byte:02X}" for byte in text.encode(charset))
    return "=\r\n".join(signs[at : at + 69] for at in range(0, len(signs), 69))


def test_bare_parameters_are_types() -> None:
    draft = only(card(
        "N:Adams;Eve;Mary;Dr.;Jr.", "FN:Eve Adams", "ORG:Kestrel Ltd;Roastery", "TITLE:Buyer",
        "TEL;WORK;VOICE:+353 21 555 0110", "TEL;CELL:+353 87 555 0100", "TEL;WORK;FAX:+353 21 555 0111",
        "TEL;HOME;PREF:+353 21 555 0112", "EMAIL;PREF;INTERNET:eve@e.example", "URL;WORK:https://e.example",
        "ADR;WORK:;;4 Yard;Cork;Munster;T12 X0X0;Ireland", "BDAY:19800203",
    )).draft  # fmt: skip
    assert (draft.given_name, draft.family_name, draft.title) == ("Eve", "Adams", "Dr.")
    assert set(draft.points) == {
        PointDraft("mail", "eve@e.example", "", True), PointDraft("phone", "+353 21 555 0112", "Home", True),
        PointDraft("phone", "+353 21 555 0110", "Work"), PointDraft("phone", "+353 87 555 0100", "Mobile"),
        PointDraft("phone", "+353 21 555 0111", "Work Fax"), PointDraft("web", "https://e.example", "Work"),
    }  # fmt: skip
    assert draft.addresses[0].address.country == "IE"
    assert draft.birthday == date(1980, 2, 3)


@pytest.mark.parametrize("charset", ["UTF-8", "ISO-8859-9", "windows-1254"])
def test_quoted_printable_goes_over_soft_breaks_in_its_charset(charset: str) -> None:
    note = "Çağla'nın notu: İstanbul'da buluştuk, şöyle böyle.\nİkinci satır; virgül, ve = işareti."
    draft = only(card(
        f"N;ENCODING=QUOTED-PRINTABLE;CHARSET={charset}:{quoted('Örnek', charset)}"
        f";{quoted('Çağla', charset)};;;",
        f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{quoted('Çağla Örnek', charset)}",
        f"NOTE;QUOTED-PRINTABLE;CHARSET={charset}:{quoted(note, charset)}",
        "TEL;CELL:0532 000 00 01",
    )).draft  # fmt: skip
    assert (draft.name, draft.given_name, draft.family_name) == ("Çağla Örnek", "Çağla", "Örnek")
    assert draft.notes == note
    assert draft.phone == "0532 000 00 01"


@pytest.mark.parametrize("charset", ["windows-1254", "ISO-8859-9", "windows-1250", "ISO-8859-2"])
def test_bytes_are_read_by_the_charset_that_the_lines_name(charset: str) -> None:
    name = "Çağla Şahin" if charset.endswith(("1254", "-9")) else "Łukasz Świątek"
    draft = only(
        card(f"N;CHARSET={charset}:{name};;;;", f"FN;CHARSET={charset}:{name}", encoding=charset)
    ).draft
    assert draft.name == name


def test_an_unknown_charset_is_told_by_the_content() -> None:
    assert only(card("FN;CHARSET=x-nokia:José", encoding="cp1252")).draft.name == "José"
    assert (
        only(card("FN;CHARSET=ISO-8859-2:José", "NOTE;CHARSET=koi8-r:x", encoding="cp1252")).draft.name
        == "José"
    )


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", "\r\n"])
def test_pictures_in_the_card_are_passed_over_however_they_are_folded(fold: str) -> None:
    picture = base64.b64encode(bytes(range(256)) * 400).decode()
    folded = fold.join(picture[at : at + 76] for at in range(0, len(picture), 76))
    data = card("FN:Eve", f"PHOTO;TYPE=JPEG;ENCODING=BASE64:{fold.removeprefix(chr(13))}{folded}\r\n",
                "TEL;CELL:0532 1", f"LOGO;BASE64;PNG:\r\n {picture}\r\n",
                "EMAIL;INTERNET:e@e.example")  # fmt: skip
    draft = only(data).draft
    assert (draft.name, draft.phone, draft.mail) == ("Eve", "0532 1", "e@e.example")
    assert draft.notes == ""


def test_real_exports_of_outlook_and_telephones_come_in(shared: Path) -> None:
    outlook = read_contacts(shared / "data" / "contacts" / "John_Doe_MS_OUTLOOK.vcf").records[0]
    assert (outlook.draft.name, outlook.company) == ("John Richter James Doe Sr.", "IBM")
    assert [point.label for point in outlook.draft.points] == ["", "Work", "Home", "Work"]
    assert [each.address.country for each in outlook.draft.addresses] == ["US", "US"]
    android = read_contacts(shared / "data" / "contacts" / "John_Doe_ANDROID.vcf").records
    assert len(android) == 6
    assert all(record.draft.name for record in android)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (card("FN:Eve")[:-13], "cut off"),
        (b"END:VCARD\r\n" + card("FN:Eve"), "no vCard"),
        (card("FN:Eve", "NOTE;ENCODING=QUOTED-PRINTABLE:" + "=41" * 30_000), "too long"),
        (card("FN:Eve", *["TEL:1"] * 3_000), "too many lines"),
        (card("FN:Eve") + b"\x00" * 40, "no text"),
        (b"BEGIN:VCARD\r\n" + b"\x89PNG" + bytes(200), "phone.vcf"),
        (card("FN:E", "NOTE:" + "x" * 200) * 60_000, "phone.vcf"),
    ],
)
def test_damaged_and_hostile_cards_are_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(UserError) as refused:
        contacts_of(data, "phone.vcf")
    assert reason in str(refused.value)


def test_a_soft_break_at_the_end_of_the_card_swallows_no_other_card() -> None:
    data = card("FN:Eve", "NOTE;ENCODING=QUOTED-PRINTABLE:ends=") + card("FN:Adam")
    records = contacts_of(data, "phone.vcf").records
    assert [(record.draft.name, record.draft.notes) for record in records] == [("Eve", "ends"), ("Adam", "")]


def test_formulas_and_markup_stay_texts() -> None:
    draft = only(card("FN:=cmd|' /C calc'!A0", "NOTE:<script>x</script>", "TITLE:@SUM(1)")).draft
    assert (draft.name, draft.notes, draft.position) == (
        "=cmd|' /C calc'!A0",
        "<script>x</script>",
        "@SUM(1)",
    )


@given(st.text(max_size=200))
def test_any_text_survives_quoted_printable(text: str) -> None:
    clean = "".join(char for char in text if char.isprintable()).strip()
    value = quopri.encodestring(clean.encode("utf-8"), quotetabs=True).decode("ascii").replace("\n", "\r\n")
    record = only(card("FN:Eve", f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{value}"))
    assert isinstance(record.draft, ContactDraft)
    assert "".join(record.draft.notes.split()) == "".join(clean.split()) or "\\" in clean
