"""`catalog import|list`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.documents import product_json, product_tables
from desktop_crm.cli.session import Session
from desktop_crm.company import queries as company
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView


def import_catalog(session: Session) -> dict[str, Any]:
    """Take a price list in; what is known already is left as it is."""
    name = session.arguments.file
    data, dry_run = session.input_bytes(name), session.arguments.dry_run
    with session.trying() if dry_run else session.beginning():
        firm = company.firm_or_none(session.caller)
        currency = firm.draft.currency if firm else "EUR"
        with session.blaming("FILE"):
            plan = product_tables.plan_import(data, Path(name).name, t=session.t, currency=currency)
        if "price" not in plan.columns:
            what = product_tables.HEADERS["price"]
            lacks = _("No column of {name} holds “{what}”", name=Path(name).name, what=what)
            session.warn([Hint("price", lacks)])
        result = service.import_products(session.caller, plan, session.today, dry_run=dry_run)
    return {
        "added": result.added,
        "changed": result.changed,
        "known": result.known,
        "rejects": [
            {"line": reject.line, "field": reject.field, "reason": session.t.message(reject.reason)}
            for reject in result.rejects
        ],
    }


def list_catalog(session: Session) -> list[dict[str, Any]]:
    """Products and services by name."""
    with session.reading():
        listing = queries.list_products(session.caller, ListView(search=session.arguments.search))
        return [
            product_json.product_to_json(
                row.draft,
                product_id=row.id,
                version=row.version,
                is_archived=row.is_archived,
                rate=row.rate,
            )
            for row in listing.rows(0, session.arguments.limit)
        ]
