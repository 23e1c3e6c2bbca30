"""The firm's own texts of mails: kept and taken away."""

from __future__ import annotations

from desktop_crm.company.rules import mail_templates as rules
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.company.service.profile import set_setting
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("settings.change")
def save_mail_text(caller: Caller, kind: str, language: str, template: MailTemplate | None) -> None:
    """Keep the texts of a kind in a language; None goes back to the usual ones.

    Raises UserError at "kind", "language", "subject" and "body", with the line that is broken.
    """
    key = rules.key_of(kind, language)
    set_setting(caller, key, None if template is None else rules.to_setting(rules.checked(kind, template)))
