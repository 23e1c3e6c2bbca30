"""The usual texts of mails in every language of papers, written as templates: what a firm begins with."""

from __future__ import annotations

from datetime import date, timedelta

from desktop_crm.company.rules.mail_templates import REMINDER, MailTemplate
from desktop_crm.values.messages import DOCUMENTS, Translator, translator_for

_TITLE, _AMOUNT = "{{ title }}", "{{ amount }}"


def usual(kind: str, language: str) -> MailTemplate:
    """The texts for a kind in a language, or in the nearest one that there is."""
    t = translator_for(language or "en", DOCUMENTS)
    middle = _reminder(t) if kind == REMINDER else _paper(kind, t)
    parts = [_greeting(t), *middle, t("Kind regards"), "{{ signature }}"]
    subject = t("{title} from {seller}", title=_TITLE, seller="{{ seller }}")
    return MailTemplate(subject=subject, body="\n\n".join(part.rstrip("\n") for part in parts) + "\n")


def _greeting(t: Translator) -> str:
    return _either("contact", t("Dear {name},", name="{{ contact }}"), t("Dear Sir or Madam,"))


def _paper(kind: str, t: Translator) -> list[str]:
    attached = t("Please find attached our {title} for {amount}.", title=_TITLE, amount=_AMOUNT)
    if kind == "quote":
        until = "{{ valid_until }}"
        return [
            t("Thank you for your enquiry. Please find attached our {title} for {amount}.", title=_TITLE,
              amount=_AMOUNT),
            _where("valid_until",
                   t("It is valid until {date}. We look forward to hearing from you.", date=until)),
        ]  # fmt: skip
    if kind == "delivery":
        return [t("Please find attached our {title}.", title=_TITLE), t("Thank you for your trust.")]
    if kind == "credit_note":
        number, day = "{{ original_number }}", "{{ original_date }}"
        said = t("It corrects our document {number} of {date}.", number=number, date=day)
        return [attached, _where("original_number", said)]
    return [attached, _where("to_pay", _payment(t)), t("Thank you for your trust.")]


def _payment(t: Translator) -> str:
    early = t(
        "If you pay by {date}, you may deduct {percent} and pay {amount}.",
        date="{{ early_date }}",
        percent="{{ early_percent }}",
        amount="{{ early_amount }}",
    )
    return (
        _where("due_date", t("Please pay by {date}.", date="{{ due_date }}"))
        + "\n"
        + _where("early_date", early)
        + "\n"
        + _account(t)
    )


def _account(t: Translator) -> str:
    iban = t("IBAN {iban}, reference {reference}", iban="{{ iban }}", reference="{{ reference }}")
    pix = t("Pix key {key}", key="{{ pix_key }}")
    return f"{{% if iban %}}\n{iban}\n{{% elif pix_key %}}\n{pix}\n{{% endif %}}"


def _reminder(t: Translator) -> list[str]:
    values = {"number": "{{ invoice }}", "date": "{{ due_date }}", "until": "{{ pay_by }}"}
    last = t(
        "In spite of our reminders invoice {number}, due on {date}, is still open. Pay by {until}; after"
        " that day we will take further steps without another letter.",
        **values,
    )
    at_once = t(
        "Invoice {number} was due on {date} and is still open. Pay by {until}; after that day we will take"
        " further steps without another letter.",
        **values,
    )
    first = t(
        "Invoice {number} was due on {date}, and we have not seen your payment yet. It may have slipped"
        " your attention: please pay by {until}.",
        **values,
    )
    further = t(
        "Invoice {number}, due on {date}, is still open although we have reminded you. Please pay by"
        " {until}.",
        **values,
    )
    return [
        f"{{% if is_last and is_first %}}\n{at_once}\n{{% elif is_last %}}\n{last}\n"
        f"{{% elif level == 1 or is_first %}}\n{first}\n{{% else %}}\n{further}\n{{% endif %}}",
        t("Please find attached our {title} for {amount}.", title=_TITLE, amount=_AMOUNT),
        _account(t),
        t("If you have paid in the meantime, please disregard this letter."),
    ]


def _where(name: str, text: str) -> str:
    return f"{{% if {name} %}}\n{text}\n{{% endif %}}"


def _either(name: str, text: str, other: str) -> str:
    return f"{{% if {name} %}}\n{text}\n{{% else %}}\n{other}\n{{% endif %}}"


def examples(kind: str, language: str, day: date, seller: str) -> dict[str, str | int]:
    """Values for every name, to see what a text of this kind looks like."""
    t = translator_for(language or "en", DOCUMENTS)
    later, before = day + timedelta(days=14), day - timedelta(days=30)
    number = f"{day.year}-0042"
    values: dict[str, str | int] = {
        "contact": "Ana Lima",
        "customer": "Müller GmbH",
        "number": number,
        "date": t.formats.date(day),
        "amount": t.formats.money(124_950, "EUR"),
        "seller": seller,
        "signature": seller,
        "iban": "DE89 3704 0044 0532 0130 00",
        "pix_key": "",
        "reference": number,
        "due_date": t.formats.date(later),
    }
    if kind == REMINDER:
        title = t("Payment reminder")
        return values | {
            "title": f"{title} REM-{number}",
            "number": f"REM-{number}",
            "level": 1,
            "is_last": "",
            "is_first": "1",
            "invoice": number,
            "invoice_date": t.formats.date(before),
            "due_date": t.formats.date(before + timedelta(days=14)),
            "pay_by": t.formats.date(later),
        }
    return values | {
        "title": f"{_kind_word(kind, t)} {number}",
        "to_pay": values["amount"],
        "early_date": t.formats.date(day + timedelta(days=7)),
        "early_percent": t.formats.percent(2),
        "early_amount": t.formats.money(122_451, "EUR"),
        "valid_until": t.formats.date(later),
        "original_number": f"{day.year}-0041",
        "original_date": t.formats.date(before),
        "order_number": "EC-2291",
        "buyer_reference": "04011000-12345-03",
        "project": "Lisboa",
        "period": t.formats.period(before, day),
    }


def _kind_word(kind: str, t: Translator) -> str:
    words = {
        "quote": t("Quote"),
        "order": t("Order confirmation"),
        "delivery": t("Delivery note"),
        "pro_forma": t("Pro forma"),
        "credit_note": t("Credit note"),
        "receipt": t("Receipt"),
    }
    return words.get(kind) or t("Invoice")
