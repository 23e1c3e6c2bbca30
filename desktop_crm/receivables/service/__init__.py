"""Every change of money that came in."""

from desktop_crm.receivables.service.remittances import receive, refund_credit, take_back, use_credit

__all__ = ["receive", "refund_credit", "take_back", "use_credit"]
