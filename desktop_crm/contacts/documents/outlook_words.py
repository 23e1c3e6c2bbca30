"""The columns of Outlook's CSV exports by what they hold, as its English, German, Portuguese (Brazil and
Portugal) and Turkish editions name them; the classic program, the new one and outlook.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from desktop_crm.contacts.rules.matching import match_name

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "Title|Anrede|Tratamento|Título|Unvan",
        "given": "First Name|Vorname|Primeiro nome|Nome próprio|İlk Adı|Adı",
        "middle": "Middle Name|Weitere Vornamen|Segundo nome|Nome do meio|İkinci Adı",
        "family": "Last Name|Nachname|Sobrenome|Apelido|Soyadı",
        "suffix": "Suffix|Sufixo|Sonek",
        "nickname": "Nickname|Spitzname|Apelido (informal)|Takma Ad",
        "company": "Company|Firma|Empresa|Şirket",
        "department": "Department|Abteilung|Departamento|Bölüm",
        "position": "Job Title|Position|Cargo|İş Unvanı",
        "office": "Office Location|Büro|Sala|Localização do escritório|İşyeri Konumu",
        "work_street": "Business Street|Straße geschäftlich|Rua do endereço comercial|Endereço comercial"
        "|Rua da empresa|İş-Cadde",
        "work_street_2": "Business Street 2|Straße geschäftlich 2|Rua do endereço comercial 2"
        "|Endereço comercial 2|Rua da empresa 2|İş-Cadde 2",
        "work_street_3": "Business Street 3|Straße geschäftlich 3|Rua do endereço comercial 3"
        "|Endereço comercial 3|Rua da empresa 3|İş-Cadde 3",
        "work_city": "Business City|Ort geschäftlich|Cidade do endereço comercial|Localidade da empresa"
        "|İş-Şehir",
        "work_region": "Business State|Region geschäftlich|Estado do endereço comercial"
        "|Distrito da empresa|İş-Bölge",
        "work_code": "Business Postal Code|Postleitzahl geschäftlich|CEP do endereço comercial"
        "|Código postal da empresa|İş-Posta Kodu",
        "work_country": "Business Country/Region|Business Country|Land/Region geschäftlich"
        "|Land geschäftlich|País/Região da Empresa|País/Região do endereço comercial|İş-Ülke/Bölge",
        "work_box": "Business Address PO Box|Postfach geschäftlich|Caixa postal do endereço comercial"
        "|Apartado da empresa|İş Adresi Posta Kutusu",
        "home_street": "Home Street|Straße privat|Endereço residencial|Rua do endereço residencial"
        "|Rua da residência|Ev-Cadde",
        "home_street_2": "Home Street 2|Straße privat 2|Endereço residencial 2"
        "|Rua do endereço residencial 2|Rua da residência (2)|Ev-Cadde 2",
        "home_street_3": "Home Street 3|Straße privat 3|Endereço residencial 3"
        "|Rua do endereço residencial 3|Rua da residência (3)|Ev-Cadde 3",
        "home_city": "Home City|Ort privat|Cidade do endereço residencial|Localidade da residência|Ev-Şehir",
        "home_region": "Home State|Bundesland/Kanton privat|Region privat|Estado do endereço residencial"
        "|Estado|Distrito da residência|Ev-Bölge",
        "home_code": "Home Postal Code|Postleitzahl privat|CEP do endereço residencial"
        "|Código postal da residência|Ev-Posta Kodu",
        "home_country": "Home Country/Region|Home Country|Land/Region privat|Land privat"
        "|País/Região de Residência|País/Região do endereço residencial|Ev-Ülke/Bölge",
        "home_box": "Home Address PO Box|Postfach privat|Caixa postal do endereço residencial"
        "|Apartado da residência|Ev Adresi Posta Kutusu",
        "other_street": "Other Street|Weitere Straße|Outro endereço|Rua do outro endereço|Diğer-Cadde",
        "other_street_2": "Other Street 2|Weitere Straße 2|Outro endereço 2|Rua do outro endereço 2"
        "|Diğer-Cadde 2",
        "other_street_3": "Other Street 3|Weitere Straße 3|Outro endereço 3|Rua do outro endereço 3"
        "|Diğer-Cadde 3",
        "other_city": "Other City|Weiterer Ort|Cidade|Localidade do outro endereço|Diğer-Şehir",
        "other_region": "Other State|Weiteres/r Bundesland/Kanton|Outro Estado|Distrito do outro endereço"
        "|Diğer-Bölge",
        "other_code": "Other Postal Code|Weitere Postleitzahl|CEP|Código postal do outro endereço"
        "|Diğer-Posta Kodu",
        "other_country": "Other Country/Region|Other Country|Weiteres/e Land/Region|Weiteres Land"
        "|Outro País/Região|Diğer-Ülke/Bölge",
        "other_box": "Other Address PO Box|Weiteres Postfach|Caixa postal de outro endereço"
        "|Apartado do outro endereço|Diğer Adres Posta Kutusu",
        "mail": "E-mail Address|E-Mail-Adresse|Endereço de email|Endereço de e-mail"
        "|Endereço de correio electrónico|Endereço de correio eletrónico|Elektronik Posta Adresi"
        "|E-posta Adresi",
        "mail_2": "E-mail 2 Address|E-Mail 2: Adresse|E-Mail-Adresse 2|Endereço de email 2"
        "|Endereço de e-mail 2|Endereço do correio electrónico 2|Elektronik Posta 2 Adres"
        "|E-posta 2 Adresi",
        "mail_3": "E-mail 3 Address|E-Mail 3: Adresse|E-Mail-Adresse 3|Endereço de email 3"
        "|Endereço de e-mail 3|Endereço do correio electrónico 3|Elektronik Posta 3 Adres"
        "|E-posta 3 Adresi",
        "work_phone": "Business Phone|Telefon geschäftlich|Telefone comercial|Telefone da empresa"
        "|İş Telefon No|İş Telefonu",
        "work_phone_2": "Business Phone 2|Telefon geschäftlich 2|Telefone comercial 2"
        "|2º telefone da empresa|İş Telefonu 2",
        "home_phone": "Home Phone|Telefon (privat)|Telefone residencial|Telefone da residência|Ev Telefonu",
        "home_phone_2": "Home Phone 2|Telefon (privat 2)|Telefone residencial 2"
        "|2º telefone da residência|Ev Telefonu 2",
        "mobile": "Mobile Phone|Mobiltelefon|Telefone celular|Celular|Telemóvel|Cep Telefonu",
        "mobile_2": "Mobile Phone 2|Mobiltelefon 2",
        "primary_phone": "Primary Phone|Haupttelefon|Telefone principal|Birincil Telefon",
        "company_phone": "Company Main Phone|Telefon Firma|Telefone principal da empresa"
        "|Şirket Santral Telefonu",
        "other_phone": "Other Phone|Weiteres Telefon|Outro telefone|Diğer Telefon No|Diğer Telefon",
        "car_phone": "Car Phone|Autotelefon|Telefone do carro|Araç Telefonu",
        "pager": "Pager|Çağrı Cihazı",
        "work_fax": "Business Fax|Fax geschäftlich|Fax comercial|Fax da empresa|İş Faks No|İş Faksı",
        "home_fax": "Home Fax|Fax privat|Fax residencial|Fax da residência|Ev-Faks No|Ev Faksı",
        "other_fax": "Other Fax|Weiteres Fax|Outro fax|Diğer Faks No|Diğer Faks",
        "web": "Web Page|Webseite|Página da Web|Página na Web|Web Sayfası",
        "home_web": "Personal Web Page|Persönliche Webseite|Página pessoal da Web|Kişisel Web Sayfası",
        "tags": "Categories|Kategorien|Categorias|Kategoriler",
        "birthday": "Birthday|Geburtstag|Data de nascimento|Doğum günü",
        "anniversary": "Anniversary|Jahrestag|Datas especiais|Yıldönümü",
        "notes": "Notes|Notizen|Anotações|Notas|Observações|Notlar",
        "mail_type": "E-mail Type|E-Mail-Typ|Tipo de email|Tipo de correio electrónico|Elektronik Posta Türü",
        "mail_type_2": "E-mail 2 Type|E-Mail 2: Typ|Tipo de email 2|Tipo de correio electrónico 2"
        "|Elektronik Posta 2 Türü",
        "mail_type_3": "E-mail 3 Type|E-Mail 3: Typ|Tipo de email 3|Tipo de correio electrónico 3"
        "|Elektronik Posta 3 Türü",
        "": "E-mail Display Name|E-mail 2 Display Name|E-mail 3 Display Name|E-Mail: Angezeigter Name"
        "|E-Mail 2: Angezeigter Name|E-Mail 3: Angezeigter Name|Nome para exibição do email"
        "|Nome para exibição do email 2|Nome para exibição do email 3"
        "|Nome a apresentar para o correio electrónico|Elektronik Posta Görünen Adı"
        "|Elektronik Posta 2 Görünen Adı|Elektronik Posta 3 Görünen Adı|Initials|Initialen|Iniciais"
        "|İlk Harfler|Internet Free Busy|Internet-Frei/Gebucht|Disponibilidade da Internet"
        "|Internet Serbest Meşgul|Given Yomi|Surname Yomi|Company Yomi",
    }
)
"""By what the column holds; "" for what says nothing more."""

EMPTY: Final = frozenset(
    {"unspecified", "keine angabe", "nao especificado", "belirtilmemis", "normal", "false", "falsch", "falso",
     "yanlis", "0 0 00", "00 00 00", "00 00 0000", "0 0 0000"}
)  # fmt: skip
"""What Outlook writes where nothing was filled in."""


def bare(header: str) -> str:
    """A column's name for comparing: no accents, no signs, lower case."""
    return match_name(header, "person")


@lru_cache(maxsize=1)
def known() -> Mapping[str, str]:
    """What a column holds, by its bare name."""
    return {bare(name): field for field, names in _NAMES.items() for name in names.split("|")}


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    return frozenset(bare(names.split("|")[0]) for names in _NAMES.values())
