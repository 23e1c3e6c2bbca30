"""What each role may, as one table to read."""

from __future__ import annotations

import pytest

from desktop_crm.values import rights
from desktop_crm.values.caller import Caller, local_caller, nobody
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for


def caller(role: str) -> Caller:
    return Caller("Ana", role, "en", "desk")


MATRIX = """
                    owner member assistant accountant
sign.in               x     x       x         x
firm.read             x     x       x         x
settings.change       x     -       -         -
people.read           x     x       x         x
people.manage         x     -       -         -
contacts.read         x     x       x         x
contacts.change       x     x       x         -
contacts.delete       x     x       -         -
notes.read            x     x       x         -
notes.change          x     x       x         -
files.change          x     x       x         -
records.give          x     x       x         -
trail.read            x     x       x         -
tickets.read          x     x       x         -
tickets.change        x     x       x         -
catalogue.read        x     x       x         x
catalogue.change      x     x       -         -
documents.read        x     x       x         x
documents.draft       x     x       x         -
documents.issue       x     x       -         -
documents.credit      x     x       -         -
documents.send        x     x       x         -
quotes.send           x     x       -         -
quotes.answer         x     x       x         -
dunning.write         x     x       -         -
payments.record       x     x       -         -
accounts.read         x     x       -         x
money.totals          x     x       -         x
exports.read          x     x       -         x
packages.make         x     -       -         x
persons.export        x     x       -         -
persons.erase         x     -       -         -
data.import           x     x       -         -
data.verify           x     x       -         x
backups.make          x     x       -         -
backups.server        x     -       -         -
backups.restore       x     -       -         -
received.read         x     x       -         x
received.take_in      x     x       -         -
received.remove       x     x       -         -
expenses.read         x     x       -         x
expenses.change       x     x       -         -
books.read            x     -       -         x
periods.close         x     x       -         -
periods.reopen        x     -       -         -
"""


def test_the_declared_rights_are_these() -> None:
    head, *lines = MATRIX.strip("\n").splitlines()
    wanted = {words[0]: dict(zip(head.split(), words[1:], strict=True)) for words in map(str.split, lines)}
    assert head.split() == list(rights.ROLES)
    assert {
        right: {role: "x" if rights.may(caller(role), right) else "-" for role in rights.ROLES}
        for right in rights.RIGHTS
    } == wanted


def test_who_is_nobody_may_sign_in_and_nothing_else() -> None:
    assert {right for right in rights.RIGHTS if rights.may(nobody(), right)} == {"sign.in"}
    assert not any(rights.may(caller("admin"), right) for right in rights.RIGHTS)


def test_the_only_person_of_a_file_may_everything() -> None:
    assert all(rights.may(local_caller(), right) for right in rights.RIGHTS)


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(UserError) as refused:
        rights.require(caller("assistant"), "documents.credit")
    assert str(refused.value) == (
        "Credit and correct invoices: your role (Assistant) may not do that."
        " Ask somebody of these roles: Owner, Member."
    )
    assert "Assistente" in translator_for("pt_BR").message(refused.value.message)


def test_a_declared_function_refuses_before_it_does_anything() -> None:
    done: list[str] = []

    @rights.needs("documents.credit")
    def credit(caller: Caller, what: str) -> str:
        """Words."""
        done.append(what)
        return what

    assert rights.right_of(credit) == "documents.credit"
    assert credit.__doc__ == "Words."
    assert credit(caller("member"), "a") == "a"
    for role in ("assistant", "accountant", "", "admin"):
        with pytest.raises(rights.Forbidden):
            credit(caller(role), "b")
    assert done == ["a"]


def test_a_right_that_is_not_declared_is_a_bug() -> None:
    with pytest.raises(KeyError):
        rights.needs("documents.burn")
    with pytest.raises(KeyError):
        rights.may(caller("owner"), "documents.burn")
