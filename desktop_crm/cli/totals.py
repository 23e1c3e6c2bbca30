"""`totals FILE`: what a priced document comes to, without a database."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.values import priced_json
from desktop_crm.values import totals as totals_


def totals(session: Session) -> dict[str, Any]:
    """The keys of the input are those of a priced document, the answer its sums."""
    document = priced_json.priced_from_json(session.input_record(session.arguments.file))
    totals_.check_priced(document, decimals=12)
    return priced_json.totals_to_json(document, totals_.totals_of(document))
