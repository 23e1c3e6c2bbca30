"""The sample's firm goes with the sample, as long as nothing real was issued in its name."""

from __future__ import annotations

from typing import Final

from desktop_crm.database.connection import raw, transaction
from desktop_crm.values.caller import Caller

_ISSUED: Final = """SELECT 1 FROM number_series WHERE last_issued_on IS NOT NULL
    AND kind IN ('quote', 'invoice', 'credit_note') LIMIT 1"""
_TABLES: Final = ("bank_account", "tax_rate", "payment_terms", "firm")


def remove_firm(caller: Caller) -> bool:
    """Delete the firm with its accounts, rates, terms and series; False when a real number was drawn."""
    with transaction() as changed:
        if raw().execute(_ISSUED).fetchone() is not None:
            return False
        for table in _TABLES:
            raw().execute(f"DELETE FROM {table}")
        raw().execute("DELETE FROM number_series WHERE last_issued_on IS NULL")
        changed.add("firm")
        return True
