"""Three hundred texts that break programs, by what they aim at."""

# ruff: noqa: E501

from __future__ import annotations

import random
from typing import Final

_PLAIN: Final = (
    "", " ", "\t\n", "'", '"', "''", '""', "\\", "%", "_", "-0", "NaN", "null", "None", "undefined", "true",
    "½", "ﬁ", "Ω≈ç√", "ẞß", "İıŞşĞğ", "e\u0301", "日本語", "नमस्ते", "ไทย", "𝔘𝔫𝔦", "👩‍👩‍👧‍👦", "🏳️‍🌈",
)  # fmt: skip
_SQL: Final = (
    "';--", "' OR '1'='1", "'; DROP TABLE contact; --", "x' UNION SELECT bytes FROM blob --", "1; VACUUM",
    "\"; ATTACH '/tmp/evil.db' AS evil; --", "?", ":name", "$1", "%(name)s", "/**/", "x'00'", "\\'; --",
    "AND OR NOT NEAR", '"unbalanced', "*", "col:x", "^a", "(((", "a AND", "NEAR(a b)", "-a", '"a" OR "b',
)  # fmt: skip
_FORMULAS: Final = (
    "=1+1", "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://127.0.0.1:9/\")", "@SUM(A1)", "+1", "-1", "-1+cmd|' /C'!A",
    "\t=1+1", "\r=1+1", "=WEBSERVICE(\"http://127.0.0.1:9\")", "=DDE(\"cmd\";\"/C calc\")", "＝1+1", "%0A=1+1",
    "=IMPORTXML(CONCAT(\"http://127.0.0.1:9\"), \"//a\")", "'=1+1",
)  # fmt: skip
_FORMATS: Final = (
    "%s%s%s%n", "%d", "%x" * 50, "{0}", "{number}", "{period}", "{}", "{0.__class__.__mro__}", "{{7*7}}",
    "${7*7}", "#{7*7}", "<%= 7*7 %>", "{% import os %}", "{{config.items()}}", "$(id)", "`id`", "; id", "| id",
    "&& id", "%COMSPEC%", "${jndi:ldap://127.0.0.1:9/a}", "!!python/object/apply:os.system ['id']",
    "__import__('os').system('id')", "{customer", "customer}", "{number!r}", "{number:>99999999}",
)  # fmt: skip
_MARKUP: Final = (
    "<b>x</b>", "<b>", "</b>", "<", ">", "&", "&amp;", "&#0;", "&bogus;", "</Invoice>", "<!--", "-->", "]]>",
    "<![CDATA[x]]>", "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<img src='http://127.0.0.1:9/x.png'/>",
    "<img src=\"/etc/passwd\"/>", "<para>x</para>", "<para><seq/></para>", "<font color='red'>x",
    "<font color=\"[[getattr(pow,'__globals__')]]\">x</font>", "<a href='javascript:alert(1)'>x</a>",
    "<link href='file:///etc/passwd'/>", "<onDraw name=x label=y/>", "<br/>", "<super>x</super>", "<unichar code='0'/>",
    "javascript:alert(1)", "data:text/html,<script>1</script>", "file:///etc/passwd", "http://127.0.0.1:9/x",
    "<svg onload=alert(1)>", "style=\"background:url(http://127.0.0.1:9)\"", "&#x202e;", "&lt;script&gt;",
)  # fmt: skip
_PATHS: Final = (
    "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\Windows\\win.ini", "\\\\127.0.0.1\\x\\y",
    "//127.0.0.1/x", "CON", "nul.pdf", "COM1", ".", "..", "~", "~root", "a/b", "a\\b", "a\x00b.pdf", "x" * 300,
    "name.", "name ", ".hidden", "a:b", "a*b?", "file.pdf\x00.exe", "\u202egpj.exe", "%2e%2e%2f", "/dev/zero",
    "/proc/self/environ", "-rf", "--help", "$HOME", "a\nb.pdf", "aux", "…/…", "....//....//", "/" * 200,
)  # fmt: skip
_HEADERS: Final = (
    "x\r\nBcc: everybody@example.org", "x\nBcc: a@example.org", "x\rBcc: a@example.org", "x\u2028Bcc: a@example.org",
    "x\r\n\r\n<html>", "a@example.org, b@example.org", "a@example.org\r\nX: y", "=?utf-8?q?=0D=0ABcc:_x?=",
    "\"a\" <b@example.org>", "<a@example.org>", "a@b@c", "a@" + "x" * 300, "@", "a b@example.org",
    "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Other", "x\nN:Other", "x;y;z", "x,y\\,z\\;\\n", "x:y", "TYPE=pref:x",
    "PHOTO;VALUE=URI:http://127.0.0.1:9/x", "FN;ENCODING=QUOTED-PRINTABLE:=00", "x\\", "x\r\n continued",
    "\"x\"\r\n\"y\"", "x,\"y", "x;\"y\"z", "a\x1eb\x1dc",
)  # fmt: skip
_INVISIBLE: Final = (
    "\x00", "a\x00b", "\x1b[31mred", "\x07", "\x08\x08\x08", "\x7f", "\u0085", "\u00a0", "\u00ad", "\u034f", "\u061c",
    "\u115f", "\u180e", "\u200b", "a\u200bb", "\u200d", "\u200e", "\u202etxt", "\u202a\u202b\u202c", "\u2066x\u2069",
    "\u2028", "\u2029", "\u3000", "\ufeff", "\ufffc", "\ufffd", "\ufffe", "\uffff", "\ud7ff", "\U0010ffff",
    "\ud800", "a\udfffb", "\udcff", "\U000e0041", "\ue000", "a" + "\u0300" * 300, "\u0489" * 50,
    "שלום עולם", "مرحبا", "\u202bשלום\u202c", "abc שלום 123", "\ufdfd",
)  # fmt: skip
_LONG: Final = (
    "a" * 10_000, "word " * 2_000, "\n" * 500, "ä" * 32_767, "😀" * 5_000, "=" * 1_000, "<b>" * 2_000, "(" * 3_000,
    "[" * 3_000, "\t" * 1_000, "1" * 5_000, "-" * 500, "a\n" * 1_000, "שלום " * 500, "&amp;" * 1_000, "9" * 40,
    "1e999", "1" + "0" * 400, "0x" + "f" * 300, "\\" * 1_000, "%" * 1_000, "'" * 1_000, '"' * 1_001, "," * 999,
    ";" * 999, "{" * 1_000, "W" * 200, "a\u00ad" * 500,
)  # fmt: skip
_CONTROLS: Final = tuple(f"a{chr(n)}b" for n in (*range(1, 32), *range(0xFDD0, 0xFDDA)))
TEXTS: Final = (
    *_PLAIN, *_SQL, *_FORMULAS, *_FORMATS, *_MARKUP, *_PATHS, *_HEADERS, *_INVISIBLE, *_CONTROLS, *_LONG,
)  # fmt: skip


def one(rng: random.Random) -> str:
    """One of them, two of them together, or any signs at all."""
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(TEXTS)
    if kind < 0.8:
        return rng.choice(TEXTS)[:2_000] + rng.choice(TEXTS)[:200]
    return "".join(
        chr(rng.choice((rng.randint(0, 0x2FF), rng.randint(0, 0xD7FF)))) for _n in range(rng.randint(1, 80))
    )
