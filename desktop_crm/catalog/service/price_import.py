"""Prices out of a file: all or nothing, the same file twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog.documents.price_tables import PriceLine, PricePlan, price_lines
from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.rules.columns import Reject
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft
from desktop_crm.catalog.service.prices import ENTITY, put_price, save_price_list
from desktop_crm.contacts import queries as contacts
from desktop_crm.database.connection import transaction
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

_STEP = 200


@dataclass(frozen=True, slots=True)
class PriceImport:
    """What became of each row."""

    added: int
    changed: int
    known: int
    rejects: tuple[Reject, ...]


class _Over(Exception):
    pass


@rights.needs("catalogue.change")
def import_prices(
    caller: Caller,
    plan: PricePlan,
    *,
    list_id: int | None = None,
    contact_id: int | None = None,
    dry_run: bool = False,
    progress: Progress = SILENT,
) -> PriceImport:
    """Take prices in: of the list or customer that a row names, else of those given here, else everybody's.
    A list that is not there yet is made. Rows that cannot be read are listed; Cancel takes everything back.
    """
    counts, rejects = {"added": 0, "changed": 0, "known": 0}, list[Reject]()
    try:
        with transaction(caller) as changed:
            changed.add(ENTITY)
            for done, (number, cells, read) in enumerate(price_lines(plan)):
                if done % _STEP == 0:
                    progress.step(done, len(plan.table.rows), _("Reading prices"))
                try:
                    if isinstance(read, UserError):
                        raise read
                    counts[put_price(caller, _draft(caller, read, list_id, contact_id))] += 1
                except DatabaseFault:
                    raise
                except UserError as error:
                    rejects.append(Reject(number, error.field or "", error.message, cells))
            if dry_run:
                raise _Over
    except _Over:
        pass
    return PriceImport(counts["added"], counts["changed"], counts["known"], tuple(rejects))


def _draft(caller: Caller, line: PriceLine, list_id: int | None, contact_id: int | None) -> PriceDraft:
    product = catalog.find_by_code(caller, line.product) or _by_name(caller, line.product)
    if line.customer:
        list_id, contact_id = None, _customer(caller, line.customer)
    elif line.list_name:
        list_id, contact_id = _list(caller, line, product), None
    named = None if list_id is None else queries.get_price_list(caller, list_id).draft.currency
    return PriceDraft(
        product_id=product.id,
        price=line.price,
        currency=line.currency_for(named or product.currency),
        price_mode=product.price_mode,
        from_qty=line.from_qty,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
        list_id=list_id,
        contact_id=contact_id,
    )


def _by_name(caller: Caller, name: str) -> catalog.ProductRow:
    found = [row for row in catalog.suggest(caller, name, 50) if row.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise NotFound(_("There is no product “{name}”", name=name), "product")
    return found[0]


def _customer(caller: Caller, name: str) -> int:
    found = contacts.find_contacts(caller, name)
    if len(found) != 1:
        raise NotFound(_("There is no contact “{name}”, or more than one", name=name), "customer")
    return int(found[0].id)


def _list(caller: Caller, line: PriceLine, product: catalog.ProductRow) -> int:
    """The list that a row names; a new one is in the row's currency."""
    try:
        return queries.find_price_list(caller, line.list_name).id
    except NotFound:
        wanted = PriceListDraft(
            name=line.list_name,
            currency=line.currency_for(product.currency),
            price_mode="gross" if product.price_mode == "gross" else "net",
        )
        return save_price_list(caller, wanted)
