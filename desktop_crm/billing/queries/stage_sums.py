"""What papers come to beside the deposits that they name."""

from __future__ import annotations

from typing import Final

_DEPOSITS: Final = (
    "coalesce((SELECT sum(s.net - coalesce((SELECT sum(n.net) FROM document n WHERE n.corrects_id = s.id"
    " AND n.kind = 'credit_note' AND n.state <> 'draft' AND n.issued_at <= f.issued_at), 0))"
    " FROM document_link k JOIN document s ON s.id = k.before_id JOIN document f ON f.id = k.document_id"
    " WHERE k.role = 'prepaid' AND k.document_id = {paper}), 0)"
)
_CANCELS: Final = "EXISTS (SELECT 1 FROM document_link c WHERE c.document_id = d.id AND c.role = 'cancels')"
NET_ALONE: Final = (
    f"(CASE d.kind WHEN 'credit_note' THEN -d.net + CASE WHEN {_CANCELS}"
    f" THEN {_DEPOSITS.format(paper='d.corrects_id')} ELSE 0 END"
    f" ELSE d.net - {_DEPOSITS.format(paper='d.id')} END)"
)
"""The net of an invoice or credit note `d`, below zero for the latter: a final invoice over the whole less
what was left of the deposits that it took off, which have papers of their own; what cancels one leaves them
alone."""
