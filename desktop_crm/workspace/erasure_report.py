"""What an erasure does or did, as a text for the person and for the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from desktop_crm.billing.rules.kinds import WORDS
from desktop_crm.company import queries as company
from desktop_crm.files.saving import save_file
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, Translator
from desktop_crm.workspace.erasing import ErasurePlan
from desktop_crm.workspace.finding import KINDS

_PAPERS: Final = {**WORDS, "expense": KINDS["expense"]}


def paper_word(kind: str) -> Message:
    return _PAPERS[kind]


def report(plan: ErasurePlan, firm: str, t: Translator) -> str:
    """The list: what goes or went, what stays until when and why. It names the person only while they are
    still there."""
    return "\n".join(_lines(plan, firm, t)) + "\n"


def _lines(plan: ErasurePlan, firm: str, t: Translator) -> Iterator[str]:
    if plan.erased_at is None:
        yield t("Erasing {name}: what would happen", name=plan.name)
    else:
        yield t("Contact {id} was erased", id=str(plan.contact_id))
    yield ""
    if firm:
        yield t("Firm: {firm}", firm=firm)
    if plan.erased_at is None:
        yield t("Date: {day}", day=plan.on)
    else:
        yield t("Erased on {moment} by {who}", moment=plan.erased_at, who=plan.by)
    yield ""
    yield t("Erased for good:")
    for what, count in plan.counts.items():
        yield f"  - {t.message(what)}: {t.formats.number(count)}"
    if plan.changes:
        yield f"  - {t('Lines of the log of changes')}: {t.formats.number(plan.changes)}"
    yield f"  - {t('The contact itself, and everything that finds it')}"
    yield ""
    if plan.kept:
        yield t("The law keeps these papers, with what was printed on them:")
        for each in plan.kept:
            yield "  - " + t(
                "{kind} {number} of {day}: until {until} ({reason})",
                kind=paper_word(each.kind), number=each.number, day=each.issued_on, until=each.until,
                reason=each.reason,
            )  # fmt: skip
    else:
        yield t("No paper must be kept: nothing of this person stays.")
    yield ""
    yield t("Backups made before still hold the person until they are rotated out; "
            "whoever is restored from one is erased again.")  # fmt: skip
    if not plan.is_scrubbed:
        yield t("The file could not be written anew yet; the next daily backup tries again.")
    if plan.mentions and plan.erased_at is None:
        yield ""
        yield t("The name or address also stands here; look for yourself:")
        for mention in plan.mentions:
            yield f"  - {t.message(KINDS.get(mention.kind, mention.kind))} “{mention.title}”"


def write(caller: Caller, plan: ErasurePlan, target: Path, t: Translator) -> str:
    """Put the list into the file `target`; its name. UserError where it cannot be written."""
    firm = company.firm_or_none(caller)
    text = report(plan, firm.draft.name if firm else "", t)
    return save_file(target, text.encode()).name


def report_json(plan: ErasurePlan, t: Translator) -> dict[str, Any]:
    """The same for programs."""
    return {
        "id": plan.contact_id,
        **({"name": plan.name} if plan.erased_at is None else {"erased_at": plan.erased_at, "by": plan.by}),
        "erased" if plan.erased_at else "would_erase": {
            **{str(what): count for what, count in plan.counts.items()},
            **({"Lines of the log of changes": plan.changes} if plan.changes else {}),
        },
        "kept": [
            {
                "kind": each.kind,
                "number": each.number,
                "issued_on": each.issued_on,
                "until": each.until,
                "reason": t.message(each.reason),
            }
            for each in plan.kept
        ],
        "mentioned_in": [
            {"kind": each.kind, "id": each.id, "title": each.title}
            for each in (plan.mentions if plan.erased_at is None else ())
        ],
        **({"file_written_anew": plan.is_scrubbed} if plan.erased_at else {}),
    }
