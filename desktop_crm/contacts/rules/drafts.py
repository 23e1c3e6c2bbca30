"""A person or company as it is being written. Only the name must be filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NewType, get_args

from desktop_crm.company.rules.addresses import Address

ContactId = NewType("ContactId", int)

ContactKind = Literal["person", "company"]
Category = Literal["contact", "lead", "prospect", "opportunity", "customer"]
PointKind = Literal["phone", "mail", "web"]
Purpose = Literal["invoice", "delivery", "other"]
TimelineKind = Literal[
    "note", "call", "mail", "quote", "invoice", "credit_note", "payment", "ticket", "file", "contact"
]

GivenKind = Literal["contact", "document", "ticket", "note"]

PERSON: Final = "person"
COMPANY: Final = "company"
PHONE: Final = "phone"
MAIL: Final = "mail"
WEB: Final = "web"
INVOICE: Final = "invoice"
KINDS: Final[tuple[ContactKind, ...]] = get_args(ContactKind)
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
POINT_KINDS: Final[tuple[PointKind, ...]] = get_args(PointKind)
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
TIMELINE_KINDS: Final[tuple[TimelineKind, ...]] = get_args(TimelineKind)
GIVEN_KINDS: Final[tuple[GivenKind, ...]] = get_args(GivenKind)
NO_ADDRESS: Final = Address()


@dataclass(frozen=True, slots=True)
class PointDraft:
    """One way to reach a contact. `label` is free ("Work", "Fax"); of each kind at most one is main."""

    kind: PointKind
    value: str
    label: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """One address and what it is for. Several of a purpose are allowed; the first one is used."""

    purpose: Purpose = "invoice"
    address: Address = NO_ADDRESS


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A person's company, or a company's person: `other_id` and what the person does there."""

    other_id: int
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """A contact before it is saved. `language` is "pt_BR", `currency` "BRL", `terms_id` one of the firm's."""

    kind: ContactKind = "person"
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    title: str = ""  # before the name: "Dr."
    position: str = ""  # what the person does: "Head of purchasing"
    department: str = ""
    category: Category = "contact"
    language: str = ""  # of documents and mails to it; "" is the firm's
    currency: str = ""
    terms_id: int | None = None
    bank_account_id: int | None = None  # of ours, to pay to
    vat_id: str = ""  # BT-48
    tax_number: str = ""
    legal_id: str = ""  # BT-47: register number
    iban: str = ""
    customer_number: str = ""  # BT-46
    order_number: str = ""  # default of BT-13
    buyer_reference: str = ""  # default of BT-10
    endpoint: tuple[str, str] | None = None  # BT-49: (scheme, id)
    design: str = ""  # how its papers look (company.rules.looks); "": as the firm's
    paper_size: str = ""
    einvoice: str = ""  # the format of its e-invoices (einvoice.profiles); "": Factur-X where it fits
    price_notes: str = ""
    birthday: date | None = None
    tags: tuple[str, ...] = ()
    points: tuple[PointDraft, ...] = ()
    addresses: tuple[AddressDraft, ...] = ()
    links: tuple[LinkDraft, ...] = ()
    notes: str = ""

    @property
    def mail(self) -> str:
        """The main mail address, or "" without one."""
        return main_point(self.points, MAIL)

    @property
    def phone(self) -> str:
        return main_point(self.points, PHONE)

    @property
    def website(self) -> str:
        return main_point(self.points, WEB)

    @property
    def country(self) -> str:
        """The country of the address that invoices go to, or of any; "" when none says it."""
        own = self.address_for(INVOICE)
        return own.country or next(
            (each.address.country for each in self.addresses if each.address.country), ""
        )

    def address_for(self, purpose: Purpose) -> Address:
        """The first address of a purpose; for invoices any other one serves, for delivery none."""
        for each in self.addresses:
            if each.purpose == purpose:
                return each.address
        return self.addresses[0].address if purpose == INVOICE and self.addresses else NO_ADDRESS


def main_point(points: tuple[PointDraft, ...], kind: PointKind) -> str:
    """The value of the main point of a kind: the one marked so, else the first."""
    of_kind = [point for point in points if point.kind == kind]
    return next((point.value for point in of_kind if point.is_main), of_kind[0].value if of_kind else "")


def name_of(given: str, family: str) -> str:
    """The whole name of its two parts."""
    return " ".join(part for part in (given.strip(), family.strip()) if part)
