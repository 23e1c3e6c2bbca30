"""Every change of the firm's own data."""

from desktop_crm.company.service.lists import (
    archive_bank_account,
    archive_tax_rate,
    archive_terms,
    save_bank_account,
    save_tax_rate,
    save_terms,
)
from desktop_crm.company.service.numbers import DrawnNumber, draw_numbers, next_number, save_series
from desktop_crm.company.service.profile import save_firm, set_picture, set_setting
from desktop_crm.company.service.removing import remove_firm
from desktop_crm.company.service.setting_up import apply_company, set_up

__all__ = [
    "DrawnNumber",
    "apply_company",
    "archive_bank_account",
    "archive_tax_rate",
    "archive_terms",
    "draw_numbers",
    "next_number",
    "remove_firm",
    "save_bank_account",
    "save_firm",
    "save_series",
    "save_tax_rate",
    "save_terms",
    "set_picture",
    "set_setting",
    "set_up",
]
