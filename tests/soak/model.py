"""The main job at random against a model of a few lines: contacts, drafts, issuing, money, credits, undo."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.database import connection
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.workspace import finding, verifying
from tests.fixtures.database import UNSAFE
from tests.soak import firms
from tests.soak.papers import Paper, only, paper, person

CALLER, TODAY = local_caller(), firms.TODAY
_template: list[Path] = []


def template() -> Path:
    """The prepared firm, made once a process."""
    if not _template:
        _template.append(Path(tempfile.mkdtemp(prefix="model-")) / "firm.crm")
        firms.make(_template[0])
    return _template[0]


LINES = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 99_999)), min_size=1, max_size=3).map(tuple)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co")), min_size=1)


class MainJob(RuleBasedStateMachine):
    """One firm's file; every rule does one thing to it and to the model."""

    people = Bundle("people")
    papers = Bundle("papers")
    issued = Bundle("issued")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="model-"))
        path = Path(shutil.copyfile(template(), self.folder / "firm.crm"))
        self.database = connection.open_database(path, profile=UNSAFE)
        self.names: dict[int, str] = {}
        self.archived: set[int] = set()
        self.keyed: set[int] = set()
        self.documents: dict[int, Paper] = {}
        self.customers: dict[int, int] = {}
        self.keys: dict[str, billing.Issued] = {}
        self.numbers = {"invoice": 0, "quote": 0, "credit_note": 0}

    def teardown(self) -> None:
        try:
            report = verifying.verify(CALLER)
            assert [(each.record, each.message.text) for each in report.findings] == []
        finally:
            self.database.close()
            shutil.rmtree(self.folder)

    # contacts

    @initialize(target=people)
    def known(self) -> Any:
        self.names |= {n: contact_queries.get_name(CALLER, n) for n in (1, 2)}
        return multiple(1, 2)

    @rule(target=people, name=NAMES, key=st.sampled_from(["", "a", "b"]))
    def create_contact(self, name: str, key: str) -> int:
        try:
            made = contacts.create_contact(CALLER, person(name), key=key or None)
        except UserError as refusal:
            only(refusal, "name")
            return 1
        if made not in self.keyed:  # else the answer of the first time, even if it was deleted since
            self.names[made] = contact_queries.get_name(CALLER, made)
        if key:
            self.keyed.add(made)
        return made

    @rule(who=people, name=NAMES, stale=st.booleans())
    def rename(self, who: int, name: str, stale: bool) -> None:
        with self.gone(who):
            stored = contact_queries.get_contact(CALLER, who)
            version = stored.version - 1 if stale else stored.version
            try:
                contacts.save_contact(CALLER, who, version, replace(stored.draft, name=name))
            except Conflict:
                assert stale
            except UserError as refusal:
                only(refusal, "name")
            else:
                assert not stale
                self.names[who] = contact_queries.get_name(CALLER, who)

    @rule(who=people, back=st.booleans())
    def archive(self, who: int, back: bool) -> None:
        act = contacts.restore_contacts if back else contacts.archive_contacts
        changed = act(CALLER, [who])
        was = who in self.archived
        assert changed == ([who] if who in self.names and was == back else [])
        (self.archived.discard if back else self.archived.add)(who) if changed else None

    @rule(who=people)
    def delete_contact(self, who: int) -> None:
        used = who in self.customers.values()
        with self.gone(who):
            try:
                contacts.delete_contact(CALLER, who)
            except NotFound:
                raise
            except UserError:
                assert used
            else:
                assert not used
                del self.names[who]
                self.archived.discard(who)

    # drafts

    @rule(target=papers, who=people, kind=st.sampled_from(["invoice", "invoice", "quote"]), lines=LINES)
    def draft(self, who: int, kind: str, lines: Any) -> Any:
        try:
            made = billing.create_draft(CALLER, paper(who, kind, lines), TODAY)
        except NotFound:
            assert who not in self.names
            return multiple()
        self.documents[made.id] = Paper(kind, lines, made.version)
        self.customers[made.id] = who
        return made.id

    @rule(document=papers, lines=LINES, stale=st.booleans())
    def change(self, document: int, lines: Any, stale: bool) -> None:
        known = self.documents.get(document)
        assume(known is not None)
        assert known is not None
        version = known.version - 1 if stale else known.version
        wanted = paper(self.customers[document], known.kind, lines)
        try:
            known.version = billing.save_draft(CALLER, document, version, wanted, TODAY)
        except Conflict:
            assert stale
        except UserError:
            assert known.state != "draft"
        else:
            assert known.state == "draft"
            assert not stale
            known.lines = lines

    @rule(document=papers)
    def throw_away(self, document: int) -> None:
        known = self.documents.get(document)
        assume(known is not None)
        assert known is not None
        try:
            billing.delete_draft(CALLER, document, known.version)
        except UserError:
            assert known.state != "draft"
        else:
            assert known.state == "draft"
            del self.documents[document], self.customers[document]

    @rule(target=issued, document=papers, key=st.sampled_from(["", "a", "b"]))
    def issue(self, document: int, key: str) -> Any:
        known = self.documents.get(document)
        assume(known is not None)
        assert known is not None
        act = billing.issue_invoice if known.kind == "invoice" else billing.send_quote
        before = self.keys.get(key)
        try:
            done = act(CALLER, document, today=TODAY, key=key or None, render=billing.NO_PAPER)
        except UserError:
            assert known.state != "draft" or (before is not None and before.id != document)
            return multiple()
        if before is not None:
            assert done == before
            return multiple()
        if key:
            self.keys[key] = done
        self.sealed(document, known, done)
        return document if known.kind == "invoice" else multiple()

    def sealed(self, document: int, known: Paper, done: billing.Issued) -> None:
        self.numbers[known.kind] += 1
        assert done.number.endswith(f"{self.numbers[known.kind]:04}")
        known.state = "sent" if known.kind == "quote" else "issued"
        known.number, known.version = done.number, done.version
        known.left = [qty for qty, _price in known.lines]

    @rule(target=papers, document=papers, answer=st.sampled_from(["accept", "decline", "invoice"]))
    def answer_quote(self, document: int, answer: str) -> Any:
        known = self.documents.get(document)
        assume(known is not None and known.kind == "quote")
        assert known is not None
        allowed = {
            "accept": ("sent", "declined"),
            "decline": ("sent", "accepted"),
            "invoice": ("sent", "accepted"),
        }
        try:
            if answer == "accept":
                billing.accept_quote(CALLER, document, None, TODAY)
            elif answer == "decline":
                billing.decline_quote(CALLER, document, None, "Too dear", TODAY)
            else:
                made = billing.invoice_quote(CALLER, document, TODAY)
        except UserError:
            assert known.state not in allowed[answer], known.state
            return multiple()
        assert known.state in allowed[answer]
        known.state = {"accept": "accepted", "decline": "declined", "invoice": "invoiced"}[answer]
        if answer != "invoice":
            return multiple()
        self.documents[made.id] = Paper("invoice", known.lines, made.version)
        self.customers[made.id] = self.customers[document]
        return made.id

    # money

    @rule(document=issued, amount=st.integers(-50, 200_000), key=st.sampled_from(["", "p", "q"]))
    def pay(self, document: int, amount: int, key: str) -> None:
        known = self.documents[document]
        payment = PaymentDraft(amount=amount, paid_on=TODAY)
        before = raw().execute("SELECT result FROM done WHERE key = ?", (f"pay:{key}",)).fetchone()
        try:
            done = billing.record_payment(CALLER, document, payment, TODAY, key or None)
        except UserError:
            wrong = amount == 0 or amount > max(known.open, 0) or amount < min(known.open, 0)
            assert wrong or known.state != "issued" or before is not None
            return
        if before is None:
            known.paid += amount
            known.payments[done] = amount

    @rule(document=issued)
    def void(self, document: int) -> None:
        known = self.documents[document]
        assume(known.payments)
        payment, amount = next(iter(known.payments.items()))
        try:
            billing.void_payment(CALLER, payment, TODAY)
        except UserError:
            assert known.state != "issued"
            return
        known.paid -= amount
        del known.payments[payment]
        with pytest.raises(UserError):
            billing.void_payment(CALLER, payment, TODAY)

    @rule(document=issued, line=st.integers(1, 3), qty=st.integers(1, 9), whole=st.booleans())
    def credit(self, document: int, line: int, qty: int, whole: bool) -> None:
        known = self.documents[document]
        lines = None if whole else (CreditLine(line, Decimal(qty)),)
        possible = any(known.left) if whole else line <= len(known.left) and qty <= known.left[line - 1]
        try:
            done = billing.credit_invoice(CALLER, document, lines, today=TODAY, render=billing.NO_PAPER)
        except UserError:
            assert not possible
            return
        assert possible
        known.left = [0] * len(known.left) if whole else known.left
        if not whole:
            known.left[line - 1] -= qty
        self.credited(known, done)

    def credited(self, known: Paper, done: billing.Issued) -> None:
        self.numbers["credit_note"] += 1
        assert done.number.endswith(f"{self.numbers['credit_note']:04}")
        (due,) = raw().execute("SELECT due FROM document WHERE id = ?", (done.id,)).fetchone()
        known.credited += due
        assert known.credited <= known.due
        if not any(known.left):
            assert known.credited == known.due

    @rule(target=papers, document=issued)
    def correct(self, document: int) -> Any:
        known = self.documents[document]
        possible = any(known.left)
        try:
            done = billing.correct_invoice(CALLER, document, today=TODAY, render=billing.NO_PAPER)
        except UserError:
            assert not possible
            return multiple()
        assert possible
        known.left = [0] * len(known.left)
        self.credited(known, done.credit)
        self.documents[done.draft.id] = Paper("invoice", known.lines, done.draft.version)
        self.customers[done.draft.id] = self.customers[document]
        return done.draft.id

    @rule(document=consumes(issued))
    def write_off(self, document: int) -> None:
        known = self.documents[document]
        (version,) = raw().execute("SELECT version FROM document WHERE id = ?", (document,)).fetchone()
        try:
            billing.write_off(CALLER, document, version, TODAY)
        except UserError:
            assert known.state != "issued" or known.open <= 0
        else:
            assert known.open > 0
            known.state = "written_off"

    # what must be true

    @contextmanager
    def gone(self, who: int) -> Iterator[None]:
        """Nothing can be done with a contact that was deleted, and it is said."""
        if who in self.names:
            yield
            return
        with pytest.raises(NotFound):
            yield

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        found = raw().execute(
            "SELECT id, kind, state, coalesce(number_text, ''), due, paid, credited, open FROM document"
            " WHERE kind <> 'credit_note'"
        )
        stored = {row[0]: row[1:] for row in found.fetchall()}
        assert stored.keys() == self.documents.keys()
        for document, known in self.documents.items():
            said = (known.kind, known.state, known.number, known.due, known.paid, known.credited, known.open)
            assert stored[document] == said

    @invariant()
    def every_contact_has_its_name_and_is_found(self) -> None:
        for who, name in list(self.names.items())[-1:]:
            assert contact_queries.get_name(CALLER, who) == name
            finding.find(CALLER, name)


def run(examples: int, steps: int) -> None:
    """So many firms with so many acts each; raises at the first that differs from the model."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(MainJob, settings=chosen)  # type: ignore[no-untyped-call]
