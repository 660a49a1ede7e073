"""What people decide about messages: call back, say what became of them, print letters and note that they went out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.followup.outbox import (
    BouncesDraft,
    CameBack,
    Message,
    PostedDraft,
    PrintDraft,
    RecallDraft,
    ResolveDraft,
    WorksAgainDraft,
)
from billdesk.domain.followup.outbox_reviews import (
    review_came_back,
    review_posted,
    review_recall,
    review_resolve,
    review_works_again,
)
from billdesk.domain.followup.run_review import review_letters
from billdesk.text import inert
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine
from screens.forms.kinds import day_field, reason_field, text_field, word_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

ALL, THIS = "all", "this one"


class RecallForm(FormScreen[RecallDraft, bool]):
    """`RecallForm(today, message)` ends with `True` when the message was called back."""

    KIND: ClassVar[str] = "calling back of a message"

    def __init__(self, today: date, message: Message) -> None:
        super().__init__(today, subject=f"message:{message.id}", person=message.name)
        self.message = message
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which message."""
        return f"Call back the {self.message.channel.value} to {self.message.name}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield Static(inert(self.message.subject), classes="note")
        yield self._why

    def build(self) -> RecallDraft:
        """The message and the reason."""
        return RecallDraft(self.message.id, self.message.version, self._why.value())

    def examine(self, desk: Desk, draft: RecallDraft) -> Review[RecallDraft]:
        """Nothing to check beyond the field."""
        return review_recall(draft, self.message)

    def save(self, desk: Desk, confirmed: Confirmed[RecallDraft]) -> bool:
        """Call it back."""
        from billdesk.services import outbox_fates

        outbox_fates.recall(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "It is called back; tomorrow the follow-up decides anew."


class ResolveForm(FormScreen[ResolveDraft, bool]):
    """`ResolveForm(today, message, arrived=…)` ends with `True` when it was noted what became of an unknown message."""

    KIND: ClassVar[str] = "what became of a message"

    def __init__(self, today: date, message: Message, *, arrived: bool) -> None:
        super().__init__(today, subject=f"message:{message.id}", person=message.name)
        self.message = message
        self.arrived = arrived
        self._why = FieldLine(text_field("reason", "Known by", hint="they called", required=True, width=60))

    def heading(self) -> str:
        """Which message, and what is said of it."""
        said = "arrived" if self.arrived else "did not arrive"
        return f"The {self.message.channel.value} to {self.message.name} {said}"

    def parts(self) -> ComposeResult:
        """How that is known."""
        yield Static(inert(self.message.subject), classes="note")
        yield self._why

    def build(self) -> ResolveDraft:
        """The message, its fate and how it is known."""
        return ResolveDraft(self.message.id, self.message.version, self.arrived, self._why.value())

    def examine(self, desk: Desk, draft: ResolveDraft) -> Review[ResolveDraft]:
        """Nothing to check beyond the field."""
        return review_resolve(draft, self.message)

    def save(self, desk: Desk, confirmed: Confirmed[ResolveDraft]) -> bool:
        """Note it."""
        from billdesk.services import outbox_fates

        outbox_fates.resolve(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "It counts as sent." if self.arrived else "It does not count; the next run writes it again."


class CameBackForm(FormScreen[BouncesDraft, bool]):
    """`CameBackForm(today, message)` ends with `True` when it was noted that a mail came back."""

    KIND: ClassVar[str] = "a message that came back"

    def __init__(self, today: date, message: Message) -> None:
        super().__init__(today, subject=f"message:{message.id}", person=message.name)
        self.message = message
        self._said = FieldLine(text_field("said", "What it said", hint="no such person", required=True, width=60))

    def heading(self) -> str:
        """Which message."""
        return f"The {self.message.channel.value} to {self.message.name} came back"

    def parts(self) -> ComposeResult:
        """What it said."""
        yield Static(inert(" · ".join(self.message.address.splitlines())), classes="note")
        yield self._said

    def build(self) -> BouncesDraft:
        """The one message."""
        return BouncesDraft((CameBack(self.message.message_id, self._said.value()),))

    def examine(self, desk: Desk, draft: BouncesDraft) -> Review[BouncesDraft]:
        """Nothing to check beyond the field."""
        return review_came_back(draft, self.message)

    def save(self, desk: Desk, confirmed: Confirmed[BouncesDraft]) -> bool:
        """Note it."""
        from billdesk.services import outbox_fates

        outbox_fates.came_back(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "It does not count. Correct the address with the customer."


class WorksAgainForm(FormScreen[WorksAgainDraft, bool]):
    """`WorksAgainForm(today, message)` ends with `True` when its address may be written to again."""

    KIND: ClassVar[str] = "an address that works again"

    def __init__(self, today: date, message: Message) -> None:
        super().__init__(today, subject=f"message:{message.id}", person=message.name)
        self.message = message
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Whose address."""
        return f"The address of {self.message.name} works again"

    def parts(self) -> ComposeResult:
        """Why."""
        yield Static(inert(self.message.address), classes="note")
        yield self._why

    def build(self) -> WorksAgainDraft:
        """The message that it refused, and the reason."""
        return WorksAgainDraft(self.message.id, self._why.value())

    def examine(self, desk: Desk, draft: WorksAgainDraft) -> Review[WorksAgainDraft]:
        """Nothing to check beyond the field."""
        return review_works_again(draft, self.message)

    def save(self, desk: Desk, confirmed: Confirmed[WorksAgainDraft]) -> bool:
        """Note it."""
        from billdesk.services import outbox_fates

        outbox_fates.works_again(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The next run may write to it."


class PostedForm(FormScreen[PostedDraft, bool]):
    """`PostedForm(today, message, letters)` ends with `True` when it was noted that letters were posted: all that were
    printed, or the one under the cursor."""

    KIND: ClassVar[str] = "posting of letters"

    def __init__(self, today: date, message: Message, letters: Sequence[Message]) -> None:
        super().__init__(today, subject=f"message:{message.id}", person=f"{len(letters)} letters")
        self.message = message
        self.letters = tuple(letters)
        self._which = FieldLine(word_field("which", "Which", (ALL, THIS), default=ALL))
        self._on = FieldLine(day_field("on", "Posted on", today, default="today"))

    def heading(self) -> str:
        """How many there are."""
        return f"{len(self.letters)} printed {'letter' if len(self.letters) == 1 else 'letters'}"

    def parts(self) -> ComposeResult:
        """Which, and when."""
        yield Static(inert(f"Under the cursor: {self.message.name}"), classes="note")
        yield from (self._which, self._on)

    def build(self) -> PostedDraft:
        """All of them, or the one."""
        chosen = self.letters if self._which.value() == ALL else (self.message,)
        return PostedDraft(tuple(letter.id for letter in chosen), self._on.value())

    def examine(self, desk: Desk, draft: PostedDraft) -> Review[PostedDraft]:
        """The service looks at the day."""
        return review_posted(draft, len(draft.sendings), self.today)

    def save(self, desk: Desk, confirmed: Confirmed[PostedDraft]) -> bool:
        """Note it."""
        from billdesk.services import outbox_fates

        outbox_fates.posted(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "Their steps count as done."


class PrintForm(FormScreen[PrintDraft, int]):
    """`PrintForm(today, letters, settings)` ends with how many letters the file holds."""

    KIND: ClassVar[str] = "printing of letters"

    def __init__(self, today: date, letters: Sequence[Message], settings: Path) -> None:
        super().__init__(today, subject="letters", person=f"{len(letters)} letters")
        self.letters = tuple(letters)
        self._settings = settings
        self._file = FieldLine(
            text_field("file", "File", required=True, width=60, default=f"~/letters-{today.isoformat()}.txt")
        )

    def heading(self) -> str:
        """How many there are."""
        return f"Print {len(self.letters)} {'letter' if len(self.letters) == 1 else 'letters'}"

    def parts(self) -> ComposeResult:
        """Into which file."""
        yield Static(inert("A page each, as plain text. Nothing that is there already is overwritten."), classes="note")
        yield self._file

    @property
    def _path(self) -> Path:
        return Path(self._file.value()).expanduser()

    def build(self) -> PrintDraft:
        """All of them."""
        path = self._path
        if path.exists() or not path.parent.is_dir():
            what = "is there already" if path.exists() else "would lie in a folder that is not there"
            raise InputError(f"{path} {what}.", "Give another name.")
        return PrintDraft(tuple(letter.id for letter in self.letters))

    def examine(self, desk: Desk, draft: PrintDraft) -> Review[PrintDraft]:
        """The service looks at each letter once more."""
        return review_letters(draft, str(self._path))

    def save(self, desk: Desk, confirmed: Confirmed[PrintDraft]) -> int:
        """Write them; where the file cannot be, they wait as before."""
        from billdesk.exchange.mail.letters import letter_of, letters_file
        from billdesk.exchange.mail.office import open_post
        from billdesk.services import company, outbox_printing

        ours = company.get(desk)
        office = open_post(self._settings, ours.language).office
        sender = company.letterhead(ours)

        def paper(letters: tuple[Message, ...]) -> AbstractContextManager[None]:
            return letters_file(self._path, [letter_of(message, sender) for message in letters])

        messages = outbox_printing.print_letters(desk, confirmed, office, paper)
        if not messages:
            raise RuleError("None of these letters is true any more.", "They were dropped; the next run decides anew.")
        return len(messages)

    def saved(self, result: int) -> str:
        """The note."""
        return f"{result} letters are in {self._path.name}. Say when they were posted."
