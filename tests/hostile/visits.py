"""How to come to each screen and dialog of the desk with hostile data in it, and what must be seen there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import screens
from billdesk.command import Scope
from billdesk.domain.brief import RunRow
from billdesk.domain.checks.rekey import Risk
from billdesk.domain.dispute_guides import REASONS, Reason
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import IssueDraft, Outcome
from billdesk.domain.errors import RuleError
from billdesk.domain.feedback import FeedbackKind
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import RunDraft
from billdesk.domain.followup.procedures import Channel, Procedure, Step, Tone
from billdesk.domain.followup.views import HoldView, NextStep, ProcedureView, WaiverView
from billdesk.domain.held import HeldEntry, HeldKind, HeldState
from billdesk.domain.mailing import Sender
from billdesk.domain.money import Money
from billdesk.domain.reminders import Link
from billdesk.domain.reviews import review_issue
from billdesk.domain.second_person import SecondCheck, questions_of
from billdesk.domain.work import PriorityPart
from billdesk.exchange.mail.office import Post
from billdesk.exchange.mail.settings import MailSettings
from billdesk.exchange.texts.writing import TextWriter
from billdesk.opening import prepare
from screens.account import AccountScreen
from screens.base import DeskDialog, DeskScreen
from screens.batch import BatchScreen, GapScreen, OfBatch
from screens.brief import BriefScreen, RunScreen
from screens.calendar import CalendarScreen
from screens.claims import ClaimsScreen
from screens.day_keys import DayKeys
from screens.dialogs.choose import ChooseDialog, Option
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.find import FindDialog
from screens.dialogs.help import HelpDialog
from screens.dialogs.message import AskDialog, MessageDialog
from screens.dialogs.pick_customer import PickCustomerDialog
from screens.dialogs.risk import RiskDialog
from screens.dialogs.second_person import SecondPersonDialog
from screens.dialogs.why import WhyDialog
from screens.dispute import DisputeScreen
from screens.dispute_reasons import ReasonsScreen
from screens.feedback import FeedbackScreen
from screens.follow_up import FollowUpScreen
from screens.forms.base import FormScreen
from screens.forms.batch import BatchForm, GiveUpBatchForm
from screens.forms.batched import BatchedForm
from screens.forms.claims import ChargeClaimForm, ClaimForm, PayClaimForm, WaiveClaimForm
from screens.forms.company import CompanyForm
from screens.forms.contact import ContactForm
from screens.forms.credit_note import CreditNoteForm
from screens.forms.credits import ApplyCreditForm, ReversalForm
from screens.forms.customer import CustomerForm
from screens.forms.dispute import AttachFileForm, ChangeDisputeForm, DisputeNoteForm, OpenDisputeForm
from screens.forms.dispute_end import CloseDisputeForm, ReopenDisputeForm, ResolveDisputeForm
from screens.forms.dispute_reason import ReasonForm
from screens.forms.feedback import CloseFeedbackForm, FeedbackForm, FeedbackLink
from screens.forms.holding_back import BlockForm, HoldForm, LiftForm, LiftWaiverForm, PauseForm, WaiveForm
from screens.forms.invoice import InvoiceForm
from screens.forms.leaving import LeavingDialog
from screens.forms.outbox import CameBackForm, PostedForm, PrintForm, RecallForm, ResolveForm, WorksAgainForm
from screens.forms.plan import PlanForm, WithdrawPlanForm
from screens.forms.procedure import ProcedureForm, RetireForm
from screens.forms.receipt import ReceiptForm
from screens.forms.reminder import ReminderForm
from screens.forms.rows_form import RowsForm
from screens.forms.small import LiftDisputeForm, SentForm, SentTogetherForm, SnoozeForm, VoidForm, WithdrawForm
from screens.giving_feedback import KindDialog
from screens.holding_back import Whose
from screens.invoice import InvoiceScreen
from screens.next_message import NextMessageScreen
from screens.outbox import OutboxScreen
from screens.parts.along import AlongScreen
from screens.parts.choosing import ChoosingScreen
from screens.parts.reading import ListingScreen, ReadingScreen
from screens.plan import PlanScreen
from screens.procedures import ProceduresScreen
from screens.queue import QueueScreen
from screens.queue_reading import QueueReading
from screens.queue_snooze import SnoozeRowsForm
from screens.records import RecordScreen
from screens.reminder_keys import ReminderKeys
from screens.running import RunDialog
from screens.text_keys import TextKeys
from screens.texts import TextsScreen
from tests.conftest import TODAY
from tests.hostile.book import Facts
from tests.hostile.samples import hostile

BASES = frozenset(
    {
        DeskScreen,
        DeskDialog,
        FormScreen,
        RowsForm,
        RecordScreen,
        ChoosingScreen,
        AlongScreen,
        QueueReading,
        DayKeys,
        ReminderKeys,
        TextKeys,
        ReadingScreen,
        ListingScreen,
        OfBatch,
        BatchedForm,
        HoldForm,
    }
)
"""What screens are made from; none of them is ever shown itself."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`make` the screen from the hostile desk's facts and folder.

    `always` names the fields that are in sight at 80×24, `tall` those that a screen of any height shows besides.
    """

    make: Callable[[Facts, Path], DeskScreen[Any]]
    always: tuple[str, ...] = ()
    tall: tuple[str, ...] = ()


def concrete_screens() -> set[type[object]]:
    """Every screen, dialog and form that the program can show, found by importing all of `screens`."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    return {found for found in _below(DeskScreen) if found.__module__.startswith("screens.")} - BASES


def _below(base: type[object]) -> Iterator[type[object]]:
    for found in base.__subclasses__():
        yield found
        yield from _below(found)


def _queue(facts: Facts, folder: Path) -> QueueScreen:
    opening = prepare(folder / "desk.billdesk", user="mk", today=TODAY, config_folder=folder, state_folder=folder)
    return QueueScreen(opening)


class _Hostile(MessageDialog):
    """A screen whose commands are refused with hostile reasons, to be helped with."""

    SCOPE = Scope.ACCOUNT

    def __init__(self) -> None:
        super().__init__("", "")

    def why_not(self, command_id: str) -> str | None:
        """The same for every command."""
        return hostile("WHY-NOT")


def _double_check(facts: Facts, folder: Path) -> DoubleCheckDialog[IssueDraft]:
    draft = facts.draft
    found = Findings.of([Finding("x", Severity.ASK, "reference", hostile("FINDING"), hostile("EVIDENCE"))])
    issue = IssueDraft(draft.id, draft.version, draft.issued_on, Money(draft.total_minor, draft.currency))
    return DoubleCheckDialog(review_issue(issue, draft, TODAY, found))


def _second_person(facts: Facts, folder: Path) -> SecondPersonDialog:
    amount = Money(11_900, "EUR")
    issue = IssueDraft(facts.draft.id, facts.draft.version, facts.draft.issued_on, amount)
    entry = HeldEntry(
        1, 1, HeldKind.ISSUE, HeldState.TO_CHECK, facts.account.id, hostile("HIDDEN"), facts.draft.id, "draft", amount,
        hostile("BY"), datetime(2026, 11, 21, 9, 30, tzinfo=UTC), None, "",
    )  # fmt: skip
    return SecondPersonDialog(SecondCheck(entry, issue, questions_of(issue, "H-0031"), "typed again: total"), "eva")


def _why(facts: Facts, folder: Path) -> WhyDialog:
    parts = (PriorityPart(hostile("PART"), 3, hostile("BECAUSE"), TODAY, 4),)
    return WhyDialog(hostile("NAME"), parts, TODAY, (hostile("WHY-NOTE"),))


def _run_rows(facts: Facts, folder: Path) -> RunScreen:
    row = RunRow(facts.account.id, hostile("CODE"), hostile("NAME"), hostile("GROUP"), Money(1, "EUR"), hostile("WHY"))
    return RunScreen(TODAY, row.group, (row,))


def _run_dialog(facts: Facts, folder: Path) -> RunDialog:
    sender = Sender("Maria Keller", "billing@northwind.example")
    mail = MailSettings(sender, folder=folder / "out")
    post = Post(Office(TextWriter(sender), "northwind.example"), mail)
    return RunDialog(post, bypass(RunDraft(TODAY, 0, ()), "a visit"))


def _choose(facts: Facts, folder: Path) -> ChooseDialog:
    options = (Option("1", hostile("OPTION"), hostile("DETAIL")), Option("2", "b", "", hostile("REASON")))
    return ChooseDialog(hostile("TITLE"), options)


def _message(facts: Facts, folder: Path) -> MessageDialog:
    return MessageDialog.of_error(RuleError(hostile("SENTENCE"), hostile("WAY-OUT")))


def _whose(facts: Facts, *, invoice: bool = False) -> Whose:
    of = (facts.issued.id, facts.issued.number or "") if invoice else (None, "")
    return Whose(facts.account.id, facts.account.name, facts.account.name, *of)


def _lift(facts: Facts, folder: Path) -> LiftForm:
    hold = HoldView(1, 1, hostile("CODE"), hostile("NAME"), hostile("REASON"), TODAY, hostile("BY"))
    return LiftForm(TODAY, hold)


def _hostile_procedure() -> ProcedureView:
    step = Step(5, Channel.MAIL, hostile("TEMPLATE"), Tone.CLEAR)
    one = Procedure(hostile("STEP-NAME"), (step,))
    return ProcedureView(one, False, False, False, 1, 0, 0, False)


def _waive(facts: Facts, folder: Path) -> WaiveForm:
    steps = (NextStep(1, hostile("NUMBER"), TODAY, 100, "EUR", 1, 4, True),)
    return WaiveForm(TODAY, _whose(facts), steps)


def _lift_waiver(facts: Facts, folder: Path) -> LiftWaiverForm:
    waiver = WaiverView(1, 1, 1, hostile("NUMBER"), 1, TODAY, hostile("REASON"), hostile("BY"))
    return LiftWaiverForm(TODAY, _whose(facts), waiver)


_MASTER = ("NAME", "TOWN", "CODE", "STREET", "POSTCODE", "REGION", "VAT", "LANGUAGE", "OWNER", "NOTES")
_PARTICULARS = ("STREET2", "ZIP2", "TOWN2", "REGION2", "TAX-ID", "ACCOUNT", "HOLDER")
_PERSON = ("PERSON", "ROLE", "PHONE", "EMAIL")
_DETAILS = ("STREET", "POSTCODE", "TOWN", "REGION", "CODE", "VAT", "REFERENCE")
_OWN_DETAILS = (*_DETAILS, "EXEMPTION", "NOTE", "LINE", "UNIT", "LONG-LINE", "CALLED", "SAID", "USER")

VISITS: tuple[tuple[type[object], Visit], ...] = (
    (QueueScreen, Visit(_queue, ("COMPANY", "NAME3", "OTHER", "NAME"))),
    (InvoiceScreen, Visit(lambda facts, _: InvoiceScreen(facts.issued.id), ("NAME",), _OWN_DETAILS)),
    (InvoiceScreen, Visit(lambda facts, _: InvoiceScreen(facts.imported.id), ("NUMBER",), (*_DETAILS, "FILE"))),
    (InvoiceScreen, Visit(lambda facts, _: InvoiceScreen(facts.draft.id), ("NAME",), _DETAILS)),
    (
        FollowUpScreen,
        Visit(
            lambda facts, _: FollowUpScreen(facts.account.id),
            ("NAME", "NUMBER"),
            (*_PERSON, "LANGUAGE", "LONG-SAID", "PAYER", "CALLED", "SAID", "HELD"),
        ),
    ),
    (NextMessageScreen, Visit(lambda facts, _: NextMessageScreen(facts.account.id), ("NAME",))),
    (
        AccountScreen,
        Visit(
            lambda facts, _: AccountScreen(facts.account.id),
            ("NAME", "TOWN", "NUMBER"),
            (*_MASTER, *_PERSON, *_PARTICULARS, "HELD", "PAYER", "METHOD", "SETTLED", "CALLED", "LONG-SAID"),
        ),
    ),
    (BatchScreen, Visit(lambda facts, _: BatchScreen(facts.batch.id), ("NAME", "PAYER"), ("USER",))),
    (BatchScreen, Visit(lambda facts, _: BatchScreen(facts.lost_batch.id), (), ("NAME", "USER", "GIVEN-UP"))),
    (GapScreen, Visit(lambda facts, _: GapScreen(facts.batch.id), ("NAME",))),
    (RunDialog, Visit(_run_dialog)),
    (BriefScreen, Visit(lambda *_: BriefScreen())),
    (RunScreen, Visit(_run_rows, ("NAME", "WHY"))),
    (CalendarScreen, Visit(lambda *_: CalendarScreen(TODAY), ("REMINDER",))),
    (CalendarScreen, Visit(lambda *_: CalendarScreen(TODAY + timedelta(days=6)), ("NAME",))),
    (PlanForm, Visit(lambda facts, _: PlanForm(TODAY, facts.account), ("NAME",), ("NUMBER",))),
    (PlanScreen, Visit(lambda facts, _: PlanScreen(facts.plan.id), ("NAME2",), ("COMPANY", "STREET", "BANK"))),
    (WithdrawPlanForm, Visit(lambda facts, _: WithdrawPlanForm(TODAY, facts.account, facts.plan), ("NAME",))),
    (ClaimsScreen, Visit(lambda facts, _: ClaimsScreen(facts.account.id), ("NAME", "FEE"), ("USER", "WAIVED-FEE"))),
    (OutboxScreen, Visit(lambda *_: OutboxScreen(), ("NAME", "SAID"), ("SUBJECT", "ADDRESS", "TOLD", "USER", "BODY"))),
    (TextsScreen, Visit(lambda facts, _: TextsScreen(facts.account.id), ("NAME",))),
    (RecallForm, Visit(lambda facts, _: RecallForm(TODAY, facts.message), ("NAME", "SUBJECT"))),
    (ResolveForm, Visit(lambda facts, _: ResolveForm(TODAY, facts.message, arrived=True), ("NAME", "SUBJECT"))),
    (CameBackForm, Visit(lambda facts, _: CameBackForm(TODAY, facts.message), ("NAME", "ADDRESS"))),
    (WorksAgainForm, Visit(lambda facts, _: WorksAgainForm(TODAY, facts.message), ("NAME", "ADDRESS"))),
    (PostedForm, Visit(lambda facts, _: PostedForm(TODAY, facts.message, (facts.message,)), ("NAME",))),
    (PrintForm, Visit(lambda facts, folder: PrintForm(TODAY, (facts.message,), folder))),
    (ClaimForm, Visit(lambda facts, _: ClaimForm(TODAY, facts.issued, "eu", None), ("NAME",))),
    (WaiveClaimForm, Visit(lambda facts, _: WaiveClaimForm(TODAY, facts.claims[0]), ("NUMBER", "FEE"))),
    (ChargeClaimForm, Visit(lambda facts, _: ChargeClaimForm(TODAY, facts.claims[0]), ("NUMBER", "FEE"))),
    (
        PayClaimForm,
        Visit(
            lambda facts, _: PayClaimForm(TODAY, facts.claims[0], facts.account.receipts[0]),
            ("NUMBER", "METHOD", "PAYER"),
        ),
    ),
    (BatchForm, Visit(lambda facts, _: BatchForm(TODAY, facts.company))),
    (GiveUpBatchForm, Visit(lambda facts, _: GiveUpBatchForm(TODAY, facts.batch))),
    (
        CustomerForm,
        Visit(
            lambda facts, _: CustomerForm(TODAY, facts.company, facts.account),
            ("NAME", "STREET", "POSTCODE", "TOWN", "REGION", "VAT", "OWNER", "NOTES", *_PERSON),
            _PARTICULARS,
        ),
    ),
    (
        CompanyForm,
        Visit(
            lambda facts, _: CompanyForm(TODAY, facts.company), ("STREET", "POSTCODE", "TOWN", "REGION", "VAT", "BANK")
        ),
    ),
    (
        InvoiceForm,
        Visit(
            lambda facts, _: InvoiceForm(TODAY, facts.company, invoice=facts.draft),
            ("NAME", "REFERENCE", "LINE", "LONG-LINE"),
            ("CODE", "TOWN", "EXEMPTION", "NOTE"),
        ),
    ),
    (
        InvoiceForm,
        Visit(lambda facts, _: InvoiceForm(TODAY, facts.company, facts.account), (), ("CODE", "TOWN")),
    ),
    (ReceiptForm, Visit(lambda facts, _: ReceiptForm(TODAY, facts.account), ("NAME", "NUMBER"))),
    (CreditNoteForm, Visit(lambda facts, _: CreditNoteForm(TODAY, facts.issued), ("LINE", "LONG-LINE"))),
    (CreditNoteForm, Visit(lambda facts, _: CreditNoteForm(TODAY, facts.imported), ("NUMBER",))),
    (
        ContactForm,
        Visit(lambda facts, _: ContactForm(TODAY, facts.account, Outcome.PROMISED), ("NAME", "PERSON", "NUMBER")),
    ),
    (
        ReversalForm,
        Visit(
            lambda facts, _: ReversalForm(TODAY, facts.account, facts.account.receipts[0]), ("NAME", "METHOD", "PAYER")
        ),
    ),
    (
        ApplyCreditForm,
        Visit(lambda facts, _: ApplyCreditForm(TODAY, facts.account, facts.account.credits[0]), ("NAME", "NUMBER")),
    ),
    (SentForm, Visit(lambda facts, _: SentForm(TODAY, facts.imported), ("NUMBER",))),
    (SentTogetherForm, Visit(lambda facts, _: SentTogetherForm(TODAY, (facts.imported, facts.issued)), ())),
    (
        DisputeScreen,
        Visit(lambda facts, _: DisputeScreen(facts.case.item.id), ("NAME", "WAITING-ON"), ("CASE-SAID", "CLAIMANT")),
    ),
    (OpenDisputeForm, Visit(lambda facts, _: OpenDisputeForm(TODAY, facts.account, REASONS), ("NAME", "PERSON"))),
    (DisputeNoteForm, Visit(lambda facts, _: DisputeNoteForm(TODAY, facts.case))),
    (
        ChangeDisputeForm,
        Visit(lambda facts, _: ChangeDisputeForm(TODAY, facts.case, REASONS), ("WAITING-ON",)),
    ),
    (AttachFileForm, Visit(lambda facts, _: AttachFileForm(TODAY, facts.case))),
    (CloseDisputeForm, Visit(lambda facts, _: CloseDisputeForm(TODAY, facts.case))),
    (ResolveDisputeForm, Visit(lambda facts, _: ResolveDisputeForm(TODAY, facts.case))),
    (ReopenDisputeForm, Visit(lambda facts, _: ReopenDisputeForm(TODAY, facts.case))),
    (ReasonsScreen, Visit(lambda *_: ReasonsScreen(), (), ("REASON",))),
    (ReasonForm, Visit(lambda *_: ReasonForm(TODAY, REASONS, Reason("price", hostile("REASON"))), ("REASON",))),
    (FeedbackScreen, Visit(lambda *_: FeedbackScreen(), ("THEME",), ("FEEDBACK",))),
    (
        FeedbackForm,
        Visit(lambda *_: FeedbackForm(TODAY, FeedbackKind.IDEA, (), FeedbackLink(hostile("NAME"))), ("NAME",)),
    ),
    (CloseFeedbackForm, Visit(lambda facts, _: CloseFeedbackForm(TODAY, facts.said), ("FEEDBACK",))),
    (KindDialog, Visit(lambda *_: KindDialog())),
    (LiftDisputeForm, Visit(lambda facts, _: LiftDisputeForm(TODAY, facts.issued), ("NAME",))),
    (
        ReminderForm,
        Visit(
            lambda facts, _: ReminderForm(TODAY, hostile("USER"), Link(facts.account.id, facts.account.name)), ("NAME",)
        ),
    ),
    (PauseForm, Visit(lambda facts, _: PauseForm(TODAY, _whose(facts, invoice=True)), ("NAME",))),
    (BlockForm, Visit(lambda facts, _: BlockForm(TODAY, _whose(facts)), ("NAME",))),
    (LiftForm, Visit(_lift, ("NAME",), ("REASON",))),
    (WaiveForm, Visit(_waive, ("NUMBER",))),
    (LiftWaiverForm, Visit(_lift_waiver, ("NUMBER",), ("REASON",))),
    (ProceduresScreen, Visit(lambda *_: ProceduresScreen(), ("NAME",), ("HELD",))),
    (
        ProcedureForm,
        Visit(lambda facts, _: ProcedureForm(TODAY, _hostile_procedure(), ()), ("TEMPLATE",), ("STEP-NAME",)),
    ),
    (ProcedureForm, Visit(lambda facts, _: ProcedureForm(TODAY, _hostile_procedure(), (), new=True), ("TEMPLATE",))),
    (RetireForm, Visit(lambda *_: RetireForm(TODAY, _hostile_procedure()), ("STEP-NAME",))),
    (VoidForm, Visit(lambda facts, _: VoidForm(TODAY, facts.draft), ("NAME",))),
    (WithdrawForm, Visit(lambda facts, _: WithdrawForm(TODAY, facts.account, facts.account.promises[0]), ("NAME",))),
    (SnoozeForm, Visit(lambda facts, _: SnoozeForm(TODAY, facts.rows[0].key, facts.rows[0].customer_name), ("NAME3",))),
    (SnoozeRowsForm, Visit(lambda facts, _: SnoozeRowsForm(TODAY, facts.rows), ("NAME3",))),
    (DoubleCheckDialog, Visit(_double_check, ("NAME",), ("TOWN", "CODE", "REFERENCE", "FINDING", "EVIDENCE"))),
    (RiskDialog, Visit(lambda *_: RiskDialog(Risk(9, ((hostile("REASON"), 9),)), 40), ("REASON",))),
    (SecondPersonDialog, Visit(_second_person, ("BY",))),
    (WhyDialog, Visit(_why, ("NAME", "PART"), ("BECAUSE", "WHY-NOTE"))),
    (ChooseDialog, Visit(_choose, ("TITLE", "OPTION", "DETAIL", "REASON"))),
    (MessageDialog, Visit(_message, ("SENTENCE", "WAY-OUT"))),
    (
        AskDialog,
        Visit(lambda *_: AskDialog(hostile("TITLE"), hostile("SENTENCE"), hostile("YES")), ("TITLE",), ("YES",)),
    ),
    (PickCustomerDialog, Visit(lambda *_: PickCustomerDialog(hostile("TITLE")), ("TITLE",))),
    (FindDialog, Visit(lambda *_: FindDialog(), ("NAME3",))),
    (HelpDialog, Visit(lambda facts, folder: HelpDialog(_Hostile()))),
    (LeavingDialog, Visit(lambda *_: LeavingDialog())),
)
"""Every concrete screen at least once."""
