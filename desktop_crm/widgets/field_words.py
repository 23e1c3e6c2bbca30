"""Values in the words of the screen: labels and texts as the forms show them, for whoever must decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.values.merging import GONE, Clash
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.conflict_dialog import Difference
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, ChoiceInput, MoneyInput, PercentInput, SwitchInput

InWords = Callable[[Any], str]
_BLANK: Final = (None, "", ())


class FieldWords:
    """`labels` and `words` add what no form shows, or shows otherwise, by the draft's field.

    Fields that go together come to `words` of the first as a mapping.
    """

    def __init__(
        self,
        t: Translator,
        *forms: Form,
        labels: Mapping[str, str] | None = None,
        words: Mapping[str, InWords] | None = None,
        languages: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._t, self._forms, self._languages = t, forms, languages
        self._labels, self._words = dict(labels or {}), dict(words or {})

    def difference(self, clash: Clash) -> Difference:
        """A clash, ready to be decided."""
        before, mine, theirs = (
            self.words(clash.key, value) for value in (clash.before, clash.mine, clash.theirs)
        )
        return Difference(clash.key, self.label(clash.key), before, mine, theirs)

    def label(self, key: str) -> str:
        """How the screen calls it: "Due", "Above the lines of a quote (Deutsch)", "Line 3"."""
        name, language = _field(key), key.partition(".")[2]
        place = key.partition("[")[2].partition("]")[0]
        label = self._labels.get(name) or self._label_on_screen(name)
        if language:
            return f"{label} ({self._languages.get(language, language)})"
        return f"{label} {int(place) + 1}" if place else label

    def words(self, key: str, value: Any) -> str:
        """The value as the screen writes it; "" where nothing stands there."""
        name, t = _field(key), self._t
        if value is GONE:
            return t("taken away") if "[" in key else ""
        if name in self._words:
            return "" if value in _BLANK else self._words[name](value)
        if isinstance(value, Mapping):
            parts = (self.words(each, part) for each, part in value.items())
            return ", ".join(part for part in parts if part)
        return self._as_shown(name, value)

    def _label_on_screen(self, name: str) -> str:
        form = self._form_of(name)
        if form is None:
            return name
        label, control = form.field(name).label.text(), form[name]
        return (label or control.text() or control.accessibleName()).replace("&", "")

    def _as_shown(self, name: str, value: Any) -> str:
        form = self._form_of(name)
        control = form[name] if form is not None else None
        if isinstance(control, ChoiceInput):
            return next(
                (each.text for each in control.choices if each.value == value), _plain(self._t, value)
            )
        if isinstance(control, Segments):
            return next((text for key, text in control.choices if key == value), _plain(self._t, value))
        if value is None:
            return ""
        if isinstance(control, PercentInput):
            return self._t.formats.percent(value)
        if isinstance(control, MoneyInput):
            return self._t.formats.money(value, control.currency)
        if isinstance(control, CheckInput | SwitchInput):
            return _yes_or_no(self._t, bool(value))
        return _plain(self._t, value)

    def _form_of(self, name: str) -> Form | None:
        return next((form for form in self._forms if name in form.names), None)


def _field(key: str) -> str:
    return key.partition("[")[0].partition(".")[0]


def _plain(t: Translator, value: Any) -> str:
    if value in _BLANK:
        return ""
    if isinstance(value, bool):
        return _yes_or_no(t, value)
    if isinstance(value, date):
        return t.formats.date_words(value)
    if isinstance(value, Decimal):
        return t.formats.number(value)
    if isinstance(value, tuple):
        return ", ".join(filter(None, (_plain(t, each) for each in value)))
    return str(value)


def _yes_or_no(t: Translator, value: bool) -> str:
    return t("Yes") if value else t("No")
