"""The translation catalogues: extract, update, compile, check.

    ./run translations                       update, then check
    ./run translations update                take new sentences into every .po, drop those that are gone
    ./run translations compile               write the .mo files beside the .po files
    ./run translations check                 exit 1 and say what is missing, fuzzy or does not fit
    ./run translations missing LANGUAGE      the sentences still to translate, as JSON
    ./run translations fill LANGUAGE FILE    take translations from such a JSON file ("-" reads stdin)

Two domains. `documents` holds what is printed or mailed to customers: what a translator says at once (`t`)
under `desktop_crm/*/documents/`, and every sentence of modules that say `# catalogue: documents` because
their words are printed too (units). `program` holds all others: also the errors of the documents floor (`_`,
`many`), which a screen shows, and modules there that say `# catalogue: program` (tables for the user).

`.po` files carry no dates, versions and line numbers, so that a diff shows changed sentences only.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = {
    "program": ("pt_BR", "tr"),
    "documents": ("de", "es", "fr", "it", "nl", "pl", "pt_BR", "pt_PT", "tr"),
}
"""English is the text in the source itself and has no catalogue."""

PLURALS: Final = {
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "it": "nplurals=2; plural=(n != 1);",
    "nl": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
    "pt_PT": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=1; plural=0;",
}
"""Which form a count takes. Ours, because the tables of libraries change: Turkish has had one form there and
two. A Turkish noun stays singular after any number, so one form says it."""

PRINTED: Final = "# catalogue: documents"
SHOWN: Final = "# catalogue: program"
FLOOR: Final = re.compile(r"desktop_crm/(?!app/|cli/)[a-z_]+/documents(/|\.py$)")
LAZY: Final = {"_": 1, "many": 2}
AT_ONCE: Final = {"t": 1, "plural": 2}
"""What is called, and how many of its first arguments are sentences."""

_DATES: Final = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To)[^\n]*\n',
    re.M,
)


@dataclass(frozen=True)
class Tree:
    """A source tree with its catalogues; tests make small ones."""

    root: Path = ROOT

    def po(self, domain: str, language: str) -> Path:
        return self.root / "resources" / "translations" / domain / f"{language}.po"

    def pairs(self) -> Iterator[tuple[str, str]]:
        return ((domain, language) for domain, languages in LANGUAGES.items() for language in languages)

    def sources(self) -> list[Path]:
        return sorted((self.root / "desktop_crm").rglob("*.py"))


# ------------------------------------------------------------------------------------------------- extraction


def _keywords(path: str, source: bytes, domain: str) -> dict[str, int]:
    """Which calls of a file hold sentences of the domain."""
    head = source[:4000]
    if PRINTED.encode() in head:
        return {**LAZY, **AT_ONCE}
    if FLOOR.match(path) and SHOWN.encode() not in head:
        return AT_ONCE if domain == "documents" else LAZY
    return {} if domain == "documents" else {**LAZY, **AT_ONCE}


def sentences(source: bytes, keywords: dict[str, int]) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    """Line and text of each marked sentence; its two forms where it counts. Also inside f-strings."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        count = keywords.get(called or "", 0)
        texts = [one.value for one in node.args[:count] if isinstance(one, ast.Constant)]
        forms = tuple(text for text in texts if isinstance(text, str) and text)
        if forms and len(forms) == count:
            yield node.lineno, forms[0] if count == 1 else forms


def template(tree: Tree, domain: str) -> Catalog:
    """All sentences of a domain, in the order of the files."""
    from babel.messages.catalog import Catalog

    result = Catalog(project="Desktop CRM", version="1", charset="utf-8", fuzzy=False)
    for path in tree.sources():
        name = path.relative_to(tree.root).as_posix()
        source = path.read_bytes()
        keywords = _keywords(name, source, domain)
        if not keywords or name == "desktop_crm/values/messages.py":
            continue
        notes = source.decode("utf-8").splitlines()
        for line, text in sorted(sentences(source, keywords), key=lambda found: found[0]):
            above = notes[line - 2].strip() if line > 1 else ""
            comment = [above.removeprefix("# ")] if above.startswith("# Translators:") else []
            result.add(text, None, [(name, line)], auto_comments=comment)
    return result


def _read(path: Path, language: str) -> Catalog:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    if not path.exists():
        fresh = Catalog(locale=language, project="Desktop CRM", version="1", charset="utf-8", fuzzy=False)
        fresh.mime_headers = [("Plural-Forms", PLURALS[language])]
        return fresh
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _write(catalogue: Catalog, path: Path) -> None:
    from babel.messages.pofile import write_po

    catalogue.header_comment = f"# Desktop CRM: {path.parent.name} in {catalogue.locale_identifier}."
    catalogue.fuzzy, catalogue.version = False, "1"
    text = io.BytesIO()
    write_po(text, catalogue, width=110, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_DATES.sub(b"", text.getvalue()))


def update(tree: Tree) -> None:
    """Bring every .po to the sentences of the source. Nothing is guessed: a new sentence starts empty."""
    for domain, language in tree.pairs():
        catalogue = _read(tree.po(domain, language), language)
        catalogue.update(template(tree, domain), no_fuzzy_matching=True, update_header_comment=False)
        _write(catalogue, tree.po(domain, language))


def compile_all(tree: Tree) -> list[Path]:
    """Write each .po as .mo beside it, where it is newer. Returns the paths of all .mo files."""
    from babel.messages.mofile import write_mo

    compiled = []
    for domain, language in tree.pairs():
        source = tree.po(domain, language)
        if not source.exists():
            continue
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            catalogue = _read(source, language)
            for message in catalogue:
                if message.id and not _translated(message):
                    message.string = ""  # left out: English is better than an empty plural
            part = target.with_suffix(".mo.part")
            with part.open("wb") as file:
                write_mo(file, catalogue)
            part.replace(target)
        compiled.append(target)
    return compiled


# ----------------------------------------------------------------------------------------------------- checks


def placeholders(text: str) -> set[str]:
    """The names in braces; raises ValueError where the braces do not pair up."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _forms(text: Any) -> list[str]:
    return list(text) if isinstance(text, (list, tuple)) else [text]


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _translated(message: Message) -> bool:
    return all(_forms(message.string))


def _faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    forms = _forms(message.string)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not _translated(message):
        yield "is not translated"
        return
    wanted = set().union(*(placeholders(text) for text in _forms(message.id)))
    for form in forms:
        try:
            names = placeholders(form)
        except ValueError as error:
            yield f"has unpaired braces ({error}): {form!r}"
            continue
        missing = wanted - names - ({"n"} if len(_forms(message.id)) > 1 else set())
        if missing or names - wanted:
            yield f"does not have the placeholders {sorted(wanted)}: {form!r}"
    if any(form[:1].isspace() != _key(message)[:1].isspace() for form in forms):
        yield "does not start with the same blank"
    if any(form[-1:].isspace() != _key(message)[-1:].isspace() for form in forms):
        yield "does not end with the same blank"


def problems(tree: Tree) -> Iterator[str]:
    """Everything that keeps the catalogues from being complete, one sentence each."""
    for domain in LANGUAGES:
        wanted = {_key(message): message for message in template(tree, domain) if message.id}
        for language in LANGUAGES[domain]:
            where = tree.po(domain, language).relative_to(tree.root).as_posix()
            catalogue = _read(tree.po(domain, language), language)
            if catalogue.plural_forms != PLURALS[language]:
                yield f"{where}: the header says {catalogue.plural_forms}, not {PLURALS[language]}"
            present = {_key(message): message for message in catalogue if message.id}
            for text, message in present.items():
                if text not in wanted:
                    yield f"{where}: {text!r} is no longer in the source; run ./run translations"
                    continue
                if len(_forms(message.id)) != len(_forms(wanted[text].id)):
                    yield f"{where}: {text!r} differs in its plural; run ./run translations"
                yield from (f"{where}: {text!r} {fault}" for fault in _faults(message))
            yield from (
                f"{where}: {text!r} is missing; run ./run translations"
                for text in wanted
                if text not in present
            )


# --------------------------------------------------------------------------------------- work for translators


def missing(tree: Tree, language: str) -> dict[str, dict[str, list[str]]]:
    """{domain: {sentence: [its English forms]}} of what is not translated yet."""
    result: dict[str, dict[str, list[str]]] = {}
    for domain in (name for name, languages in LANGUAGES.items() if language in languages):
        done = {_key(m) for m in _read(tree.po(domain, language), language) if m.id and _translated(m)}
        result[domain] = {
            _key(m): _forms(m.id) for m in template(tree, domain) if m.id and _key(m) not in done
        }
    return result


def fill(tree: Tree, language: str, given: dict[str, dict[str, Any]]) -> int:
    """Take {domain: {sentence: translation, or the list of plural forms}}; returns how many were taken."""
    taken = 0
    for domain, sentences in given.items():
        path = tree.po(domain, language)
        catalogue = _read(path, language)
        catalogue.update(template(tree, domain), no_fuzzy_matching=True, update_header_comment=False)
        for message in catalogue:
            if not message.id or _key(message) not in sentences:
                continue
            forms = _forms(sentences[_key(message)])
            if len(forms) != (catalogue.num_plurals if message.pluralizable else 1):
                raise ValueError(
                    f"{_key(message)!r} has {len(forms)} forms; {language} has {catalogue.num_plurals}"
                )
            message.string = tuple(forms) if isinstance(message.id, (list, tuple)) else forms[0]
            message.flags.discard("fuzzy")
            taken += 1
        _write(catalogue, path)
    return taken


def _report(lines: Iterable[str], limit: int = 60) -> int:
    found = list(lines)
    for line in found[:limit]:
        print(line)
    if len(found) > limit:
        print(f"... and {len(found) - limit} more")
    print(f"catalogues: {len(found)} problems" if found else "catalogues: complete")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("act", choices=["update", "compile", "check", "missing", "fill"])
    parser.add_argument(
        "language", nargs="?", choices=sorted({name for names in LANGUAGES.values() for name in names})
    )
    parser.add_argument("file", nargs="?")
    given = parser.parse_args(arguments)
    tree = Tree()
    if given.act in ("missing", "fill") and not given.language:
        parser.error("which language?")
    if given.act == "missing":
        print(json.dumps(missing(tree, given.language), ensure_ascii=False, indent=1))
    elif given.act == "fill":
        text = sys.stdin.read() if given.file in (None, "-") else Path(given.file).read_text(encoding="utf-8")
        print(f"{fill(tree, given.language, json.loads(text))} sentences taken")
    elif given.act == "update":
        update(tree)
    elif given.act == "check":
        return _report(problems(tree))
    if given.act in ("update", "fill", "compile"):
        compile_all(tree)
    return 0


if __name__ == "__main__":
    sys.exit(main())
