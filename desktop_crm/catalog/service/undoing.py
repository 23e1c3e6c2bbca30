"""Taking a price list back: new products go, changed ones are what they were, what was used since stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from desktop_crm.catalog import queries
from desktop_crm.catalog.models import Product
from desktop_crm.catalog.service.prices import drop_prices
from desktop_crm.catalog.service.products import save_product
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.models import ImportJob
from desktop_crm.contacts.service import UndoReport
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

Used = Callable[[Sequence[int]], Mapping[int, Message]]
"""Which of these products something of an upper room refers to, and what."""

_ENTRIES: Final = (
    'SELECT id, "row", act, before, after FROM change_log'
    " WHERE job_id = ? AND table_name = 'product' ORDER BY id DESC"
)
_SINCE: Final = 'SELECT "user", at FROM change_log WHERE record = ? AND id > ? ORDER BY id DESC LIMIT 1'
_UNDONE: Final = "UPDATE import_job SET state = 'undone', finished_at = ?, added = ? WHERE id = ?"


@rights.needs("data.import")
def undo_import(caller: Caller, job_id: int, used: Used = lambda _ids: {}) -> UndoReport:
    """Take a price list back, in one transaction. What was changed or used since stays and is listed.

    Raises NotFound for an unknown import, UserError for one that was taken back already or brought contacts.
    """
    with transaction(caller) as changed:
        contacts.need_done(job_id, "products")
        trail.touch(ImportJob, job_id)
        trail.belongs_to(job_id)
        entries = raw().execute(_ENTRIES, (job_id,)).fetchall()
        taken = {row for _id, row, act, *_rest in entries if act == trail.CREATED}
        refers = used(sorted(taken))
        kept: dict[int, Message] = {}
        removed = restored = 0
        for entry, row, act, before, after in entries:
            reason = _refusal(entry, row, act, after)
            if reason is None and act == trail.CREATED:
                reason = refers.get(row)
            if reason is not None:
                kept[row] = reason
            elif act == trail.CREATED:
                search.remove("product", row)
                drop_prices(row)
                removed += writes.delete(Product, row)
            elif before is not None:
                restored += _put_back(caller, row, json.loads(before), kept)
        names = {row: queries.get_product(caller, row).name for row in kept if _is_there(row)}
        raw().execute(_UNDONE, (stamp(utc_now()), len(names), job_id))
        changed.add("product")
    listed = tuple((row, names[row], kept[row]) for row in sorted(names))
    return UndoReport(removed, listed, restored)


def _refusal(entry: int, row: int, act: str, after: str | None) -> Message | None:
    """Why this product stays as it is: gone, or changed since by somebody."""
    now = trail.values_now("product", row)
    if now is None:
        return _("It was deleted since")
    wrote: dict[str, Any] = json.loads(after or "{}")
    if act == trail.CREATED:
        now = trail.filled(Product, now)
    if now == wrote if act == trail.CREATED else all(now.get(k) == v for k, v in wrote.items()):
        return None
    found = raw().execute(_SINCE, (f"product:{row}", entry)).fetchone()
    if found is None:
        return _("It was changed since")
    return _("It was changed since: by {who}, {when}", who=found[0], when=datetime.fromisoformat(found[1]))


def _is_there(row: int) -> bool:
    return raw().execute("SELECT 1 FROM product WHERE id = ?", (row,)).fetchone() is not None


def _put_back(caller: Caller, row: int, before: dict[str, Any], kept: dict[int, Message]) -> int:
    """The product with its values from before the import; 1 when that went well."""
    product = queries.get_product(caller, row)
    before.pop("is_archived", None)
    values = {**before, **({"price": Decimal(before["price"])} if "price" in before else {})}
    try:
        save_product(caller, row, product.version, replace(product.draft, **values))
    except UserError as error:
        kept[row] = error.message
        return 0
    return 1
