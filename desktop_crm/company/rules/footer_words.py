"""The words before the facts in the foot of a paper."""
# catalogue: documents

from __future__ import annotations

from desktop_crm.company.rules.profile import FooterLabels
from desktop_crm.values.messages import Translator, _

_VAT_ID = _("VAT ID")
_TAX_NUMBER = _("Tax no.")
_MANAGERS = _("Management:")


def footer_labels(t: Translator) -> FooterLabels:
    """The labels in the language of the paper; `t` is a translator of the domain "documents"."""
    return FooterLabels(
        vat_id=t.message(_VAT_ID),
        tax_number=t.message(_TAX_NUMBER),
        managers=t.message(_MANAGERS),
        language=t.language,
    )
