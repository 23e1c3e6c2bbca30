"""The headings of the QR-bill in its four languages: prescribed words (IG QR-bill 2.3, annex D), not ours.

That is why they stand here and not in a catalogue: nobody may translate them otherwise, and papers in another
language have them in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipWords:
    """All headings in one language."""

    language: str
    payment_part: str
    receipt: str
    account: str
    reference: str
    information: str
    payable_by: str
    payable_by_whom: str
    """Over the field in which the payer writes."""
    currency: str
    amount: str
    acceptance_point: str


_ENGLISH: Final = SlipWords(
    language="en",
    payment_part="Payment part",
    receipt="Receipt",
    account="Account / Payable to",
    reference="Reference",
    information="Additional information",
    payable_by="Payable by",
    payable_by_whom="Payable by (name/address)",
    currency="Currency",
    amount="Amount",
    acceptance_point="Acceptance point",
)
_WORDS: Final = {
    "en": _ENGLISH,
    "de": SlipWords(
        language="de",
        payment_part="Zahlteil",
        receipt="Empfangsschein",
        account="Konto / Zahlbar an",
        reference="Referenz",
        information="Zusätzliche Informationen",
        payable_by="Zahlbar durch",
        payable_by_whom="Zahlbar durch (Name/Adresse)",
        currency="Währung",
        amount="Betrag",
        acceptance_point="Annahmestelle",
    ),
    "fr": SlipWords(
        language="fr",
        payment_part="Section paiement",
        receipt="Récépissé",
        account="Compte / Payable à",
        reference="Référence",
        information="Informations supplémentaires",
        payable_by="Payable par",
        payable_by_whom="Payable par (nom/adresse)",
        currency="Monnaie",
        amount="Montant",
        acceptance_point="Point de dépôt",
    ),
    "it": SlipWords(
        language="it",
        payment_part="Sezione pagamento",
        receipt="Ricevuta",
        account="Conto / Pagabile a",
        reference="Riferimento",
        information="Informazioni supplementari",
        payable_by="Pagabile da",
        payable_by_whom="Pagabile da (nome/indirizzo)",
        currency="Valuta",
        amount="Importo",
        acceptance_point="Punto di accettazione",
    ),
}


def slip_words(language: str) -> SlipWords:
    """The headings for a paper in this language ("de", "pt_BR")."""
    return _WORDS.get(language.partition("_")[0], _ENGLISH)
