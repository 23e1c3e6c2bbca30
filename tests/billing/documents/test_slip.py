"""The QR-bill on paper: what stands where, in which letters, on which page, and what the code says."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2
import pytest
import segno
from pypdf import PdfReader

from desktop_crm.billing.documents import faces, paper, qr, setting, slip
from desktop_crm.billing.documents.slip_words import slip_words
from desktop_crm.billing.documents.table import table_of
from desktop_crm.billing.rules import paying, qr_bill
from desktop_crm.billing.rules.facts import DocumentFacts, LineFacts, Preceding
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.looks import DESIGNS, LETTER, MODERN, SIZES
from desktop_crm.values import canonical
from tests.billing.documents import papers, positions, swiss, test_appendix, test_pagination
from tests.billing.documents.reading import page_texts
from tests.billing.documents.swiss import facts
from tests.judges import verapdf

POINT = 25.4 / 72
SHORT = papers.STORY[:1]
HEADS = ("Empfangsschein", "Zahlteil", "Konto / Zahlbar an", "Währung", "Betrag", "Annahmestelle")
LONG_SELLER = replace(
    swiss.SELLER,
    name="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft AG",
    address=Address(
        street="Strasse der Vereinigten Eidgenossenschaft bei der alten Mühle am Bach 1268 a",
        postal_code="8000", city="Zürich-Altstetten bei den Gleisen 7", country="CH",
    ),
)  # fmt: skip
LONG_BUYER = replace(
    swiss.BUYER,
    name="Gesellschaft für Straßenbeleuchtungssteuerungsanlagenbau und -wartung mbH & Co. KG",
    address=Address(
        street="Am Straßenbahndepot bei der Großen Marktgasse hinter dem Rathaus 114-116 b",
        postal_code="70173", city="Stuttgart-Bad Cannstatt", country="DE",
    ),
)  # fmt: skip
LONG: dict[str, Any] = {"seller": LONG_SELLER, "buyer": LONG_BUYER, "bank": replace(swiss.BANK, holder="")}


def rendered(made: DocumentFacts) -> list[str]:
    return page_texts(paper.render(made).pdf)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_slip_stands_at_the_foot_of_a_short_invoice(design: str) -> None:
    pages = rendered(facts(SHORT, intro="", design=design))
    assert len(pages) == 1
    head, _, below = pages[0].partition("Nettobetrag")
    assert "22.12.2026" in head and "22.12.2026" not in below  # it is said where there is room for it
    several = 1 if design == MODERN else 4  # whose strip begins the table lower
    assert len(rendered(facts(test_pagination.lines_of(several), design=design))) == 1
    assert [head for head in HEADS if head not in pages[0]] == []
    for said in (
        "CH44 3199 9123 0008 8901 2", "00 01048 20000 00000 02026 00428", "Robert Schneider AG",
        "Rue du Lac 1268", "2501 Biel", "Pia-Maria Rutschmann-Schnyder", "CHF 1 230.00",
        "Rechnung 2026-0042",
    ):  # fmt: skip
        assert said in pages[0], said
    # The account is said in the slip, and nowhere else on its page.
    before = pages[0].partition("Empfangsschein")[0].partition("Seite 1")[0]
    assert "IBAN CH44" not in before and "Verwendungszweck" not in before


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("size", SIZES)
def test_a_slip_that_finds_no_room_has_a_page_of_its_own_in_a4(design: str, size: str) -> None:
    count = next(n for n in (11, 12, 13, 14, 15, 16, 20) if _has_own_page(n, design, size))
    made = facts(test_pagination.lines_of(count), design=design, paper_size=size)
    pdf = paper.render(made).pdf
    pages = page_texts(pdf)
    assert "Zahlteil" in pages[-1] and "Zahlteil" not in " ".join(pages[:-1])
    assert f"Line {count}" in pages[-2] and "Line" not in pages[-1] and "Rechnung 2026-0042" in pages[-1]
    assert all(f"Seite {n} von {len(pages)}" in page for n, page in enumerate(pages, 1))
    box = PdfReader(io.BytesIO(pdf)).pages[-1].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.28, 841.89), abs=0.1)


def _has_own_page(count: int, design: str, size: str) -> bool:
    made = facts(test_pagination.lines_of(count), design=design, paper_size=size)
    return slip.arranged(setting.setting(made), lambda one: paper.planned(one, table_of(one)))[2].has_own_page


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_but_the_slip_stands_in_its_place(design: str, size: str) -> None:
    """With one to forty lines: what stands on its page ends above it, the rest within the norm's edges."""
    on_last = 0
    for count in (*range(1, 41), 200):
        made = facts(test_pagination.lines_of(count, 7, 3), design=design, paper_size=size, early=Decimal(2))
        assert test_pagination.faults(made) == []
        with positions.noted() as spots:
            paper.draw(made)
        last = max(spot.page for spot in spots)
        ours = [spot for spot in spots if spot.page == last]
        first = next(place for place, spot in enumerate(ours) if spot.text == "Empfangsschein")
        assert all(spot.base < slip.TOP - 3 for spot in ours[:first]), count
        assert all(slip.TOP + 5 < spot.base < slip.TOP + 100 for spot in ours[first:]), count
        assert all(5 <= spot.left <= 205 for spot in ours[first:]), count
        on_last += any("Gesamt" in spot.text or "Rechnungsbetrag" in spot.text for spot in ours)
    assert (on_last > 0) is (size != LETTER)


def test_a_thousand_lines_are_cut_as_without_it() -> None:
    made = facts(test_pagination.lines_of(1000, 50, 9))
    assert test_pagination.faults(made) == []
    without = replace(made, payment_code="", bank=None)
    assert paper._drawn(setting.setting(made))[1] - paper._drawn(setting.setting(without))[1] in (0, 1)


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Zahlteil"), ("de_CH", "Zahlteil"), ("fr", "Section paiement"), ("it", "Sezione pagamento"),
     ("en", "Payment part"), ("pt_BR", "Payment part"), ("tr", "Payment part")],
)  # fmt: skip
def test_headings_are_in_the_four_languages_of_the_norm(language: str, title: str) -> None:
    made = facts(SHORT, intro="", language=language)
    assert title in rendered(made)[-1]
    with pikepdf.open(io.BytesIO(paper.render(made).pdf)) as file:
        said = {str(each.Lang) for each in file.objects if isinstance(each, pikepdf.Dictionary) and
                each.get("/S") == "/Sect" and "/Lang" in each}  # fmt: skip
    assert said == (set() if slip_words(language).language == language.partition("_")[0] else {"en"})


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "credit_note", "preceding": Preceding(number="1", issued_on=papers.paper().issued_on)},
        {"kind": "quote"},
        {"prepaid": Decimal("1570.21")},
        {"currency": "USD"},
        {"is_internal": True, "is_fiscal": False},
        {"bank": replace(swiss.BANK, iban="DE89370400440532013000"), "qr_iban": ""},
    ],
    ids=str,
)
def test_papers_that_are_not_paid_by_it_have_none(changes: dict[str, Any]) -> None:
    assert "Empfangsschein" not in " ".join(rendered(facts(**changes)))


def test_a_deposit_a_remainder_and_early_payment_ask_for_what_is_due() -> None:
    for changes in ({"form": "deposit"}, {"form": "final", "prepaid": Decimal(1000)}, {"early": Decimal(2)}):
        made = facts(**changes)
        due = f"{made.totals.due // 100:,}".replace(",", " ") + f".{made.totals.due % 100:02}"
        assert f"CHF {due}" in rendered(made)[-1]
        bill = paying.bill_of(made)
        assert bill is not None
        assert f"\n{made.totals.due / 100:.2f}\nCHF\n" in qr_bill.payload(bill)


# ------------------------------------------------------------------------------------------------- the code


def _modules(made: DocumentFacts) -> set[tuple[float, float]]:
    """The dark modules as drawn, from the PDF's own operators."""
    with pikepdf.open(io.BytesIO(paper.render(made).pdf)) as file:
        operators = list(pikepdf.parse_content_stream(file.pages[-1]))
    return {
        (float(each.operands[0]), float(each.operands[1]))
        for each in operators
        if str(each.operator) == "re" and all(float(one) == int(one) for one in each.operands)
    }


def test_the_code_is_that_of_the_bill_at_level_m_with_the_cross_over_its_middle() -> None:
    made = facts()
    bill = paying.bill_of(made, setting.setting(made).title)
    assert bill is not None
    payload = qr_bill.payload(bill)
    code = segno.make(
        payload, error="m", micro=False, boost_error=False, encoding="utf-8", mode="byte", mask=2
    )
    dark = {(x, y) for y, row in enumerate(code.matrix) for x, cell in enumerate(row) if cell}
    drawn = qr.modules(payload)
    cells = set()
    for rectangle in re.findall(r"(\d+) (\d+) (\d+) (\d+) re", drawn.path):
        x, y, w, h = map(int, rectangle)
        cells |= {(column, row) for column in range(x, x + w) for row in range(y, y + h)}
    assert cells == dark
    assert code.version <= 25
    assert {tuple(map(float, one.split()[:2])) for one in re.findall(r"\d+ \d+ \d+ \d+ re", drawn.path)} <= (
        _modules(made)
    )


def test_code_and_cross_have_the_size_of_the_norm() -> None:
    """46 mm at 67 / 17 mm of the slip, at 600 dots an inch; in its middle 7 mm of white, black, white."""
    pdf = pypdfium2.PdfDocument(paper.render(facts()).pdf)
    picture = pdf[len(pdf) - 1].render(scale=600 / 72).to_pil().convert("L")

    def dark(x: float, y: float) -> bool:
        value = picture.getpixel((round(x / 25.4 * 600), round((slip.TOP + y) / 25.4 * 600)))
        assert isinstance(value, int)
        return value < 128

    assert dark(67.2, 17.2) and dark(112.8, 17.2) and dark(67.2, 62.8)  # the finders' corners
    assert not any(dark(x, 17 + y) for x in (66.5, 113.5) for y in range(46))
    middle_x, middle_y = 67 + 23, 17 + 23
    arms = ((0, 0), (1.8, 0), (0, -1.8), (-1.8, 0), (0, 1.8))
    assert not any(dark(middle_x + x, middle_y + y) for x, y in arms)
    assert all(dark(middle_x + x, middle_y + y) for x, y in ((1.5, 1.5), (-2.7, 2.7), (2.3, 0), (0, -2.3)))
    assert not any(dark(middle_x + 3.25, middle_y + y / 10) for y in range(-34, 35))
    assert not any(dark(middle_x + x / 10, middle_y - 3.25) for x in range(-34, 35))


def test_a_draft_shows_the_place_but_no_code_and_no_reference() -> None:
    pdf = paper.draft_pdf(facts(number=""))
    last = page_texts(pdf)[-1]
    assert "Zahlteil" in last and "Referenz" not in last and "Entwurf" in last
    assert not any(str(alt).startswith("QR") for alt in _alts(pdf))


def test_whoever_does_not_see_the_code_hears_what_it_says() -> None:
    found = [alt for alt in _alts(paper.render(facts()).pdf) if "00 01048 20000" in alt]
    assert len(found) == 1 and "Robert Schneider AG" in found[0]


def _alts(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            str(each.Alt) for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]


# ---------------------------------------------------------------------------------------------------- fields


def _slip(made: DocumentFacts, **changes: Any) -> str:
    found = slip.slip_of(setting.setting(made))
    assert found is not None
    on_paper = replace(found, bill=replace(found.bill, **changes))
    canvas = paper.canvas_of(on_paper.paper, paper._properties(on_paper.paper))
    with positions.noted() as spots:
        on_paper.draw(canvas)
    return " ".join(spot.text for spot in spots)


def test_without_amount_or_debtor_there_are_fields_to_write_in() -> None:
    made = facts()
    assert "Zahlbar durch (Name/Adresse)" not in _slip(made)
    text = _slip(made, amount=None, debtor=None)
    assert text.count("Zahlbar durch (Name/Adresse)") == 2 and "1 570.21" not in text
    unknown = facts(buyer=replace(swiss.BUYER, address=Address(country="CH")))
    last = rendered(unknown)[-1]
    assert last.count("Zahlbar durch (Name/Adresse)") == 2 and "CHF 1 570.21" in last


@pytest.mark.parametrize("design", DESIGNS)
def test_the_longest_names_and_addresses_find_room(design: str) -> None:
    made = facts(**LONG, design=design)
    with positions.noted() as spots:
        paper.draw(made)
    first = next(place for place, spot in enumerate(spots) if spot.text == "Empfangsschein")
    receipt = [spot for spot in spots[first:] if spot.left < 62]
    payment = [spot for spot in spots[first:] if spot.left >= 117]
    assert max(spot.right for spot in receipt) <= 57.01 + 2  # measured in other letters than it is drawn in
    assert [spot for spot in receipt if 68 < spot.base - slip.TOP < 69 and spot.text not in HEADS] == []
    assert max(spot.base for spot in payment) - slip.TOP < 90
    text = " ".join(spot.text for spot in spots[first:])
    assert "DE-70173 Stuttgart-Bad Cannstatt" in text and "8000 Zürich-Altstetten" in text


def test_lines_are_as_wide_as_their_letters_allow() -> None:
    laid = slip.laid_out(slip.PAYMENT, [slip.Entry("Zahlbar durch", (LONG_BUYER.name, "x" * 140))])
    assert laid.fits and laid.value == 10
    for line in laid.entries[0].lines:
        assert faces.width(line.rstrip("\u00ad"), faces.SLIP[0], laid.value) * POINT <= slip.PAYMENT.width


def test_a_message_of_any_length_makes_the_letters_smaller_first() -> None:
    short = [slip.Entry(head, ("x " * 20,)) for head in ("a", "b", "c")]
    long = [slip.Entry(head, ("word " * 70,)) for head in ("a", "b", "c", "d")]
    assert slip.laid_out(slip.PAYMENT, short).value == 10
    smaller = slip.laid_out(slip.PAYMENT, long)
    assert smaller.fits and smaller.value < 10 and smaller.heading == max(smaller.value - 2, 6)


def test_only_permitted_letters_are_used_and_all_of_them_can_be_drawn() -> None:
    made = facts(buyer=replace(swiss.BUYER, name="Ğüneş Łódź & Ștefan €"))
    with pikepdf.open(io.BytesIO(paper.render(made).pdf)) as file:
        fonts = {str(each.BaseFont).partition("+")[2] for each in file.objects
                 if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"}  # fmt: skip
    assert {"LiberationSans", "LiberationSans-Bold"} <= fonts
    for name in faces.SLIP:
        known = faces.face(name).face.charToGlyph
        wanted = {code for code in (*range(0x20, 0x220), 0x20AC) if qr_bill.is_permitted(chr(code))}
        assert wanted - known.keys() - {0xA0} == set()


# ----------------------------------------------------------------------------------- with other pages, again


def test_letters_before_and_files_after_keep_their_places() -> None:
    made, pictures = test_appendix.with_files(test_appendix.PLAN, cover=test_appendix.LETTER_TEXT)
    slipped = replace(facts(SHORT, intro=""), cover=made.cover, appended=made.appended)
    texts = test_appendix.pages(paper.render(slipped, pictures).pdf)
    assert len(texts) == 4
    assert "please find" in texts[0] and "Zahlteil" in texts[1]
    assert [f"Seite {n} von 4" in text for n, text in enumerate(texts, 1)] == [True] * 4
    many = replace(slipped, paper_size=LETTER)
    assert len(test_appendix.pages(paper.render(many, pictures).pdf)) == 5


def test_a_copy_shows_the_same_slip_and_the_same_facts_are_the_same_bytes() -> None:
    made = facts()
    assert "Zahlteil" in page_texts(paper.copy_pdf(made))[-1]
    again = canonical.load(DocumentFacts, canonical.dump(made))
    assert again == made
    assert paper.render(again).pdf == paper.render(made).pdf


def test_facts_from_before_are_drawn_as_they_were() -> None:
    """A Swiss account on a paper that recorded no code: account and number as ever, and no slip."""
    old = papers.paper(bank=swiss.BANK, currency="CHF", language="de", payment_reference="2026-0042")
    assert "payment_code" not in canonical.dump(old).decode()
    (page,) = rendered(old)
    assert "Zahlteil" not in page and "CH58 0079 1123 0008 8901 2" in page
    euros = papers.paper(bank=swiss.BANK, payment_reference="2026-0042")
    assert qr.epc_payload(euros) is not None


@pytest.mark.judge
@pytest.mark.slow
def test_slips_are_archivable_and_accessible() -> None:
    files = {}
    for place, design in enumerate(DESIGNS):
        for size in SIZES:
            language = ("de", "fr", "pt_BR")[place]
            made = facts(SHORT, intro="", design=design, paper_size=size, language=language)
            files[f"{design} {size}"] = paper.render(made).pdf
    files["long"] = paper.render(facts(**LONG)).pdf
    files["fields"] = paper.render(facts(buyer=replace(swiss.BUYER, address=Address()))).pdf
    files["draft"] = paper.draft_pdf(facts(number="", language="it"))
    files["rare letters"] = paper.render(facts(buyer=replace(swiss.BUYER, name="Ğüneş Łódź Ștefan €"))).pdf
    many = facts(tuple(LineFacts(name=f"L {n}", price=Decimal(10), rate=Decimal(8)) for n in range(70)))
    files["three pages"] = paper.render(many).pdf
    found = verapdf.faults(files)
    assert {name: faults for name, faults in found.items() if faults} == {}
