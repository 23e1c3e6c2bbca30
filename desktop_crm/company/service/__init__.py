"""Every change of the firm's own data."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.company.service.exchange import Imported, import_rates, save_rate
    from desktop_crm.company.service.lists import (
        archive_bank_account,
        archive_tax_rate,
        archive_terms,
        save_bank_account,
        save_tax_rate,
        save_terms,
    )
    from desktop_crm.company.service.mail_templates import save_mail_text
    from desktop_crm.company.service.numbers import (
        DrawnNumber,
        draw_numbers,
        next_number,
        pass_over,
        save_series,
    )
    from desktop_crm.company.service.people import (
        Added,
        add_person,
        come_back,
        leave,
        renew_recovery,
        reset_password,
        save_person,
    )
    from desktop_crm.company.service.periods import close_period, reopen_period
    from desktop_crm.company.service.profile import save_firm, set_picture, set_setting
    from desktop_crm.company.service.removing import remove_firm
    from desktop_crm.company.service.setting_up import apply_company, set_up
    from desktop_crm.company.service.signing_in import Signed, change_password, recover, sign_in

__getattr__ = at_first_use(
    __name__,
    "exchange",
    "lists",
    "mail_templates",
    "numbers",
    "people",
    "periods",
    "profile",
    "removing",
    "setting_up",
    "signing_in",
)

__all__ = [
    "Added",
    "DrawnNumber",
    "Imported",
    "Signed",
    "add_person",
    "apply_company",
    "archive_bank_account",
    "archive_tax_rate",
    "archive_terms",
    "change_password",
    "close_period",
    "come_back",
    "draw_numbers",
    "import_rates",
    "leave",
    "next_number",
    "pass_over",
    "recover",
    "remove_firm",
    "renew_recovery",
    "reopen_period",
    "reset_password",
    "save_bank_account",
    "save_firm",
    "save_mail_text",
    "save_person",
    "save_rate",
    "save_series",
    "save_tax_rate",
    "save_terms",
    "set_picture",
    "set_setting",
    "set_up",
    "sign_in",
]
