"""Copies of a firm's file: verified, on two disks, kept by days, weeks and months, tried out, restored beside
the old one.
"""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.workspace.backups.drill import Drill
    from desktop_crm.workspace.backups.finding import (
        WARN_AFTER_DAYS,
        Copy,
        SecondPlace,
        check_second_place,
        copies_of,
        days_without,
        everywhere,
        is_due,
        newest,
        second_place,
    )
    from desktop_crm.workspace.backups.making import (
        Made,
        TwinRefused,
        back_up,
        back_up_daily,
        back_up_if_due,
        catch_up,
        is_behind,
    )
    from desktop_crm.workspace.backups.notes import Note
    from desktop_crm.workspace.backups.restoring import Content, check_last_printed, look_into, restore
    from desktop_crm.workspace.backups.standing import Standing, keep_up, look

__getattr__ = at_first_use(__name__, "finding", "standing", "restoring", "making", "drill", "notes")

__all__ = [
    "WARN_AFTER_DAYS",
    "Content",
    "Copy",
    "Drill",
    "Made",
    "Note",
    "SecondPlace",
    "Standing",
    "TwinRefused",
    "back_up",
    "back_up_daily",
    "back_up_if_due",
    "catch_up",
    "check_last_printed",
    "check_second_place",
    "copies_of",
    "days_without",
    "everywhere",
    "is_behind",
    "is_due",
    "keep_up",
    "look",
    "look_into",
    "newest",
    "restore",
    "second_place",
]
