"""Contacts as other programs write and read them: CSV, XLSX, vCard, JSON."""
