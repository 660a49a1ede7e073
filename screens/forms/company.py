"""The settings of the desk's own company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import CompanyDraft
from billdesk.domain.money import format_minor, format_money, parse_amount
from billdesk.domain.numbering import check_pattern, format_number
from billdesk.domain.records import CheckUse, CompanyView
from billdesk.domain.reviews import review_company
from billdesk.domain.tax_method import TaxMethod
from screens.forms.address import address_lines, address_of
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.grid import GridBody
from screens.forms.kinds import currency_field, decimal_field, enum_field, letters_field, text_field
from screens.forms.retiring import ChecksGrid

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class CompanyForm(FormScreen[CompanyDraft, bool]):
    """`CompanyForm(today, company)` ends with `True` when the settings were saved."""

    KIND: ClassVar[str] = "company settings"

    def __init__(self, today: date, company: CompanyView) -> None:
        super().__init__(today, subject="company:1", person=company.name)
        self.company = company
        self._full_name = FieldLine(text_field("name", "Name", required=True, width=44), company.name)
        self._address = address_lines(company.address)
        self._vat_id = FieldLine(text_field("vat_id", "VAT number", width=20), company.vat_id)
        self._currency = FieldLine(currency_field("currency", "Currency"), company.currency)
        self._language = FieldLine(
            letters_field("language", "Language", hint="two letters, e.g. nl", upper=False, required=True),
            company.language,
        )
        self._zone = FieldLine(
            text_field("time_zone", "Time zone", required=True, hint="Europe/Berlin", width=24), company.time_zone
        )
        self._method = FieldLine(enum_field("tax_method", "Tax rounding", TaxMethod), company.tax_method.value)
        self._invoices = FieldLine(self._pattern("invoice_pattern", "Invoices"), company.invoice_pattern)
        self._credits = FieldLine(self._pattern("credit_note_pattern", "Credit notes"), company.credit_note_pattern)
        self._bank = FieldLine(text_field("bank", "Bank", hint="IBAN, name of the bank", width=40), company.bank)
        self._threshold = FieldLine(_points_field(), str(company.second_key_from))
        self._hold = FieldLine(_seconds_field(), str(company.hold_seconds))
        self._limit = FieldLine(self._limit_field(), _say_limit(company))
        self._checks = ChecksGrid(company.retired_checks)

    def heading(self) -> str:
        """What is set."""
        return "Company settings"

    def parts(self) -> ComposeResult:
        """Who the desk works for, then how it bills."""
        yield from (self._full_name, *self._address.values(), self._vat_id)
        yield Static("How it bills", classes="section")
        yield from (self._currency, self._language, self._zone, self._method)
        yield from (self._invoices, self._credits, self._bank)
        yield Static("The double check  (space retires a worn-out check, or brings it back)", classes="section")
        yield from (self._hold, self._limit, self._threshold, self._checks)

    def on_mount(self) -> None:
        """How the checks were answered so far."""
        super().on_mount()
        self.run_service(_check_uses, group="uses", on_done=self._checks.show_uses)

    def build(self) -> CompanyDraft:
        """The settings as entered."""
        return CompanyDraft(
            name=self._full_name.value(),
            address=address_of(self._address),
            vat_id=self._vat_id.value(),
            currency=self._currency.value(),
            language=self._language.value(),
            time_zone=self._zone.value(),
            tax_method=self._method.value(),
            invoice_pattern=self._invoices.value(),
            credit_note_pattern=self._credits.value(),
            bank=self._bank.value(),
            second_key_from=int(self._threshold.value()),
            retired_checks=self._checks.retired(),
            version=self.company.version,
            hold_seconds=int(self._hold.value()),
            check_above_minor=self._limit.value(),
        )

    def examine(self, desk: Desk, draft: CompanyDraft) -> Review[CompanyDraft]:
        """Old beside new; the numbers that invoices print can be."""
        from billdesk.services import company

        return review_company(draft, self.company, company.check(desk, draft))

    def save(self, desk: Desk, confirmed: Confirmed[CompanyDraft]) -> bool:
        """Save them."""
        from billdesk.services import company

        company.save(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "Settings saved."

    @on(GridBody.Edited)
    def _retired(self) -> None:
        self.touched()

    def _pattern(self, key: str, label: str) -> FieldSpec[str]:
        def parse(text: str) -> str:
            check_pattern(text)
            return text

        def say(pattern: str) -> str:
            return f"the next look like {format_number(pattern, self.today, 1)}"

        return FieldSpec(key, label, parse, say=say, hint="{year}-{seq:04}", required=True, width=24)

    def _limit_field(self) -> FieldSpec[int]:
        def parse(text: str) -> int:
            return parse_amount(text, self._currency_now()).minor if text else 0

        def say(minor: int) -> str:
            if not minor:
                return "no limit: nobody else is asked"
            return f"checks what is above {format_money(minor, self._currency_now())}"

        return FieldSpec("check_above_minor", "Second person", parse, say=say, hint="above which amount", width=18)

    def _currency_now(self) -> str:
        return self._currency.readable() or self.company.currency


def _say_limit(company: CompanyView) -> str:
    return format_minor(company.check_above_minor, company.currency) if company.check_above_minor else ""


def _seconds_field() -> FieldSpec[Decimal]:
    return replace(
        decimal_field("hold_seconds", "Hold back", places=0, hint="seconds, 0 for at once"),
        say=lambda seconds: (
            f"a number comes {seconds} s later; u takes it back" if seconds else "numbers are given at once"
        ),
    )


def _points_field() -> FieldSpec[Decimal]:
    return replace(
        decimal_field("second_key_from", "Second key", places=0, hint="points of risk"),
        say=lambda points: f"asked from {points} points of risk on",
    )


def _check_uses(desk: Desk) -> tuple[CheckUse, ...]:
    from billdesk.services import company

    return company.check_uses(desk)
