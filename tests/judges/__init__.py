"""Programs of others that judge our files: veraPDF for PDF, the norm's own rules for e-invoices.

A missing judge skips its tests visibly; with DESKTOP_CRM_JUDGES=required a skip is a failure
(tests/conftest.py).
"""
