"""The keyboard stays where it is while a part of a page is made anew from what others changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

PartT = TypeVar("PartT", bound=QWidget)
ParamsT = ParamSpec("ParamsT")
ResultT = TypeVar("ResultT")


@contextmanager
def keeping_focus(part: QWidget) -> Iterator[None]:
    """Around the making: the widget of the same name gets the focus back, else the one in its place."""
    focused = QApplication.focusWidget()
    if focused is None or not part.isAncestorOf(focused):
        yield
        return
    kind, name = type(focused), _name(focused)
    place = _stops(part).index(focused) if focused in _stops(part) else 0
    yield
    stops = _stops(part)
    if QApplication.focusWidget() in stops or not stops:
        return
    same = next((each for each in stops if type(each) is kind and _name(each) == name), None)
    (same or stops[min(place, len(stops) - 1)]).setFocus(Qt.FocusReason.OtherFocusReason)


def keeps_focus(
    method: Callable[Concatenate[PartT, ParamsT], ResultT],
) -> Callable[Concatenate[PartT, ParamsT], ResultT]:
    """For a widget's method that makes its content anew."""

    @wraps(method)
    def make(self: PartT, *args: ParamsT.args, **kwargs: ParamsT.kwargs) -> ResultT:
        with keeping_focus(self):
            return method(self, *args, **kwargs)

    return make  # type: ignore[return-value]  # the name of `self` is all that differs


def _stops(part: QWidget) -> list[QWidget]:
    return [
        each
        for each in part.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(part) and each.isEnabled()
    ]


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return widget.accessibleName() or (str(text()) if callable(text) else "")
