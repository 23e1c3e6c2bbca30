"""The books as tables, JSON, bookings and files for the accountant: the same names in every language."""
