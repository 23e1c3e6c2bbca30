"""Desktop CRM: contacts, quotes, invoices, payments and tickets in one file on your computer."""

from typing import Final

__version__: Final = "0.1.0"
