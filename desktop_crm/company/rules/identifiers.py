"""Tax ids, bank accounts and network addresses: checked with python-stdnum, doubted, never refused.

A wrong check digit is mostly a typing error, but offices do hand out numbers that a table does not know yet;
so everything here answers with a `Hint` or nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values.messages import Message, _

EU_COUNTRIES: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""Member states of the Union since 1 February 2020."""

_VAT_MODULES: Final[dict[str, tuple[str, ...]]] = {
    "BR": ("br.cnpj", "br.cpf"),
    "TR": ("tr.vkn", "tr.tckimlik"),
    "US": ("us.ein", "us.ssn", "us.itin"),
    "CH": ("ch.vat", "ch.uid"),
}
_VAT_NAMES: Final[dict[str, Message]] = {
    "BR": _("CNPJ or CPF"),
    "TR": _("VKN or TCKN"),
    "US": _("EIN"),
    "CH": _("UID"),
}
_TAX_NAMES: Final[dict[str, Message]] = {"BR": _("State or municipal registration")}
_TAX_MODULES: Final[dict[str, tuple[str, ...]]] = {
    "DE": ("de.stnr", "de.idnr"),
    "AT": ("at.tin",),
    "BE": ("be.vat", "be.nn"),
    "FR": ("fr.siret", "fr.siren", "fr.nif"),
    "ES": ("es.nif", "es.cif", "es.dni", "es.nie"),
    "IT": ("it.codicefiscale", "it.iva"),
    "PT": ("pt.nif",),
    "NL": ("nl.bsn",),
    "IE": ("ie.pps", "ie.vat"),
    "GB": ("gb.utr",),
    "CH": ("ch.uid", "ch.ssn"),
    "BR": ("br.cnpj", "br.cpf"),
    "TR": ("tr.vkn", "tr.tckimlik"),
    "US": ("us.ein", "us.ssn", "us.itin"),
    "PL": ("pl.nip", "pl.regon", "pl.pesel"),
}
_PIX_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_eu(country: str) -> bool:
    return country in EU_COUNTRIES


def compact(text: str) -> str:
    """An id without spaces, in capitals: ids are ASCII, so `upper` is safe here."""
    return re.sub(r"[\s\u00a0]+", "", text).upper()


def vat_prefix(country: str) -> str:
    """What the country's VAT IDs begin with: the country's code, EL for Greece."""
    return "EL" if country == "GR" else country


def _bare(vat_id: str) -> str:
    return re.sub(r"[\s.\-/\u00a0]+", "", vat_id).upper()


def vat_id_with_prefix(country: str, vat_id: str) -> str:
    """The id as BT-31 and BT-48 want it (EN 16931 BR-CO-9): with the country's prefix and without
    separators."""
    bare = _bare(vat_id)
    if not bare or re.match(r"[A-Z]{2}", bare):
        return bare
    return vat_prefix(country) + bare


_SWISS_ENDINGS: Final = {"de": "MWST", "fr": "TVA", "it": "IVA"}


def swiss_vat_id(vat_id: str, language: str, *, is_registered: bool = True) -> str:
    """As a Swiss paper shows it, "CHE-123.456.789 MWST" (UIDG art. 5, MWSTG art. 26); "" of another number.

    The ending is that of the paper's language; in one that is none of Switzerland's the typed one stays. Who
    is not registered for VAT has none, unless it was typed.
    """
    found = re.fullmatch(r"CHE(\d{3})(\d{3})(\d{3})(MWST|TVA|IVA|TPV|VAT)?", _bare(vat_id))
    if found is None:
        return ""
    number, typed = f"CHE-{found[1]}.{found[2]}.{found[3]}", found[4] or ""
    if not typed and not is_registered:
        return number
    usual = typed if typed and typed != "VAT" else "MWST"
    return f"{number} {_SWISS_ENDINGS.get(language.partition('_')[0], usual)}"


def vat_id_country(vat_id: str) -> str:
    """The country whose prefix a VAT ID carries, or "": "EL123" is GR, "XI123" is GB (Northern Ireland)."""
    found = re.match(r"[A-Z]{2}", compact(vat_id))
    return {"EL": "GR", "XI": "GB"}.get(found[0], found[0]) if found else ""


def vat_id_name(country: str) -> Message:
    """What the number that stands for a VAT ID is called where a firm or customer is."""
    return _VAT_NAMES.get(country, _("VAT ID"))


def tax_number_name(country: str) -> Message:
    """What the other number is called."""
    return _TAX_NAMES.get(country, _("Tax number"))


def vat_id_hint(country: str, vat_id: str, field: str = "vat_id") -> Hint | None:
    """A doubt about a VAT ID (UID, NIF, CNPJ, VKN ...) of a seller or buyer in `country`."""
    bare = compact(vat_id)
    if not bare:
        return None
    prefix = vat_id_country(bare)
    if prefix != country and prefix in EU_COUNTRIES:
        if not _is_valid(prefix, bare):
            return Hint(field, _wrong(_("VAT ID"), prefix))
        if not country:
            return None
        return Hint(
            field,
            _("This VAT ID is one of {other}, the address lies in {country}", other=prefix, country=country),
        )
    if country and not _is_valid(country, bare):
        return Hint(field, _wrong(_("VAT ID"), country))
    return None


def tax_number_hint(country: str, tax_number: str, field: str = "tax_number") -> Hint | None:
    """A doubt about a local tax number; countries without a known form raise none."""
    bare = compact(tax_number)
    modules = _TAX_MODULES.get(country, ())
    if not bare or not modules or any(_passes(name, bare) for name in modules):
        return None
    return Hint(field, _wrong(_("tax number"), country))


@lru_cache(maxsize=256)
def is_iban(text: str) -> bool:
    """Whether the check digits, the length and the signs are right (ISO 13616).

    The country's own rules are not asked: their tables of banks lag behind the banks.
    """
    from stdnum import iban

    return bool(iban.is_valid(compact(text), check_country=False))


def iban_hint(iban: str, field: str = "iban") -> Hint | None:
    """A doubt about an IBAN: country, length, check digits (ISO 13616), national form where it is known."""
    bare = compact(iban)
    if not bare or is_iban(bare):
        return None
    if not re.fullmatch(r"[A-Z]{2}\d\d[A-Z0-9]{8,30}", bare):
        return Hint(
            field, _("An IBAN begins with two letters and two digits, as in DE89 3704 0044 0532 0130 00")
        )
    return Hint(field, _("This IBAN is mistyped: its check digits or its length are wrong"))


def bic_hint(bic: str, iban: str = "", field: str = "bic") -> Hint | None:
    """A doubt about a BIC (ISO 9362), also when its country is not the IBAN's."""
    bare = compact(bic)
    if not bare:
        return None
    if not _passes("bic", bare):
        return Hint(field, _("A BIC has 8 or 11 characters, as in COBADEFFXXX"))
    account = compact(iban)
    if len(account) > 2 and account[:2] != bare[4:6]:
        return Hint(
            field, _("The BIC is one of {bank}, the IBAN of {account}", bank=bare[4:6], account=account[:2])
        )
    return None


def pix_key_hint(key: str, field: str = "pix_key") -> Hint | None:
    """A doubt about a Pix key: CPF, CNPJ, mail address, +55 phone or random key (BCB, DICT)."""
    key = key.strip()
    known = (
        not key
        or _PIX_UUID.fullmatch(key)
        or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", key)
        or re.fullmatch(r"\+55\d{10,11}", key)
        or _passes("br.cpf", key)
        or _passes("br.cnpj", key)
    )
    return (
        None
        if known
        else Hint(field, _("A Pix key is a CPF, a CNPJ, a mail address, a phone with +55 or a random key"))
    )


def endpoint_hint(endpoint: tuple[str, str] | None, field: str = "endpoint") -> Hint | None:
    """A doubt about an electronic address (BT-34, BT-49): scheme of the EAS list and an id."""
    if endpoint is None:
        return None
    scheme, identifier = endpoint
    if not re.fullmatch(r"\d{4}|EM|AN|AQ|AS|AU", scheme):
        return Hint(field, _("The scheme of an electronic address has four digits, such as 0204, or is EM"))
    if not identifier.strip():
        return Hint(field, _("The electronic address has a scheme but no id"))
    return None


def grouped_iban(iban: str) -> str:
    """As printed: "DE89 3704 0044 0532 0130 00"."""
    bare = compact(iban)
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def _is_valid(country: str, bare: str) -> bool:
    if country in _VAT_MODULES:
        return any(_passes(name, bare) for name in _VAT_MODULES[country])
    module = _vat_module(country)
    return True if module is None else _accepts(module, bare)


def _vat_module(country: str) -> Any:
    from stdnum import get_cc_module

    return get_cc_module("el" if country == "GR" else country.lower(), "vat")


def _passes(name: str, bare: str) -> bool:
    from importlib import import_module

    return _accepts(import_module(f"stdnum.{name}"), bare)


def _accepts(module: Any, bare: str) -> bool:
    return bool(module.is_valid(bare))


def _wrong(what: Message, country: str) -> Message:
    return _("This is no {what} of {country}: length or check digit is wrong", what=what, country=country)
