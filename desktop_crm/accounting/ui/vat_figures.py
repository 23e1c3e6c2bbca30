"""The strip of figures above the VAT report, and the words below its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop_crm.accounting.rules.vat import Report
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.cards import Stat


def figures(t: Translator, report: Report) -> list[Stat]:
    """What is owed in the firm's currency: on sales, less input VAT."""
    sums, home = report.sums[0], report.home

    def money(minor: int) -> str:
        return t.formats.money(minor, home)

    less = t("{amount} of it taken off by discounts", amount=money(-sums.less_tax)) if sums.less_tax else ""
    given_up = t("{amount} written off, not taken off", amount=money(-sums.given_up_tax))
    elsewhere = _elsewhere(t, report)
    through = t("without {amount} for the One-Stop-Shop", amount=money(sums.oss_tax)) if sums.oss_tax else ""
    bought = t("{amount} net bought", amount=money(sums.input_base)) if sums.input_base else ""
    return [
        Stat(t("Net sales"), t.formats.amount(sums.papers_base + sums.less_base, home), code=home),
        Stat(
            t("VAT on sales"), t.formats.amount(sums.output_tax, home),
            less or (given_up if sums.given_up_tax else ""), code=home,
        ),
        Stat(
            t("Input VAT"), t.formats.amount(sums.input_tax, home),
            bought if report.may_deduct else t("A small business deducts none"), code=home,
        ),
        Stat(
            t("To pay") if sums.payable >= 0 else t("To get back"),
            t.formats.amount(abs(sums.payable), home), elsewhere or through, code=home,
            role="accent" if sums.payable > 0 else None, note_role="warn" if elsewhere else "muted",
        ),
    ]  # fmt: skip


def _elsewhere(t: Translator, report: Report) -> str:
    """What stands in other currencies: nobody stored a rate for it."""
    others = [each for each in report.sums[1:] if each.payable or each.papers_base or each.input_base]
    return t("and {amounts} without a rate", amounts=", ".join(
        t.formats.money(each.payable, each.currency) for each in others
    )) if others else ""  # fmt: skip


def foot_words(t: Translator, rows: Sequence[Any]) -> str:
    """The sums of the rows in view by currency: "Net 1,400.00 EUR, VAT 322.00 EUR"."""
    found: dict[str, tuple[int, int]] = {}
    has_tax = any(hasattr(row, "tax") for row in rows)
    for row in rows:
        currency = row.key.currency if hasattr(row, "key") else row.currency
        if hasattr(row, "key") and (not row.key.counts or row.direction == "input"):
            continue  # what is owed on sales; the figures above set off what was bought
        base, tax = found.get(currency, (0, 0))
        found[currency] = (base + row.base, tax + getattr(row, "tax", 0))
    words = []
    for currency, (base, tax) in found.items():
        net, vat = t.formats.money(base, currency), t.formats.money(tax, currency)
        words.append(t("Net {net}, VAT {vat}", net=net, vat=vat) if has_tax else t("Net {net}", net=net))
    return "   ".join(words)


def left_out_words(t: Translator, report: Report) -> str:
    """Papers that are no part of it."""
    words = []
    if samples := report.left_out.get("sample", 0):
        words.append(t.plural("{n} sample left out", "{n} samples left out", samples))
    if external := report.left_out.get("external", 0):
        words.append(
            t.plural(
                "{n} paper of another program left out", "{n} papers of other programs left out", external
            )
        )
    if purged := report.left_out.get("purged", 0):
        words.append(t.plural("{n} purged paper left out", "{n} purged papers left out", purged))
    if received := report.left_out.get("received", 0):
        words.append(t.plural("{n} file received not counted", "{n} files received not counted", received))
    return ", ".join(words)
