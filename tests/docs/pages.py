"""The manual as a test sees it: files, commands, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
MANUAL: Final = sorted((DOCS / "manual").glob("*.md"))
PAGES: Final = [ROOT / "README.md", *MANUAL, *sorted(DOCS.glob("*.md"))]
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_COMMAND = re.compile(r"^(?: {4})?\$? ?\./run(?: (?P<words>.*))?$", re.M)


@dataclass(frozen=True)
class Link:
    """A link or picture of a page."""

    page: Path
    words: str
    target: str
    is_picture: bool

    @property
    def path(self) -> Path:
        """The file it points to; the page itself for a mere anchor."""
        name = self.target.partition("#")[0]
        return (self.page.parent / name).resolve() if name else self.page

    @property
    def anchor(self) -> str:
        return self.target.partition("#")[2]


def links(page: Path) -> Iterator[Link]:
    """Links to our own files."""
    for found in _LINK.finditer(page.read_text(encoding="utf-8")):
        if "://" not in found["target"]:
            yield Link(page, found["words"], found["target"], bool(found["picture"]))


def anchors(page: Path) -> set[str]:
    """The names that headings get when the page is shown."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def commands(page: Path) -> list[list[str]]:
    """What the page tells to type after `./run`, word by word, comments left out."""
    text = page.read_text(encoding="utf-8")
    lines = (found["words"] or "" for found in _COMMAND.finditer(text))
    return [shlex.split(line, comments=True) for line in lines]


def steps(page: Path) -> Iterator[tuple[str, str]]:
    """The page's blocks in order: ("firm.json", content) for a file, ("", command) for a command."""
    name = ""
    inside: list[str] | None = None
    kind = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if inside is None and line.startswith("```"):
            inside, kind = [], line[3:]
        elif line == "```" and inside is not None:
            if kind in ("json", "csv"):
                yield name, "\n".join(inside)
            else:
                yield from (("", command) for command in inside if command.startswith("./run"))
            inside = None
        elif inside is not None:
            inside.append(line)
        elif found := re.findall(r"`([\w-]+\.json|bank\.csv)`", line):
            name = found[-1]
