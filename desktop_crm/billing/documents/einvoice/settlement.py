"""Payment, VAT breakdown, document allowances and the sums (BG-16, BG-20 to BG-23)."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents.einvoice.lines import add_adjustment, add_category
from desktop_crm.billing.documents.einvoice.tree import QDT, Node, decimal, say, say_date, under
from desktop_crm.billing.rules.facts import BankFacts, DocumentFacts, TaxFacts
from desktop_crm.values import money
from desktop_crm.values.messages import Translator

_SEPA_TRANSFER: Final = "58"
_TRANSFER: Final = "30"
_DEFAULT_CODES: Final = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
_NEEDS_REASON: Final = frozenset({"E", "AE", "K", "G", "O"})


def add_settlement(transaction: Node, facts: DocumentFacts, t: Translator) -> None:
    """Everything about money, in the order of the schema."""
    node = under(transaction, "ApplicableHeaderTradeSettlement")
    say(node, "PaymentReference", facts.payment_reference)
    if facts.tax_currency and facts.tax_currency != facts.currency:
        say(node, "TaxCurrencyCode", facts.tax_currency)
    say(node, "InvoiceCurrencyCode", facts.currency)
    if facts.bank is not None:
        _add_account(node, facts.bank, facts.currency)
    for group in facts.taxes:
        _add_tax(node, facts, group, t)
    if facts.period_from is not None or facts.period_to is not None:
        period = under(node, "BillingSpecifiedPeriod")
        say_date(period, "StartDateTime", facts.period_from)
        say_date(period, "EndDateTime", facts.period_to)
    for one in facts.adjustments:
        add_category(under(add_adjustment(node, facts, one, t), "CategoryTradeTax"), one.category, one.rate)
    _add_terms(node, facts, t)
    _add_sums(node, facts)
    if facts.preceding is not None:
        original = under(node, "InvoiceReferencedDocument")
        say(original, "IssuerAssignedID", facts.preceding.number)
        say_date(original, "FormattedIssueDateTime", facts.preceding.issued_on, QDT)


def _add_account(node: Node, bank: BankFacts, currency: str) -> None:
    """BG-17; an account without IBAN goes by its own number (Pix key or the first of its lines)."""
    iban = bank.iban.replace(" ", "")
    other = bank.pix_key or next((value for _label, value in bank.lines if value.strip()), "")
    if not (iban or other):
        return
    means = under(node, "SpecifiedTradeSettlementPaymentMeans")
    say(means, "TypeCode", _SEPA_TRANSFER if iban and currency == "EUR" else _TRANSFER)
    account = under(means, "PayeePartyCreditorFinancialAccount")
    say(account, "IBANID", iban)
    say(account, "AccountName", bank.holder)
    if not iban:
        say(account, "ProprietaryID", other)
    say(means, "PayeeSpecifiedCreditorFinancialInstitution/BICID", bank.bic.replace(" ", ""))


def _add_tax(node: Node, facts: DocumentFacts, group: TaxFacts, t: Translator) -> None:
    tax = under(node, "ApplicableTradeTax")
    say(tax, "CalculatedAmount", money.plain(group.tax, facts.currency))
    say(tax, "TypeCode", "VAT")
    if group.category in _NEEDS_REASON:
        say(tax, "ExemptionReason", _reason(group, t))
    say(tax, "BasisAmount", money.plain(group.base, facts.currency))
    say(tax, "CategoryCode", group.category)
    if group.category in _NEEDS_REASON:
        say(tax, "ExemptionReasonCode", group.reason_code or _DEFAULT_CODES.get(group.category, ""))
    if group.category != "O":
        say(tax, "RateApplicablePercent", decimal(group.rate))


def _reason(group: TaxFacts, t: Translator) -> str:
    """BT-120: the reason of the group, else the category's name."""
    if group.reason:
        return group.reason
    names = {
        "AE": t("Reverse charge"), "K": t("Intra-Community supply"), "G": t("Export outside the EU"),
        "O": t("Not subject to VAT"), "E": t("Exempt from VAT"),
    }  # fmt: skip
    return names[group.category]


def _add_terms(node: Node, facts: DocumentFacts, t: Translator) -> None:
    """BT-20 with the early-payment discount in words, and BT-9."""
    texts = [facts.terms]
    early = facts.early_payment
    if early is not None:
        discount, pay = (t.formats.money(each, facts.currency) for each in (early.discount, early.pay))
        until = t.formats.date(early.until)
        if not all(
            word in facts.terms for word in (discount, pay, until)
        ):  # terms of one's own may not say it
            texts.append(t(
                "{percent} discount when paid until {date}: {discount} less, {pay} to pay",
                percent=t.formats.percent(early.percent), date=early.until, discount=discount, pay=pay,
            ))  # fmt: skip
    if not any(texts) and facts.due_on is None and facts.totals.payable > 0:
        texts.append(t("Payable on receipt"))  # BR-CO-25
    description = "\n".join(text for text in texts if text)
    if description or facts.due_on is not None:
        terms = under(node, "SpecifiedTradePaymentTerms")
        say(terms, "Description", description)
        say_date(terms, "DueDateDateTime", facts.due_on)


def _add_sums(node: Node, facts: DocumentFacts) -> None:
    sums, currency = facts.totals, facts.currency
    target = under(node, "SpecifiedTradeSettlementHeaderMonetarySummation")
    say(target, "LineTotalAmount", money.plain(sums.sum_lines, currency))
    say(target, "ChargeTotalAmount", money.plain(sums.charges, currency))
    say(target, "AllowanceTotalAmount", money.plain(sums.allowances, currency))
    say(target, "TaxBasisTotalAmount", money.plain(sums.net, currency))
    say(target, "TaxTotalAmount", money.plain(sums.tax, currency), currencyID=currency)
    if facts.tax_currency and facts.tax_currency != currency:
        amount = money.plain(facts.tax_in_tax_currency, facts.tax_currency)
        say(target, "TaxTotalAmount", amount, currencyID=facts.tax_currency)
    if sums.rounding:
        say(target, "RoundingAmount", money.plain(sums.rounding, currency))
    say(target, "GrandTotalAmount", money.plain(sums.gross, currency))
    if sums.prepaid:
        say(target, "TotalPrepaidAmount", money.plain(sums.prepaid, currency))
    say(target, "DuePayableAmount", money.plain(sums.payable, currency))
