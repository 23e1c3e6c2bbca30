"""What a priced document comes to: the arithmetic of EN 16931 and what lies around it.

`PricedDocument` goes in with numbers as typed (`Decimal`, major units); `totals_of` gives `Totals` in whole
minor units of the currency; `check_priced` names the field that makes no sense. Pure and exact: the screen,
the service, the PDF and the XML all ask here, so they cannot disagree.
"""

from desktop_crm.values.totals.calculation import totals_of
from desktop_crm.values.totals.checks import CATEGORIES, UNTAXED_CATEGORIES, check_priced
from desktop_crm.values.totals.document import (
    Adjustment,
    EarlyDiscount,
    ExtraTax,
    Moved,
    PricedDocument,
    PricedLine,
    PriceMode,
    TaxCurrency,
    TaxRounding,
    Withholding,
    WithholdingBase,
)
from desktop_crm.values.totals.result import (
    EarlyPayment,
    ExtraTaxAmount,
    LinePart,
    SplitAmount,
    TaxGroup,
    Totals,
    Withheld,
)

__all__ = [
    "CATEGORIES",
    "UNTAXED_CATEGORIES",
    "Adjustment",
    "EarlyDiscount",
    "EarlyPayment",
    "ExtraTax",
    "ExtraTaxAmount",
    "LinePart",
    "Moved",
    "PriceMode",
    "PricedDocument",
    "PricedLine",
    "SplitAmount",
    "TaxCurrency",
    "TaxGroup",
    "TaxRounding",
    "Totals",
    "Withheld",
    "Withholding",
    "WithholdingBase",
    "check_priced",
    "totals_of",
]
