"""Files that hang on contacts, documents and tickets."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.contacts.models import Attachment
from desktop_crm.contacts.service.activities import remove_timeline, write_timeline
from desktop_crm.database import blobs, search, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.files.guards import check_attachment
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _


@rights.needs("files.change")
def attach_file(
    caller: Caller, entity: str, entity_id: int, name: str, content: bytes, contact_id: int | None = None
) -> int:
    """Keep a file with a record ("contact", "invoice", "ticket" ...) and return the attachment's id.

    On a contact's own record, or with `contact_id`, it also stands on that contact's timeline. Raises
    UserError for an empty or too large file.
    """
    shown, media_type = check_attachment(content, name)
    owner = entity_id if entity == "contact" else contact_id
    now = utc_now()
    with transaction(caller) as changed:
        attachment_id = writes.insert(
            Attachment,
            entity=entity,
            entity_id=entity_id,
            contact=owner,
            name=shown,
            media_type=media_type,
            size=len(content),
            sha256=blobs.put(content),
            added_at=now,
            by=caller.user,
        )
        tell(attachment_id, shown, owner, now, caller.user)
        changed |= {"attachment", entity}
    return attachment_id


def tell(attachment_id: int, name: str, owner: int | None, at: datetime, by: str) -> None:
    """A file's place on its contact's timeline and in the search. Needs a transaction."""
    if owner is not None:
        write_timeline(owner, "file", name, at=at, entity="attachment", entity_id=attachment_id, by=by)
    search.index(search.Entry("attachment", attachment_id, name, contact_id=owner))


@rights.needs("files.change")
def detach_file(caller: Caller, attachment_id: int) -> None:
    """Take a file off its record; NotFound when it is gone.

    The bytes stay in the insert-only store, where an issued document may hold the very same ones.
    """
    with transaction(caller) as changed:
        row = raw().execute("SELECT entity FROM attachment WHERE id = ?", (attachment_id,)).fetchone()
        if row is None:
            raise NotFound(_("This file does not exist"))
        writes.delete(Attachment, attachment_id)
        remove_timeline("attachment", attachment_id)
        search.remove("attachment", attachment_id)
        changed |= {"attachment", row[0]}
