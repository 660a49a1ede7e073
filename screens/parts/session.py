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

    contacts: int = 0
    reached: int = 0
    promises: int = 0
    covered: dict[str, int] = field(default_factory=dict)
    """Promised amounts in minor units by currency."""
    worked: set[int] = field(default_factory=set)
    """The accounts that were contacted."""
    messages: int = 0
    skipped: set[int] = field(default_factory=set)
    began: datetime | None = None
    last: datetime | None = None

    @property
    def did_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.contacts or self.messages or self.skipped)

    def seen(self, at: datetime) -> None:
        """The book was read at that moment."""
        self.began = self.began or at
        self.last = at

    def note(self, before: AccountView, after: AccountView, user: str) -> None:
        """Count what came to the account between two readings."""
        known = {contact.id for contact in before.contacts}
        logged = [contact for contact in after.contacts if contact.id not in known and contact.by == user]
        fresh = [contact for contact in logged if contact.kind != ContactKind.NOTE]
        if not fresh:
            return
        self.worked.add(after.id)
        self.contacts += len(fresh)
        self.reached += sum(contact.outcome not in _NOBODY for contact in fresh)
        old_promises = {promise.id for promise in before.promises}
        for promise in after.promises:
            if promise.id not in old_promises:
                self.promises += 1
                self.covered[promise.currency] = self.covered.get(promise.currency, 0) + promise.amount_minor

    def say(self) -> str:
        """`5 contacts on 4 accounts, 3 reached somebody; 2 promises cover € 12,479.20; 1 message.`"""
        if not self.did_something:
            return "Nothing was logged."
        said = [self._say_contacts()] if self.contacts else []
        sent = [_count(self.messages, "message")] if self.messages else []
        if self.skipped:
            sent.append(f"{len(self.skipped)} skipped")
        said += [", ".join(sent)] if sent else []
        minutes = int((self.last - self.began).total_seconds()) // 60 if self.last and self.began else 0
        took = f" It took {_count(minutes, 'minute')}." if minutes else ""
        return f"{'; '.join(said)}.{took}"

    def _say_contacts(self) -> str:
        contacts = f"{_count(self.contacts, 'contact')} on {_count(len(self.worked), 'account')}"
        reached = f"{self.reached} reached somebody" if self.reached else "nobody reached"
        if not self.promises:
            return f"{contacts}, {reached}; no promise"
        verb = "covers" if self.promises == 1 else "cover"
        return f"{contacts}, {reached}; {_count(self.promises, 'promise')} {verb} {say_sums(self.covered)}"


_NOBODY = (Outcome.NOT_REACHED, Outcome.WRONG_PERSON, Outcome.NONE)


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"
