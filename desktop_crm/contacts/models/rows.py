"""Tables of people and companies, how they are reached, what happened with them, and what was imported."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, BigIntegerField, Check, CompositeKey, ForeignKeyField, IntegerField

from desktop_crm.company.models import BankAccount, PaymentTerms
from desktop_crm.company.rules.looks import DESIGNS, SIZES
from desktop_crm.contacts.rules.drafts import (
    CATEGORIES,
    KINDS,
    POINT_KINDS,
    PURPOSES,
    TIMELINE_KINDS,
)
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Part, Trail

FILTERS: Final = ("kind", "category", "country")
JOB_STATES: Final = ("running", "done", "undone")
JOB_KINDS: Final = ("contacts", "products")


class ImportJob(Table):
    """One import: what came from which file, so that it can be taken back."""

    trail = Trail(
        silent=("key", "sha256", "started_at", "finished_at", "by", "kind"),
        born=("imported",),
        acts=(("state", "done", "imported"), ("state", "undone", "import_undone")),
    )

    id = fields.KeyField()
    key = fields.Text(unique=True, filled=True)
    name = fields.Text()
    sha256 = fields.Text()
    state = fields.StateField(JOB_STATES)
    started_at = fields.UtcField()
    finished_at = fields.UtcField(null=True)
    added = IntegerField(default=0)
    by = fields.Text()
    kind = fields.StateField(JOB_KINDS, default="contacts", constraints=[SQL("DEFAULT 'contacts'")])

    class Meta:
        constraints = (Check("added >= 0"),)


_PARTS: Final = (
    Part(
        "points",
        ("kind", "value", "label", "is_main"),
        "SELECT kind, value, label, is_main FROM contact_point WHERE contact_id = ? ORDER BY position",
    ),
    Part(
        "addresses",
        ("purpose", "attention", "street", "district", "postal_code", "city", "region", "country"),
        "SELECT purpose, attention, street, district, postal_code, city, region, country FROM address"
        " WHERE contact_id = ? ORDER BY position",
    ),
    Part(
        "companies",
        ("other_id", "role"),
        "SELECT company_id, role FROM contact_link WHERE person_id = ? ORDER BY position, id",
    ),
    Part(
        "people",
        ("other_id", "role"),
        "SELECT person_id, role FROM contact_link WHERE company_id = ? ORDER BY position, id",
    ),
    Part(
        "tags",
        ("name",),
        "SELECT t.name FROM contact_tag c JOIN tag t ON t.id = c.tag_id WHERE c.contact_id = ? ORDER BY"
        " t.folded",
    ),
)
_GOES_WITH_A_CONTACT: Final = (
    ("contact_point", "contact_id"),
    ("tax_key", "contact_id"),
    ("address", "contact_id"),
    ("contact_link", "person_id"),
    ("contact_link", "company_id"),
    ("timeline", "contact_id"),
    ("note", "contact_id"),
    ("attachment", "contact_id"),
    ("consent", "contact_id"),
    ("vat_check", "contact_id"),
    ("assignment", "contact_id"),
    ("assignment", "contact_id"),
)


class Contact(Table):
    """A person or a company.

    `folded` and `match_name` follow from `name`; `mail`, `phone`, `city` and `country` are the main ones of
    the rows below, kept here so that a list reads one table.
    """

    trail = Trail(
        silent=(
            "folded", "match_name", "mail", "phone", "city", "city_folded", "country", "created_at",
            "last_at", "job_id", "source_key",
        ),
        contact="id",
        parts=_PARTS,
        goes_with_it=_GOES_WITH_A_CONTACT,
        acts=(("is_archived", True, "archived"), ("is_archived", False, "restored")),
    )  # fmt: skip

    id = fields.KeyField()
    kind = fields.StateField(KINDS)
    name = fields.Text(filled=True)
    folded = fields.Text(filled=True)
    match_name = fields.Text(index=True)
    given_name = fields.Text(default="")
    family_name = fields.Text(default="")
    title = fields.Text(default="")
    position = fields.Text(default="")
    department = fields.Text(default="")
    category = fields.StateField(CATEGORIES, default="contact")
    language = fields.Text(default="")
    currency = fields.CurrencyField(null=True)
    terms = ForeignKeyField(PaymentTerms, null=True, on_delete="SET NULL")
    bank_account = ForeignKeyField(BankAccount, null=True, on_delete="SET NULL")
    vat_id = fields.Text(default="")
    tax_number = fields.Text(default="")
    legal_id = fields.Text(default="")
    iban = fields.Text(default="")
    customer_number = fields.Text(null=True, filled=True, unique=True)
    order_number = fields.Text(default="")
    buyer_reference = fields.Text(default="")
    endpoint = fields.JsonField(null=True)
    price_notes = fields.Text(default="")
    birthday = fields.DateField(null=True)
    notes = fields.Text(default="")
    mail = fields.Text(default="")
    phone = fields.Text(default="")
    city = fields.Text(default="")
    city_folded = fields.Text(null=True)
    country = fields.Text(default="")
    is_archived = fields.FlagField(default=False)
    created_at = fields.UtcField()
    last_at = fields.UtcField(null=True)
    job = ForeignKeyField(ImportJob, null=True, on_delete="SET NULL")
    source_key = fields.Text(null=True, unique=True)
    version = IntegerField(default=1)
    einvoice = fields.Text(default="", constraints=[SQL("DEFAULT ''")])
    design = fields.StateField(("", *DESIGNS), default="", constraints=[SQL("DEFAULT ''")])
    paper_size = fields.StateField(("", *SIZES), default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        # One for each way to sort the list and to count its chips. What the chips filter by stands behind the
        # sort and the id, so that a page of few among many is found without looking into the table.
        indexes = (
            (("is_archived", "folded", "id", *FILTERS), False),
            (("is_archived", "category", "folded"), False),
            (("is_archived", "category", "id", "kind", "country"), False),
            (("is_archived", "kind"), False),
            (("is_archived", "city_folded", "id", *FILTERS), False),
            (("is_archived", "created_at", "id", *FILTERS), False),
            (("is_archived", "last_at", "id", *FILTERS), False),
        )
        constraints = (Check("country = '' OR country GLOB '[A-Z][A-Z]'"),)


class ContactPoint(Table):
    """A phone, mail or web address. `key` is its normalised form, for finding duplicates."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    position = IntegerField()
    kind = fields.StateField(POINT_KINDS)
    value = fields.Text(filled=True)
    label = fields.Text(default="")
    is_main = fields.FlagField(default=False)
    key = fields.Text(default="")

    class Meta:
        indexes = ((("key", "kind"), False),)


class TaxKey(Table):
    """A tax id in one writing, for finding duplicates."""

    contact = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    key = fields.Text(filled=True, index=True)

    class Meta:
        primary_key = CompositeKey("contact", "key")


class Address(Table):
    """An address of a contact and what it is for."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    position = IntegerField()
    purpose = fields.StateField(PURPOSES)
    attention = fields.Text(default="")
    street = fields.Text(default="")
    district = fields.Text(default="")
    postal_code = fields.Text(default="")
    city = fields.Text(default="")
    region = fields.Text(default="")
    country = fields.Text(default="", constraints=[Check("country = '' OR country GLOB '[A-Z][A-Z]'")])


class ContactLink(Table):
    """A person in a company, many to many."""

    id = AutoField()
    person = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    company = ForeignKeyField(Contact, on_delete="CASCADE")
    role = fields.Text(default="")
    position = IntegerField(default=0)

    class Meta:
        indexes = ((("person", "company"), True),)


class Tag(Table):
    """A word to group contacts by."""

    id = AutoField()
    name = fields.Text(filled=True)
    folded = fields.Text(filled=True, unique=True)


class ContactTag(Table):
    """A tag on a contact."""

    contact = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    tag = ForeignKeyField(Tag, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("contact", "tag")


class Timeline(Table):
    """What happened with a contact, written by every room; one query shows all.

    `subject` and `summary` are texts that people typed, names and numbers. Where the program itself speaks,
    `wording` has its message under the key "subject" or "summary", and each reader sees it in their language.
    """

    trail = Trail(
        silent=("contact_id", "at", "wording", "entity", "entity_id", "amount", "currency", "by"),
        contact="contact_id",
        record="'contact:' || contact_id",
    )

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    at = fields.UtcField()
    kind = fields.StateField(TIMELINE_KINDS)
    subject = fields.Text(default="")
    summary = fields.Text(default="")
    wording = fields.JsonField(null=True)
    entity = fields.Text(default="")
    entity_id = BigIntegerField(null=True)
    amount = fields.MoneyField(null=True)
    currency = fields.CurrencyField(null=True)
    by = fields.Text(default="")

    class Meta:
        indexes = ((("contact", "at"), False), (("entity", "entity_id"), False))
        constraints = (
            Check("(amount IS NULL) = (currency IS NULL)"),
            Check("(entity = '') = (entity_id IS NULL)"),
        )


class Note(Table):
    """A remark about a contact, perhaps to come back to on a day."""

    trail = Trail(
        silent=("contact_id", "created_at", "by"),
        contact="contact_id",
        record="'contact:' || contact_id",
        acts=(("done_at", None, "reopened"), ("done_at", ..., "done")),
    )

    id = fields.KeyField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    text = fields.Text(filled=True)
    follow_up_on = fields.DateField(null=True)
    done_at = fields.UtcField(null=True)
    created_at = fields.UtcField()
    by = fields.Text()
    version = IntegerField(default=1)

    class Meta:
        constraints = (Check("done_at IS NULL OR follow_up_on IS NOT NULL"),)


class Attachment(Table):
    """A file that hangs on any record; the bytes lie in `blob`."""

    trail = Trail(
        silent=("entity", "entity_id", "contact_id", "media_type", "sha256", "added_at", "by"),
        contact="contact_id",
        record="CASE WHEN entity IN ('quote', 'order', 'delivery', 'pro_forma', 'receipt', 'invoice',"
        " 'credit_note') THEN 'document' ELSE entity END"
        " || ':' || entity_id",
    )

    id = fields.KeyField()
    entity = fields.Text(filled=True)
    entity_id = BigIntegerField()
    contact = ForeignKeyField(Contact, null=True, on_delete="CASCADE")
    name = fields.Text(filled=True)
    media_type = fields.Text(filled=True)
    size = BigIntegerField()
    sha256 = ForeignKeyField(blobs.Blob, column_name="sha256", on_delete="RESTRICT")
    added_at = fields.UtcField()
    by = fields.Text()

    class Meta:
        indexes = ((("entity", "entity_id"), False),)
        constraints = (Check("size > 0"),)


class Consent(Table):
    """One word of a contact about one purpose: yes or no, since which day, and how it came. Rows only add up;
    the latest day counts."""

    trail = Trail(silent=("contact_id", "at", "by"), contact="contact_id", record="'contact:' || contact_id")

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    purpose = fields.Text(filled=True)
    is_given = fields.FlagField()
    decided_on = fields.DateField()
    source = fields.Text(filled=True)
    at = fields.UtcField()
    by = fields.Text(default="")

    class Meta:
        indexes = ((("contact", "purpose", "decided_on", "id"), False),)


class Erasure(Table):
    """Somebody who was forgotten, without who it was: `key` is a hash of what nobody else has, so that a
    restored backup can be told whom to forget again."""

    id = AutoField()
    entity = fields.Text(filled=True)
    entity_id = BigIntegerField()
    key = fields.Text(unique=True, filled=True)
    kept = IntegerField(default=0)
    erased_at = fields.UtcField()
    by = fields.Text(default="")
    is_scrubbed = fields.FlagField(default=False)

    class Meta:
        indexes = ((("entity", "entity_id"), False),)


TABLES: Final[tuple[type[Table], ...]] = (
    ImportJob,
    Contact,
    ContactPoint,
    TaxKey,
    Address,
    ContactLink,
    Tag,
    ContactTag,
    Timeline,
    Note,
    Attachment,
    Consent,
    Erasure,
)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX note_follow_up ON note (follow_up_on) WHERE done_at IS NULL AND follow_up_on IS NOT NULL",
    "CREATE UNIQUE INDEX contact_point_main ON contact_point (contact_id, kind) WHERE is_main",
    """CREATE TRIGGER contact_link_joins_person_and_company BEFORE INSERT ON contact_link
       WHEN (SELECT kind FROM contact WHERE id = NEW.person_id) IS NOT 'person'
         OR (SELECT kind FROM contact WHERE id = NEW.company_id) IS NOT 'company'
       BEGIN SELECT RAISE(ABORT, 'a link joins a person and a company'); END""",
    "CREATE TRIGGER consent_never_changes BEFORE UPDATE ON consent"
    " BEGIN SELECT RAISE(ABORT, 'a consent is withdrawn by another row'); END",
    "CREATE TRIGGER contact_link_stays BEFORE UPDATE OF person_id, company_id ON contact_link"
    " BEGIN SELECT RAISE(ABORT, 'a link is deleted and made anew'); END",
    """CREATE TRIGGER contact_kind_with_links_stays BEFORE UPDATE OF kind ON contact
       WHEN NEW.kind <> OLD.kind AND EXISTS (
         SELECT 1 FROM contact_link WHERE person_id = OLD.id OR company_id = OLD.id)
       BEGIN SELECT RAISE(ABORT, 'a linked contact keeps its kind'); END""",
)
