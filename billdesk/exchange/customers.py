"""Read a table of customers of another system.

Every row becomes a customer or a `Rejected` with the reason. What a row leaves out takes the desk's default:
the currency given for the file, terms of 30 days, English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid5

from billdesk.domain.checks.particulars import check_particulars
from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    BankAccount,
    CustomerDraft,
    FurtherAddress,
    ImportBatch,
    Person,
)
from billdesk.domain.errors import InputError
from billdesk.domain.findings import Severity
from billdesk.domain.particulars import account_number, read_tax_id
from billdesk.domain.terms import Terms, parse_terms
from billdesk.exchange.headings import CUSTOMER_NAMES, Field, Layout, find_columns, parse_map
from billdesk.exchange.reading import (
    NumberColumn,
    Reading,
    ReadOptions,
    Rejected,
    RowError,
    cell,
    check_width,
    currency_cell,
    settle_currency,
    text_cell,
)
from billdesk.exchange.tabular import Table, TableRow, open_table

_REQUIRED = (Field.CODE, Field.NAME)
_SPACE_OF_FILES = UUID("6f0c3a52-1b0e-5f0e-9c8d-2f9a4de1c0a7")
"""Namespace of the identities of imported customers: the same row of the same file has the same one."""


_BILLING = (Field.STREET, Field.POSTCODE, Field.TOWN, Field.REGION, Field.COUNTRY)
_DELIVERY = (
    *(Field.DELIVERY_STREET, Field.DELIVERY_POSTCODE, Field.DELIVERY_TOWN),
    *(Field.DELIVERY_REGION, Field.DELIVERY_COUNTRY),
)


@dataclass
class _Reader:
    """What was read so far."""

    table: Table
    layout: Layout
    options: ReadOptions
    whole: bool
    customers: list[CustomerDraft] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rows_by_code: dict[str, int] = field(default_factory=dict)

    def take(self, row: TableRow) -> None:
        """Read one row into a customer or a rejection."""
        try:
            check_width(row, self.layout, padded=self.table.source.is_workbook)
            self.customers.append(self._customer(row))
        except RowError as error:
            heading = self.layout.heading(error.field) if error.field else ""
            self.rejected.append(Rejected(row.number, heading, error.reason))

    def _customer(self, row: TableRow) -> CustomerDraft:
        code = self._text(row, Field.CODE, required=True)
        code = code.removesuffix(".0") if self.whole else code
        if (earlier := self.rows_by_code.setdefault(code.casefold(), row.number)) != row.number:
            raise RowError(Field.CODE, f"It stands in row {earlier} already.")
        printed, *further = self._several(row, Field.VAT_ID) or [""]
        address = self._address(row, _BILLING)
        draft = CustomerDraft(
            uid=uuid5(_SPACE_OF_FILES, f"{self.table.fingerprint}:{row.number}"),
            code=code,
            name=self._text(row, Field.NAME, required=True),
            currency=currency_cell(row, self.layout, self.options.currency),
            terms=self._terms(row),
            address=address,
            persons=self._persons(row),
            vat_id=printed,
            language=self._language(row),
            notes=self._text(row, Field.NOTES),
            owner=self._text(row, Field.OWNER),
            addresses=self._delivery(row),
            tax_ids=tuple(read_tax_id(tax_id, address.country) for tax_id in further),
            bank_accounts=self._bank_accounts(row),
        )
        for finding in check_particulars(draft):
            if finding.severity is Severity.BLOCK:
                raise RowError(_field_of(finding.field), finding.message)
        return draft

    def _several(self, row: TableRow, field_: Field) -> list[str]:
        """The parts of a cell that holds several, with a semicolon between them."""
        return [part.strip() for part in self._text(row, field_).split(";") if part.strip()]

    def _text(self, row: TableRow, field_: Field, *, required: bool = False) -> str:
        return text_cell(row, self.layout, field_, required=required)

    def _terms(self, row: TableRow) -> Terms:
        raw = self._text(row, Field.TERMS)
        if not raw:
            return Terms()
        try:
            return parse_terms(raw)
        except InputError as error:
            raise RowError(Field.TERMS, f"{error}") from error

    def _address(self, row: TableRow, fields: tuple[Field, Field, Field, Field, Field]) -> Address:
        street, postcode, town, region, country = (self._text(row, field_) for field_ in fields)
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise RowError(fields[-1], "It is not a country code of two letters, such as DE.")
        return Address(street, postcode, town, region, country.upper())

    def _delivery(self, row: TableRow) -> tuple[FurtherAddress, ...]:
        """Where things are delivered to, when that is not where the invoice goes."""
        address = self._address(row, _DELIVERY)
        billing = self._address(row, _BILLING)
        if not (address.street or address.postcode or address.town) or address in (
            billing,
            replace(billing, country=address.country),
        ):
            return ()
        return (FurtherAddress(AddressPurpose.DELIVERY, address),)

    def _bank_accounts(self, row: TableRow) -> tuple[BankAccount, ...]:
        """The accounts of the row; a single BIC is that of each of them."""
        numbers, bics = self._several(row, Field.IBAN), self._several(row, Field.BIC)
        holder = self._text(row, Field.ACCOUNT_HOLDER)
        if not numbers and (bics or holder):
            raise RowError(Field.IBAN, "It is empty, beside a BIC or the holder of an account.")
        if len(bics) not in (0, 1, len(numbers)):
            raise RowError(Field.BIC, "It holds another number of BICs than there are accounts.")
        if len(bics) < len(numbers):
            bics = (bics or [""]) * len(numbers)
        return tuple(
            BankAccount(account_number(number), holder, bic.upper()) for number, bic in zip(numbers, bics, strict=True)
        )

    def _persons(self, row: TableRow) -> tuple[Person, ...]:
        name, role = self._text(row, Field.PERSON), self._text(row, Field.ROLE)
        phone, email = self._text(row, Field.PHONE), self._text(row, Field.EMAIL)
        if not (name or phone or email):
            return ()
        return (Person(name or self._text(row, Field.NAME), role, phone, email),)

    def _language(self, row: TableRow) -> str:
        code = self._text(row, Field.LANGUAGE).casefold()
        if code and not (2 <= len(code) <= 3 and code.isascii() and code.isalpha()):
            raise RowError(Field.LANGUAGE, "It is not a language code, such as de.")
        return code or "en"


def _field_of(name: str) -> Field:
    """The column that a finding's field was read from."""
    if name.startswith("bank_accounts"):
        return Field.BIC if name.endswith("bic") else Field.IBAN
    return Field.VAT_ID


def read_customers(path: Path, options: ReadOptions, progress: Callable[[int], None] | None = None) -> Reading:
    """Read a file of customers.

    Raises `InputError` when the file as a whole cannot be read: no table, a required column missing, no currency
    anywhere. What is wrong with a single row stands in the reading's `rejected`.
    """
    given = parse_map(options.mapping, CUSTOMER_NAMES)
    table = open_table(path)
    layout = find_columns(table.name, table.headings, CUSTOMER_NAMES, _REQUIRED, given)
    options, currency_notes = settle_currency(table.name, layout, options)
    codes = NumberColumn()
    for row in table.rows():
        codes.see(row.number, cell(row, layout, Field.CODE))
    reader = _Reader(table, layout, options, codes.is_spoilt)
    for count, row in enumerate(table.rows(), start=1):
        reader.take(row)
        if progress is not None and count % 1000 == 0:
            progress(count)
    notes = [*table.warnings, *layout.notes, *currency_notes]
    if codes.is_spoilt:
        notes.append(f"The '.0' behind every {layout.heading(Field.CODE)!r} was dropped.")
    batch = ImportBatch(
        file_name=table.name, fingerprint=table.fingerprint, customers=tuple(reader.customers), warnings=tuple(notes)
    )
    return Reading(batch, tuple(reader.rejected), tuple(notes))
