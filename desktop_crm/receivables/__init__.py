"""Money that comes in: over several invoices, as credit of a customer, from bank statements."""
