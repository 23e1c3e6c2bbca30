"""Files whose pages follow a paper: of which kind, how many, how large."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from desktop_crm.billing.rules.drafts import AppendedDraft
from desktop_crm.values import texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

PDF: Final = "application/pdf"
ENDINGS: Final = MappingProxyType(
    {PDF: (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif")}
)
"""The kinds that can be appended, with the endings that their names may have."""
MOST_FILES: Final = 10
MOST_PAGES: Final = 60
"""Of all files of one paper together."""
LARGEST: Final = 10_000_000
"""Bytes of all files of one paper together: with their pages drawn, more would pass no mail server."""
LONGEST_NAME: Final = 150
_SHA256: Final = re.compile("[0-9a-f]{64}")
FIELD: Final = "appended"


def check_appended(files: Sequence[AppendedDraft]) -> None:
    """Raise UserError at "appended" or "appended[2].name" for what can never be printed."""
    if len(files) > MOST_FILES:
        raise UserError(
            _("{n} files are too many; {most} can be appended", n=len(files), most=MOST_FILES), FIELD
        )
    for place, each in enumerate(files, 1):
        field = f"{FIELD}[{place}]"
        texts.check_line(each.name, f"{field}.name", most=LONGEST_NAME, required=True)
        if _SHA256.fullmatch(each.sha256) is None:
            raise UserError(_("This is no SHA-256: 64 digits of 0-9 and a-f"), f"{field}.sha256")
        check_kind(each.name, each.media_type, field)
    check_size(files)


def check_kind(name: str, media_type: str, field: str) -> None:
    """Raise UserError at `field` for a file that is no PDF, PNG or JPEG, or whose name says otherwise."""
    endings = ENDINGS.get(media_type)
    if endings is None:
        raise UserError(_("{name} cannot be appended: it is no PDF, PNG or JPEG", name=name), field)
    if PurePath(name).suffix.lower() not in endings:
        raise UserError(
            _("{name} is a {kind} file: its name must end in {ending}", name=name,
              kind=media_type.rpartition("/")[2].upper(), ending=endings[0]), field
        )  # fmt: skip


def check_size(files: Sequence[AppendedDraft]) -> None:
    """Raise UserError at the file with which they get too large, or too many pages."""
    size = pages = 0
    for place, each in enumerate(files, 1):
        field = f"{FIELD}[{place}]"
        size, pages = size + each.size, pages + each.pages
        if size > LARGEST:
            most = LARGEST // 1_000_000
            raise UserError(
                _("With {name} the appended files have more than {most} MB", name=each.name, most=most), field
            )
        if pages > MOST_PAGES:
            raise too_many_pages(each.name, field)


def too_many_pages(name: str, field: str | None = None) -> UserError:
    return UserError(
        _("With {name} there are more than {most} appended pages", name=name, most=MOST_PAGES), field
    )
