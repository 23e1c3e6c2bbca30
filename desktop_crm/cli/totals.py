"""`totals FILE`: what a priced document comes to, without a database."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values import priced_json
from desktop_crm.values import totals as totals_

_WORDS = frozenset({"description", "unit", "code"})


def totals(session: Session) -> dict[str, Any]:
    """The keys of the input are those of a priced document, the answer its sums; other keys are warned of."""
    record = session.input_record(session.arguments.file)
    session.warn(
        Hint(error.field or "", error.message)
        for error in priced_json.unknown_priced_keys(record, also_in_lines=_WORDS)
    )
    document = priced_json.priced_from_json(record)
    totals_.check_priced(document, decimals=12)
    return priced_json.totals_to_json(document, totals_.totals_of(document))
