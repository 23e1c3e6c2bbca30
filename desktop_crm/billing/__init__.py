"""What is offered and owed: quotes, invoices, credit notes and payments."""
