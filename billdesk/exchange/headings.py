"""Which column of a foreign table is what: headings recognised by the names that other systems give them.

A heading is compared by its letters and digits alone, so `Invoice No.`, `invoice_no` and `InvoiceNo` are one. Where
several columns could be the same field, the first name of the field's list wins and a note says which was not used.
Only the customer's code is never chosen that way: taking the wrong column for it would make one customer of several.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from billdesk.domain.errors import InputError


class Field(StrEnum):
    """What a column can be; the values are the names that `--map FIELD=HEADING` takes."""

    NUMBER = "number"
    CODE = "customer"
    NAME = "name"
    ISSUED = "issued"
    DUE = "due"
    TOTAL = "total"
    CURRENCY = "currency"
    SETTLED = "settled"
    DISPUTED = "disputed"
    REFERENCE = "reference"
    TERMS = "terms"
    STREET = "street"
    POSTCODE = "postcode"
    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"
    VAT_ID = "vat_id"
    LANGUAGE = "language"
    PERSON = "person"
    ROLE = "role"
    PHONE = "phone"
    EMAIL = "email"
    NOTES = "notes"
    OWNER = "owner"
    DELIVERY_STREET = "delivery_street"
    DELIVERY_POSTCODE = "delivery_postcode"
    DELIVERY_TOWN = "delivery_town"
    DELIVERY_REGION = "delivery_region"
    DELIVERY_COUNTRY = "delivery_country"
    IBAN = "iban"
    BIC = "bic"
    ACCOUNT_HOLDER = "account_holder"


INVOICE_NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.NUMBER: (
        *("number", "invoicenumber", "invoiceno", "invoicenum", "invoiceid", "invoice", "invno", "invnumber"),
        *("documentnumber", "documentno", "docnumber", "docno", "docid", "billnumber", "belegnummer", "belegnr"),
        *("rechnungsnummer", "rechnungsnr", "numerofacture", "numerofattura", "numerofactura", "factuurnummer"),
    ),
    Field.CODE: (
        *("customercode", "customerid", "customernumber", "customerno", "customernum", "custnumber"),
        *("custno", "custid", "custcode", "accountcode", "accountnumber", "accountno", "accountid"),
        *("debtorno", "debtornumber", "clientid", "clientcode", "kundennummer", "kundennr", "codeclient"),
        *("klantnummer", "account", "customer", "client", "debtor", "debitor"),
    ),
    Field.NAME: (
        *("name", "customername", "namecustomer", "accountname", "companyname", "company", "clientname", "custname"),
        *("debtorname", "kundenname", "kunde", "nomclient", "klantnaam"),
    ),
    Field.ISSUED: (
        *("issued", "issuedon", "issuedate", "invoicedate", "dateofinvoice", "invdate", "documentdate", "docdate"),
        *("documentcreatedate", "billdate", "billingdate", "rechnungsdatum", "belegdatum", "datefacture"),
        *("datafattura", "factuurdatum", "postingdate", "date"),
    ),
    Field.DUE: (
        *("due", "dueon", "duedate", "dueindate", "datedue", "netduedate", "paymentdue", "paymentduedate"),
        *("faelligkeitsdatum", "fälligkeitsdatum", "fälligam", "fällig", "dateecheance", "dateéchéance"),
        *("datascadenza", "vervaldatum"),
    ),
    Field.TOTAL: (
        *("total", "invoiceamount", "invoicetotal", "totalamount", "grosstotal", "grossamount", "gross"),
        *(
            "totalopenamount",
            "openamount",
            "amountdue",
            "amount",
            "bruttobetrag",
            "brutto",
            "betrag",
            "rechnungsbetrag",
        ),
        *("montantttc", "montant", "importo", "importe", "bedrag"),
    ),
    Field.CURRENCY: (
        *("currency", "invoicecurrency", "currencycode", "doccurrency", "documentcurrency", "curr", "cur"),
        *("währung", "waehrung", "devise", "valuta", "moneda"),
    ),
    Field.SETTLED: (
        *("settled", "settledon", "settleddate", "paidon", "paiddate", "datepaid", "paymentdate", "cleardate"),
        *("clearingdate", "bezahltam", "zahlungsdatum"),
    ),
    Field.DISPUTED: ("disputed", "indispute", "dispute", "isdisputed", "strittig"),
    Field.REFERENCE: (
        *("reference", "ref", "customerreference", "yourreference", "ordernumber", "orderno", "ponumber", "pono"),
        *("purchaseorder", "referenz", "bestellnummer"),
    ),
}

CUSTOMER_NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.CODE: ("code", *INVOICE_NAMES[Field.CODE], "number", "no", "id"),
    Field.NAME: INVOICE_NAMES[Field.NAME],
    Field.CURRENCY: INVOICE_NAMES[Field.CURRENCY],
    Field.TERMS: ("terms", "paymentterms", "paymentterm", "custpaymentterms", "zahlungsbedingungen", "netdays"),
    Field.STREET: ("street", "streetaddress", "address", "address1", "addressline1", "strasse", "rue"),
    Field.POSTCODE: ("postcode", "postalcode", "zip", "zipcode", "plz", "codepostal"),
    Field.TOWN: ("town", "city", "ort", "stadt", "ville"),
    Field.REGION: ("region", "state", "province", "county"),
    Field.COUNTRY: ("country", "countrycode", "land", "pays"),
    Field.VAT_ID: ("vatid", "vatnumber", "vatno", "vat", "taxid", "taxnumber", "gstin", "ustid", "ustidnr", "tva"),
    Field.LANGUAGE: ("language", "languagecode", "lang", "sprache", "langue"),
    Field.PERSON: ("person", "contact", "contactperson", "contactname", "ansprechpartner"),
    Field.ROLE: ("role", "position", "jobtitle", "funktion"),
    Field.PHONE: ("phone", "phonenumber", "telephone", "tel", "mobile", "telefon", "téléphone"),
    Field.EMAIL: ("email", "emailaddress", "mail"),
    Field.NOTES: ("notes", "note", "remarks", "remark", "comment", "comments", "bemerkung"),
    Field.OWNER: ("owner", "collector", "accountmanager", "salesperson", "sachbearbeiter"),
    Field.DELIVERY_STREET: (
        *("deliverystreet", "deliveryaddress", "deliveryaddress1", "shippingstreet", "shippingaddress"),
        *("shippingaddress1", "shiptostreet", "shiptoaddress", "shiptoaddress1", "lieferstrasse", "lieferadresse"),
    ),
    Field.DELIVERY_POSTCODE: (
        *("deliverypostcode", "deliverypostalcode", "deliveryzip", "shippingpostcode", "shippingpostalcode"),
        *("shippingzip", "shiptopostcode", "shiptopostalcode", "shiptozip", "lieferplz"),
    ),
    Field.DELIVERY_TOWN: ("deliverytown", "deliverycity", "shippingtown", "shippingcity", "shiptocity", "lieferort"),
    Field.DELIVERY_REGION: ("deliveryregion", "deliverystate", "shippingstate", "shippingregion", "shiptostate"),
    Field.DELIVERY_COUNTRY: (
        *("deliverycountry", "deliverycountrycode", "shippingcountry", "shippingcountrycode", "shiptocountry"),
        "lieferland",
    ),
    Field.IBAN: ("iban", "ibannumber", "ibannr", "bankiban", "bankaccount", "bankaccountnumber", "bankaccountno"),
    Field.BIC: ("bic", "swift", "swiftcode", "bicswift", "swiftbic", "biccode", "bankbic"),
    Field.ACCOUNT_HOLDER: ("accountholder", "bankaccountholder", "bankaccountname", "kontoinhaber"),
}

_CODE_OR_NAME = frozenset({"customer", "client", "debtor", "debitor"})
"""Headings of a customer's code where nothing else is one, and of the name beside a code."""
_LOOSE_CODES = frozenset({"account", "number", "no", "id"})
"""Headings of a customer's code where no heading says so exactly; never of a name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands: column positions from 0, the headings as the file spells them, and notes."""

    positions: Mapping[Field, int]
    headings: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def heading(self, field: Field) -> str:
        """The file's own heading of a field, for sentences; the field's name where the file has no such column."""
        position = self.positions.get(field)
        return self.headings[position] if position is not None else field.value


def parse_map(pairs: Sequence[str], names: Mapping[Field, tuple[str, ...]]) -> dict[Field, str]:
    """Read `--map FIELD=HEADING` options.

    Raises `InputError` naming the pair and the fields that there are.
    """
    known = [field.value for field in names]
    mapping: dict[Field, str] = {}
    for pair in pairs:
        left, equals, heading = pair.partition("=")
        if not equals or not heading.strip():
            raise InputError(f"--map {pair!r} is not FIELD=HEADING.", "Write it like --map number=invoiceNumber.")
        if left.strip() not in known:
            raise InputError(f"--map names no field {left.strip()!r}.", f"The fields are {', '.join(known)}.")
        field = Field(left.strip())
        if field in mapping:
            raise InputError(f"--map gives {field.value!r} twice.", "Give each field once.")
        mapping[field] = heading.strip()
    return mapping


def find_columns(
    file_name: str,
    headings: Sequence[str],
    names: Mapping[Field, tuple[str, ...]],
    required: Sequence[Field],
    given: Mapping[Field, str],
) -> Layout:
    """Decide which column is what; a mapping that was given goes before the names.

    Raises `InputError` for a missing required field, for two columns that could both be the customer's code, and for
    a heading that the file does not have or has twice.
    """
    positions = {field: _position_of(file_name, headings, field, wanted) for field, wanted in given.items()}
    notes: list[str] = []
    taken = set(positions.values())
    plain = ["" if position in taken else _plain(heading) for position, heading in enumerate(headings)]
    found = {
        field: [position for name in known for position, heading in enumerate(plain) if heading == name]
        for field, known in names.items()
    }
    _tell_code_from_name(file_name, headings, plain, found, given)
    for field, matches in found.items():
        if field in given or not matches:
            continue
        first = headings[matches[0]]
        if plain.count(plain[matches[0]]) > 1:
            raise InputError(
                f"{file_name}: the heading {first!r} stands there twice.",
                f"Name one of them differently, or give the column with --map {field.value}=HEADING.",
            )
        positions[field] = matches[0]
        if others := [headings[position] for position in matches[1:]]:
            notes.append(f"{field.value} was read from {first!r}, not from {_listed(others)}.")
    missing = [field for field in required if field not in positions]
    if missing:
        raise _missing(file_name, headings, missing)
    return Layout(positions, tuple(headings), tuple(notes))


def _tell_code_from_name(
    file_name: str,
    headings: Sequence[str],
    plain: Sequence[str],
    found: dict[Field, list[int]],
    given: Mapping[Field, str],
) -> None:
    """Put headings such as `Customer` where they belong: to the code when they stand alone, to the name beside a code.

    Raises `InputError` when two columns could be the code and neither can be the name.
    """
    matches = found[Field.CODE]
    either = [position for position in matches if plain[position] in _CODE_OR_NAME]
    loose = [position for position in matches if plain[position] in _LOOSE_CODES]
    exact = [position for position in matches if position not in either and position not in loose]
    name_is_free = Field.NAME not in given and not found[Field.NAME]
    codes = exact or (loose if loose and name_is_free else loose + either)
    if Field.CODE in given:
        codes = []
    if len({plain[position] for position in codes}) > 1:
        raise InputError(
            f"{file_name}: {_listed([headings[position] for position in codes], ' and ')} could each be the customer's"
            " code.",
            f"Say which one is with --map {Field.CODE.value}=HEADING.",
        )
    if name_is_free:
        found[Field.NAME] = [position for position in either if position not in codes]
    found[Field.CODE] = codes + [
        position for position in matches if position not in codes and position not in found[Field.NAME]
    ]


def _plain(heading: str) -> str:
    """Letters and digits only, in lower case."""
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def _position_of(file_name: str, headings: Sequence[str], field: Field, wanted: str) -> int:
    """The column a mapping names: spelt exactly, or else by letters and digits."""
    exact = [position for position, heading in enumerate(headings) if heading == wanted]
    found = exact or [position for position, heading in enumerate(headings) if _plain(heading) == _plain(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{file_name}: the heading {wanted!r} stands there twice.", "Name one of them differently.")
    near = difflib.get_close_matches(wanted, headings, n=1)
    hint = f"Perhaps {near[0]!r} is meant." if near else f"The headings are {_listed(headings)}."
    raise InputError(f"{file_name} has no heading {wanted!r} for --map {field.value}.", hint)


def _missing(file_name: str, headings: Sequence[str], missing: Sequence[Field]) -> InputError:
    *before, last = [field.value for field in missing]
    fields = f"{', '.join(before)} and {last}" if before else last
    options = " ".join(f"--map {field.value}=HEADING" for field in missing)
    way_out = f"Give {'them' if before else 'it'} with {options}; the headings are {_listed(headings)}."
    return InputError(f"{file_name}: no column for {fields} was recognised.", way_out)


def _listed(headings: Sequence[str], between: str = ", ") -> str:
    """Headings for a sentence: the first few, cut short, since a hostile file may hold anything."""
    shown = between.join(repr(heading[:40]) for heading in headings[:12])
    return f"{shown} and {len(headings) - 12} more" if len(headings) > 12 else shown
