"""The question to VIES, the Commission's register of VAT IDs, and its answer (REST, JSON).

https://ec.europa.eu/taxation_customs/vies/#/technical-information
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from desktop_crm.company.rules.identifiers import vat_id_country, vat_id_with_prefix
from desktop_crm.contacts.rules.vat_checks import VatCheckDraft, bare
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

URL: Final = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
_NOTHING: Final = "---"
"""What VIES writes for a name or an address that the member state does not give away."""


def question(vat_id: str, own_vat_id: str) -> bytes:
    """The body of the request; with one's own id the answer carries a consultation number."""
    asked, own = _parts(vat_id), _parts(own_vat_id) if own_vat_id else ("", "")
    if not asked[1]:
        raise UserError(_("A VAT ID begins with its country"), "vat_id")
    body = {
        "countryCode": asked[0],
        "vatNumber": asked[1],
        "requesterMemberStateCode": own[0],
        "requesterNumber": own[1],
    }
    return json.dumps(body).encode()


def _parts(vat_id: str) -> tuple[str, str]:
    """Prefix and number: ("EL", "094259216")."""
    whole = vat_id_with_prefix(vat_id_country(vat_id), bare(vat_id))
    return (whole[:2], whole[2:]) if whole[:2].isalpha() else ("", "")


def answer(body: bytes, vat_id: str, today: date) -> VatCheckDraft:
    """What VIES said. Raises UserError where it gave no answer: its member state may be asleep."""
    try:
        data: Any = json.loads(body.decode("utf-8"))
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("valid"), bool):
        code = _error(data)
        raise UserError(
            _(
                "VIES gave no answer ({code}): try again later, or write an answer down by hand",
                code=code or "?",
            )
        )
    return VatCheckDraft(
        vat_id=bare(vat_id),
        checked_on=today,
        result="valid" if data["valid"] else "invalid",
        reference=_text(data, "requestIdentifier"),
        source="vies",
        name=_text(data, "name"),
        address=_text(data, "address"),
    )


def _error(data: Any) -> str:
    """The code of VIES' refusal, such as MS_UNAVAILABLE."""
    wrappers = data.get("errorWrappers") if isinstance(data, dict) else None
    if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], dict):
        return str(wrappers[0].get("error", ""))[:60]
    return ""


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    clean = "".join(char for char in text if char.isprintable())
    return "" if clean == _NOTHING else clean[:300]
