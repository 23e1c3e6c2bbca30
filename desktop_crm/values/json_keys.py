"""Keys of JSON input that nobody knows: refused where they stand, so that a mistyped one is never lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def check_keys(data: Mapping[str, object], known: Collection[str], place: str = "") -> None:
    """Raise UserError at "lines[2].prise" for the first key that is not `known`; `place` is "lines[2]"."""
    for error in unknown_keys(data, known, place):
        raise error


def unknown_keys(data: Mapping[str, object], known: Collection[str], place: str = "") -> Iterator[UserError]:
    """A refusal for each key that is not `known`, with the key it was probably meant to be."""
    for key in data:
        if key in known:
            continue
        field = f"{place}.{key}" if place else str(key)
        near = get_close_matches(str(key), sorted(known), 1, cutoff=0.7)
        if near:
            message = _("“{key}” is not known here; did you mean “{other}”?", key=key, other=near[0])
        else:
            message = _("“{key}” is not known here", key=key)
        yield UserError(message, field)
