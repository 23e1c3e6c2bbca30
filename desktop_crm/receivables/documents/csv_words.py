"""What banks call the columns of their tables, in the languages of the program and some more."""

# catalogue: program

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date", "booking date", "transaction date", "posting date", "posted date", "booked on", "buchungstag",
        "buchungsdatum", "buchung", "datum", "data", "data mov", "data movimento", "data lançamento",
        "data de lançamento", "data operação", "tarih", "işlem tarihi", "date de comptabilisation",
        "date opération", "date de l'opération", "fecha", "fecha operación", "data contabile",
        "data operazione", "boekdatum", "transactiedatum", "completed date", "date completed",
    ),
    "amount": (
        "amount", "betrag", "betrag (€)", "betrag (eur)", "umsatz", "valor", "montante", "importe", "importo",
        "montant", "tutar", "işlem tutarı", "bedrag", "bedrag (eur)", "transaction amount", "amount (eur)",
        "valor (r$)", "net",
    ),
    "credit": (
        "credit", "credit amount", "haben", "gutschrift", "crédito", "credito", "crédit", "alacak", "paid in",
        "money in", "entradas", "avere", "bij",
    ),
    "debit": (
        "debit", "debit amount", "soll", "lastschrift", "débito", "debito", "débit", "borç", "paid out",
        "money out", "saídas", "dare", "af",
    ),
    "sign": ("credit/debit", "debit/credit", "soll/haben", "af bij", "s/h", "d/c", "c/d"),
    "name": (
        "name", "payer", "payee", "counterparty", "counterparty name", "auftraggeber/empfänger",
        "beguenstigter/zahlungspflichtiger", "begünstigter/zahlungspflichtiger", "zahlungspflichtige*r",
        "zahlungspflichtiger", "name zahlungsbeteiligter", "partner name", "ordenante", "beneficiario",
        "nome", "nome destinatário", "gönderen", "naam tegenpartij", "naam / omschrijving", "contrepartie",
        "from name", "title/name",
    ),
    "account": (
        "iban", "counterparty iban", "account number", "kontonummer/iban", "iban zahlungsbeteiligter",
        "gläubiger-id", "tegenrekening", "tegenrekening iban/bban", "partner iban",
    ),
    "text": (
        "description", "text", "details", "purpose", "payment reference", "verwendungszweck", "buchungstext",
        "descrição", "descricao", "histórico", "açıklama", "libellé", "libelle", "concepto", "descripción",
        "descrizione", "causale", "omschrijving", "omschrijving-1", "mededelingen", "narrative", "memo",
        "communication", "message", "transaction description",
    ),
    "reference": (
        "reference", "customer reference", "kundenreferenz", "kundenreferenz (end-to-end)", "referência",
        "referência doc", "référence", "referencia", "riferimento", "end-to-end reference",
        "betalingskenmerk",
    ),
    "bank_id": ("transaction id", "transaction reference", "id", "identificador", "volgnr", "sira no"),
    "currency": (
        "currency", "währung", "waehrung", "moeda", "devise", "moneda", "divisa", "valuta", "döviz", "munt",
    ),
    "balance": ("balance", "saldo", "kontostand", "solde", "bakiye", "saldo na trn", "balance after"),
}  # fmt: skip
"""Field to column names, folded; the first column that fits is taken."""

INCOMING: Final = frozenset({"c", "cr", "credit", "h", "haben", "bij", "+", "k", "a", "alacak", "entrada"})
OUTGOING: Final = frozenset({"d", "dr", "debit", "s", "soll", "af", "-", "b", "borç", "saída", "saida"})

OPENING: Final = frozenset(
    {
        "opening balance", "balance brought forward", "previous balance", "starting balance", "start balance",
        "balance before", "anfangssaldo", "eröffnungssaldo", "alter kontostand", "alter saldo",
        "saldovortrag", "kontostand alt", "saldo anterior", "saldo inicial", "saldo iniziale",
        "saldo precedente", "solde initial", "solde précédent", "ancien solde", "solde d'ouverture",
        "beginsaldo", "oud saldo", "saldo początkowe", "devreden bakiye", "açılış bakiyesi", "önceki bakiye",
    }
)  # fmt: skip
CLOSING: Final = frozenset(
    {
        "closing balance", "ending balance", "end balance", "final balance", "new balance",
        "balance carried forward", "balance after", "current balance", "account balance", "endsaldo",
        "schlusssaldo", "abschlusssaldo", "neuer kontostand", "neuer saldo", "kontostand neu",
        "aktueller kontostand", "saldo final", "saldo atual", "saldo actual", "saldo finale",
        "saldo contabile", "solde final", "nouveau solde", "solde de clôture", "solde actuel", "eindsaldo",
        "nieuw saldo", "saldo końcowe", "kapanış bakiyesi", "güncel bakiye", "son bakiye", "s a l d o",
    }
)  # fmt: skip
PLAIN: Final = frozenset({"saldo", "balance", "kontostand", "solde", "bakiye"})
"""A balance of which only the place in the file says whether it stood before or after the movements."""
DAILY: Final = frozenset(
    {
        "saldo do dia", "saldo dia", "saldo diário", "saldo diario", "saldo total disponível dia",
        "saldo disponível", "saldo bloqueado", "tagessaldo", "daily balance", "gün sonu bakiyesi",
    }
)  # fmt: skip
"""A balance between the movements, with the day it is of."""
TOTALS: Final = frozenset(
    {
        "total", "totals", "sum", "subtotal", "grand total", "summe", "gesamt", "gesamtsumme",
        "zwischensumme", "umsatzsumme", "totale", "totali", "totaal", "total geral", "total general",
        "totaux", "suma", "razem", "toplam", "genel toplam",
    }
)  # fmt: skip
