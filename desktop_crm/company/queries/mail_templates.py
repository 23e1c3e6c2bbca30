"""The texts of mails: the firm's own, else the usual ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_crm.company.queries import setting
from desktop_crm.company.rules import mail_templates as rules
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import DOCUMENTS, LANGUAGES

_OWN: Final = "SELECT key FROM setting WHERE key LIKE 'mail_template.%' ORDER BY key"


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """A kind and a language for which the firm has texts of its own."""

    kind: str
    language: str


@rights.needs("firm.read")
def own_texts(caller: Caller) -> list[OwnTexts]:
    """Where the firm has words of its own."""
    found = [row[0].split(".") for row in raw().execute(_OWN).fetchall()]
    return [OwnTexts(kind, language) for _key, kind, language in found]


@rights.needs("firm.read")
def own_text(caller: Caller, kind: str, language: str) -> MailTemplate | None:
    """The firm's own texts of exactly this language."""
    return rules.template_of(kind, setting(caller, rules.key_of(kind, language)))


@rights.needs("firm.read")
def text_for(caller: Caller, kind: str, language: str) -> MailTemplate | None:
    """The firm's own texts for a paper in a language ("pt_AO" takes those of pt_PT); None for none."""
    return own_text(caller, kind, nearest(language))


def nearest(language: str) -> str:
    """The language of papers that a paper in this language is written in."""
    language = language.replace("-", "_")
    base = language.partition("_")[0]
    known = LANGUAGES[DOCUMENTS]
    if language in known:
        return language
    relatives = [name for name in known if name.partition("_")[0] == base]
    if base == "pt" and language != "pt":
        relatives.sort(key=lambda name: name != "pt_PT")
    return base if base in known else relatives[0] if relatives else "en"
