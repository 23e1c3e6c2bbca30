"""Space on a contact: how to reach them, and the remarks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.company.rules.addresses import address_lines
from desktop_crm.contacts import queries
from desktop_crm.contacts.queries import ContactRow
from desktop_crm.contacts.ui.words import category_text
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.quick_look import Facts, FactsLook


def contact_look(desk: Desk, row: ContactRow, open_amount: str, parent: QWidget) -> FactsLook:
    """The facts of the page's left side."""
    t, caller = desk.t, desk.caller

    def read() -> Facts:
        draft = queries.get_contact(caller, row.id).draft
        address = ", ".join(address_lines(draft.address_for("invoice"), language=t.language))
        last = t.formats.date_words(row.last_at.astimezone().date()) if row.last_at else ""
        return Facts(
            (
                (t("Balance"), open_amount.strip()),
                (t("Company"), row.company),
                (t("Phone"), draft.phone),
                (t("Mail"), draft.mail),
                (t("Website"), draft.website),
                (t("Address"), address),
                (t("VAT ID"), draft.vat_id),
                (t("Customer number"), draft.customer_number),
                (t("Tags"), ", ".join(draft.tags)),
                (t("Last contact"), last),
            ),
            (draft.price_notes, draft.notes),
        )

    kind = t("Person") if row.kind == "person" else t("Company")
    sentence = f"{kind} · {category_text(t, row.category)}"
    return FactsLook(desk, row.name, sentence, lambda: desk.go("contact", row.id), parent, read)
