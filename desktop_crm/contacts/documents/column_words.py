"""What other programs call their columns: folded words in six languages, parted by commas."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

COLUMN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": """
            name, full name, contact name, display name, nome, nome completo, nome do contato, razao
            social, nome fantasia, vollstandiger name, anzeigename, ad soyad, adi soyadi, unvan,
            nombre, nombre completo, razon social, nom complet, customer, cliente, kunde, client,
            musteri, customer name, kundenname, denominacao social, raison sociale
        """,
        "given_name": """
            first name, given name, firstname, forename, primeiro nome, nome proprio, vorname, ad,
            adi, isim, nombre de pila, prenom
        """,
        "family_name": """
            last name, family name, surname, lastname, sobrenome, apelido, ultimo nome, nachname,
            familienname, soyad, soyadi, soyisim, apellido, apellidos, nom de famille
        """,
        "title": "title, prefix, name prefix, titulo, tratamento, anrede, titel, hitap, titre, civilite",
        "kind": "kind, type, tipo, art, tur, tipo de pessoa, pessoa",
        "company": """
            company, company name, organization, organisation, organization name, account, empresa,
            firma, unternehmen, organizacao, sirket, sirket adi, kurum, entreprise, societe,
            companhia, employer
        """,
        "position": """
            position, job title, job, role, cargo, funcao, stelle, beruf, gorev, puesto, poste,
            fonction, pozisyon
        """,
        "department": "department, departamento, abteilung, bolum, service, setor",
        "category": "category, categoria, kategorie, kategori, categorie, status, lead status",
        "mail": """
            mail, e mail, email, e mail address, email address, correio eletronico, eposta, e posta,
            e posta adresi, correo, correo electronico, courriel, adresse e mail, e mail adresse,
            mailadresse, endereco de e mail, e mail 1 value, email 1, email 2, email 3, e mail 2
            address, e mail 3 address, primary email, secondary email, work email, other email
        """,
        "phone": """
            phone, phone number, telephone, tel, telefone, telefone fixo, telefonnummer, telefon,
            telefon no, telefono, fone, business phone, home phone, work phone, phone 1 value, phone
            1, phone 2, telephone fixe, is telefonu, telefon geschaftlich, telefone comercial, primary
            phone, company main phone, other phone
        """,
        "mobile": """
            mobile, mobile phone, cell, cell phone, cellphone, celular, telemovel, mobil,
            mobiltelefon, handy, cep, cep telefonu, movil, portable, telephone portable, whatsapp
        """,
        "fax": "fax, faxnummer, faks, fax number, business fax, telefax",
        "website": """
            website, web, url, web page, homepage, site, pagina web, webseite, web sitesi, site web,
            internet
        """,
        "street": """
            street, address, street address, address 1, address line 1, rua, endereco, morada,
            logradouro, strasse, strasse und hausnummer, adresse, anschrift, cadde, adres, calle,
            direccion, rue, business street, home street, address 1 street, invoice address, billing
            street, billing address, endereco de faturacao
        """,
        "street2": """
            address 2, address line 2, street 2, complemento, adresszusatz, adres 2, complement,
            complement d adresse, business street 2
        """,
        "district": """
            district, neighborhood, neighbourhood, bairro, stadtteil, ortsteil, ilce, mahalle, barrio,
            colonia, quartier
        """,
        "postal_code": """
            postal code, postcode, post code, zip, zip code, cep postal, codigo postal, plz,
            postleitzahl, posta kodu, code postal, business postal code, home postal code, cp, address
            1 postal code, billing zip
        """,
        "city": """
            city, town, cidade, localidade, municipio, ort, stadt, sehir, il, ciudad, poblacion,
            ville, business city, home city, address 1 city, billing city
        """,
        "region": """
            region, state, province, county, estado, uf, bundesland, bolge, eyalet, provincia, etat,
            departement, business state, home state, address 1 region, distrito, billing state
        """,
        "country": """
            country, country region, pais, land, ulke, pays, business country region, home country
            region, address 1 country, country code, billing country
        """,
        "vat_id": """
            vat, vat id, vat number, vat no, cnpj, cpf, cpf cnpj, cnpj cpf, nif, nipc, contribuinte,
            ust id, ust idnr, ustid, umsatzsteuer id, uid, vergi no, vergi numarasi, vkn, tckn, numero
            de tva, tva, tva intracommunautaire, cif, nif cif, partita iva, p iva, nip
        """,
        "tax_number": """
            tax number, tax id, tax no, ein, steuernummer, steuer nr, siret, siren, inscricao
            estadual, codice fiscale
        """,
        "legal_id": """
            register number, registration number, company number, handelsregister, hrb, mersis, mersis
            no, rcs
        """,
        "iban": "iban, bank account, conta bancaria, bankverbindung, hesap no, compte bancaire",
        "consents": "consents, consent, consentimentos, consentimento, izinler, izin, einwilligungen",
        "customer_number": """
            customer number, customer no, customer id, client number, numero do cliente, codigo do
            cliente, kundennummer, kunden nr, kundennr, musteri no, musteri numarasi, numero de
            cliente, numero client, codigo
        """,
        "order_number": """
            order number, po number, purchase order, bestellnummer, numero do pedido, siparis no
        """,
        "buyer_reference": "buyer reference, leitweg id, leitweg, kauferreferenz, reference client",
        "language": "language, idioma, lingua, sprache, dil, langue",
        "currency": "currency, moeda, wahrung, moneda, devise, para birimi, doviz",
        "birthday": """
            birthday, birth date, date of birth, aniversario, data de nascimento, nascimento,
            geburtstag, geburtsdatum, dogum gunu, dogum tarihi, cumpleanos, fecha de nacimiento,
            anniversaire, date de naissance, birthdate
        """,
        "tags": """
            tags, tag, labels, label, groups, group, group membership, categories, etiquetas,
            marcadores, grupos, gruppen, schlagworte, etiketler, gruplar, etiquettes, groupes
        """,
        "notes": """
            notes, note, remarks, comment, comments, observacoes, observacao, obs, notas, nota,
            anmerkungen, bemerkung, bemerkungen, notizen, notiz, notlar, aciklama, observaciones,
            remarques, memo, description, comentarios
        """,
        "price_notes": "price notes, price list, tabela de precos, preisliste, fiyat listesi, tarif",
    }
)
"""By field; `mapping` splits them at the commas."""
