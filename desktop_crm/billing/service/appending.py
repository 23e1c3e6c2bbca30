"""Files whose pages follow a paper: looked at and kept, then named by its draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desktop_crm.billing.rules import appending
from desktop_crm.billing.rules.chain import digest
from desktop_crm.billing.rules.drafts import AppendedDraft
from desktop_crm.billing.service import records
from desktop_crm.billing.service.contents import content_of
from desktop_crm.billing.service.drafts import save_draft
from desktop_crm.database import blobs
from desktop_crm.database.connection import transaction
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError


@rights.needs("documents.draft")
def keep_appendix(caller: Caller, name: str, content: bytes) -> AppendedDraft:
    """Keep the bytes of a file that a draft may then name as appended.

    UserError, with the file's name in it, for one that cannot be drawn: empty, too large, damaged, protected
    by a password, of another kind than its name says.
    """
    found = _looked_at(content, name)
    with transaction(caller) as changed:
        blobs.put(content)
        changed.add("attachment")
    return found


@rights.needs("documents.draft")
def kept_appendix(caller: Caller, name: str, sha256: str, field: str) -> AppendedDraft:
    """A file whose bytes are kept already, as a draft names it. UserError at `field`."""
    try:
        blobs.size(sha256)  # what was read before may have gone since
        return _looked_at(content_of(sha256), name)
    except DatabaseFault:
        raise
    except NotFound as error:
        raise NotFound(error.message, f"{field}.sha256") from None
    except UserError as error:
        raise UserError(error.message, field) from None


@rights.needs("documents.draft")
def append_files(
    caller: Caller, document_id: int, files: Sequence[tuple[str, bytes]], today: date
) -> tuple[AppendedDraft, ...]:
    """Append (name, content) to a draft, all of them or none; what it then has. UserError as
    `keep_appendix`, for a paper that was issued, and for more than a paper can have."""
    # Their pages are drawn here, while others may write.
    added = tuple(_looked_at(content, name) for name, content in files)
    with transaction(caller) as changed:
        stored = records.read(document_id)
        records.need_draft(stored)
        draft = stored.draft
        for _name, content in files:
            blobs.put(content)
        changed.add("attachment")
        whole = replace(
            draft, appended=(*draft.appended, *added), internal_notes=stored.internal_notes
        )  # the notes are kept beside the draft's text
        save_draft(caller, document_id, stored.version, whole, today)
    return whole.appended


def _looked_at(content: bytes, name: str) -> AppendedDraft:
    from desktop_crm.billing.documents import appendix

    shown, media_type, pages = appendix.checked(content, name)
    found = AppendedDraft(
        name=shown,
        sha256=digest(content),
        media_type=media_type,
        size=len(content),
        pages=pages,
    )
    appending.check_size((found,))
    return found
