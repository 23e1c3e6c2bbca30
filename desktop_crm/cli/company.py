"""`company set|show`: the firm's profile."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.company import queries, service
from desktop_crm.company.documents import company_json


def set_company(session: Session) -> dict[str, Any]:
    """Set the firm up, or change the keys given; the same keys as `show` prints."""
    record = session.input_record(session.arguments.file)
    with session.writing():
        company_json.apply(session.caller, record, session.today)
        return company_json.show(session.caller)


def show_company(session: Session) -> dict[str, Any]:
    """Profile, bank accounts, number series, tax rates and terms."""
    with session.reading():
        return company_json.show(session.caller)
