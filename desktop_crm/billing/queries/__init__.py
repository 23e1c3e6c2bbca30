"""Everything that is read about quotes, invoices, credit notes and payments."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.billing.queries.chain import line_progress, plain_bills, stages
    from desktop_crm.billing.queries.enclosures import EnclosureRow, list_enclosures
    from desktop_crm.billing.queries.finding import (
        anything_recurs,
        expected_number,
        issued_between,
        last_issued_on,
        resolve,
        stored_pdf,
        stored_xml,
    )
    from desktop_crm.billing.queries.journal import journal_rows
    from desktop_crm.billing.queries.journal_papers import journal_entries
    from desktop_crm.billing.queries.lists import (
        count_invoices,
        count_papers,
        count_quotes,
        list_invoices,
        list_papers,
        list_quotes,
        sum_invoices,
        sum_papers,
        sum_quotes,
    )
    from desktop_crm.billing.queries.money import (
        contact_money,
        documents_of,
        expiring,
        list_rows,
        open_balances,
        overdue,
        overdue_sums,
    )
    from desktop_crm.billing.queries.products import (
        draft_selling,
        line_of_product,
        priced,
        prices_of,
        products_on_papers,
    )
    from desktop_crm.billing.queries.recurring import (
        count_recurring,
        failed_recurring,
        get_recurring,
        is_due,
        list_recurring,
        sum_recurring,
        turning_soon,
    )
    from desktop_crm.billing.queries.recurring_rows import (
        RecurringRow,
        RecurringSum,
        RecurringView,
        TurnRow,
    )
    from desktop_crm.billing.queries.rows import (
        ContactMoney,
        CurrencySum,
        DocumentRow,
        DocumentView,
        LineProgress,
        LineRow,
        LinkRow,
        PaymentRow,
    )
    from desktop_crm.billing.queries.seals import chain_heads
    from desktop_crm.billing.queries.surroundings import (
        new_draft,
        preview_facts,
        problems,
        proposal,
        surroundings_of,
        with_texts,
    )
    from desktop_crm.billing.queries.views import (
        credited_quantities,
        get_document,
        get_row,
        lines_of,
        payments_of,
    )

__getattr__ = at_first_use(
    __name__,
    "rows",
    "lists",
    "money",
    "finding",
    "views",
    "products",
    "journal",
    "journal_papers",
    "seals",
    "surroundings",
    "chain",
    "recurring_rows",
    "recurring",
    "enclosures",
)

__all__ = [
    "ContactMoney",
    "CurrencySum",
    "DocumentRow",
    "DocumentView",
    "EnclosureRow",
    "LineProgress",
    "LineRow",
    "LinkRow",
    "PaymentRow",
    "RecurringRow",
    "RecurringSum",
    "RecurringView",
    "TurnRow",
    "anything_recurs",
    "chain_heads",
    "contact_money",
    "count_invoices",
    "count_papers",
    "count_quotes",
    "count_recurring",
    "credited_quantities",
    "documents_of",
    "draft_selling",
    "expected_number",
    "expiring",
    "failed_recurring",
    "get_document",
    "get_recurring",
    "get_row",
    "is_due",
    "issued_between",
    "journal_entries",
    "journal_rows",
    "last_issued_on",
    "line_of_product",
    "line_progress",
    "lines_of",
    "list_enclosures",
    "list_invoices",
    "list_papers",
    "list_quotes",
    "list_recurring",
    "list_rows",
    "new_draft",
    "open_balances",
    "overdue",
    "overdue_sums",
    "payments_of",
    "plain_bills",
    "preview_facts",
    "priced",
    "prices_of",
    "problems",
    "products_on_papers",
    "proposal",
    "resolve",
    "stages",
    "stored_pdf",
    "stored_xml",
    "sum_invoices",
    "sum_papers",
    "sum_quotes",
    "sum_recurring",
    "surroundings_of",
    "turning_soon",
    "with_texts",
]
