"""Mail addresses, phones and web addresses: what is doubtful about one, and how it is opened with a click.

Cheap patterns decide nearly always; email-validator and phonenumbers are asked about the rest only.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from desktop_crm.values.messages import Message, _

_PLAIN_MAIL: Final = re.compile(
    r"[a-z0-9](?:[a-z0-9_+-]|\.(?!\.)){0,62}(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
    re.I,
)
_SPECIAL_DOMAIN: Final = re.compile(r"\.(example|test|invalid|localhost|local|internal|lan)$", re.I)
_PHONE: Final = re.compile(r"\+?[\d\s()./\-\u00a0\u2010-\u2013]{3,40}")
_EXTENSION: Final = re.compile(
    r"[\s,;]*(?:ext\.?|x|#|ramal|dahili|durchwahl|extension|;ext=)[\s.:=]*(\d{1,8})\s*$", re.I
)
_NOT_DIGIT: Final = re.compile(r"\D+")
_SIGNS: Final = re.compile(r"[^\d+]")
_WEB: Final = re.compile(r"(?:https?://)?[^\s/:?#.]+(?:\.[^\s/:?#.]+)+(?::\d+)?(?:[/?#]\S*)?", re.I)
KEY_DIGITS: Final = 9
"""As many last digits tell two phones of one country apart, with or without its prefix."""


def mail_doubt(value: str) -> Message | None:
    """Why this is hardly a mail address; the network is never asked."""
    if _PLAIN_MAIL.fullmatch(value):
        return None
    if "@" not in value:
        return _("“{value}” is no mail address: it has no @", value=value)
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(value, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError:
        if _SPECIAL_DOMAIN.search(value) and _PLAIN_MAIL.fullmatch(_SPECIAL_DOMAIN.sub(".com", value)):
            return None
        return _("“{value}” is no mail address", value=value)
    return None


def phone_doubt(value: str, country: str = "") -> Message | None:
    """Why this is hardly a phone number. Numbers that a country's plan does not know yet are not doubted."""
    bare = _EXTENSION.sub("", value)
    digits = sum(map(str.isdigit, bare))
    if digits < 3:
        return _("“{value}” is no phone number", value=value)
    if not _PHONE.fullmatch(bare) or digits > 15:
        return _("“{value}” is hardly a phone number", value=value)
    return None


def web_doubt(value: str) -> Message | None:
    if _WEB.fullmatch(value):
        return None
    return _("“{value}” is no web address", value=value)


def mail_key(value: str) -> str:
    """What two writings of one mail address share."""
    return value.strip().lower()


def phone_key(value: str) -> str:
    """What two writings of one phone share, with or without the country's prefix: its last nine digits.

    "+351 912 000 001", "00351912000001" and "912 000 001" are alike. Shorter numbers are kept whole.
    """
    if len(value) > 16 or not value[-1:].isdigit():
        value = _EXTENSION.sub("", value)
    return _NOT_DIGIT.sub("", value).lstrip("0")[-KEY_DIGITS:]


def web_key(value: str) -> str:
    return re.sub(r"^https?://(www\.)?|/+$", "", value.strip().lower())


def point_key(kind: str, value: str) -> str:
    """The key under which a point is compared; "" when nothing can be."""
    if kind == "mail":
        return mail_key(value)
    return phone_key(value) if kind == "phone" else web_key(value)


def e164(value: str, country: str = "") -> str:
    """The number as every network dials it ("+351912000001"), or "" where its country cannot be told."""
    bare = _EXTENSION.sub("", value).strip()
    digits = _SIGNS.sub("", bare.replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if re.fullmatch(r"\+[1-9]\d{6,14}", digits):
        return digits
    if not country:
        return ""
    import phonenumbers

    try:
        number = phonenumbers.parse(bare, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def call_link(value: str, country: str = "") -> str:
    """What a click on a phone opens (RFC 3966): "tel:+351912000001"."""
    number = e164(value, country) or _SIGNS.sub("", _EXTENSION.sub("", value))
    extension = _EXTENSION.search(value)
    return f"tel:{number};ext={extension[1]}" if extension else f"tel:{number}"


def mail_link(value: str) -> str:
    """What a click on a mail address opens (RFC 6068); signs that would add headers are escaped."""
    return f"mailto:{quote(value, safe='@.+-_')}"


def web_link(value: str) -> str:
    """What a click on a web address opens; only http and https ever are."""
    return value if re.match(r"https?://", value, re.I) else f"https://{value}"
