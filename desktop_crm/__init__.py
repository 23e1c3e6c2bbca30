"""Desktop CRM: contacts, quotes, invoices, payments and tickets in one file on your computer."""

__version__ = "0.2.0"
