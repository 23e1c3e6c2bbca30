"""What the screens of contacts say alike: days ago, the lines under a name, pictures of events."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from desktop_crm.contacts.queries import ContactName, ContactRow
from desktop_crm.contacts.rules import category_word, kind_word
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.inputs import Choice

DASH: Final = "\u2013"
EVENT_ICONS: Final = MappingProxyType(
    {
        "note": "sticky-note",
        "call": "phone",
        "mail": "mail",
        "quote": "file-text",
        "invoice": "receipt-text",
        "credit_note": "undo-2",
        "payment": "banknote",
        "ticket": "life-buoy",
        "file": "paperclip",
        "contact": "contact-round",
    }
)
KIND_ICONS: Final = MappingProxyType({"person": "user", "company": "building-2"})


def local_day(moment: datetime) -> date:
    """The day of a moment on this computer's clock."""
    return moment.astimezone().date()


def days_ago(t: Translator, day: date, today: date) -> str:
    """ "today", "yesterday", "3 days ago", "5 months ago"."""
    days = (today - day).days
    if days <= 0:
        return t("today")
    if days == 1:
        return t("yesterday")
    if days < 60:
        return t.plural("{n} day ago", "{n} days ago", days)
    return t.plural("{n} month ago", "{n} months ago", days // 30)


def beside_name(row: ContactRow) -> str:
    """What tells two of one name apart in the list: the company, else nothing (the city has a column)."""
    return row.company


def name_choice(name: ContactName, icon: str = "") -> Choice:
    """A contact in a picker."""
    return Choice(name.id, name.name, name.subtitle, "", icon or KIND_ICONS.get(name.kind, ""))


def category_text(t: Translator, category: str) -> str:
    return t.message(category_word(category))


def kind_text(t: Translator, kind: str) -> str:
    return t.message(kind_word(kind))


def language_name(code: str, language: str) -> str:
    """A language in words of another: "Turkish"; the code itself when nobody knows it."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code).get_display_name(language) or code)
    except (ValueError, UnknownLocaleError):
        return code
