"""The accounts that customers pay to: one default for each currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.company import queries, service
from desktop_crm.company.queries import BankAccountRow
from desktop_crm.company.rules.checks import bank_account_hints
from desktop_crm.company.rules.identifiers import compact, grouped_iban
from desktop_crm.company.rules.payment_codes import EPC, PIX, QR_BILL, code_of, code_words, is_qr_iban
from desktop_crm.company.rules.profile import BankAccountDraft
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.company.ui.record_dialog import RecordDialog
from desktop_crm.company.ui.record_list import RecordSection, Shown
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.money import DIGITS
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import AreaInput, CheckInput, Choice, ChoiceInput, TextInput


class AccountsSection(RecordSection):
    """All bank accounts."""

    def __init__(self, desk: Desk, saved: Callable[[], None]) -> None:
        t = desk.t

        def edit(row: BankAccountRow | None, parent: QWidget) -> None:
            AccountDialog(desk, row, saved, parent=parent).open()

        def line(row: BankAccountRow) -> Shown:
            draft = row.draft
            where = grouped_iban(draft.iban or draft.qr_iban) or draft.pix_key or draft.text.split("\n")[0]
            if not where and draft.lines:
                where = " ".join(draft.lines[0])
            where = " · ".join(part for part in (where, t.message(code_words(draft))) if part)
            title = draft.label or draft.bank or draft.holder or draft.currency
            return Shown(title, where, draft.currency, t("Default") if draft.is_default else "", row)

        super().__init__(
            desk,
            t("Bank accounts"),
            t("They stand on invoices of their currency. Each line says what customers get to scan."),
            t("New account"),
            nothing=t("No account yet. Invoices then say nothing about where to pay to."),
            read=lambda archived: queries.list_bank_accounts(desk.caller, archived=archived),
            line=line,
            edit=edit,
        )


class AccountDialog(RecordDialog):
    """One account: IBAN, Pix, local lines or free text."""

    row: BankAccountRow | None

    def __init__(
        self, desk: Desk, row: BankAccountRow | None, saved: Callable[[], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        title, verb = (
            (t("New account"), t("Add account")) if row is None else (t("Bank account"), t("Save account"))
        )
        super().__init__(
            desk, row, title, t("At least one way to pay is needed."), verb, saved, parent=parent
        )

    def build(self) -> None:
        t, form = self.t, self.form
        form.add("label", t("Name in this program"), TextInput(placeholder=t("House bank")), span=6)
        form.add("currency", t("Currency"), ChoiceInput([Choice(c, c) for c in sorted(DIGITS)]), span=6)
        form.add("iban", t("IBAN"), TextInput(), span=8)
        form.add("bic", t("BIC (optional)"), TextInput(), span=4)
        form.add("bank", t("Bank (optional)"), TextInput(), span=6)
        form.add("holder", t("Account holder (if not the firm)"), TextInput(), span=6)
        form.add("qr_iban", t("QR-IBAN (Switzerland, optional)"), TextInput(), span=6)
        form.add("pix_key", t("Pix key (Brazil)"), TextInput(), span=6)
        form.add(
            "lines",
            t("Account without IBAN: a line each, as \u201cSort code: 00-00-00\u201d"),
            AreaInput(lines=2),
        )
        form.add("text", t("Further words on the invoice (optional)"), AreaInput(lines=2))
        form.add("is_default", "", CheckInput(t("Default for its currency")))
        if self.row is None:
            caller = self.desk.caller
            self.desk.tasks.run(self, lambda: queries.firm_or_none(caller), self._show_currency)

    def blank(self) -> BankAccountDraft:
        return BankAccountDraft(currency="EUR")

    def show_draft(self, draft: BankAccountDraft) -> None:
        self.form.set_values(
            label=draft.label,
            currency=draft.currency,
            iban=grouped_iban(draft.iban),
            qr_iban=grouped_iban(draft.qr_iban),
            bic=draft.bic,
            bank=draft.bank,
            holder=draft.holder,
            pix_key=draft.pix_key,
            lines="\n".join(f"{label}: {value}" for label, value in draft.lines),
            text=draft.text,
            is_default=draft.is_default,
        )

    def _show_currency(self, firm: queries.FirmRow | None) -> None:
        if firm is not None:
            self.form["currency"].set_value(firm.draft.currency)

    def rows(self) -> Sequence[BankAccountRow]:
        return queries.list_bank_accounts(self.desk.caller, archived=True)

    def words(self) -> Mapping[str, Callable[[Any], str]]:
        return {"iban": grouped_iban, "qr_iban": grouped_iban}

    def collect(self) -> BankAccountDraft:
        values = self.form.values()
        lines = []
        for number, line in enumerate(values.pop("lines").splitlines(), 1):
            label, colon, value = line.partition(":")
            if not line.strip():
                continue
            if not colon or not value.strip():
                raise UserError(_("Line {n}: write name, colon, value", n=number), "lines")
            lines.append((label.strip(), value.strip()))
        return BankAccountDraft(**values, lines=tuple(lines))

    def hints(self, draft: BankAccountDraft) -> list[Hint]:
        return bank_account_hints(draft)

    def helps(self) -> dict[str, str]:
        """Under each number that gives one, the code that invoices get."""
        names = {QR_BILL: "iban", EPC: "iban", PIX: "pix_key"}
        found = {"iban": self.t("Looks right")} if compact(self.form["iban"].value()) else {}
        try:
            draft = self.collect()
        except UserError:
            return found
        name = "qr_iban" if is_qr_iban(draft.qr_iban) else names.get(code_of(draft), "")
        if name:
            found[name] = self.t("Invoices get: {code}", code=self.t.message(code_words(draft)))
        return found

    def store(self, draft: BankAccountDraft) -> int:
        row = self.row
        return service.save_bank_account(
            self.desk.caller, draft, row.id if row else None, row.version if row else 0
        )

    def archive(self, archived: bool) -> int:
        assert self.row is not None
        return service.archive_bank_account(
            self.desk.caller, self.row.id, self.row.version, archived=archived
        )
