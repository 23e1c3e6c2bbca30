"""The shots of dialogs: one line a picture, brought up by the verbs that a person would press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.app.encrypt_dialog import ChangePassphraseDialog, EncryptDialog
from desktop_crm.app.erase_dialog import ErasedDialog, EraseDialog
from desktop_crm.app.purge_dialog import PurgeDialog
from desktop_crm.billing.rules.drafts import AdjustmentDraft, LineDraft, WithholdingDraft
from desktop_crm.billing.ui.new_customer_dialog import NewCustomerDialog
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.database.recovery import printed
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView
from desktop_crm.values.personal import Kept
from desktop_crm.widgets.conflict_dialog import ConflictDialog, Difference
from desktop_crm.workspace import erasing
from desktop_crm.workspace.encryption import Encrypted
from desktop_crm.workspace.erasing import ErasurePlan, Mention
from desktop_crm.workspace.purging import Proposal
from desktop_crm.workspace.trail import reading
from tests.shots import papers, people
from tests.shots.pages import KESTREL, PREVIEW, Make, history_of_contact
from tests.shots.studio import Shot, Studio
from tests.shots.worlds import TODAY


def _editor(studio: Studio) -> Any:
    """The open draft, ready to be issued."""
    editor = studio.go("invoice", studio.invoice("draft")).inner  # type: ignore[attr-defined]
    editor.replace(None, delivered_on=TODAY)
    return editor


def _issued(studio: Studio) -> Any:
    return studio.go("invoice", studio.find("invoice", "SAMPLE-0001")).inner  # type: ignore[attr-defined]


def issue(studio: Studio) -> None:
    _editor(studio).verbs.ask_to_issue()


def write(studio: Studio, kind: str, customer: str) -> Any:
    """A new paper with one line for this customer."""
    page: Any = studio.go(f"{kind}:new", {"contact": studio.find("contact", customer)})
    line = LineDraft(description="Design and concept", qty=Decimal(12), price=Decimal(85), rate=Decimal(23))
    page.inner.replace(None, lines=(line,))
    return page.inner


def issue_with_warnings(studio: Studio) -> None:
    write(studio, "invoice", KESTREL).verbs.ask_to_issue()


def customer(studio: Studio) -> None:
    """The address that the law wants is not known."""
    write(studio, "invoice", "Nora").verbs.ask_to_issue()


def new_customer(studio: Studio) -> None:
    """Typed into a new invoice; somebody with this mail is there already."""
    page: Any = studio.go("invoice:new")
    page.inner.sheet.head.new_customer.emit("Kestrel Roasters")
    dialog: Any = studio.window.findChild(NewCustomerDialog)
    dialog.form.set_values(mail="accounts@kestrel.example")
    dialog.look_again()


def send_quote(studio: Studio) -> None:
    write(studio, "quote", KESTREL).verbs.ask_to_issue()


def delete_draft(studio: Studio) -> None:
    _editor(studio).verbs.ask_to_delete()


def new_item(studio: Studio) -> None:
    _editor(studio).sheet.grid.new_item_asked.emit(1, "Poster, large")


def adjustment(studio: Studio) -> None:
    editor = _editor(studio)
    editor.replace(None, adjustments=(AdjustmentDraft(percent=Decimal(10), reason="Regular customer"),))
    editor.sheet.change_adjustment(0)


def further(what: str, **values: Any) -> Callable[[Studio], None]:
    """One of the things that few papers need, over a draft that has them."""

    def make(studio: Studio) -> None:
        editor = _editor(studio)
        editor.replace(None, **(values or FURTHER))
        if what:
            editor.sheet.further.open(what, 0 if what == "withholdings" else None)

    return make


def payment(studio: Studio) -> None:
    _issued(studio).verbs.ask_payment()


def void(studio: Studio) -> None:
    page = _issued(studio)
    page.verbs.ask_to_void(page.view.payments[0])


def write_off(studio: Studio) -> None:
    _issued(studio).verbs.ask_to_write_off()


def credit(studio: Studio) -> None:
    _issued(studio).verbs.ask_credit()


def correct(studio: Studio) -> None:
    _issued(studio).verbs.ask_to_correct()


def history(studio: Studio) -> None:
    """What somebody else changed of a contact, and the way back."""
    history_of_contact(studio)
    page: Any = studio.window.page
    page.show_entry(page.table.table_model.loaded_row(0))


def history_of_issued(studio: Studio) -> None:
    """What was issued stays; the lawful way is said."""
    page: Any = studio.go("history", {"shown": "document"})
    view = ListView(descending=True, filters=(("act", "issued"),))
    page.show_entry(reading.list_trail(studio.caller, view).rows(0, 1)[0])


def kept(studio: Studio) -> None:
    """An import is taken back; what was used since stays."""
    file = contacts_of(b"Name,E-mail 1 - Value\nEve,eve@e.example\nAdam,adam@e.example\n", "people.csv")
    report = contacts_service.import_contacts(studio.caller, file)
    eve = studio.find("contact", "Eve")
    contacts_service.add_note(studio.caller, eve, "Met at the fair", TODAY)
    page: Any = studio.go("contacts:import")
    page.undo(report.job_id)


def decline(studio: Studio) -> None:
    page: Any = studio.go("quote", studio.quote("sent"))
    page.inner.verbs.ask_to_decline()


def import_open(studio: Studio) -> None:
    page: Any = studio.go("invoices")
    page.import_open()


def _some_contacts(studio: Studio) -> tuple[Any, list[Any]]:
    page: Any = studio.go("contacts")
    shown = [page.table.table_model.row(number) for number in range(3)]
    return page, [row.contact for row in shown]


def tags(studio: Studio) -> None:
    page, rows = _some_contacts(studio)
    page.ask_tags(rows)


def category(studio: Studio) -> None:
    page, rows = _some_contacts(studio)
    page.ask_category(rows)


def link(studio: Studio) -> None:
    page: Any = studio.go("contact", studio.find("contact", KESTREL))
    page.acts.link()


def consent(studio: Studio) -> None:
    caller, who = studio.window.desk.caller, studio.find("contact", KESTREL)
    for draft in (
        ConsentDraft("newsletter", True, date(2026, 3, 2), "Form on the website"),
        ConsentDraft("reference", True, date(2026, 4, 9), "Mail of 9 April"),
        ConsentDraft("newsletter", False, date(2026, 10, 1), "By phone"),
    ):
        contacts.record_consent(caller, who, draft, TODAY)
    page: Any = studio.go("contact", who)
    page.acts.write_consent("offers")


def note(studio: Studio) -> None:
    page: Any = studio.go("contact", studio.find("contact", KESTREL))
    page.open_note(page.read.page.notes[0].id)


def ticket(studio: Studio) -> None:
    page: Any = studio.go("ticket", studio.find("ticket", "Safari"))
    page.ask_to_change()


def setting(section: str) -> Callable[[Studio], None]:
    """The dialog of one more entry in a list of the settings."""

    def make(studio: Studio) -> None:
        page: Any = studio.go("settings")
        page.show_section(section)
        studio.wait(30)
        page.current.new_button.click()

    return make


def import_catalogue(studio: Studio) -> None:
    page: Any = studio.go("catalogue")
    page.ask_import()


def conflict(studio: Studio) -> None:
    t = studio.t
    page = studio.go("invoice", studio.invoice("draft"))
    differences = [
        Difference("due_on", t("Due"), "6 Dec 2026", "22 Dec 2026", "20 Dec 2026"),
        Difference("order_number", t("Order number"), "", "PO-2291", "PO-2300"),
        Difference("notes", t("Note to the customer"), "", "With thanks", "Thank you for the order"),
    ]
    ConflictDialog(t, t("Changed elsewhere"), differences, untouched=2, parent=page).open()


def keys(studio: Studio) -> None:
    studio.go("today")
    studio.window.show_help()


def crash(studio: Studio) -> None:
    studio.go("today")
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        studio.window.crash.take(error)


FURTHER: Final[dict[str, Any]] = {
    "withholdings": (WithholdingDraft(code="IRPF", rate=Decimal(15)),),
    "prepaid": 25_000,
    "tax_currency": "USD",
    "exchange_rate": Decimal("1.0824"),
    "delivery": Address(street="4 Mill Lane", postal_code="T12 AB12", city="Cork", country="IE"),
}


def _erasure(studio: Studio) -> ErasurePlan:
    """A customer with two papers that the law keeps, and a note about her elsewhere."""
    studio.go("contacts")
    nora = studio.find("contact", "Nora")
    plan = erasing.plan_erasure(studio.window.desk.caller, nora, TODAY)
    reason = _("{source}, {years} years", source="VATCA 2010 s. 84", years=6)
    kept = (
        Kept("2024-0031", "invoice", date(2024, 5, 6), date(2030, 12, 31), reason),
        Kept("2026-0007", "credit_note", date(2026, 2, 9), date(2032, 12, 31), reason),
    )
    mention = Mention("note", 1, "Knows Nora from the fair in Cork", plan.name)
    return replace(plan, kept=kept, mentions=(mention,), changes=14)


def purge(studio: Studio) -> None:
    studio.go("today")
    names = ("Nora Placeholder", "Tuğba Şahin", "Liffey Rowing Club")
    proposals = (
        Proposal("contacts", tuple(range(14)), date(2021, 11, 22), names),
        Proposal("tickets", (1, 2, 3), date(2023, 11, 22)),
        Proposal("mails", tuple(range(120)), date(2023, 11, 22)),
    )
    PurgeDialog(studio.window.desk, proposals, studio.window).open()


def diagnose(studio: Studio) -> None:
    studio.window.firm_acts.diagnose()


def erase(studio: Studio) -> None:
    EraseDialog(studio.window.desk, _erasure(studio), studio.window).open()


def erased(studio: Studio) -> None:
    ErasedDialog(studio.window.desk, _erasure(studio), studio.window).open()


def look(place: str) -> Make:
    """Space on the first row of a list."""

    def make(studio: Studio) -> None:
        page: Any = studio.go(place)
        studio.wait(30)
        page.table.preview_asked.emit(page.table.current_row())

    return make


def restore(studio: Studio) -> None:
    studio.go("settings")
    studio.window.firm_acts.restore()


def encrypt(studio: Studio) -> None:
    studio.go("settings")
    studio.window.firm_acts.encrypt()


def move_to_server(studio: Studio) -> None:
    studio.go("settings")
    studio.window.firm_acts.move_to_server()


def recovery_key(studio: Studio) -> None:
    """What stands there once the file was encrypted."""
    encrypt(studio)
    dialog: Any = studio.window.findChild(EncryptDialog)
    key = printed(bytes(range(32)))
    made = Encrypted(dialog.target, {}, key, "bc09478b5d0ade21", "Kestrel Coffee Roasters")
    dialog._show_key((made, b""))


def another_passphrase(studio: Studio) -> None:
    page = studio.go("settings")
    ChangePassphraseDialog(studio.window.desk, studio.window.workspace, parent=page).open()


DIALOGS: Final[list[Shot]] = [
    Shot("dialog-move-to-server", move_to_server, dialog="MoveDialog"),
    Shot("dialog-encrypt", encrypt, dialog="EncryptDialog"),
    Shot("dialog-recovery-key", recovery_key, dialog="EncryptDialog"),
    Shot("dialog-another-passphrase", another_passphrase, dialog="ChangePassphraseDialog"),
    Shot("dialog-restore", restore, dialog="RestoreDialog"),
    *people.DIALOGS,
    Shot("dialog-issue", issue, dialog="IssueDialog", wait=PREVIEW),
    Shot("dialog-issue-warnings", issue_with_warnings, dialog="IssueDialog", wait=PREVIEW),
    Shot("dialog-customer", customer, dialog="CustomerDialog", wait=PREVIEW),
    Shot("dialog-new-customer", new_customer, dialog="NewCustomerDialog", wait=PREVIEW),
    Shot("dialog-send-quote", send_quote, dialog="IssueDialog", wait=PREVIEW),
    Shot("dialog-delete-draft", delete_draft, dialog="ConfirmDialog", wait=PREVIEW),
    Shot("dialog-new-item", new_item, dialog="ProductDialog", wait=PREVIEW),
    Shot("dialog-adjustment", adjustment, dialog="AdjustmentDialog", wait=PREVIEW),
    Shot("editor-further", further(""), wait=PREVIEW),
    Shot("dialog-withholding", further("withholdings"), dialog="WithholdingDialog", wait=PREVIEW),
    Shot("dialog-tax-currency", further("tax_currency"), dialog="TaxCurrencyDialog", wait=PREVIEW),
    Shot("dialog-rounding", further("rounding"), dialog="RoundingDialog", wait=PREVIEW),
    Shot("dialog-extra-tax", further("extra_taxes"), dialog="ExtraTaxDialog", wait=PREVIEW),
    Shot("dialog-prepaid", further("prepaid"), dialog="PrepaidDialog", wait=PREVIEW),
    Shot("dialog-delivery", further("delivery"), dialog="DeliveryDialog", wait=PREVIEW),
    Shot("dialog-payment", payment, dialog="PaymentDialog", wait=PREVIEW),
    Shot("dialog-void-payment", void, dialog="VoidDialog", wait=PREVIEW),
    Shot("dialog-write-off", write_off, dialog="ConfirmDialog", wait=PREVIEW),
    Shot("dialog-credit", credit, dialog="CreditDialog", wait=PREVIEW),
    Shot("dialog-correct", correct, dialog="CorrectDialog", wait=PREVIEW),
    Shot("dialog-decline", decline, dialog="DeclineDialog", wait=PREVIEW),
    Shot("dialog-import-open", import_open, dialog="ImportDialog"),
    Shot("dialog-look-paper", look("invoices"), dialog="PaperLook", wait=PREVIEW),
    Shot("dialog-look-contact", look("contacts"), dialog="FactsLook"),
    Shot("dialog-look-ticket", look("tickets"), dialog="FactsLook"),
    Shot("dialog-tags", tags, dialog="TagsDialog"),
    Shot("dialog-category", category, dialog="CategoryDialog"),
    Shot("dialog-link", link, dialog="LinkDialog"),
    Shot("dialog-note", note, dialog="NoteDialog"),
    Shot("dialog-ticket", ticket, dialog="TicketDialog"),
    Shot("dialog-account", setting("accounts"), dialog="AccountDialog"),
    Shot("dialog-tax", setting("taxes"), dialog="TaxDialog"),
    Shot("dialog-terms", setting("terms"), dialog="TermsDialog"),
    Shot("dialog-import-catalogue", import_catalogue, dialog="ImportDialog"),
    Shot("dialog-conflict", conflict, dialog="ConflictDialog", wait=PREVIEW),
    Shot("dialog-history", history, dialog="EntryDialog"),
    Shot("dialog-history-issued", history_of_issued, dialog="EntryDialog"),
    Shot("dialog-kept", kept, dialog="KeptDialog"),
    Shot("dialog-consent", consent, dialog="ConsentDialog"),
    Shot("dialog-purge", purge, dialog="PurgeDialog"),
    *papers.SHOTS,
    Shot("dialog-diagnose", diagnose, dialog="DiagnoseDialog"),
    Shot("dialog-erase", erase, dialog="EraseDialog"),
    Shot("dialog-erased", erased, dialog="ErasedDialog"),
    Shot("dialog-keys", keys, dialog="HelpDialog"),
    Shot("dialog-crash", crash, dialog="CrashDialog"),
]
