"""The sample's firm goes with the sample, as long as nothing real was issued in its name."""

from __future__ import annotations

from typing import Final

from desktop_crm.company.models import BankAccount, Firm, NumberSeries, PaymentTerms, TaxRate
from desktop_crm.database import writes
from desktop_crm.database.connection import Table, raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_ISSUED: Final = """SELECT 1 FROM number_series WHERE last_issued_on IS NOT NULL
    AND kind NOT IN ('ticket', 'contact') LIMIT 1"""
_TABLES: Final[tuple[type[Table], ...]] = (BankAccount, TaxRate, PaymentTerms, Firm)


@rights.needs("settings.change")
def remove_firm(caller: Caller) -> bool:
    """Delete the firm with its accounts, rates, terms and series; False when a real number was drawn."""
    with transaction(caller) as changed:
        if raw().execute(_ISSUED).fetchone() is not None:
            return False
        for table in _TABLES:
            for (row_id,) in raw().execute(f"SELECT id FROM {table._meta.table_name}").fetchall():
                writes.delete(table, row_id)
        for (row_id,) in (
            raw().execute("SELECT id FROM number_series WHERE last_issued_on IS NULL").fetchall()
        ):
            writes.delete(NumberSeries, row_id)
        changed.add("firm")
        return True
