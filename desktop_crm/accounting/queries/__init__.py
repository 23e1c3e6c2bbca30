"""Everything that is read for the accountant."""

from desktop_crm.accounting.queries.standing import standing_of
from desktop_crm.accounting.queries.vat import VatBooks, usual_basis, vat_books

__all__ = ["VatBooks", "standing_of", "usual_basis", "vat_books"]
