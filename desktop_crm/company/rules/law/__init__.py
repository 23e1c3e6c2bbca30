"""What the law of a country wants on a paper: dated data, decided by seller, buyer, kind of supply and
day."""

from desktop_crm.company.rules.law.demands import (
    DEMANDABLE,
    Case,
    Demand,
    check_demands,
    demanded_fields,
    demands,
    reminders,
    small_amount,
    unmet,
)
from desktop_crm.company.rules.law.describing import reading_words, row_words
from desktop_crm.company.rules.law.elsewhere import (
    business_wordings,
    fiscal_elsewhere,
    paper_note,
    papers_elsewhere,
    prints_fiscal,
    refusal,
    seller_note,
)
from desktop_crm.company.rules.law.keeping import keep_until
from desktop_crm.company.rules.law.rates import (
    default_currency,
    default_language,
    default_rates,
    own_tax_name,
    reason_code,
    reason_texts,
    small_business_rate,
    small_business_wording,
    tax_name,
)
from desktop_crm.company.rules.law.table import Row, countries, rows_for, rows_of, stale_rows

__all__ = [
    "DEMANDABLE",
    "Case",
    "Demand",
    "Row",
    "business_wordings",
    "check_demands",
    "countries",
    "default_currency",
    "default_language",
    "default_rates",
    "demanded_fields",
    "demands",
    "fiscal_elsewhere",
    "keep_until",
    "own_tax_name",
    "paper_note",
    "papers_elsewhere",
    "prints_fiscal",
    "reading_words",
    "reason_code",
    "reason_texts",
    "refusal",
    "reminders",
    "row_words",
    "rows_for",
    "rows_of",
    "seller_note",
    "small_amount",
    "small_business_rate",
    "small_business_wording",
    "stale_rows",
    "tax_name",
    "unmet",
]
