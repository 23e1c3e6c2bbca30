"""How the law taxes this sale: a strip above the lines that offers it, and the dialog that chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal

from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.pricing import counts
from desktop_crm.billing.rules.treating import Proposal, treated
from desktop_crm.billing.ui.further_dialogs import Changes, FurtherDialog
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.company.rules import law
from desktop_crm.company.rules.profile import TAXED
from desktop_crm.company.rules.wordings import text_in
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput
from desktop_crm.widgets.strips import Strip

SUPPLY_WORDS: dict[str, Message] = {
    "": _("As the lines say"),
    "goods": _("Goods"),
    "services": _("Services"),
}
BUYER_WORDS: dict[str, Message] = {
    "": _("As the contact says"),
    "business": _("A business"),
    "consumer": _("A consumer"),
    "public": _("A public body"),
}
CATEGORIES: dict[str, Message] = {
    "S": _("Your own rates"),
    "AE": _("Reverse charge"),
    "K": _("Within the EU, exempt"),
    "G": _("Export, exempt"),
    "E": _("Exempt"),
    "O": _("Outside the scope of VAT"),
}


def usual_rate(rates: Sequence[TaxRateRow]) -> tuple[str, Decimal]:
    """What a line is taxed with where it is taxed: the first rate above zero, the default one first."""
    taxed = (row.draft for row in rates if row.draft.category in TAXED)
    return next(((draft.category, draft.rate) for draft in taxed), ("Z", Decimal(0)))


class TreatmentStrip(Strip):
    """Shown while the lines are taxed otherwise than proposed; `taken(changes)` when the person agrees."""

    taken = Signal(object)

    def __init__(self, t: Translator) -> None:
        super().__init__("info", icon="scale")
        self.t = t
        self.proposal: Proposal | None = None
        self._kept: str = ""
        self.apply_button = self.add_action(t("Apply"), self._apply)
        self.keep_button = self.add_action(t("Keep as it is"), self._keep)
        self._draft = DocumentDraft()
        self._rates: Sequence[TaxRateRow] = ()
        self.hide()

    def show_proposal(
        self, proposal: Proposal | None, draft: DocumentDraft, rates: Sequence[TaxRateRow]
    ) -> None:
        """What the law proposes for this draft; None or a fitting one hides the strip."""
        self.proposal, self._draft, self._rates = proposal, draft, rates
        if proposal is None or proposal.fits or proposal.treatment.id == self._kept:
            self.hide()
            return
        t = self.t
        self.set_text(
            t("{why} ({source}).", why=proposal.treatment.why, source=proposal.treatment.source),
            t.message(CATEGORIES[proposal.treatment.category]),
        )
        self.show()

    def _apply(self) -> None:
        if self.proposal is None:
            return
        made = treated(self._draft, self.proposal.treatment.category, usual_rate(self._rates))
        self.hide()
        self.taken.emit(changed(made))

    def _keep(self) -> None:
        """Asked once for this reason; another one is said again."""
        self._kept = self.proposal.treatment.id if self.proposal else ""
        self.hide()


def changed(made: DocumentDraft) -> Changes:
    """The fields that a treatment sets."""
    return {"lines": made.lines, "adjustments": made.adjustments, "treatment": made.treatment}


class TreatmentDialog(FurtherDialog):
    """Everything that decides the tax, chosen by hand."""

    def build(self) -> None:
        t, form, draft = self.t, self.form, self.before
        form.add("how", t("VAT"), ChoiceInput(self._ways(), t("VAT")))
        form.add("supply", t("Goods or services"), _choice(t, SUPPLY_WORDS, t("Goods or services")), span=6)
        form.add("buyer_is", t("The customer is"), _choice(t, BUYER_WORDS, t("The customer is")), span=6)
        form.add(
            "self_billed", "", CheckInput(t("The customer writes this invoice in our name (self-billing)"))
        )
        form.set_values(
            how=self._way(), supply=draft.supply, buyer_is=draft.buyer_is, self_billed=draft.self_billed
        )

    def _ways(self) -> list[Choice]:
        t = self.t
        ways = [Choice(None, t("As the lines say"))]
        ways += [Choice((code, ""), t.message(word)) for code, word in CATEGORIES.items()]
        day = self.before.issued_on or self.today
        ways += [
            Choice((each.category, each.id), text_in(each.label, t.language), each.source)
            for each in law.special_reasons(self.home, day)
        ]
        return ways

    def _way(self) -> Any:
        if self.before.treatment:
            reason = law.special_reason(self.home, self.before.issued_on or self.today, self.before.treatment)
            return (reason.category, reason.id) if reason else None
        categories = {line.category for line in self.before.lines if counts(line)}
        only = categories.pop() if len(categories) == 1 else ""
        return (only, "") if only in CATEGORIES and only != "S" else None

    def is_used(self) -> bool:
        return False

    def changes(self) -> Changes:
        values = self.form.values()
        found: dict[str, Any] = {name: values[name] for name in ("supply", "buyer_is", "self_billed")}
        if values["how"] is None:
            return found
        category, special = values["how"]
        return {**changed(treated(self.before, category, usual_rate(self.rates), special)), **found}


def _choice(t: Translator, words: dict[str, Message], name: str) -> ChoiceInput:
    return ChoiceInput([Choice(code, t.message(word)) for code, word in words.items()], name)
