"""Tickets as mails and as JSON."""
