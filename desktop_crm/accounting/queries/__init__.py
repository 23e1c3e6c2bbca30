"""Everything that is read for the accountant."""

from desktop_crm.accounting.queries.standing import standing_of

__all__ = ["standing_of"]
