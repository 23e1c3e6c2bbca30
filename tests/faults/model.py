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
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

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
from tests.faults import firms
from tests.faults.papers import Paper, only, paper, person
from tests.fixtures.database import UNSAFE

CALLER, TODAY = local_caller(), firms.TODAY
_template: list[Path] = []


def template() -> Path:
    """The prepared firm, made once a process."""
    if not _template:
        _template.append(Path(tempfile.mkdtemp(prefix="model-")) / "firm.crm")
        firms.make(_template[0])
    return _template[0]


LINES = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 99_999)), min_size=1, max_size=3).map(tuple)
KEYS = st.sampled_from(["", "", "a", "b"])
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co")), min_size=1)


ACTS = (
    "create_contact", "rename", "archive", "delete_contact", "draft", "draft", "change", "throw_away",
    "issue", "issue", "answer_quote", "pay", "pay", "void", "credit", "credit", "correct", "write_off",
)  # fmt: skip


class MainJob(RuleBasedStateMachine):
    """One firm's file; every rule does one thing to it and to the model."""

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
        self.people, self.papers, self.issued = [1, 2], list[int](), list[int]()
        self.names |= {n: contact_queries.get_name(CALLER, n) for n in self.people}

    @rule(act=st.sampled_from(ACTS), data=st.data())
    def do(self, act: str, data: st.DataObject) -> None:
        """One of the acts with whatever there is, also what was deleted or is done already."""
        getattr(self, act)(data)

    def one_of(self, data: st.DataObject, known: list[int]) -> int:
        """One of them, more often a late one."""
        return known[-1 - data.draw(st.integers(0, min(5, len(known) - 1)))]

    def teardown(self) -> None:
        try:
            report = verifying.verify(CALLER)
            assert [(each.record, each.message.text) for each in report.findings] == []
        finally:
            self.database.close()
            shutil.rmtree(self.folder)

    # contacts

    def create_contact(self, data: st.DataObject) -> None:
        name, key = data.draw(NAMES), data.draw(KEYS)
        try:
            made = contacts.create_contact(CALLER, person(name), key=key or None)
        except UserError as refusal:
            only(refusal, "name")
            return
        if made not in self.keyed:  # else the answer of the first time, even if it was deleted since
            self.names[made] = contact_queries.get_name(CALLER, made)
        if key:
            self.keyed.add(made)
        self.people.append(made)

    def rename(self, data: st.DataObject) -> None:
        who, name, stale = self.one_of(data, self.people), data.draw(NAMES), data.draw(st.booleans())
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

    def archive(self, data: st.DataObject) -> None:
        who, back = self.one_of(data, self.people), data.draw(st.booleans())
        act = contacts.restore_contacts if back else contacts.archive_contacts
        changed = act(CALLER, [who])
        was = who in self.archived
        assert changed == ([who] if who in self.names and was == back else [])
        (self.archived.discard if back else self.archived.add)(who) if changed else None

    def delete_contact(self, data: st.DataObject) -> None:
        who = self.one_of(data, self.people)
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

    def plain(self) -> int:
        """A draft of an invoice for somebody who is there."""
        who = next(iter(self.names), None) or contacts.create_contact(CALLER, person("Somebody"))
        self.names[who] = contact_queries.get_name(CALLER, who)
        made = billing.create_draft(CALLER, paper(who, "invoice", ((3, 1_999),)), TODAY)
        self.begun(made, "invoice", ((3, 1_999),), who)
        return made.id

    def paper(self, data: st.DataObject) -> tuple[int, Paper]:
        document = self.one_of(data, self.papers) if self.papers else self.plain()
        return document, self.documents[document]

    def invoice(self, data: st.DataObject) -> tuple[int, Paper]:
        if not self.issued:
            made = self.plain()
            done = billing.issue_invoice(CALLER, made, today=TODAY, render=billing.NO_PAPER)
            self.sealed(made, self.documents[made], done)
        document = self.one_of(data, self.issued)
        return document, self.documents[document]

    def draft(self, data: st.DataObject) -> None:
        who, lines = self.one_of(data, self.people), data.draw(LINES)
        kind = data.draw(st.sampled_from(["invoice", "invoice", "quote"]))
        try:
            made = billing.create_draft(CALLER, paper(who, kind, lines), TODAY)
        except NotFound:
            assert who not in self.names
            return
        self.begun(made, kind, lines, who)

    def begun(self, made: billing.DocumentRef, kind: str, lines: Any, who: int) -> None:
        self.documents[made.id] = Paper(kind, lines, made.version)
        self.customers[made.id] = who
        self.papers.append(made.id)

    def change(self, data: st.DataObject) -> None:
        document, known = self.paper(data)
        lines, stale = data.draw(LINES), data.draw(st.booleans())
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

    def throw_away(self, data: st.DataObject) -> None:
        document, known = self.paper(data)
        try:
            billing.delete_draft(CALLER, document, known.version)
        except UserError:
            assert known.state != "draft"
        else:
            assert known.state == "draft"
            del self.documents[document], self.customers[document]
            quote = self.documents.get(known.quote)
            if quote is not None and all(each.quote != known.quote for each in self.documents.values()):
                quote.state = "accepted" if quote.state == "invoiced" else quote.state
            self.papers.remove(document)

    def issue(self, data: st.DataObject) -> None:
        document, known = self.paper(data)
        key = data.draw(KEYS)
        act = billing.issue_invoice if known.kind == "invoice" else billing.send_quote
        before = self.keys.get(key)
        try:
            done = act(CALLER, document, today=TODAY, key=key or None, render=billing.NO_PAPER)
        except UserError:
            assert known.state != "draft" or (before is not None and before.id != document)
            return
        if before is not None:
            assert done == before
            return
        if key:
            self.keys[key] = done
        self.sealed(document, known, done)

    def sealed(self, document: int, known: Paper, done: billing.Issued) -> None:
        self.numbers[known.kind] += 1
        assert done.number.endswith(f"{self.numbers[known.kind]:04}")
        known.state = "sent" if known.kind == "quote" else "issued"
        known.number, known.version = done.number, done.version
        known.left = [qty for qty, _price in known.lines]
        if known.kind == "invoice":
            self.issued.append(document)

    def answer_quote(self, data: st.DataObject) -> None:
        document, known = self.paper(data)
        if known.kind != "quote":
            return
        answer = data.draw(st.sampled_from(["accept", "decline", "invoice"]))
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
            return
        assert known.state in allowed[answer]
        known.state = {"accept": "accepted", "decline": "declined", "invoice": "invoiced"}[answer]
        if answer == "invoice":
            self.begun(made, "invoice", known.lines, self.customers[document])
            self.documents[made.id].quote = document

    # money

    def pay(self, data: st.DataObject) -> None:
        document, known = self.invoice(data)
        amount = data.draw(st.one_of(st.just(known.open), st.integers(-50, max(known.open, 0) + 50)))
        key = data.draw(KEYS)
        payment = PaymentDraft(amount=amount, paid_on=TODAY)
        before = raw().execute("SELECT result FROM done WHERE key = ?", (f"pay:{key}",)).fetchone()
        try:
            done = billing.record_payment(CALLER, document, payment, TODAY, key or None)
        except UserError:
            wrong = amount == 0 or amount > max(known.open, 0) or amount < min(known.open, 0)
            assert wrong or known.state != "issued" or before is not None
            return
        if before is None:
            assert min(known.open, 0) <= amount <= max(known.open, 0), "more than is open was taken"
            known.paid += amount
            known.payments[done] = amount

    def void(self, data: st.DataObject) -> None:
        _document, known = self.invoice(data)
        if not known.payments:
            return
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

    def credit(self, data: st.DataObject) -> None:
        document, known = self.invoice(data)
        line, qty, whole = (
            data.draw(st.integers(1, 3)),
            data.draw(st.integers(1, 9)),
            data.draw(st.booleans()),
        )
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

    def correct(self, data: st.DataObject) -> None:
        document, known = self.invoice(data)
        possible = any(known.left)
        try:
            done = billing.correct_invoice(CALLER, document, today=TODAY, render=billing.NO_PAPER)
        except UserError:
            assert not possible
            return
        assert possible
        known.left = [0] * len(known.left)
        self.credited(known, done.credit)
        self.begun(done.draft, "invoice", known.lines, self.customers[document])

    def write_off(self, data: st.DataObject) -> None:
        document, known = self.invoice(data)
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
            assert stored[document] == said, f"document {document}: {stored[document]} is not {said}"

    @invariant()
    def every_contact_has_its_name_and_is_found(self) -> None:
        for who, name in list(self.names.items())[-1:]:
            assert contact_queries.get_name(CALLER, who) == name
            finding.find(CALLER, name)


def run(_folder: Path, examples: int, seed_: int, steps: int = 60) -> tuple[list[str], dict[str, int]]:
    """So many firms with so many acts each; what the first one says that differs from the model."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        report_multiple_bugs=False,
        database=None,
    )
    try:
        run_state_machine_as_test(seed(seed_)(MainJob), settings=chosen)  # type: ignore[no-untyped-call]
    except AssertionError as difference:
        return [f"{difference}\n{''.join(getattr(difference, '__notes__', []))}"], {}
    return [], {"firms": examples, "acts each at most": steps}
