"""When two contacts are the same: normalised keys find the candidates, likeness weighs them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from desktop_crm.contacts.rules.drafts import COMPANY, MAIL, PHONE, ContactDraft
from desktop_crm.contacts.rules.points import mail_key, phone_key
from desktop_crm.values.messages import Message, _

PROPOSED: Final = 60
"""From this score on a person is asked."""
SAME: Final = 85
"""From this score on an import takes two records for one."""

SHORTEST_PHONE: Final = 6
"""Digits; shorter numbers (extensions, emergency numbers) tell nobody apart."""

_LEGAL_FORMS: Final = frozenset(
    """
    gmbh mbh ug ag kg ohg gbr ek ev eg se kgaa co cokg
    ltda lda sa me epp eireli mei unipessoal ss slp sl slu sau cb
    as sti limited sirketi anonim
    ltd inc llc llp corp corporation company plc pllc pty pvt pte
    sarl sas sasu eurl snc sci srl spa sapa
    bv nv vof bvba sprl cv oy oyj ab asa aps
    spzoo sp zoo spj ska kft zrt bt sro doo dd ooo zao oao pao kk
    """.split()
)
"""Words that say how a company is owned, not what it is called."""
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
_NOT_WORD: Final = re.compile(r"[^\w]+|_+")
_AND: Final = re.compile(r"[&+]")
_DOTTED: Final = re.compile(r"\b(?:\w\.\s?){2,}|\b(\w)/(\w)\b")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared: the name without accents and legal form, mails, phones and tax ids in one writing."""

    kind: str
    name: str
    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    tax_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two contacts are: `score` from 0 to 100, and the strongest reason in words."""

    score: int
    reason: Message


def match_name(name: str, kind: str = COMPANY) -> str:
    """A name for comparing: lower case, no accents, no punctuation, and of a company no legal form.

    "Padaria Fictícia, Lda." is "padaria ficticia", "Kurgu Yazılım A.Ş." is "kurgu yazilim".
    """
    text = name.lower() if name.isascii() else _without_marks(name)
    if kind == COMPANY:
        text = _DOTTED.sub(lambda found: re.sub(r"[\s./]", "", found.group()) + " ", _AND.sub(" ", text))
    words = _NOT_WORD.sub(" ", text).split()
    if kind == COMPANY:
        core = [word for word in words if word not in _LEGAL_FORMS]
        words = core or words
    return " ".join(words)


def _without_marks(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("İ", "i")).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return text.translate(_LETTERS)


def tax_key(value: str) -> str:
    """A tax id without separators, and without the country's prefix before digits."""
    if not value:
        return ""
    bare = _NOT_TAX.sub("", value.upper())
    if _PREFIXED.fullmatch(bare):
        bare = bare[2:]
    return bare if len(bare) >= 5 else ""


_NOT_TAX: Final = re.compile(r"[^0-9A-Z]+")
_PREFIXED: Final = re.compile(r"[A-Z]{2}\d{8,}")
_NONE: Final[frozenset[str]] = frozenset()


def traits_of(draft: ContactDraft) -> Traits:
    """The draft's traits."""
    mails, phones = set(), set()
    for point in draft.points:
        if point.kind == MAIL:
            mails.add(mail_key(point.value))
        elif point.kind == PHONE and len(key := phone_key(point.value)) >= SHORTEST_PHONE:
            phones.add(key)
    tax_ids = _NONE
    if draft.vat_id or draft.tax_number:
        tax_ids = frozenset({tax_key(draft.vat_id), tax_key(draft.tax_number)} - {""})
    return Traits(
        draft.kind, match_name(draft.name, draft.kind), frozenset(mails), frozenset(phones), tax_ids
    )


def likeness(one: Traits, other: Traits) -> Likeness:
    """How alike two contacts are, with the reason that a person should read.

    A tax id decides; a mail or phone needs a name that is alike, for families and offices share them; a name
    alone is a proposal, and hardly one when both have mails and none is the same. A person who has the firm's
    mail ("Jonas Beispiel" of "Beispiel & Söhne") is asked about and never taken for the firm.
    """
    if one.tax_ids & other.tax_ids and one.kind == other.kind:
        return Likeness(97, _("The same tax id: {value}", value=min(one.tax_ids & other.tax_ids)))
    alike = name_likeness(one.name, other.name)
    most = 99 if one.kind == other.kind or one.name == other.name else SAME - 1
    # Tables have one column for names: "Bäckerei Holt" comes in as a person and is known as a company.
    if shared := one.mails & other.mails:
        reason = _("The same mail address: {value}", value=min(shared))
        return Likeness(min(most, 55 + alike * 45 // 100), reason)
    if shared := one.phones & other.phones:
        reason = _("The same phone number: {value}", value=min(shared))
        return Likeness(min(most, 45 + alike * 50 // 100), reason)
    if not one.name or (one.kind != other.kind and one.name != other.name):
        return Likeness(0, _("Nothing in common"))
    contradicting = _contradict(one.mails, other.mails) or _contradict(one.tax_ids, other.tax_ids)
    if one.name == other.name:
        return Likeness(min(most, 62 if contradicting else 86), _("The same name"))
    return Likeness(alike * (50 if contradicting else 82) // 100, _("A name that is alike"))


def name_likeness(one: str, other: str) -> int:
    """0 to 100 for two names from `match_name`; the order of the words does not matter."""
    if one == other:
        return 100
    from rapidfuzz import fuzz

    return int(fuzz.token_sort_ratio(one, other))


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other
