"""Master data that moves money: where it is paid from and to, where reminders go, under which tax id it is billed;
and the settings of the company that protect the book.

A changed bank account is how invoices are paid to somebody else, and a wrong e-mail address how reminders never arrive.
So a new value of these is typed again, blind, from its source; the old one stands on the page. Of what is taken away
the last four are typed, or the whole where that tells nothing. A new record has nothing yet that could be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from billdesk.domain.drafts import BankAccount, CompanyDraft, CustomerDraft, Person, TaxId
from billdesk.domain.money import Money
from billdesk.domain.questions import BlindQuestion, Source, squeezed
from billdesk.domain.records import AccountView, CompanyView

T = TypeVar("T")
Pair = tuple[T | None, T | None]

NEW: Final = "the new one"
TAKEN_AWAY: Final = "the last four of what is taken away"


def paired(old: Sequence[T], new: Sequence[T], key: Callable[[T], str]) -> tuple[Pair[T], ...]:
    """What stands in the book beside what stands in the form, in the form's order; what is taken away comes last.

    The same `key` is the same thing; of the others one that comes stands in for one that goes.
    """
    kept: dict[str, list[T]] = {}
    for one in old:
        kept.setdefault(key(one), []).append(one)
    stays = [kept[key(one)].pop(0) if kept.get(key(one)) else None for one in new]
    going = [one for left in kept.values() for one in left]
    pairs: list[Pair[T]] = []
    for before, one in zip(stays, new, strict=True):
        pairs.append((going.pop(0) if before is None and going else before, one))
    return (*pairs, *((one, None) for one in going))


def paired_accounts(old: AccountView, draft: CustomerDraft) -> tuple[Pair[BankAccount], ...]:
    """The bank accounts, told apart by their numbers."""
    return paired(old.bank_accounts, draft.bank_accounts, lambda account: squeezed(account.number))


def paired_tax_ids(old: AccountView, draft: CustomerDraft) -> tuple[Pair[TaxId], ...]:
    """The further tax ids, told apart by their numbers."""
    return paired(old.tax_ids, draft.tax_ids, lambda tax_id: squeezed(tax_id.value))


def ask_changed_customer(draft: CustomerDraft, old: AccountView) -> Iterator[BlindQuestion]:
    """A question for each tax id, bank account and e-mail address that is new, another one, or taken away."""
    yield from _changed_code("VAT number", draft.vat_id, old.vat_id, "vat_id")
    yield from _tax_ids(draft, old)
    yield from _accounts(draft, old)
    yield from _addresses(draft, old)


def _changed_code(label: str, new: str, old: str, field: str) -> Iterator[BlindQuestion]:
    if squeezed(new) == squeezed(old):
        return
    if squeezed(new):
        yield BlindQuestion.code(label, new, field, NEW)
    else:
        yield BlindQuestion.last_four(label, old, field, TAKEN_AWAY)


def _tax_ids(draft: CustomerDraft, old: AccountView) -> Iterator[BlindQuestion]:
    """One that is printed on invoices from now on, or was until now, is asked for there."""
    printed = {squeezed(draft.vat_id), squeezed(old.vat_id)}
    for place, (before, after) in enumerate(paired_tax_ids(old, draft), start=1):
        was, new = before.value if before else "", after.value if after else ""
        if squeezed(new or was) not in printed:
            field = f"tax_ids.{place}.value" if after else "tax_ids"
            yield from _changed_code(f"Tax id {place + 1}", new, was, field)


def _accounts(draft: CustomerDraft, old: AccountView) -> Iterator[BlindQuestion]:
    for place, (before, after) in enumerate(paired_accounts(old, draft), start=1):
        if after is None:
            yield from _changed_code(f"Bank {place}", "", before.number if before else "", "bank_accounts")
        elif before is None or squeezed(before.number) != squeezed(after.number):
            yield BlindQuestion.code(f"Bank {place}", after.number, f"bank_accounts.{place}.number", "the new account")
        else:
            yield from _changed_code(f"BIC {place}", after.bic, before.bic, f"bank_accounts.{place}.bic")
            yield from _changed_text(
                f"Holder {place}", after.holder, before.holder, f"bank_accounts.{place}.holder", "of the account"
            )


def _addresses(draft: CustomerDraft, old: AccountView) -> Iterator[BlindQuestion]:
    """An address belongs to its person: two that are swapped are two changes. One who is only renamed keeps it."""
    pairs = paired(old.persons, draft.persons, lambda person: person.name.casefold())
    for place, (before, after) in enumerate(pairs, start=1):
        was, new = before.email if before else "", after.email if after else ""
        field = f"persons.{place}.email" if after else "persons"
        yield from _changed_text(f"E-mail {place}", new, was, field, _of(after or before))


def _of(person: Person | None) -> str:
    return f"of {person.name}" if person else ""


def _changed_text(label: str, new: str, old: str, field: str, whose: str) -> Iterator[BlindQuestion]:
    if new.strip().casefold() == old.strip().casefold():
        return
    if new.strip():
        yield BlindQuestion.text(label, new, field, whose)
    else:
        yield BlindQuestion.text(label, old, field, f"{whose}, taken away")


def ask_changed_company(draft: CompanyDraft, old: CompanyView) -> Iterator[BlindQuestion]:
    """A question for a tax id and for bank details of the company's that change, and for each changed protection."""
    yield from _changed_code("VAT number", draft.vat_id, old.vat_id, "vat_id")
    if squeezed(draft.bank) != squeezed(old.bank):
        hint = "where customers pay from now on" if draft.bank.strip() else "the one taken away"
        yield BlindQuestion.code("Bank", draft.bank.strip() or old.bank, "bank", hint)
    if draft.hold_seconds != old.hold_seconds:
        yield BlindQuestion.number("Held for", "seconds", draft.hold_seconds, "hold_seconds").by(Source.DECIDED)
    if limit_of(draft) != limit_of(old):
        hint = "the amount, 0 for no limit"
        limit = Money(draft.check_above_minor, draft.currency)
        yield BlindQuestion.amount("Second person", limit, hint, "check_above_minor").by(Source.DECIDED)
    if draft.second_key_from != old.second_key_from:
        yield BlindQuestion.number("Second key", "points", draft.second_key_from, "second_key_from").by(Source.DECIDED)


def limit_of(company: CompanyDraft | CompanyView) -> Money:
    """The amount above which a second person checks; never is 0 of whatever currency."""
    return Money(company.check_above_minor, company.currency if company.check_above_minor else "")


def say_protection(draft: CompanyDraft, old: CompanyView) -> Iterator[str]:
    """What a change of the settings that protect the book means from now on, without the figures that are asked."""
    if draft.hold_seconds != old.hold_seconds:
        later = "Another time is held" if draft.hold_seconds else "Numbers are given at once"
        yield f"{later} from now on; what is held already keeps its own."
    was, now = limit_of(old), limit_of(draft)
    if was == now:
        return
    if not now.minor:
        yield "No entry waits for a second person any more: one person alone books any amount."
    elif not was.minor or (was.currency == now.currency and now.minor < was.minor):
        yield "More entries wait for a second person."
    else:
        yield "Fewer entries wait for a second person: one person alone books what lies between."


def is_lowered(draft: CompanyDraft, old: CompanyView) -> bool:
    """Whether the book is less protected afterwards: held shorter, fewer second persons or keys, checks retired."""
    was, now = limit_of(old), limit_of(draft)
    fewer_persons = was.minor > 0 and was != now and (was.currency != now.currency or now.minor > was.minor)
    return (
        fewer_persons
        or draft.hold_seconds < old.hold_seconds
        or draft.second_key_from > old.second_key_from
        or not set(draft.retired_checks) <= set(old.retired_checks)
    )
