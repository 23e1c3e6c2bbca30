"""When VAT that others charged is deducted by who owes the own on payment."""

from __future__ import annotations

from datetime import date

from desktop_crm.company.rules.law.table import rows


def deducted_on_invoice(country: str, day: date) -> bool:
    """Whether input VAT counts on the day of the invoice all the same. Elsewhere it counts on payment, as
    the Union's directive has it for who takes up cash accounting (art. 167a)."""
    return any(row.values["on"] == "invoice" for row in rows(country, "input_vat", day))
