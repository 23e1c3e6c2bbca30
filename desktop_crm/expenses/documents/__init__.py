"""Expenses as JSON."""
