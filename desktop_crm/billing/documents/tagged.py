"""A page that knows its own structure: every mark is either part of the document's tree or declared an
artifact.

ReportLab has no tagging. This canvas writes the marked-content operators itself and remembers the tree, which
`structure` writes into the file afterwards. It asserts what PDF/UA-1 (ISO 14289-1, 7.1) demands: no text
outside a mark and no mark inside another. Positions are millimetres from the top left corner of the page,
sizes are points.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, Literal

from reportlab.pdfgen.canvas import Canvas

from desktop_crm.billing.documents import faces, pictures

MM: Final = 72 / 25.4
A4: Final = (210.0, 297.0)

Color = tuple[float, float, float]
Align = Literal["left", "right", "center"]


class Element:
    """One element of the structure tree. `kids` are elements, or (page, mcid) of a mark on a page."""

    __slots__ = ("alt", "box", "kids", "language", "scope", "span", "summary", "tag")

    def __init__(self, tag: str, *, alt: str = "", scope: str = "", span: int = 1, summary: str = "") -> None:
        self.tag = tag
        self.kids: list[Element | tuple[int, int]] = []
        self.alt = alt
        self.scope = scope
        self.span = span
        self.summary = summary
        self.box: tuple[float, float, float, float] | None = None
        self.language = ""
        """Where it is not that of the paper."""


class TaggedCanvas:
    """Draws one document and records its structure."""

    def __init__(
        self, title: str, author: str, subject: str, language: str, size: tuple[float, float] = A4
    ) -> None:
        self._buffer = io.BytesIO()
        self.height = size[1] * MM
        """Of the page, in points."""
        font = faces.face(faces.REGULAR)
        canvas: Any = Canvas(
            self._buffer,
            pagesize=(size[0] * MM, self.height),
            invariant=1,
            pageCompression=1,
            initialFontName=font.fontName,
            lang=language,
        )
        self._canvas = canvas
        self._fonts = faces.Fonts(self._canvas._doc)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self.root = Element("Document")
        self._open = [self.root]
        self._mark: Element | str | None = None
        self.page = 0
        self._mcid = 0
        self.marks: list[list[Element]] = [[]]
        self._color: Color | None = None
        self._code: list[str] = canvas._code

    # ------------------------------------------------------------------------------------------- structure

    @contextmanager
    def group(self, tag: str, *, summary: str = "", element: Element | None = None) -> Iterator[Element]:
        """A branch of the tree (Table, TR, Sect). With `element`, a branch of an earlier page goes on."""
        assert self._mark is None, f"{tag} inside a mark"
        branch = element or self.add(tag, summary=summary)
        self._open.append(branch)
        yield branch
        self._open.pop()

    def add(self, tag: str, **attributes: Any) -> Element:
        """An element without a mark of its own (an empty cell)."""
        element = Element(tag, **attributes)
        self._open[-1].kids.append(element)
        return element

    def attach(self, element: Element) -> None:
        """Hang a branch that was made beforehand into the open one; `group(element=...)` then enters it."""
        self._open[-1].kids.append(element)

    def begin(self, element: Element) -> None:
        """Open a mark of `element` on this page."""
        assert self._mark is None, f"{element.tag} inside a mark"
        self._mark = element
        self._color = None
        element.kids.append((self.page, self._mcid))
        self.marks[self.page].append(element)
        self._code.append(f"/{element.tag} <</MCID {self._mcid}>> BDC")
        self._mcid += 1

    def end(self) -> None:
        assert self._mark is not None, "no mark is open"
        self._mark = None
        self._code.append("EMC")

    @contextmanager
    def mark(self, tag: str, **attributes: Any) -> Iterator[Element]:
        """A leaf of the tree: what is drawn inside belongs to it."""
        element = self.add(tag, **attributes)
        self.begin(element)
        yield element
        self.end()

    @contextmanager
    def artifact(self, kind: str = "Layout", subtype: str = "") -> Iterator[None]:
        """What a reader of the text does not need: rules, tints, repeated heads, page numbers."""
        assert self._mark is None, "artifact inside a mark"
        self._mark = kind
        self._color = None
        more = f" /Subtype /{subtype}" if subtype else ""
        self._code.append(f"/Artifact <</Type /{kind}{more}>> BDC")
        yield
        self.end()

    def leaf(
        self,
        tag: str,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: Color = (0, 0, 0),
        align: Align = "left",
    ) -> None:
        """A leaf of the tree with one line of text: what `mark` and `text` do, in one step for table
        cells.
        """
        assert self._mark is None, f"{tag} inside a mark"
        element = Element(tag)
        self._open[-1].kids.append(element)
        element.kids.append((self.page, self._mcid))
        self.marks[self.page].append(element)
        name = faces.SEMIBOLD if bold else faces.REGULAR
        left = x * MM
        if align != "left":
            left -= faces.width(text, name, size) / (1 if align == "right" else 2)
        self._color = None
        self._code.append(
            f"/{tag} <</MCID {self._mcid}>> BDC {_rgb(color)} rg "
            f"BT 1 0 0 1 {left:.2f} {self.height - y * MM:.2f} Tm {self._fonts.show(text, name, size)} ET EMC"
        )
        self._mcid += 1

    # --------------------------------------------------------------------------------------------- drawing

    def show(self, text: str, size: float, *, bold: bool = False) -> str:
        """The operators that set the letters and show `text`, for `raw`."""
        return self._fonts.show(text, faces.SEMIBOLD if bold else faces.REGULAR, size)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: Color = (0, 0, 0),
        align: Align = "left",
        family: faces.Family = faces.PAPER,
    ) -> None:
        """One line of text at baseline `y`; `x` is its left edge, right edge or middle."""
        assert self._mark is not None, f"text outside a mark: {text!r}"
        if not text:
            return
        name = family[bold]
        left = x * MM
        if align != "left":
            left -= faces.width(text, name, size) / (1 if align == "right" else 2)
        self._paint(color)
        self._code.append(
            f"BT 1 0 0 1 {left:.2f} {self.height - y * MM:.2f} Tm {self._fonts.show(text, name, size)} ET"
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float, color: Color) -> None:
        """A line `width` points thick, by itself an artifact."""
        self._layout(
            f"{_rgb(color)} RG {width:g} w {x1 * MM:.2f} {self.height - y1 * MM:.2f} m "
            f"{x2 * MM:.2f} {self.height - y2 * MM:.2f} l S"
        )

    def box(self, x: float, y: float, w: float, h: float, color: Color, *, stroke: float = 0) -> None:
        """A filled rectangle, or its outline `stroke` points thick; by itself an artifact."""
        paint = f"{_rgb(color)} RG {stroke:g} w" if stroke else f"{_rgb(color)} rg"
        corner = f"{x * MM:.2f} {self.height - (y + h) * MM:.2f} {w * MM:.2f} {h * MM:.2f}"
        self._layout(f"{paint} {corner} re {'S' if stroke else 'f'}")
        self._color = None

    def _layout(self, code: str) -> None:
        if self._mark is None:
            self._code.append(f"/Artifact <</Type /Layout>> BDC {code} EMC")
        else:
            assert isinstance(self._mark, str), "a rule inside a mark of the tree"
            self._code.append(code)

    def raw(self, code: str) -> None:
        """Operators of somebody's own, inside a mark."""
        assert self._mark is not None, "drawing outside a mark"
        self._code.append(code)
        self._color = None

    def place(self, kept: pictures.Kept) -> str:
        """Make a picture known to document and page; return its name for `raw`."""
        return pictures.place(self._canvas, kept)

    def _paint(self, color: Color) -> None:
        if color != self._color:
            self._code.append(f"{_rgb(color)} rg")
            self._color = color

    # ----------------------------------------------------------------------------------------------- pages

    def next_page(self, size: tuple[float, float] | None = None) -> None:
        """Close this page and begin the next, of the same or another `size`; branches of the tree stay open,
        marks may not."""
        assert self._mark is None, "a mark stays open at the end of the page"
        self._canvas.showPage()
        if size is not None:
            self.height = size[1] * MM
            self._canvas.setPageSize((size[0] * MM, self.height))
        self.page += 1
        self._mcid = 0
        self.marks.append([])
        self._color = None
        self._code = self._canvas._code

    def finish(self) -> bytes:
        """The untagged PDF; `root` and `marks` tell `structure` the rest."""
        assert self._mark is None, "the document ends inside a mark"
        assert len(self._open) == 1, "the document ends inside a branch"
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()


@lru_cache(maxsize=64)
def _rgb(color: Color) -> str:
    return f"{color[0]:.3g} {color[1]:.3g} {color[2]:.3g}"
