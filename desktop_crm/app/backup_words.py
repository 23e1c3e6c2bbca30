"""What is said of backups: the second place and the last drill, in a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_crm.values.messages import Translator
from desktop_crm.workspace import encryption

if TYPE_CHECKING:
    from desktop_crm.workspace.backups import Drill, Standing


def drill_words(t: Translator, found: Drill) -> str:
    """ "Last drill 27 Nov 2026: all 4,312 records and 1,203,400.10 EUR found"."""
    day = t.formats.date_words(found.at.astimezone().date())
    if found.problem:
        return t("Last drill {date}: {problem}", date=day, problem=found.problem)
    records = t.plural("{n} record", "{n} records", found.records)
    sums = " + ".join(t.formats.money(total, code) for code, total in sorted(found.totals.items()))
    if not found.noted:
        return t("Last drill {date}: it restores and holds {records}", date=day, records=records)
    if not sums:
        return t("Last drill {date}: all {records} found", date=day, records=records)
    return t(
        "Last drill {date}: all {records} and {sums} of invoices found", date=day, records=records, sums=sums
    )


def place_words(t: Translator, standing: Standing) -> str:
    """Where the second copies go, and whether that helps."""
    place = standing.place
    if place is None:
        return t("None yet: a copy beside the original does not survive a lost computer")
    folder = str(place.folder)
    match place.state:
        case "absent":
            return t("{path} is not there now; the newest copy follows when it is back", path=folder)
        case "same_disk":
            return t(
                "{path} lies on the disk of this firm's file: a backup on the same disk does not help when"
                " the disk dies",
                path=folder,
            )
    if standing.second is None:
        return t("{path}: no copy there yet", path=folder)
    return t("{path}: last copy {when}", path=folder, when=standing.second)


def encryption_words(t: Translator, is_encrypted: bool) -> str:
    """Whether somebody who gets at the file can read it."""
    if is_encrypted:
        return t("This file and its backups are encrypted with a passphrase")
    if not encryption.is_available():
        return t("The part for it is not installed: pip install 'desktop-crm[encryption]'")
    return t("Not encrypted: who gets at this file or a backup can read everything")
