"""What expenses are spent on: the program's categories under the firm's own names, and those of its own.

They are kept as one setting, {key: {"name": "...", "is_archived": false}}; the keys stand in files for
accountants and never change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.expenses.rules.expenses import CATEGORIES
from desktop_crm.values import texts
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, Translator, _

SETTING: Final = "expense_categories"
ALWAYS: Final = "other"
"""The one that is never taken out of use: a new expense begins with it."""
MOST: Final = 100
_LONGEST_NAME: Final = 60
_LONGEST_KEY: Final = 30


@dataclass(frozen=True, slots=True)
class Category:
    """One category as the firm has it; `name` is "" where the program's word stands."""

    key: str
    name: str = ""
    is_archived: bool = False

    @property
    def word(self) -> str | Message:
        """The firm's name, else the program's word, else the key."""
        return self.name or CATEGORIES.get(self.key, self.key)


@dataclass(frozen=True, slots=True)
class Categories:
    """All of them: the program's in their order, then the firm's own by name."""

    changed: Mapping[str, Category] = field(default_factory=lambda: MappingProxyType({}))

    def all(self) -> list[Category]:
        """Those out of use, too."""
        usual = [self.changed.get(key, Category(key)) for key in CATEGORIES if key != ALWAYS]
        own = [each for key, each in self.changed.items() if key not in CATEGORIES]
        own.sort(key=lambda each: _folded(each.name))
        return [*usual, *own, self.changed.get(ALWAYS, Category(ALWAYS))]

    @property
    def names(self) -> dict[str, str]:
        """The firm's names by key, of its own categories and of the program's that it named anew."""
        return {key: each.name for key, each in self.changed.items() if each.name}

    def get(self, key: str) -> Category:
        """One of them; a key that nobody knows is its own word."""
        return self.changed.get(key, Category(key))

    def is_known(self, key: str) -> bool:
        return key in CATEGORIES or key in self.changed


def of_setting(stored: Any) -> Categories:
    """What is stored; what cannot be read is left out."""
    found = {
        key: Category(key, str(each.get("name", "")), each.get("is_archived") is True)
        for key, each in (stored.items() if isinstance(stored, dict) else ())
        if isinstance(each, dict) and (key in CATEGORIES or each.get("name"))
    }
    return Categories(MappingProxyType(found))


def to_setting(categories: Categories) -> dict[str, Any] | None:
    """What is stored; None where everything is as usual."""
    found = {
        key: {"name": each.name, "is_archived": each.is_archived}
        for key, each in categories.changed.items()
        if each != Category(key)
    }
    return found or None


def with_new(categories: Categories, name: str, t: Translator) -> tuple[str, Categories]:
    """One more of the firm's own, and its key. UserError at "name"."""
    name = _checked(categories, "", name, t)
    if len(categories.all()) >= MOST:
        raise UserError(_("At most {n} categories", n=MOST), "name")
    key = _key(name, categories)
    return key, _with(categories, Category(key, name))


def renamed(categories: Categories, key: str, name: str, t: Translator) -> Categories:
    """Under another name; "" gives one of the program's its word back. UserError at "name"; NotFound."""
    category = _needed(categories, key)
    if not (key in CATEGORIES and not name.strip()):
        name = _checked(categories, key, name, t)
    if key in CATEGORIES and name.strip() == t.message(CATEGORIES[key]):
        name = ""
    return _with(categories, replace(category, name=name.strip()))


def archived(categories: Categories, key: str, *, is_archived: bool) -> Categories:
    """Out of use, or in use again. UserError for the one that new expenses begin with; NotFound."""
    category = _needed(categories, key)
    if key == ALWAYS and is_archived:
        raise UserError(_("New expenses begin with this category: it stays in use"), "key")
    return _with(categories, replace(category, is_archived=is_archived))


def _needed(categories: Categories, key: str) -> Category:
    if not categories.is_known(key):
        raise NotFound(_("There is no category “{key}”", key=key), "key")
    return categories.get(key)


def _with(categories: Categories, category: Category) -> Categories:
    return Categories(MappingProxyType({**categories.changed, category.key: category}))


def _checked(categories: Categories, key: str, name: str, t: Translator) -> str:
    name = texts.tidy_line(name)
    texts.check_line(name, "name", most=_LONGEST_NAME, required=True)
    same = _folded(name)
    for each in categories.all():
        if each.key != key and same in (_folded(t.message(each.word)), _folded(str(each.word))):
            raise UserError(_("There is such a category: {name}", name=t.message(each.word)), "name")
    return name


def _key(name: str, categories: Categories) -> str:
    """A key that a spreadsheet can carry: "Gifts, for customers" is "gifts-for-customers"."""
    base = re.sub(r"[^a-z0-9]+", "-", _folded(name)).strip("-")[:_LONGEST_KEY].rstrip("-") or "own"
    number, key = 1, base
    while categories.is_known(key):
        number += 1
        key = f"{base}-{number}"
    return key


def _folded(text: str) -> str:
    """Without case and marks: "Çay" and "cay" are one."""
    plain = unicodedata.normalize("NFKD", text.replace("\u0131", "i")).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char)).strip()
