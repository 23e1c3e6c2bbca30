"""`journal`, `package`, `packages`, `accounts`, and `verify PACKAGE`: what the accountant gets."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from desktop_crm.accounting import service as accounting
from desktop_crm.accounting.queries import handovers
from desktop_crm.accounting.queries.handovers import HandoverRow
from desktop_crm.accounting.rules.accounts import books_from_json, books_to_json
from desktop_crm.accounting.rules.changes import Change
from desktop_crm.accounting.rules.layouts import GENERIC, usual_layouts
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.cli.dates import day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import ending_of, write_out
from desktop_crm.company import queries as company
from desktop_crm.company.rules.periods import PeriodDraft, name_of
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.files.seal_checking import check_sealed
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "generic": (".csv", ".xlsx", ".zip", ".txt", ""),
    "datev": (".csv", ".zip", ".txt", ""),
    "ventes": (".txt", ".csv", ".zip", ""),
    "gobd": (".zip",),
}
_FLAGS = {"period": "--period", "start": "--from", "end": "--to", "layout": "--layout"}


def journal(session: Session) -> dict[str, Any]:
    """The sales journal of some days in one layout; several files become a ZIP."""
    arguments = session.arguments
    ending = ending_of(arguments.out, _ENDINGS[arguments.layout])
    with session.reading():
        span = _span(session)
        is_sheet = ending == ".xlsx"
        with _flagged():
            made = accounting.journal_files(
                session.caller, span, arguments.layout, session.on, session.t, as_sheet=is_sheet
            )
    written = list(made.files)
    if ending == ".zip":
        content = _zipped(made.files)
    elif sum(name.endswith((".csv", ".xlsx", ".txt")) for name in made.files) > 1 and _needs_all(made.files):
        raise UserError(_("This layout is several files here: let the name end in .zip"), "OUT")
    else:
        first, *others = written
        content, written = made.files[first], [first]
        session.warn([Hint("OUT", _("{file} is left out: let the name end in .zip", file=each))
                      for each in others])  # fmt: skip
    return {
        "file": write_out(arguments.out, content),
        "layout": arguments.layout,
        "from": span.starts_on,
        "to": span.ends_on,
        "papers": made.papers,
        "sums": _sums(made.sums),
        "files": written,
    }


def _needs_all(files: Mapping[str, bytes]) -> bool:
    """Bookings of two years, or tables with their description; customers may be left out."""
    return sum(name.startswith("EXTF_Buchungsstapel") for name in files) != 1


def package(session: Session) -> dict[str, Any]:
    """Everything of some days for the accountant, in one sealed ZIP."""
    arguments = session.arguments
    with session.reading():
        caller, span = session.caller, _span(session)
        country = company.get_firm(caller).draft.country
        chosen = arguments.layout or list(usual_layouts(country))
        target = Path(arguments.out)
        if target.is_dir():
            target /= accounting.suggested_name(caller, span)
        wanted = accounting.Wanted(
            span=span,
            layouts=tuple(each for each in chosen if each != GENERIC),
            even_if_empty=arguments.empty,
        )
        with _flagged():
            made = accounting.hand_over(caller, wanted, target, session.on)
        session.warn(Hint("package", each) for each in made.notes)
    return {
        "file": str(made.path),
        "from": span.starts_on,
        "to": span.ends_on,
        "seal": made.seal,
        "files": made.files,
        "counts": dict(made.counts),
        "sums": _sums(made.sums),
        "changed_since": [_change(each) for each in made.since.changes],
        "notes": [session.t.message(each) for each in made.notes],
    }


def packages(session: Session) -> list[dict[str, Any]]:
    """The packages that were made, the latest first."""
    with session.reading():
        return [_handover(row) for row in handovers.list_handovers(session.caller, session.arguments.limit)]


def changed(session: Session) -> list[dict[str, Any]]:
    """What changed since in the days that were handed over."""
    with session.reading():
        whole = PeriodDraft(session.on, session.on)
        since = handovers.changed_since(session.caller, whole)
        return [_change(each) for each in since.changes]


def accounts(session: Session) -> dict[str, Any]:
    """What the accountant told of their books; from a file it is set."""
    given = session.input_record(session.arguments.file) if session.arguments.file else None
    opened = session.reading() if given is None else session.writing()
    with opened:
        if given is not None:
            accounting.set_books(session.caller, books_from_json(given))
        return books_to_json(accounting.books_of(session.caller))


def verify(session: Session) -> dict[str, Any]:
    """A package as it was written, or the first changed file named and exit code 1. Needs no firm."""
    found = check_sealed(Path(session.arguments.package))
    wanted = "".join((session.arguments.seal or "").split()).lower()
    if found.flaws:
        first, more = found.flaws[0], len(found.flaws) - 1
        message = session.t.message(first.message)
        if more:
            message += session.t.plural(" ({n} more finding)", " ({n} more findings)", more)
        raise UserError(_("{what}", what=message), first.name or session.arguments.package)
    if wanted and wanted != found.seal:
        raise UserError(_("This is another package: its seal is {seal}", seal=found.seal), "--seal")
    return {"ok": True, "seal": found.seal, "files": found.files, **dict(found.about)}


# ------------------------------------------------------------------------------------------------ parts


def _span(session: Session) -> PeriodDraft:
    arguments = session.arguments
    start = day(arguments.start, "--from") if arguments.start else None
    end = day(arguments.end, "--to") if arguments.end else None
    with _flagged():
        return span_of(arguments.period or "", start, end)


@contextmanager
def _flagged() -> Iterator[None]:
    """Fields of rules as the command line calls them."""
    try:
        yield
    except UserError as error:
        error.field = _FLAGS.get(error.field or "", error.field)
        raise


def _sums(sums: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, str]]:
    return {
        currency: {"net": money.plain(net, currency), "vat": money.plain(tax, currency)}
        for currency, (net, tax) in sorted(sums.items())
    }


def _change(change: Change) -> dict[str, Any]:
    return {"what": change.what, "kind": change.kind, "number": change.name, "day": change.day}


def _handover(row: HandoverRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "period": name_of(row.span) or None,
        "from": row.span.starts_on,
        "to": row.span.ends_on,
        "file": row.name,
        "layouts": list(row.layouts),
        "papers": row.papers,
        "changes": row.changes,
        "seal": row.seal,
        "made_on": row.made_on,
        "by": row.by,
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The files of one layout; the same files give the same bytes."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return data.getvalue()
