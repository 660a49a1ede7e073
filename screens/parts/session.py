"""What was done since the follow-up was opened: contacts, promises and the money they cover, messages, skips, time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from billdesk.domain.drafts import ContactKind, Outcome
from billdesk.domain.records import AccountView
from screens.parts.figures import say_sums


@dataclass(slots=True)
class Session:
    """Counts what `user` logs, by what an account shows before and after."""

    logged: dict[int, tuple[int, bool]] = field(default_factory=dict)
    """The contacts by their id: the account of each, and whether it reached somebody."""
    promises: int = 0
    covered: dict[str, int] = field(default_factory=dict)
    """Promised amounts in minor units by currency."""
    messages: int = 0
    skipped: set[int] = field(default_factory=set)
    began: datetime | None = None
    last: datetime | None = None

    @property
    def worked(self) -> set[int]:
        """The accounts that were contacted."""
        return {account_id for account_id, _ in self.logged.values()}

    @property
    def did_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.logged or self.messages or self.skipped)

    def seen(self, at: datetime) -> None:
        """The book was read at that moment."""
        self.began = self.began or at
        self.last = at

    def note(self, before: AccountView, after: AccountView, user: str) -> None:
        """Count what came to the account between two readings, and no more what was taken back."""
        for contact_id in {contact.id for contact in before.contacts} - {contact.id for contact in after.contacts}:
            self.logged.pop(contact_id, None)
        known = {contact.id for contact in before.contacts}
        logged = [contact for contact in after.contacts if contact.id not in known and contact.by == user]
        fresh = [contact for contact in logged if contact.kind != ContactKind.NOTE]
        if not fresh:
            return
        self.logged |= {contact.id: (after.id, contact.outcome not in _NOBODY) for contact in fresh}
        old_promises = {promise.id for promise in before.promises}
        for promise in after.promises:
            if promise.id not in old_promises:
                self.promises += 1
                self.covered[promise.currency] = self.covered.get(promise.currency, 0) + promise.amount_minor

    def say(self) -> str:
        """`5 contacts on 4 accounts, 3 reached somebody; 2 promises cover € 12,479.20; 1 message.`"""
        if not self.did_something:
            return "Nothing was logged."
        said = [self._say_contacts()] if self.logged else []
        sent = [_count(self.messages, "message")] if self.messages else []
        if self.skipped:
            sent.append(f"{len(self.skipped)} skipped")
        said += [", ".join(sent)] if sent else []
        minutes = int((self.last - self.began).total_seconds()) // 60 if self.last and self.began else 0
        took = f" It took {_count(minutes, 'minute')}." if minutes else ""
        return f"{'; '.join(said)}.{took}"

    def _say_contacts(self) -> str:
        contacts = f"{_count(len(self.logged), 'contact')} on {_count(len(self.worked), 'account')}"
        somebody = sum(reached for _, reached in self.logged.values())
        reached = f"{somebody} reached somebody" if somebody else "nobody reached"
        if not self.promises:
            return f"{contacts}, {reached}; no promise"
        verb = "covers" if self.promises == 1 else "cover"
        return f"{contacts}, {reached}; {_count(self.promises, 'promise')} {verb} {say_sums(self.covered)}"


_NOBODY = (Outcome.NOT_REACHED, Outcome.WRONG_PERSON, Outcome.NONE)


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"
