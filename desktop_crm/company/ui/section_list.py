"""Which sections the settings have: one entry a section, with the names of the settings in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop_crm.company.ui.accounts_section import AccountsSection
from desktop_crm.company.ui.company_section import CompanySection
from desktop_crm.company.ui.firm_keeper import FirmKeeper
from desktop_crm.company.ui.law_section import LawSection
from desktop_crm.company.ui.numbering_section import NumberingSection
from desktop_crm.company.ui.periods_section import PeriodsSection
from desktop_crm.company.ui.program_sections import AppearanceSection, LanguageSection, YourselfSection
from desktop_crm.company.ui.rates_section import RatesSection
from desktop_crm.company.ui.sections import Section
from desktop_crm.company.ui.taxes_section import TaxesSection
from desktop_crm.company.ui.terms_section import TermsSection
from desktop_crm.company.ui.texts_section import SamplePaper, TextsSection
from desktop_crm.widgets.desk import Desk


def names(desk: Desk) -> list[Section]:
    """The sections for their names alone; they cannot be opened."""
    nobody: Any = None
    return sections(desk, nobody)


def sections(
    desk: Desk,
    firm: FirmKeeper,
    rebuild: Callable[[], None] | None = None,
    sample_paper: SamplePaper | None = None,
) -> list[Section]:
    """The company room's own sections."""
    t = desk.t
    group, program = t("Firm"), t("Program")
    found = [
        Section(
            "company",
            group,
            t("Company"),
            "building-2",
            lambda _saved: CompanySection(desk, firm),
            (
                t("Name"), t("Address"), t("Country"), t("VAT ID"), t("Tax number"), t("Register number"),
                t("Register court"), t("Managers"), t("Phone"), t("Mail"), t("Website"), t("Contact person"),
                t("Logo"), t("Signature or stamp"), t("Small-business exemption"),
                t("VAT owed on what was paid"),
                t("Accent colour"), t("Currency"), t("Language of papers"), t("E-invoice address"),
            ),
            right="settings.change",
        ),
        Section(
            "accounts",
            group,
            t("Bank accounts"),
            "landmark",
            lambda saved: AccountsSection(desk, saved),
            (t("IBAN"), t("BIC"), t("Pix key"), t("Account holder")),
            right="settings.change",
        ),
        Section(
            "numbering",
            group,
            t("Numbering"),
            "hash",
            lambda saved: NumberingSection(desk, saved),
            (t("Pattern"), t("Next number"), t("Restarts"), t("Invoice numbers"), t("Quote numbers")),
            right="settings.change",
        ),
        Section(
            "periods",
            group,
            t("Closed periods"),
            "lock",
            lambda saved: PeriodsSection(desk, saved),
            (t("Close a period"), t("Reopen period"), t("Closing the books")),
            right="periods.close",
        ),
        Section(
            "taxes",
            group,
            t("Taxes"),
            "percent",
            lambda saved: TaxesSection(desk, firm, saved),
            (t("VAT rates"), t("Exemptions"), t("Reverse charge"), t("Reasons")),
            right="settings.change",
        ),
        Section(
            "rates",
            group,
            t("Exchange rates"),
            "coins",
            lambda saved: RatesSection(desk, firm, saved),
            (t("Import rates"), t("ECB"), t("Other currencies")),
            right="settings.change",
        ),
        Section(
            "law",
            group,
            t("Law"),
            "scale",
            lambda _saved: LawSection(desk, firm),
            (t("What a paper must state"), t("Legal sentences"), t("Sources of the law")),
            right="settings.change",
        ),
        Section(
            "terms",
            group,
            t("Payment terms"),
            "calendar-clock",
            lambda saved: TermsSection(desk, saved),
            (t("Days to pay"), t("Early-payment discount")),
            right="settings.change",
        ),
        _texts(desk, firm, sample_paper),
        Section(
            "yourself",
            program,
            t("Yourself"),
            "user",
            lambda saved: YourselfSection(desk, saved),
            (t("Your name"), t("Author of notes and replies"), t("Signature of mails")),
        ),
        Section(
            "appearance",
            program,
            t("Appearance"),
            "palette",
            lambda saved: AppearanceSection(desk, saved, rebuild),
            (t("Light or dark"), t("Font")),
        ),
        Section(
            "language",
            program,
            t("Language"),
            "languages",
            lambda saved: LanguageSection(desk, saved, rebuild),
            (t("Language of the program"),),
        ),
    ]  # fmt: skip
    return [section for section in found if section.key != "yourself" or not desk.caller.person_id]


def _texts(desk: Desk, firm: FirmKeeper, sample_paper: SamplePaper | None) -> Section:
    t = desk.t
    return Section(
        "texts",
        t("Documents"),
        t("Texts and file names"),
        "file-text",
        lambda _saved: TextsSection(desk, firm, sample_paper),
        (
            t("Introductions"), t("Closing notes"), t("File name of PDFs"), t("Validity of quotes"),
            t("Footer"),
        ),
        right="settings.change",
    )  # fmt: skip
