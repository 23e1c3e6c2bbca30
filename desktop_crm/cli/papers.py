"""What quotes and invoices have in common on the command line."""

from __future__ import annotations

from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import document_json
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.catalog import queries as catalog
from desktop_crm.cli import contacts as contact_commands
from desktop_crm.cli.session import Session
from desktop_crm.company import queries as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView

QUOTES: tuple[Kind, ...] = ("quote",)
INVOICES: tuple[Kind, ...] = ("invoice", "credit_note")


def new(session: Session, kind: Kind) -> dict[str, Any]:
    """A draft from JSON: what the file leaves out comes from the customer and the firm."""
    record = session.input_record(session.arguments.file)
    with session.writing():
        found = lookups(session)
        contact = document_json.customer_of_json(record, found)
        base = billing.new_draft(session.caller, kind, contact, session.today)
        draft = document_json.draft_of_json(record, base, found)
        made = billing_service.create_draft(session.caller, draft, session.today)
        return shown(session, made.id)


def lookups(session: Session) -> document_json.Lookups:
    """Names in a file as records of this database."""
    caller = session.caller

    def customer(value: object, field: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            try:
                contacts.get_name(caller, value)
            except NotFound as error:
                raise NotFound(error.message, field) from None
            return value
        return contact_commands.find(caller, str(value), field)

    def terms(value: object, field: str) -> int:
        for row in company.list_terms(caller):
            if value in (row.id, row.draft.label) or str(value) == str(row.id):
                return int(row.id)
        raise NotFound(_("There are no terms “{text}”", text=str(value)), field)

    def product(value: object, field: str) -> LineDraft:
        row = _product(session, value)
        if row is None:
            raise NotFound(_("There is no product “{text}”", text=str(value)), field)
        return billing.line_of_product(caller, row.id, session.today)

    def default_rate() -> tuple[str, Any] | None:
        row = company.default_tax_rate(caller, session.today)
        return (row.draft.category, row.draft.rate) if row else None

    return document_json.Lookups(customer=customer, terms=terms, product=product, default_rate=default_rate)


def _product(session: Session, value: object) -> catalog.ProductRow | None:
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return catalog.get_product(session.caller, value)
        except NotFound:
            return None
    return catalog.find_by_code(session.caller, str(value))


def shown(session: Session, document: int) -> dict[str, Any]:
    """One document as `show` prints it."""
    return document_json.document_to_json(billing.get_document(session.caller, document, session.today))


def show(session: Session, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """The document that the ID means."""
    with session.reading():
        return shown(session, billing.resolve(session.caller, session.arguments.id, kinds))


def duplicate(session: Session, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """The same again as a draft."""
    with session.writing():
        document = billing.resolve(session.caller, session.arguments.id, kinds)
        made = billing_service.duplicate(session.caller, document, session.today)
        return shown(session, made.id)


def view_of(session: Session, states: tuple[str, ...]) -> ListView:
    """The list that `--state` and `--search` ask for."""
    arguments = session.arguments
    filters: tuple[tuple[str, str], ...] = ()
    if arguments.state:
        if arguments.state not in states:
            raise UserError(_("Write one of {choices}", choices=", ".join(states)), "--state")
        filters = (("state", "not_draft" if arguments.state == "issued" else arguments.state),)
    return ListView(search=arguments.search, filters=filters)
