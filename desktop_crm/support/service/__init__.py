"""Every change of a ticket."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.support.service.erasing import count_tickets, forget_old_tickets, forget_tickets
    from desktop_crm.support.service.personal import personal_sections
    from desktop_crm.support.service.removing import remove_tickets
    from desktop_crm.support.service.replies import add_customer_message, attach, reply
    from desktop_crm.support.service.tickets import (
        close_ticket,
        give_ticket,
        open_ticket,
        rename_assignee,
        reopen_ticket,
        save_ticket,
        set_status,
        settle,
    )

__getattr__ = at_first_use(__name__, "erasing", "personal", "removing", "replies", "tickets")

__all__ = [
    "add_customer_message",
    "attach",
    "close_ticket",
    "count_tickets",
    "forget_old_tickets",
    "forget_tickets",
    "give_ticket",
    "open_ticket",
    "personal_sections",
    "remove_tickets",
    "rename_assignee",
    "reopen_ticket",
    "reply",
    "save_ticket",
    "set_status",
    "settle",
]
