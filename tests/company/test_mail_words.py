"""The usual words of mails are whole in every language of papers, and a firm's own take their place."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_crm.company.documents import mail_words
from desktop_crm.company.queries.mail_templates import nearest
from desktop_crm.company.rules import mail_templates as rules
from desktop_crm.mail import templating
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import DOCUMENTS, LANGUAGES

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("language", LANGUAGES[DOCUMENTS])
@pytest.mark.parametrize("kind", rules.KINDS)
def test_the_usual_words_can_be_written(kind: str, language: str) -> None:
    words = rules.checked(kind, mail_words.usual(kind, language))
    values = mail_words.examples(kind, language, DAY, "Atelier Lima")
    assert set(values) == set(rules.names_of(kind))
    body = templating.write(words.body, values, "body")
    subject = templating.write_line(words.subject, values, "subject")
    assert "Ana Lima" in body and "Atelier Lima" in body and "{" not in body + subject
    assert "\n\n\n" not in body
    assert str(values["number"]) in body


def test_each_language_has_words_of_its_own() -> None:
    for kind in rules.KINDS:
        assert len({mail_words.usual(kind, each).body for each in LANGUAGES[DOCUMENTS]}) == len(
            LANGUAGES[DOCUMENTS]
        )


@pytest.mark.parametrize(
    ("language", "found"),
    [("de_AT", "de"), ("pt_AO", "pt_PT"), ("pt", "pt_BR"), ("sv", "en"), ("", "en"), ("pt-BR", "pt_BR")],
)
def test_a_paper_takes_the_nearest_language(language: str, found: str) -> None:
    assert nearest(language) == found


def test_what_cannot_be_written_any_more_is_no_text() -> None:
    assert rules.template_of("invoice", {"subject": "a", "body": "{{ gone }}"}) is None
    assert rules.template_of("invoice", {"subject": "a"}) is None
    assert rules.template_of("invoice", "words") is None
    assert rules.template_of("invoice", {"subject": "a", "body": "b"}) is not None


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [("", "b", "subject"), ("a", " \n", "body"), ("{{ level }}", "b", "subject"), ("a", "{{ level", "body")],
)
def test_the_field_is_named(subject: str, body: str, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked("invoice", rules.MailTemplate(subject=subject, body=body))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "language", "field"), [("letter", "en", "kind"), ("invoice", "xx", "language")]
)
def test_other_kinds_and_languages_are_refused(kind: str, language: str, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.key_of(kind, language)
    assert refused.value.field == field
