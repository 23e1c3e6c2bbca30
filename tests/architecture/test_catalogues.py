"""The catalogue maintenance finds what it must find (that ours are complete is a step of ./run test)."""

from __future__ import annotations

import gettext
from pathlib import Path

import catalogues
import pytest
from catalogues import Tree

from desktop_crm.values import messages

PROGRAM = """
def page(self, t):
    self.t("Save")
    t("Due {date}", date=1)
    t.plural("{n} invoice", "{n} invoices", 2)
    raise UserError(_("No such contact"))
"""
PAPER = """
def paper(t):
    t("Invoice {number}", number=1)
    raise UserError(_("The font lacks {glyph}", glyph="x"))
"""
WORDS = {
    "Save": "Kaydet",
    "Due {date}": "Son gün {date}",
    "{n} invoice": ["{n} fatura"],
    "No such contact": "Böyle bir kişi yok",
    "The font lacks {glyph}": "Yazı tipinde {glyph} yok",
}
PRINTED = {"Invoice {number}": "Fatura {number}"}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A small program, translated into Turkish."""
    monkeypatch.setattr(catalogues, "LANGUAGES", {"program": ("tr",), "documents": ("tr",)})
    for path, text in {"contacts/ui/page.py": PROGRAM, "billing/documents/paper.py": PAPER}.items():
        file = tmp_path / "desktop_crm" / path
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    tree = Tree(tmp_path)
    catalogues.update(tree)
    catalogues.fill(tree, "tr", {"program": WORDS, "documents": PRINTED})
    return tree


def texts(tree: Tree, domain: str) -> set[str]:
    return {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in catalogues.template(tree, domain)
    }


def test_the_languages_are_those_that_the_program_offers() -> None:
    offered = {
        domain: tuple(name for name in names if name != "en") for domain, names in messages.LANGUAGES.items()
    }
    assert offered == catalogues.LANGUAGES


def test_papers_have_their_own_domain_and_their_errors_are_those_of_the_screen(tree: Tree) -> None:
    assert texts(tree, "program") - {""} == set(WORDS)
    assert texts(tree, "documents") - {""} == set(PRINTED)


def test_sentences_inside_an_f_string_and_over_several_lines_are_found() -> None:
    source = b'print(f"error: {t(\'Cancelled\')}")\nt(\n    "one "\n    "two"\n)\nt(name)\nt("")'
    assert {text for _, text in catalogues.sentences(source, {"t": 1})} == {"Cancelled", "one two"}


def test_a_note_for_translators_stands_in_the_catalogue(tree: Tree) -> None:
    module = tree.root / "desktop_crm" / "company" / "rules.py"
    module.parent.mkdir()
    module.write_text('# Translators: the unit of time\nHOUR = _("hour")\n', encoding="utf-8")
    catalogues.update(tree)
    assert "#. Translators: the unit of time\n" in tree.po("program", "tr").read_text("utf-8")


def test_a_module_may_say_that_its_words_are_printed_too(tree: Tree) -> None:
    module = tree.root / "desktop_crm" / "company" / "rules.py"
    module.parent.mkdir()
    module.write_text('# catalogue: documents\nHOUR = _("hour")\n', encoding="utf-8")
    assert "hour" in texts(tree, "program") & texts(tree, "documents")


def test_a_table_for_the_users_own_eyes_speaks_the_language_of_the_program(tree: Tree) -> None:
    module = tree.root / "desktop_crm" / "billing" / "documents" / "paper.py"
    module.write_text("# catalogue: program\n" + PAPER, encoding="utf-8")
    assert "Invoice {number}" in texts(tree, "program")
    assert texts(tree, "documents") - {""} == set()


def test_the_command_line_is_no_printed_paper(tree: Tree) -> None:
    module = tree.root / "desktop_crm" / "cli" / "documents.py"
    module.parent.mkdir()
    module.write_text('t("written")\n', encoding="utf-8")
    assert "written" in texts(tree, "program")
    assert "written" not in texts(tree, "documents")


def test_a_complete_catalogue_has_no_problems_and_speaks(tree: Tree) -> None:
    assert list(catalogues.problems(tree)) == []
    paths = catalogues.compile_all(tree)
    with next(path for path in paths if path.parent.name == "program").open("rb") as file:
        turkish = gettext.GNUTranslations(file)
    assert turkish.gettext("Save") == "Kaydet"
    assert turkish.ngettext("{n} invoice", "{n} invoices", 5) == "{n} fatura"


def test_what_is_not_translated_yet_is_shown_in_english_and_not_as_nothing(tree: Tree) -> None:
    catalogues.fill(tree, "tr", {"program": {"Save": "", "{n} invoice": [""]}})
    catalogues.compile_all(tree)
    with tree.po("program", "tr").with_suffix(".mo").open("rb") as file:
        turkish = gettext.GNUTranslations(file)
    assert turkish.gettext("Save") == "Save"
    assert turkish.ngettext("{n} invoice", "{n} invoices", 5) == "{n} invoices"


@pytest.mark.parametrize(
    ("sentence", "translation", "complaint"),
    [
        ("Save", "", "is not translated"),
        ("Due {date}", "Son gün", "placeholders"),
        ("Due {date}", "Son gün {gun}", "placeholders"),
        ("Due {date}", "Son gün {date", "unpaired braces"),
        ("{n} invoice", ["{m} fatura"], "placeholders"),
        ("{n} invoice", [""], "is not translated"),
        ("Save", "Kaydet ", "same blank"),
    ],
)
def test_a_translation_that_does_not_fit_is_named(
    tree: Tree, sentence: str, translation: str | list[str], complaint: str
) -> None:
    catalogues.fill(tree, "tr", {"program": {sentence: translation}})
    found = list(catalogues.problems(tree))
    assert len(found) == 1
    assert repr(sentence) in found[0]
    assert complaint in found[0]


def test_the_wrong_number_of_plural_forms_is_refused_or_named(tree: Tree) -> None:
    with pytest.raises(ValueError, match="has 2 forms; tr has 1"):
        catalogues.fill(tree, "tr", {"program": {"{n} invoice": ["{n} fatura", "{n} faturalar"]}})
    path = tree.po("program", "tr")
    path.write_text(path.read_text("utf-8").replace("nplurals=1", "nplurals=3"), encoding="utf-8")
    assert "the header says nplurals=3; plural=0;, not nplurals=1" in "\n".join(catalogues.problems(tree))


def test_a_fuzzy_translation_is_named(tree: Tree) -> None:
    path = tree.po("program", "tr")
    path.write_text(
        path.read_text("utf-8").replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'), encoding="utf-8"
    )
    assert [problem.rpartition(" ")[2] for problem in catalogues.problems(tree)] == ["fuzzy"]


def test_new_and_gone_sentences_are_named_and_update_settles_them(tree: Tree) -> None:
    page = tree.root / "desktop_crm" / "contacts" / "ui" / "page.py"
    page.write_text(PROGRAM.replace('"Save"', '"Store"'), encoding="utf-8")
    found = "\n".join(catalogues.problems(tree))
    assert "'Store' is missing" in found
    assert "'Save' is no longer in the source" in found
    catalogues.update(tree)
    assert catalogues.missing(tree, "tr") == {"program": {"Store": ["Store"]}, "documents": {}}


def test_an_update_without_news_changes_no_byte(tree: Tree) -> None:
    before = {path: path.read_bytes() for path in tree.root.rglob("*.po")}
    catalogues.update(tree)
    assert {path: path.read_bytes() for path in tree.root.rglob("*.po")} == before
