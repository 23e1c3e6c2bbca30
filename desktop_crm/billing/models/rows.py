"""Tables of what is offered, ordered, delivered and owed. What has been issued cannot be changed or deleted,
whoever writes."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, Check, CompositeKey, ForeignKeyField, IntegerField

from desktop_crm.billing.rules.kinds import FORMS, KINDS
from desktop_crm.billing.rules.payments import METHODS
from desktop_crm.billing.rules.states import STORED
from desktop_crm.company.models import NumberSeries
from desktop_crm.contacts.models import Contact
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class Document(Table):
    """One paper: quote, order confirmation, delivery note, pro forma, invoice, credit note or receipt.

    `form` is the sort of invoice (deposit, progress, final) or, "cancellation", of credit note; `quote` is
    what it was made from. `draft` is what a person typed, `facts` what was printed; the sums are copies for
    lists. `paid`, `credited` and `open` of an invoice move with its payments and credit notes, everything
    else stands still once it is issued.
    """

    trail = Trail(
        silent=(
            "form", "series_id", "year", "number", "contact_id", "customer_folded", "title", "order_number",
            "language", "issued_on", "due_on", "valid_until", "net", "tax", "due", "open", "quote_id",
            "corrects_id", "is_external", "is_sample", "pdf_sha", "xml_sha", "link", "previous_hash", "hash",
            "issued_at", "created_at", "updated_at", "facts",
        ),
        unfolded="draft",
        settles=600,
        born=("issued",),
        contact="contact_id",
        goes_with_it=(("enclosure", "document_id"),),
        acts=(
            ("state", "issued", "issued"), ("state", "sent", "issued"), ("state", "accepted", "accepted"),
            ("state", "declined", "declined"), ("state", "invoiced", "invoiced"),
            ("state", "written_off", "written_off"), ("paid", ..., "paid"), ("credited", ..., "credited"),
            ("sent_at", ..., "sent"), ("state", "cancelled", "cancelled"), ("state", "replaced", "replaced"),
        ),
    )  # fmt: skip

    id = fields.KeyField()
    kind = fields.StateField(KINDS)
    form = fields.StateField(FORMS, default="")
    state = fields.StateField(STORED, default="draft")
    series = ForeignKeyField(NumberSeries, null=True, on_delete="RESTRICT", index=False)
    year = IntegerField(null=True)
    number = IntegerField(null=True)
    number_text = fields.Text(null=True)
    contact = ForeignKeyField(Contact, null=True, on_delete="RESTRICT", index=False)
    customer = fields.Text(default="")  # the name as printed, or the contact's at the last save
    customer_folded = fields.Text(default="")
    title = fields.Text(default="")
    order_number = fields.Text(default="")
    currency = fields.CurrencyField()
    language = fields.Text(default="")
    issued_on = fields.DateField(null=True)
    due_on = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)
    net = fields.MoneyField(default=0)
    tax = fields.MoneyField(default=0)
    gross = fields.MoneyField(default=0)
    due = fields.MoneyField(default=0)  # what the paper asks for
    paid = fields.MoneyField(default=0)
    credited = fields.MoneyField(default=0)
    open = fields.MoneyField(default=0)
    quote = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="invoices", index=False)
    corrects = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="corrections", index=False)
    is_external = fields.FlagField(default=False)
    is_sample = fields.FlagField(default=False)
    pdf = ForeignKeyField(
        blobs.Blob, null=True, column_name="pdf_sha", on_delete="RESTRICT", backref="+", index=False
    )
    xml = ForeignKeyField(
        blobs.Blob, null=True, column_name="xml_sha", on_delete="RESTRICT", backref="+", index=False
    )
    link = IntegerField(null=True)  # place in the series' chain, from 1
    previous_hash = fields.Text(null=True)
    hash = fields.Text(null=True)
    issued_at = fields.UtcField(null=True)
    sent_at = fields.UtcField(null=True)
    answered_on = fields.DateField(null=True)
    answer = fields.Text(default="")  # why a quote was declined
    created_at = fields.UtcField()
    updated_at = fields.UtcField()
    version = IntegerField(default=1)
    # The long ones come last: a list reads what stands before them without following a row to other pages.
    internal_notes = fields.Text(default="")
    draft = fields.Text()
    facts = fields.Text(null=True)

    class Meta:
        indexes = ((("contact", "issued_on"), False),)  # those of the lists stand in STATEMENTS
        constraints = (
            SQL("UNIQUE (series_id, year, number)"),
            SQL("UNIQUE (series_id, link)"),
            Check(
                "state <> 'draft' OR (number IS NULL AND number_text IS NULL AND hash IS NULL AND"
                " facts IS NULL)"
            ),
            Check(
                "state = 'draft' OR (number_text IS NOT NULL AND issued_on IS NOT NULL AND"
                " contact_id IS NOT NULL)"
            ),
            Check("state = 'draft' OR is_external OR (facts IS NOT NULL AND hash IS NOT NULL)"),
            Check(
                "state = 'draft' OR is_external OR is_sample OR"
                " (series_id IS NOT NULL AND year IS NOT NULL AND number > 0 AND link > 0)"
            ),
            Check(
                "kind NOT IN ('invoice', 'credit_note') OR"
                " state IN ('draft', 'issued', 'written_off', 'replaced')"
            ),
            Check(
                "kind IN ('quote', 'invoice', 'credit_note') OR state IN"
                " ('draft', 'issued', 'partly_delivered', 'delivered', 'invoiced', 'cancelled')"
            ),
            Check(
                "form = '' OR (kind = 'invoice' AND form <> 'cancellation') OR"
                " (kind = 'credit_note' AND form = 'cancellation')"
            ),
            Check("(kind <> 'quote') OR state IN ('draft', 'sent', 'accepted', 'declined', 'invoiced')"),
            Check(
                "open = CASE WHEN kind = 'invoice' AND state = 'issued' THEN due - paid - credited ELSE 0 END"
            ),
            Check("kind = 'invoice' OR (paid = 0 AND credited = 0)"),
            Check("state <> 'draft' OR (paid = 0 AND credited = 0)"),
            Check("kind <> 'credit_note' OR corrects_id IS NOT NULL"),
            Check("due_on >= issued_on OR is_external"),
        )


class DocumentLine(Table):
    """One line of an issued document: for statistics, tickets, and to know how much of it was credited."""

    id = AutoField()
    document = ForeignKeyField(Document, on_delete="CASCADE", backref="+", index=False)
    position = IntegerField()  # as printed, from 1: headings have no number
    name = fields.Text(default="")
    product_id = IntegerField(null=True, index=True)
    qty = fields.ScaledField(6)
    unit = fields.Text(default="C62")
    category = fields.Text()
    rate = fields.RateField()
    net = fields.MoneyField()
    corrects_position = IntegerField(null=True)  # credit notes: the invoice's line
    of_document = ForeignKeyField(Document, null=True, on_delete="RESTRICT", backref="+", index=False)
    of_position = IntegerField(null=True)  # with `of_document`: the ordered or quoted line that it fulfils

    class Meta:
        constraints = (
            SQL("UNIQUE (document_id, position)"),
            Check("(of_document_id IS NULL) = (of_position IS NULL)"),
        )


class DocumentLink(Table):
    """How one issued paper stands to another one before it.

    delivery: bills this delivery note; settles: takes this deposit or progress invoice off line by line;
    prepaid: as an amount paid before; cancels: with it all of this invoice is credited.
    """

    document = ForeignKeyField(Document, on_delete="CASCADE", backref="+", index=False)
    before = ForeignKeyField(Document, on_delete="RESTRICT", backref="+", index=True)
    role = fields.StateField(("delivery", "settles", "prepaid", "cancels"))

    class Meta:
        primary_key = CompositeKey("document", "before", "role")


class DocumentTax(Table):
    """One VAT group of an issued document: reports by rate need not read the facts."""

    id = AutoField()
    document = ForeignKeyField(Document, on_delete="CASCADE", backref="+", index=False)
    category = fields.Text()
    rate = fields.RateField()
    base = fields.MoneyField()
    tax = fields.MoneyField()

    class Meta:
        constraints = (SQL("UNIQUE (document_id, category, rate)"),)


class Payment(Table):
    """Money received for an invoice (negative: paid back). A mistyped one is reversed, never changed."""

    trail = Trail(
        silent=("document_id", "user", "at", "hash"),
        contact="(SELECT d.contact_id FROM document d WHERE d.id = document_id)",
        record="'document:' || document_id",
    )

    id = AutoField()
    document = ForeignKeyField(Document, on_delete="RESTRICT", backref="+", index=True)
    amount = fields.MoneyField()
    paid_on = fields.DateField(index=True)
    method = fields.StateField(METHODS)
    bank_account_id = IntegerField(null=True)
    reference = fields.Text(default="")
    reverses = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT", backref="+")
    user = fields.Text(default="")
    at = fields.UtcField()
    hash = fields.Text()  # over the payment before it of the same document, and itself

    class Meta:
        constraints = (Check("amount <> 0"),)


class RecordSeal(Table):
    """SHA-256 over what of a document stands in columns and rows (its seal is over what was printed)."""

    document = ForeignKeyField(Document, primary_key=True, on_delete="CASCADE", backref="+")
    sha256 = fields.Text()


_FROZEN: Final = (
    "kind", "form", "series_id", "year", "number", "number_text", "customer", "title", "order_number",
    "currency", "language", "issued_on", "due_on", "valid_until", "net", "tax", "gross", "due", "quote_id",
    "corrects_id", "is_external", "is_sample", "draft", "facts", "pdf_sha", "xml_sha", "link",
    "previous_hash", "hash", "issued_at", "created_at",
)  # fmt: skip
"""Columns of an issued document that nobody changes. The contact may move: two contacts can become one."""

_PARENT_STANDS: Final = """EXISTS (
    SELECT 1 FROM document d WHERE d.id = {row}.document_id AND d.state <> 'draft' AND NOT d.is_sample)"""
_NOT_PURGED: Final = "NOT EXISTS (SELECT 1 FROM purged_paper p WHERE p.document_id = {key})"
"""A paper and its rows are deleted only after its record of the purge was written."""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'an issued document never changes'); END"

_INVOICE_STATE: Final = "kind, state, open, paid, credited, due, due_on"
"""What decides the state of an invoice: a list filtered by it is read along the index of its sort alone."""
BILLING_ROWS: Final = "kind IN ('invoice', 'credit_note')"
PAPER_ROWS: Final = "kind IN ('order', 'delivery', 'pro_forma', 'receipt')"
"""The rows of a list, in the words of its indexes."""
_SORTS: Final = ("number_text", "issued_on", "customer_folded", "net", "gross", "updated_at")
_LISTS: Final = (
    *(
        f"CREATE INDEX document_by_{sort} ON document ({sort}, id, {_INVOICE_STATE}) WHERE {BILLING_ROWS}"
        for sort in ("due_on", "open", *_SORTS)
    ),
    *(
        f"CREATE INDEX document_quotes_by_{sort} ON document ({sort}, id, state, valid_until)"
        " WHERE kind = 'quote'"
        for sort in ("valid_until", *_SORTS)
    ),
    *(
        f"CREATE INDEX document_papers_by_{sort} ON document ({sort}, id, kind, state) WHERE {PAPER_ROWS}"
        for sort in _SORTS
    ),
    # In the order of their ids; counts for the chips and sums for the footer without reading a single row.
    f"CREATE INDEX document_by_id ON document (id, {_INVOICE_STATE}, currency, net, gross)"
    f" WHERE {BILLING_ROWS}",
    "CREATE INDEX document_papers_by_id ON document (id, kind, state, currency, net, gross, open)"
    f" WHERE {PAPER_ROWS}",
    "CREATE INDEX document_quotes_by_id ON document"
    " (id, kind, state, valid_until, currency, net, gross, open) WHERE kind = 'quote'",
    # The few drafts; the few open ones, in any order; sums of a contact.
    "CREATE INDEX document_unissued ON document (state, kind, id) WHERE state <> 'issued'",
    """CREATE INDEX document_owed ON document (
       contact_id, currency, open, due_on, paid, number_text, issued_on, customer_folded, net, gross,
       updated_at)
       WHERE kind = 'invoice' AND state = 'issued' AND open <> 0""",
    "CREATE INDEX document_overdue ON document (due_on, id) WHERE kind = 'invoice' AND state ="
    " 'issued' AND open > 0",
)
"""An index for each sort of the three lists; a document stands in those of its own list only."""

TABLES: Final[tuple[type[Table], ...]] = (
    Document, DocumentLine, DocumentTax, DocumentLink, Payment, RecordSeal,
)  # fmt: skip
STATEMENTS: Final[tuple[str, ...]] = (
    *_LISTS,
    "CREATE INDEX document_corrects ON document (corrects_id, kind, state, due)"
    " WHERE corrects_id IS NOT NULL",
    "CREATE INDEX document_quote ON document (quote_id) WHERE quote_id IS NOT NULL",
    "CREATE INDEX document_line_of ON document_line (of_document_id, of_position)"
    " WHERE of_document_id IS NOT NULL",
    "CREATE INDEX document_pdf ON document (pdf_sha) WHERE pdf_sha IS NOT NULL",
    "CREATE INDEX document_xml ON document (xml_sha) WHERE xml_sha IS NOT NULL",
    # One external document of a customer comes in once.
    "CREATE UNIQUE INDEX document_external ON document (contact_id, number_text) WHERE is_external",
    f"""CREATE TRIGGER document_is_sealed BEFORE UPDATE OF {", ".join(_FROZEN)} ON document
        WHEN OLD.state <> 'draft' {_REFUSE}""",
    f"""CREATE TRIGGER document_is_not_reopened BEFORE UPDATE OF id, state ON document
        WHEN OLD.id <> NEW.id OR (OLD.state <> 'draft' AND NEW.state = 'draft') {_REFUSE}""",
    f"""CREATE TRIGGER document_stays BEFORE DELETE ON document
        WHEN OLD.state <> 'draft' AND NOT OLD.is_sample AND {_NOT_PURGED.format(key="OLD.id")} {_REFUSE}""",
    *(
        f"""CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {_PARENT_STANDS.format(row=row)}
            {f"AND {_NOT_PURGED.format(key='OLD.document_id')}" if event == "DELETE" else ""} {_REFUSE}"""
        for table, name, event, row in (
            ("document_line", "is_not_added", "INSERT", "NEW"),
            ("document_line", "is_sealed", "UPDATE", "OLD"),
            ("document_line", "stays", "DELETE", "OLD"),
            ("document_link", "is_not_added", "INSERT", "NEW"),
            ("document_link", "is_sealed", "UPDATE", "OLD"),
            ("document_link", "stays", "DELETE", "OLD"),
            ("document_tax", "is_not_added", "INSERT", "NEW"),
            ("document_tax", "is_sealed", "UPDATE", "OLD"),
            ("document_tax", "stays", "DELETE", "OLD"),
            ("record_seal", "is_sealed", "UPDATE", "OLD"),
            ("record_seal", "stays", "DELETE", "OLD"),
        )
    ),
    "CREATE TRIGGER payment_never_changes BEFORE UPDATE ON payment"
    " BEGIN SELECT RAISE(ABORT, 'a payment is reversed, never changed'); END",
    f"""CREATE TRIGGER payment_stays BEFORE DELETE ON payment WHEN {_PARENT_STANDS.format(row="OLD")}
        AND {_NOT_PURGED.format(key="OLD.document_id")}
        BEGIN SELECT RAISE(ABORT, 'a payment is reversed, never changed'); END""",
    """CREATE TRIGGER payment_needs_an_issued_invoice BEFORE INSERT ON payment
       WHEN NOT EXISTS (
         SELECT 1 FROM document d WHERE d.id = NEW.document_id AND d.kind = 'invoice' AND d.state <> 'draft')
       BEGIN SELECT RAISE(ABORT, 'only an issued invoice is paid'); END""",
    """CREATE TRIGGER payment_reverses_its_equal BEFORE INSERT ON payment
       WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM payment p WHERE p.id = NEW.reverses_id AND p.document_id = NEW.document_id
         AND p.amount = -NEW.amount AND p.reverses_id IS NULL)
       BEGIN SELECT RAISE(ABORT, 'a payment is reversed once, in full'); END""",
)
