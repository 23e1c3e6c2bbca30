"""A large plausible database for trials and measurements: contacts, three years of papers, tickets.

Its papers have true numbers and seals but no PDF: their facts say that they were made for trials only.
"""

from desktop_crm.workspace.generating.making import generate

__all__ = ["generate"]
