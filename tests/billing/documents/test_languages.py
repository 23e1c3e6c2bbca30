"""Papers in every language they are offered in: own words, own figures, nothing clipped, all marked."""

from __future__ import annotations

import gettext
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from desktop_crm.billing.documents import paper, words
from desktop_crm.billing.documents.faces import has_glyph
from desktop_crm.billing.documents.file_names import file_name
from desktop_crm.billing.documents.mail import letter
from desktop_crm.billing.rules.facts import BankFacts, LineFacts, Preceding
from desktop_crm.company.documents import mail_words
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values.messages import Translator
from desktop_crm.values.resources import resource
from tests.billing.documents import papers, positions
from tests.billing.documents.languages import PAPER_LANGUAGES, kinds
from tests.billing.documents.reading import text_of

WORDS = {
    "en": ("Invoice 2026-0042", "Net amount 1,284.88", "Invoice total EUR 1,570.21", "Page 1 of 1"),
    "de": ("Rechnung 2026-0042", "Nettobetrag 1.284,88", "Rechnungsbetrag EUR 1.570,21", "Seite 1 von 1"),
    "es": ("Factura 2026-0042", "Base imponible 1.284,88", "Total factura EUR 1.570,21", "Página 1 de 1"),
    "fr": ("Facture 2026-0042", "Total HT 1 284,88", "Total de la facture EUR 1 570,21", "Page 1 sur 1"),
    "it": ("Fattura 2026-0042", "Totale imponibile 1.284,88", "Totale fattura EUR 1.570,21", "Pagina 1 di 1"),
    "nl": ("Factuur 2026-0042", "Totaal excl. btw 1.284,88", "Factuurbedrag EUR 1.570,21", "Pagina 1 van 1"),
    "pl": (
        "Faktura 2026-0042",
        "Razem netto 1 284,88",
        "Kwota należności ogółem EUR 1 570,21",
        "Strona 1 z 1",
    ),
    "pt_PT": ("Fatura 2026-0042", "Total ilíquido 1 284,88", "Total da fatura EUR 1 570,21", "Página 1 de 1"),
    "pt_BR": ("Fatura 2026-0042", "Valor líquido 1.284,88", "Total da fatura EUR 1.570,21", "Página 1 de 1"),
    "tr": ("Fatura 2026-0042", "Ara toplam 1.284,88", "Fatura toplamı EUR 1.570,21", "Sayfa 1 / 1"),
}


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_every_language_has_its_own_words_and_figures(language: str) -> None:
    text = text_of(paper.render(papers.paper(language=language)).pdf)
    assert [part for part in WORDS[language] if part not in text] == []


CORRECTIONS = {
    "de": "Rechnungskorrektur CN-1 zur Rechnung 7 vom 01.01.2026",
    "es": "Factura rectificativa CN-1 rectifica la factura 7 de 01/01/2026",
    "fr": "Avoir CN-1 relatif à la facture 7 du 01/01/2026",
    "it": "Nota di credito CN-1 relativa alla fattura 7 del 01/01/2026",
    "nl": "Creditnota CN-1 bij factuur 7 van 01-01-2026",
    "pl": "Faktura korygująca CN-1 do faktury 7 z dnia 01.01.2026",
}


@pytest.mark.parametrize("language", CORRECTIONS)
def test_a_correction_has_the_title_that_the_law_of_its_language_knows(language: str) -> None:
    facts = papers.paper(
        kind="credit_note",
        number="CN-1",
        language=language,
        preceding=Preceding(number="7", issued_on=date(2026, 1, 1)),
    )
    text = text_of(paper.render(facts).pdf)
    assert CORRECTIONS[language] in text
    assert "Gutschrift" not in text


TAXES = {
    "de": "USt 23 %",
    "es": "IVA 23 %",
    "fr": "TVA 23 %",
    "it": "IVA 23%",
    "nl": "Btw 23%",
    "pl": "VAT 23%",
}


@pytest.mark.parametrize("language", TAXES)
def test_the_tax_has_the_name_and_the_percentage_of_the_language(language: str) -> None:
    assert TAXES[language] in text_of(paper.render(papers.paper(language=language)).pdf)


def test_a_swiss_seller_has_the_swiss_name_of_the_tax_and_swiss_figures() -> None:
    seller = replace(papers.SELLER, address=Address(street="Gasse 1", city="Bern", country="CH"))
    text = text_of(paper.render(papers.paper(seller=seller, language="de_CH")).pdf)
    assert "MWST 23% auf 1'224.91 281.73" in text
    assert "USt 23" not in text


class Shouting(gettext.NullTranslations):
    """Every sentence in Cyrillic letters; what stays Latin on the paper never went through a translator."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(\{\w+\})|[A-Za-z]", lambda found: found[1] or "ж", message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


def test_no_word_on_a_paper_misses_the_translator(monkeypatch: pytest.MonkeyPatch) -> None:
    shouting = Translator("ru", "documents", Shouting())
    monkeypatch.setattr(words, "words_for", lambda _facts: shouting)
    monkeypatch.setattr(mail_words, "translator_for", lambda _language, _domain: shouting)
    place = Address(street="Γ 1", postal_code="1", city="Δ", country="GR")
    buyer = replace(papers.BUYER, name="Ε", address=replace(place, attention="Ζ"), vat_id="1", tax_number="2")
    seller = replace(papers.SELLER, name="Α", address=place, contact_name="Β", email="", website="")
    changes = {
        "seller": replace(seller, vat_id="1", tax_number="1", legal_id="1"),
        "buyer": buyer,
        "bank": BankFacts(holder="Η", bank="Θ", iban="1", bic="1", pix_key="1"),
        "payment_reference": "1",
    }
    left: set[str] = set()
    for _kind, facts in kinds("el"):
        lines = tuple(replace(line, name="1", details="") for line in facts.lines)
        delivery = facts.delivery and replace(buyer, address=replace(place, street="Λ"))
        shown = replace(facts, lines=lines, delivery=delivery, **changes)
        mail = letter(shown)
        texts = (text_of(paper.render(shown).pdf), mail.subject, mail.body, file_name(shown, "{kind}", "1"))
        left |= {found for text in texts for found in re.findall(r"[A-Za-z]{2,}", text)}
    assert left - set("CN DN OC PF EUR USD IBAN BIC Loyalty Freight IRS".split()) == set()


FORBIDDEN = (
    "invoice",
    "fatura",
    "factura",
    "facture",
    "fattura",
    "factuur",
    "faktura",
    "faktury",
    "rechnung",
)


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_a_paper_that_is_not_fiscal_is_never_called_an_invoice_and_shows_no_tax(language: str) -> None:
    for kind in ("invoice", "credit_note", "quote"):
        facts = papers.paper(
            language=language,
            is_fiscal=False,
            kind=kind,
            intro="",
            order_number="",
            valid_until=date(2026, 12, 31),
            preceding=Preceding(number="7", issued_on=date(2026, 1, 1)) if kind == "credit_note" else None,
        )
        rendered = paper.render(facts)
        text = text_of(rendered.pdf)
        assert rendered.xml is None
        assert not [word for word in FORBIDDEN if word in text.lower()]
        assert "281" not in text
        assert re.search(r"3[.,]60", text) is None
        assert re.search(r"1\W?570[.,]21", text)


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_no_words_touch_or_leave_the_margins(language: str) -> None:
    found = {}
    for kind, facts in kinds(language):
        with positions.noted() as spots:
            paper.render(facts, paper.Pictures(papers.logo(), papers.logo()))
        found[kind] = positions.faults(spots)
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_words_that_touch_are_found() -> None:
    facts = papers.paper(order_number="9" * 30)
    with positions.noted() as spots:
        paper.render(facts)
    assert positions.faults(spots) == []
    wide = [replace(spot, right=spot.right + 60) for spot in spots]
    assert any("outside" in fault for fault in positions.faults(wide))
    assert any("too close" in fault for fault in positions.faults(wide))


@pytest.mark.parametrize("language", [code for code in PAPER_LANGUAGES if code != "en"])
def test_every_letter_of_a_catalogue_can_be_printed(language: str) -> None:
    with resource(f"translations/documents/{language}.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    texts = [text for key, text in catalogue._catalog.items() if key]  # type: ignore[attr-defined]
    assert len(texts) > 150
    assert {letter for text in texts for letter in text if letter != "\n" and not has_glyph(letter)} == set()


ALTS = {
    "de": ("Logo: ", "Unterschrift oder Stempel: ", "QR-Code für eine Überweisung an "),
    "es": ("Logotipo de ", "Firma o sello de ", "Código QR para una transferencia a "),
    "fr": ("Logo\u00a0: ", "Signature ou cachet de ", "Code QR pour un virement à "),
    "it": ("Logo di ", "Firma o timbro di ", "Codice QR per un bonifico a "),
    "nl": ("Logo van ", "Handtekening of stempel van ", "QR-code voor een overschrijving naar "),
    "pl": ("Logo: ", "Podpis lub pieczątka: ", "Kod QR przelewu do "),
}


@pytest.mark.parametrize("language", ALTS)
def test_language_alternative_texts_and_reading_order_are_in_the_file(language: str) -> None:
    pictures = paper.Pictures(papers.logo(), papers.logo())
    pdf = paper.render(papers.paper(language=language, early=Decimal(2)), pictures).pdf
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == language
        assert str(file.docinfo.Title).endswith("2026-0042")
        tags, alts = [], []
        waiting = [file.Root.StructTreeRoot.K]
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, pikepdf.Array):
                waiting = [*item, *waiting]
            elif isinstance(item, pikepdf.Dictionary) and "/S" in item:
                tags.append(str(item.S))
                alts += [str(item.Alt)] if "/Alt" in item else []
                waiting = [item.K, *waiting] if "/K" in item else waiting
    assert [start for start, alt in zip(ALTS[language], (alts[0], alts[2], alts[1]), strict=True)
            if not alt.startswith(start)] == []  # fmt: skip
    order = [tag for tag in tags if tag in ("/Figure", "/H1", "/H2", "/Table")]
    assert order == [
        "/Figure", "/Table", "/H1", "/Table", "/Table", "/H2", "/Table", "/Table", "/Figure", "/Figure",
    ]  # fmt: skip


GREETINGS = {
    "de": ("Rechnung 2026-0042 von Falkenberg Design Lda.", "Mit freundlichen Grüßen"),
    "es": ("Factura 2026-0042 de Falkenberg Design Lda.", "Un cordial saludo"),
    "fr": ("Facture 2026-0042 de Falkenberg Design Lda.", "Cordialement"),
    "it": ("Fattura 2026-0042 di Falkenberg Design Lda.", "Cordiali saluti"),
    "nl": ("Factuur 2026-0042 van Falkenberg Design Lda.", "Met vriendelijke groet"),
    "pl": ("Faktura 2026-0042 od Falkenberg Design Lda.", "Z poważaniem"),
}


@pytest.mark.parametrize("language", GREETINGS)
def test_letter_and_file_name_speak_the_customers_language(language: str) -> None:
    facts = papers.paper(language=language)
    found = letter(facts)
    assert found.subject == GREETINGS[language][0]
    assert GREETINGS[language][1] in found.body
    assert file_name(facts, "{kind} {number}").startswith(GREETINGS[language][0][:7])


def test_a_firms_own_long_label_of_an_account_stays_off_its_value() -> None:
    bank = replace(
        papers.BANK, lines=(("Correspondent bank and its routing number for transfers", "021000021"),)
    )
    line = LineFacts(name="1", price=Decimal(1), rate=Decimal(19))
    with positions.noted() as spots:
        paper.render(papers.paper((line,), bank=bank))
    assert positions.faults(spots) == []
