"""A customer's master data, new or changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.codes import CodePattern
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import Address, CustomerDraft
from billdesk.domain.records import AccountView, CompanyView
from billdesk.domain.reviews import review_customer
from screens.forms.address import address_lines, address_of
from screens.forms.fields import FieldLine
from screens.forms.kinds import currency_field, letters_field, terms_field, text_field
from screens.forms.particulars import AddressesGrid, BankAccountsGrid, PersonsGrid, TaxIdsGrid
from screens.forms.rows_form import RowsForm

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class CustomerForm(RowsForm[CustomerDraft, int]):
    """`CustomerForm(today, company, account=None)` ends with the customer's id; `account` is the one to change."""

    KIND: ClassVar[str] = "customer"

    def __init__(self, today: date, company: CompanyView, account: AccountView | None = None) -> None:
        subject = f"customer:{account.id}" if account else ""
        super().__init__(today, subject=subject, person=account.name if account else "")
        self.account = account
        old = account
        if old is not None:
            self.uid = UUID(old.uid)
        self._code = FieldLine(text_field("code", "Code", required=True, width=16), old.code if old else "")
        self._full_name = FieldLine(text_field("name", "Name", required=True, width=44), old.name if old else "")
        self._address = address_lines(old.address if old else Address(country=company.address.country))
        self._vat_id = FieldLine(text_field("vat_id", "VAT number", width=20), old.vat_id if old else "")
        self._currency = FieldLine(currency_field("currency", "Currency"), (old or company).currency)
        self._terms = FieldLine(terms_field("terms", "Terms"), str(old.terms) if old else None)
        self._language = FieldLine(
            letters_field("language", "Language", hint="two letters, e.g. nl", upper=False), (old or company).language
        )
        self._owner = FieldLine(
            text_field("owner", "Owner", hint="the user who works this account", width=20), old.owner if old else ""
        )
        self._notes = FieldLine(text_field("notes", "Notes", width=60), old.notes if old else "")
        self._persons = PersonsGrid(old.persons if old else ())
        self._addresses = AddressesGrid(old.addresses if old else ())
        self._tax_ids = TaxIdsGrid(old.tax_ids if old else ())
        self._bank_accounts = BankAccountsGrid(old.bank_accounts if old else ())
        self._codes: CodePattern | None = None
        self._proposed_code = ""

    def heading(self) -> str:
        """Whose data it is."""
        return f"Change {self.account.name}" if self.account else "New customer"

    def parts(self) -> ComposeResult:
        """Name and billing address, how it is billed, who works it; then what there may be several of."""
        yield from (self._code, self._full_name, *self._address.values())
        yield from (self._vat_id, self._currency, self._terms, self._language, self._owner, self._notes)
        yield Static("People to reach", classes="section")
        yield self._persons
        yield Static("Further addresses: delivery, office or other", classes="section")
        yield self._addresses
        yield Static("Further tax ids", classes="section")
        yield self._tax_ids
        yield Static("Bank accounts they pay from", classes="section")
        yield self._bank_accounts

    def on_mount(self) -> None:
        """A new customer's code is proposed."""
        super().on_mount()
        if self.account is None:
            self.run_service(_code_pattern, group="codes", on_done=self._propose_from)

    def edited(self) -> None:
        """Propose a code while none was typed."""
        if self._codes is None or self._code.text != self._proposed_code:
            return
        proposed = self._codes.propose(self._full_name.text)
        if proposed != self._proposed_code:
            self._proposed_code = self._code.text = proposed
            # Typing replaces it, also where the cursor stands there already.
            self._code.entry.action_select_all()

    def restore(self, kept: dict[str, str]) -> None:
        """A kept code is the user's own."""
        self._codes = None
        super().restore(kept)

    def _propose_from(self, codes: CodePattern) -> None:
        untouched = not self.has_changes
        self._codes = codes
        self.edited()
        if untouched:
            self._loaded = self.snapshot()

    def build(self) -> CustomerDraft:
        """The customer as entered."""
        return CustomerDraft(
            uid=self.uid,
            code=self._code.value(),
            name=self._full_name.value(),
            currency=self._currency.value(),
            terms=self._terms.value(),
            address=address_of(self._address),
            persons=self._persons.values(),
            vat_id=self._vat_id.value(),
            language=self._language.value(),
            notes=self._notes.value(),
            owner=self._owner.value(),
            id=self.account.id if self.account else None,
            version=self.account.version if self.account else None,
            addresses=self._addresses.values(),
            tax_ids=self._tax_ids.values(),
            bank_accounts=self._bank_accounts.values(),
        )

    def examine(self, desk: Desk, draft: CustomerDraft) -> Review[CustomerDraft]:
        """Check that the code is free."""
        from billdesk.services import customers

        return review_customer(draft, self.account, customers.check(desk, draft))

    def save(self, desk: Desk, confirmed: Confirmed[CustomerDraft]) -> int:
        """Save it."""
        from billdesk.services import customers

        return customers.save(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return f"{self._full_name.text} saved."


def _code_pattern(desk: Desk) -> CodePattern:
    from billdesk.services import customers

    return customers.code_pattern(desk)
