"""What a person is handed when they ask what is kept about them."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Cancelled, NotFound, UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import exporting, samples
from desktop_crm.workspace.opening import Workspace
from tests.faults.firms import TODAY

D = Decimal


class _Page(HTMLParser):
    """Links, tags and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = io.StringIO()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href" and value]
        assert not any(name.startswith("on") for name, _value in attrs)

    def handle_data(self, data: str) -> None:
        self.text.write(data)


@pytest.fixture
def kestrel(workspace: Workspace, caller: Caller) -> int:
    """A customer of the sample with papers, a ticket, a note and files of hostile names."""
    samples.load(caller, TODAY)
    her = int(
        raw()
        .execute("SELECT contact_id FROM document WHERE xml_sha IS NOT NULL ORDER BY id LIMIT 1")
        .fetchone()[0]
    )
    contacts.add_note(caller, her, "<script>alert(1)</script> & more", TODAY)
    for name in ("../../etc/passwd", "CON.txt", "a.txt", "A.TXT"):
        contacts.attach_file(caller, "contact", her, name, name.encode())
    ticket = support.open_ticket(caller, TicketDraft(contact_id=her, subject="Late", text="Where?"), TODAY)
    support.reply(caller, ticket, "Tomorrow", TODAY)
    support.reply(caller, ticket, "A difficult one", TODAY, internal=True)
    return her


def test_everything_is_in_one_readable_zip(
    workspace: Workspace, caller: Caller, kestrel: int, tmp_path: Path
) -> None:
    done = exporting.export_person(caller, kestrel, tmp_path / "all.zip", TODAY)
    with ZipFile(done.path) as file:
        assert file.testzip() is None
        names = file.namelist()
        page = _Page(file.read("index.html").decode())
        data = {name: json.loads(file.read(name)) for name in names if name.startswith("data/")}
        mails = [name for name in names if name.endswith(".eml")]
        assert b"Tomorrow" in file.read(mails[-1])
        papers = [name for name in names if name.startswith("documents/")]
        assert {name.rpartition(".")[2] for name in papers} == {"pdf", "xml"}
        assert all(file.read(name).startswith(b"%PDF") for name in papers if name.endswith("pdf"))
    assert "script" not in page.tags and "<script>alert(1)</script> & more" in page.text.getvalue()
    files = {unquote(link) for link in page.links if not link.startswith("#")}
    assert files == set(names) - {"index.html"} - set(data)
    assert {link.removeprefix("#") for link in page.links if link.startswith("#")} == set(done.counts)
    assert not any(".." in name or name.startswith("/") or "\\" in name for name in names)
    assert {"files/passwd", "files/_CON.txt", "files/a.txt", "files/A 2.TXT"} <= set(names)
    assert data["data/contact.json"]["name"] == contact_queries.get_contact(caller, kestrel).draft.name
    assert {each["kind"] for each in data["data/tickets.json"][-1]["messages"]} == {
        "customer", "public", "internal",
    }  # fmt: skip
    assert data["data/changes.json"], "what was changed and by whom"
    assert data["data/notes.json"][0]["text"] == "<script>alert(1)</script> & more"
    assert set(done.counts) >= {"contact", "consents", "notes", "files", "timeline", "documents", "payments",
                                "tickets", "messages", "changes"}  # fmt: skip


def test_prices_of_their_own_and_their_list_are_in_it(
    workspace: Workspace, caller: Caller, kestrel: int, tmp_path: Path
) -> None:
    product = catalog.create_product(caller, ProductDraft(name="Lamp", price=D("10"), currency="EUR"))
    own = PriceDraft(
        product_id=product, price=D("8.125"), currency="EUR", contact_id=kestrel, from_qty=D(10),
        valid_from=TODAY,
    )  # fmt: skip
    catalog.add_price(caller, own)
    named = catalog.save_price_list(caller, PriceListDraft(name="Friends", currency="EUR"))
    catalog.add_price(caller, PriceDraft(product_id=product, price=D(9), currency="EUR", list_id=named))
    catalog.give_price_list(caller, kestrel, named)
    done = exporting.export_person(caller, kestrel, tmp_path / "all.zip", TODAY)
    with ZipFile(done.path) as file:
        told = json.loads(file.read("data/prices.json"))
        page = _Page(file.read("index.html").decode()).text.getvalue()
    assert [(each["price"], each["from_qty"], each["list"]) for each in told] == [
        ("8.125", "10", ""),
        ("9", "", "Friends"),
    ]
    assert done.counts["prices"] == 2
    assert "8.125 EUR" in page and "Friends" in page


def test_the_page_speaks_the_language_of_the_person(
    workspace: Workspace, caller: Caller, tmp_path: Path
) -> None:
    ana = contacts.create_contact(caller, ContactDraft(name="Ana", language="pt_BR"))
    hans = contacts.create_contact(caller, ContactDraft(name="Hans", language="de"))
    pages = {}
    for who in (ana, hans):
        done = exporting.export_person(caller, who, tmp_path / f"{who}.zip", TODAY)
        with ZipFile(done.path) as file:
            pages[who] = file.read("index.html").decode()
    assert '<html lang="pt-BR">' in pages[ana] and "Telefone" not in pages[hans]
    assert "22 nov. 2026" in pages[ana]
    assert '<html lang="en">' in pages[hans] and "This is everything" in pages[hans]
    assert "This is everything" not in pages[ana]
    assert not re.search(r"https?://", pages[ana])


def test_nothing_is_overwritten_and_a_cancelled_export_leaves_nothing(
    workspace: Workspace, caller: Caller, kestrel: int, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "there.zip").write_bytes(b"mine")
    with pytest.raises(UserError, match="already a file"):
        exporting.export_person(caller, kestrel, folder / "there.zip", TODAY)
    assert (folder / "there.zip").read_bytes() == b"mine"

    class Stop:
        def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
            if done == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        exporting.export_person(caller, kestrel, folder / "new.zip", TODAY, progress=Stop())
    with pytest.raises(UserError, match="cannot be written"):
        exporting.export_person(caller, kestrel, tmp_path / "nowhere" / "new.zip", TODAY)
    with pytest.raises(NotFound):
        exporting.export_person(caller, 999, folder / "new.zip", TODAY)
    assert [path.name for path in folder.iterdir()] == ["there.zip"]
    assert billing.verify(caller).is_clean
