"""The screens of quotes, invoices, credit notes and payments."""
