"""Files and folders that a command writes: whole or not at all, never over a firm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop_crm.files import saving
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def write_out(name: str, data: bytes, argument: str = "OUT") -> str:
    """Write `data` to the file `name` and return its path. A second run replaces it."""
    with _blaming(argument):
        return str(saving.save_file(Path(name), data))


def check_out(name: str, argument: str) -> None:
    """Refuse a file that could not be written, before anything is done that cannot be taken back."""
    with _blaming(argument):
        saving.check_place(Path(name))


def ending_of(name: str, allowed: Sequence[str], argument: str = "OUT") -> str:
    """The ending of a name in small letters; UserError for one that would say something else than what is
    written."""
    ending = Path(name).suffix.lower()
    if ending not in allowed:
        endings = ", ".join(each for each in allowed if each)
        raise UserError(_("Let the name end in one of these: {endings}", endings=endings), argument)
    return ending


@contextmanager
def _blaming(argument: str) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        error.field = argument
        raise


def folder(name: str) -> Path:
    """The folder `name`, made when it is missing."""
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            _("“{path}” cannot be written: {reason}", path=str(path), reason=reason), "OUT"
        ) from None
    return path
