"""Who makes the paper: the real printer by default, none for trials and measurements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.service.contents import content_of
from desktop_crm.database import blobs
from desktop_crm.values.errors import UserError

if TYPE_CHECKING:
    from desktop_crm.billing.documents.paper import Pictures


@dataclass(frozen=True, slots=True)
class Paper:
    """The bytes to be sealed; None where there are none."""

    pdf: bytes | None
    xml: bytes | None


class Renderer(Protocol):
    """Makes papers of facts. `check` raises UserError naming the field of what could not be printed."""

    def check(self, facts: DocumentFacts) -> None: ...

    def render(self, facts: DocumentFacts) -> Paper: ...


class Printer:
    """The papers of billing/documents, with the firm's pictures."""

    def check(self, facts: DocumentFacts) -> None:
        from desktop_crm.billing.documents import appendix, einvoice, paper

        for each in facts.appended:
            blobs.size(each.sha256)  # NotFound: what was read before may have gone since
        appendix.shown_of(facts.appended, pictures_of(facts).appended)
        try:
            paper.check_paper(facts)
        except UserError as error:
            raise type(error)(error.message, draft_field(error.field)) from None
        einvoice.check_einvoice(facts)

    def render(self, facts: DocumentFacts) -> Paper:
        from desktop_crm.billing.documents import paper

        made = paper.render(facts, pictures_of(facts))
        return Paper(made.pdf, made.xml)


class NoPaper:
    """Issues without a paper: for measuring and for large samples."""

    def check(self, facts: DocumentFacts) -> None:
        return None

    def render(self, facts: DocumentFacts) -> Paper:
        return Paper(None, None)


PRINTER: Renderer = Printer()
NO_PAPER: Renderer = NoPaper()


def pictures_of(facts: DocumentFacts) -> Pictures:
    """The logo's and the signature's bytes that these facts name."""
    from desktop_crm.billing.documents.paper import Pictures

    return Pictures(
        logo=blobs.get(facts.logo) if facts.logo else None,
        signature=blobs.get(facts.signature) if facts.signature else None,
        appended=tuple(content_of(each.sha256) for each in facts.appended),
    )


def draft_field(field: str | None) -> str | None:
    """A field of the facts as the editor calls it."""
    if field is None:
        return None
    if field.startswith("lines["):
        return field.partition("]")[0] + "].description"
    return "contact_id" if field.startswith(("buyer", "customer")) else field
