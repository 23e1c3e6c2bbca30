"""Three people at random on one firm, often at the same moment, against a model of a few lines."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.faults.colleagues import Answer, Colleague, Gone
from tests.faults.places import Files, Places

NAMES = ("Ana", "Bruno", "Carla")
USERS = st.integers(0, 2)
TEXTS = st.text("abcäß", min_size=1, max_size=6)
_DUE = 34_440
"""What `firms.draft` comes to, in cents."""


@dataclass
class Person:
    version: int
    name: str
    notes: str


@dataclass
class Invoice:
    version: int
    number: str = ""
    paid: int = 0
    credited: int = 0

    @property
    def open(self) -> int:
        return _DUE - self.paid - self.credited if self.number else 0


@dataclass
class Model:
    people: dict[int, Person] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    invoices: dict[int, Invoice] = field(default_factory=dict)
    issued: int = 0


class ThreePeople(RuleBasedStateMachine):
    """Each rule is one or two clicks. What was answered must be what a careful clerk would have answered."""

    places: Places

    def __init__(self) -> None:
        super().__init__()
        self.firm = self.places.fresh()
        self.team = [Colleague(name, self.firm) for name in NAMES]
        self.seen: list[dict[int, tuple[int, str, str]]] = [{}, {}, {}]
        """What each has on the screen: contacts as they were when they were read."""
        self.model = Model()
        self.clicks = 0
        people, _papers = self.team[0].ask("look").value
        self.model.people = {who: Person(*found) for who, found in people.items()}

    def key(self) -> str:
        self.clicks += 1
        return f"click {self.clicks}"

    def both(self, one: int, two: int, first: tuple[Any, ...], second: tuple[Any, ...]) -> list[Answer]:
        """Two of them at the same moment (the same one: one after the other)."""
        if one == two:
            return [self.team[one].ask(*first), self.team[two].ask(*second)]
        self.team[one].tell(*first)
        self.team[two].tell(*second)
        return [self.team[one].hear(), self.team[two].hear()]

    def somebody(self, data: st.DataObject) -> int | None:
        return data.draw(st.sampled_from(sorted(self.model.people))) if self.model.people else None

    def paper(self, data: st.DataObject, *, issued: bool) -> int | None:
        known = [one for one, paper in self.model.invoices.items() if bool(paper.number) == issued]
        return data.draw(st.sampled_from(known[-5:])) if known else None

    # contacts

    @rule(data=st.data(), user=USERS)
    def read(self, data: st.DataObject, user: int) -> None:
        """One opens a contact and sees what is there now."""
        if (who := self.somebody(data)) is None:
            return
        found, known = self.team[user].ask("read", who).value, self.model.people[who]
        assert found == (known.version, known.name, known.notes), "it was read stale"
        self.seen[user][who] = found

    @rule(data=st.data(), user=USERS, text=TEXTS, names=st.booleans())
    def save(self, data: st.DataObject, user: int, text: str, names: bool) -> None:
        """One saves what was on the screen, perhaps since long."""
        if not self.seen[user]:
            return
        who = data.draw(st.sampled_from(sorted(self.seen[user])))
        wish = self.wish(user, who, text, names=names)
        self.saved(user, who, wish, self.team[user].ask("save", who, *wish))

    def wish(self, user: int, who: int, text: str, *, names: bool) -> tuple[int, str, str]:
        version, name, notes = self.seen[user][who]
        return (version, text, notes) if names else (version, name, text)

    def saved(self, user: int, who: int, wish: tuple[int, str, str], answer: Answer) -> None:
        """The model does it too: it is done exactly when nobody wrote since it was read."""
        if who in self.model.gone:
            assert answer.kind == "absent", answer
            return
        known = self.model.people[who]
        if wish[0] != known.version:
            assert answer.kind == "conflict", f"an update was lost: {answer}"
            return
        assert answer.is_done, answer
        known.version, known.name, known.notes = answer.value, wish[1].strip(), wish[2].strip()
        self.seen[user][who] = (known.version, known.name, known.notes)

    @rule(data=st.data(), one=USERS, two=USERS, texts=st.tuples(TEXTS, TEXTS), names=st.booleans())
    def save_at_once(
        self, data: st.DataObject, one: int, two: int, texts: tuple[str, str], names: bool
    ) -> None:
        """Two read the same contact and save it at the same moment: one of them learns of the other."""
        if one == two or (who := self.somebody(data)) is None:
            return
        for user in (one, two):
            self.seen[user][who] = self.team[user].ask("read", who).value
        wishes = [self.wish(one, who, texts[0], names=names), self.wish(two, who, texts[1], names=True)]
        answers = self.both(one, two, ("save", who, *wishes[0]), ("save", who, *wishes[1]))
        assert sorted(answer.kind for answer in answers) == ["conflict", "done"], answers
        first = 0 if answers[0].is_done else 1
        for turn in (first, 1 - first):
            self.saved((one, two)[turn], who, wishes[turn], answers[turn])

    @rule(data=st.data(), user=USERS, other=USERS, text=TEXTS)
    def delete_while_another_saves(self, data: st.DataObject, user: int, other: int, text: str) -> None:
        who = self.somebody(data)
        if user == other or who is None or who == 1:  # 1 is on every invoice
            return
        self.seen[other][who] = self.team[other].ask("read", who).value
        wish = self.wish(other, who, text, names=False)
        deleted, saved = self.both(user, other, ("delete", who), ("save", who, *wish))
        assert deleted.is_done, deleted
        assert saved.kind in ("done", "absent"), saved
        del self.model.people[who]
        self.model.gone.add(who)

    @rule(one=USERS, two=USERS, name=TEXTS)
    def create_twice(self, one: int, two: int, name: str) -> None:
        """The same click arrives from two windows: one contact."""
        click = ("create", name, self.key())
        answers = self.both(one, two, click, click)
        assert answers[0] == answers[1], answers
        who = answers[0].value
        assert who not in self.model.people
        self.model.people[who] = Person(1, name.strip(), "")

    # papers

    @rule(user=USERS)
    def draft(self, user: int) -> None:
        document, version = self.team[user].ask("draft").value
        self.model.invoices[document] = Invoice(version)

    def numbered(self, document: int, answer: Answer) -> None:
        """The answer is the next number."""
        assert answer.is_done, answer
        paper = self.model.invoices[document]
        if not paper.number:
            self.model.issued += 1
            if self.model.issued == 1:  # the first invoice makes the contact a customer
                self.model.people[1].version += 1
            assert answer.value[1].endswith(f"{self.model.issued:04}"), answer
        assert answer.value[0] == document
        assert paper.number in ("", answer.value[1])
        paper.number = answer.value[1]

    @rule(data=st.data(), one=USERS, two=USERS, same=st.booleans())
    def issue_one_at_once(self, data: st.DataObject, one: int, two: int, same: bool) -> None:
        """Two issue the same draft: with the same click both get its number, else one is refused."""
        if (document := self.paper(data, issued=False)) is None:
            return
        version, key = self.model.invoices[document].version, self.key()
        second = key if same else self.key()
        answers = self.both(one, two, ("issue", document, version, key), ("issue", document, version, second))
        done = [answer for answer in answers if answer.is_done]
        assert len(done) == (2 if same else 1), answers
        for answer in done:
            self.numbered(document, answer)

    @rule(user=USERS)
    def issue_three_at_once(self, user: int) -> None:
        """All three issue a draft of their own: three numbers without a gap, in any order."""
        drafts = [colleague.ask("draft").value for colleague in self.team]
        for colleague, (document, version) in zip(self.team, drafts, strict=True):
            self.model.invoices[document] = Invoice(version)
            colleague.tell("issue", document, version, self.key())
        answers = [colleague.hear() for colleague in self.team]
        assert all(answer.is_done for answer in answers), answers
        for answer in sorted(answers, key=lambda answer: answer.value[1]):
            self.numbered(answer.value[0], answer)

    @rule(data=st.data(), one=USERS, two=USERS, whole=st.booleans(), same=st.booleans())
    def pay_at_once(self, data: st.DataObject, one: int, two: int, whole: bool, same: bool) -> None:
        """Two book money for one invoice: never more than is open, and the same click once."""
        if (document := self.paper(data, issued=True)) is None:
            return
        paper = self.model.invoices[document]
        amount, key = (paper.open if whole else 100), self.key()
        second = key if same else self.key()
        answers = self.both(one, two, ("pay", document, amount, key), ("pay", document, amount, second))
        times = 0
        if amount and paper.open >= amount:
            times = 1 if same or abs(paper.open) < 2 * abs(amount) else 2  # negative: it is paid back
        done = [answer for answer in answers if answer.is_done]
        assert len(done) == (2 if same and times else times), answers
        assert len({answer.value for answer in done}) == times, answers
        paper.paid += times * amount

    @rule(data=st.data(), one=USERS, two=USERS)
    def credit_at_once(self, data: st.DataObject, one: int, two: int) -> None:
        """Two credit the whole invoice: it is credited once."""
        if (document := self.paper(data, issued=True)) is None:
            return
        paper = self.model.invoices[document]
        answers = self.both(one, two, ("credit", document, self.key()), ("credit", document, self.key()))
        assert sum(answer.is_done for answer in answers) == (0 if paper.credited else 1), answers
        paper.credited = _DUE

    @rule(data=st.data(), user=USERS, pause=st.integers(0, 8))
    def killed_while_issuing(self, data: st.DataObject, user: int, pause: int) -> None:
        """One is killed in the middle of a click; who takes over clicks again with the same key."""
        if (document := self.paper(data, issued=False)) is None:
            return
        click = ("issue", document, self.model.invoices[document].version, self.key())
        victim = self.team[user]
        victim.tell(*click)
        for _n in range(pause * 400):
            pass
        victim.kill()
        try:
            answer = victim.hear()
        except Gone:
            answer = None
        victim.revive()
        self.seen[user].clear()
        if answer is not None:
            self.numbered(document, answer)
        self.numbered(document, self.team[(user + 1) % 3].ask(*click))

    # what must be true

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        people = {who: (one.version, one.name, one.notes) for who, one in self.model.people.items()}
        papers = {
            document: ("issued" if one.number else "draft", one.number, one.paid, one.credited)
            for document, one in self.model.invoices.items()
        }
        for colleague in self.team:
            found = colleague.ask("look").value
            for seen, known in zip(found, (people, papers), strict=True):
                other = {one: (seen.get(one), known.get(one)) for one in seen.keys() | known.keys()}
                other = {one: pair for one, pair in other.items() if pair[0] != pair[1]}
                assert not other, f"{colleague.name} sees something else than is known: {other}"

    def teardown(self) -> None:
        try:
            assert self.team[0].ask("faults").value == []
        finally:
            for colleague in self.team:
                colleague.end()
            self.places.away(self.firm)


def run(
    folder: Path, runs: int, seed_: int, places: Places | None = None, *, shrink: bool = True
) -> tuple[list[str], dict[str, int]]:
    """So many runs of 50 clicks each; what the first one says that differs from the model."""
    chosen = settings(
        max_examples=runs,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        report_multiple_bugs=False,
        database=None,
    )
    ThreePeople.places = places or Files(folder)
    try:
        run_state_machine_as_test(seed(seed_)(ThreePeople), settings=chosen)  # type: ignore[no-untyped-call]
    except (AssertionError, Flaky, BaseExceptionGroup) as difference:  # what is a race may not repeat
        return ["".join(traceback.format_exception(difference))[-4_000:]], {}
    return [], {"runs": runs, "clicks each": 50}
