"""No change reaches the book but through the double check, control totals, or a bypass whose reason is stored.

The type checker lets a service be called only with a `Confirmed`, and only three functions make one. So these tests
enumerate who calls them: every command, key, form, importer and command of the command line that changes the book. A
new way in fails here until it is said how it passes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace

import screens
from billdesk.commands import COMMANDS
from billdesk.domain.double_check import confirm
from billdesk.domain.drafts import SnoozeDraft
from billdesk.domain.followup.outbox import PrintDraft
from billdesk.domain.followup.run_review import review_letters
from billdesk.domain.noted_reviews import review_snooze
from billdesk.domain.reminders import Reminder, Repeats, review_done
from billdesk.domain.reviews import review_company
from screens.forms.base import FormScreen
from tests.conftest import TODAY
from tests.makers import COMPANY
from tests.project.ways_in import ROOT, Site, call_sites, calls_of, commands_of, counted, makers, transactions, writers

STEP = "the double check"
TOTALS = "control totals of the source, or a reason that is stored"
NEW_DESK = "a review that asks nothing: there is no book yet"

FORMS: Mapping[str, tuple[str, ...]] = {
    "call": ("ContactForm",),
    "receipt": ("ReceiptForm",),
    "promise": ("ContactForm",),
    "credit-note": ("CreditNoteForm",),
    "edit": ("InvoiceForm", "CustomerForm"),
    "issue": (),
    "sent": ("SentForm", "SentTogetherForm"),
    "void": ("VoidForm", "CreditNoteForm"),
    "snooze": ("SnoozeForm", "SnoozeRowsForm"),
    "apply-credit": ("ApplyCreditForm",),
    "reverse": ("ReversalForm",),
    "withdraw": ("WithdrawForm",),
    "lift-dispute": ("LiftDisputeForm",),
    "dispute": ("OpenDisputeForm",),
    "feedback": ("FeedbackForm",),
    "close-feedback": ("CloseFeedbackForm",),
    "dispute-note": ("DisputeNoteForm",),
    "dispute-wait": ("ChangeDisputeForm",),
    "dispute-change": ("ChangeDisputeForm",),
    "dispute-file": ("AttachFileForm",),
    "dispute-settle": ("ResolveDisputeForm",),
    "dispute-again": ("ReopenDisputeForm",),
    "dispute-close": ("CloseDisputeForm",),
    "new-reason": ("ReasonForm",),
    "rename-reason": ("ReasonForm",),
    "retire-reason": (),
    "restore-reason": (),
    "settings": ("CompanyForm",),
    "new-claim": ("ClaimForm",),
    "withdraw-plan": ("WithdrawPlanForm",),
    "plan": ("PlanForm",),
    "charge-claim": ("ChargeClaimForm",),
    "pay-claim": ("PayClaimForm",),
    "waive-claim": ("WaiveClaimForm",),
    "recall": ("RecallForm",),
    "arrived": ("ResolveForm", "PostedForm"),
    "not-arrived": ("ResolveForm", "CameBackForm"),
    "works-again": ("WorksAgainForm",),
    "print-letters": ("PrintForm",),
    "pause": ("PauseForm", "LiftForm"),
    "block": ("BlockForm", "LiftForm"),
    "waive-step": ("WaiveForm", "LiftWaiverForm"),
    "lift-hold": ("LiftForm",),
    "new-procedure": ("ProcedureForm",),
    "use-procedure": (),
    "choose-procedure": (),
    "retire-procedure": ("RetireForm",),
    "new": ("InvoiceForm", "CustomerForm", "ReceiptForm", "BatchForm"),
    "next-entry": ("ReceiptForm", "InvoiceForm", "CreditNoteForm"),
    "close-batch": (),
    "give-up-batch": ("GiveUpBatchForm",),
    "take-back": (),
    "skip": (),
    "send-message": (),
    "send-back": (),
    "remind-me": ("ReminderForm",),
    "change-reminder": ("ReminderForm",),
    "reminder-done": (),
    "drop-reminder": (),
    "run": (),
    **{f"outcome-{number}": ("ContactForm",) for number in range(1, 7)},
}
"""The forms behind each command that changes the book; `issue` and `take-back` open the double check themselves,
`close-batch` compares the batch with its control totals, `send-message` opens the double check over the message, and
crossing a reminder off and leaving an account until tomorrow are one key: notes of the desk's own, about no money."""

ON_THE_COMMAND_LINE: Mapping[str, str] = {
    "init": NEW_DESK,
    "import invoices": TOTALS,
    "import customers": TOTALS,
    "demo": "an invented book in a file of its own; every link of its chain says so",
    "restore": "puts a verified backup in the place of the file; it enters nothing",
    "backup": "reads",
    "verify": "reads; with --rebuild-search it makes the index behind search anew",
    "check": "reads",
    "queue": "reads; what is derived of the records is brought to today",
    "invoice show": "reads",
    "customer show": "reads",
    "claims": "reads",
    "plan show": "reads",
    "report ageing": "reads",
    "report audit": "reads",
    "bounces": "the count of what came back, or a reason that is stored",
    "report disputes": "reads",
    "dispute-reasons": "a reason that is stored, for each reason that is named or retired",
    "report feedback": "reads",
    "evidence": "reads",
    "remind": "with --send: control totals of the brief, or a reason that is stored; else it reads",
    "holds": "reads",
    "procedures": "reads",
    "what-if": "reads",
}

WITHOUT_EVIDENCE = {
    "queue.refresh": "the queue is derived from the records and can be made anew at any time",
    "safekeeping.rebuild_search": "the index behind search is derived from the customers",
    "held._refuse": "notes why an entry that waited was refused; it is not booked",
    "held.take_back": "ends the waiting of an entry that is not booked",
    "outbox_printing._put_back": "lets letters wait again whose file could not be written",
    "outbox_restored.note": "says of messages of a restored desk that nobody knows whether they went out",
    "outbox_run._note_lost": "says of a message that its program died over it",
    "outbox_run._take": "takes a message that was planned with its evidence, or drops it",
    "outbox_run._settle": "notes what the server said of a message",
    "outbox_run._end_row": "notes of messages what the server said of them, once it is known that it meant each",
    "second_person.send_back": "ends the waiting of an entry that is not booked",
}
"""Transactions that take no draft: they book nothing."""


SAVERS: Mapping[str, str] = {
    "screens/forms/base.py FormScreen._checked": "what the page of a form confirmed",
    "screens/records.py RecordScreen._issue": "what the page of an issue confirmed",
    "screens/procedure_choice.py _save": "what the page of a choice confirmed",
    "screens/reason_offering.py offer_reason.checked": "what the page of a reason for disputes confirmed",
    "screens/taking_back.py _reverse": "what the page of a reversal confirmed",
    "screens/taking_back.py call_back": "a message that is held and goes out no more: nothing of it is to be typed",
    "screens/next_message.py NextMessageScreen._plan": "what the page of a message confirmed",
    "screens/follow_up.py FollowUpScreen.do_skip": "an account that is left until tomorrow: nothing to type",
    "screens/taking_back.py _no_contact": "what the page of taking a contact back confirmed",
    "screens/taking_back.py _withdraw": "what the page of a withdrawal confirmed",
    "screens/taking_back.py _withdraw_plan": "what the page of a withdrawal confirmed, for all of a plan",
    "screens/waiting_entries.py _book": "what a second person typed",
    "screens/waiting_entries.py _send_back": "books nothing: the entry goes back to who entered it",
    "screens/waiting_entries.py _put_away": "books nothing: a refused entry leaves the queue",
    "screens/taking_back.py _take_back_held": "books nothing: the entry is held no more",
    "screens/batch.py OfBatch.do_close_batch": "a batch that agrees with count and sum of its strip",
    "screens/reminding.py cross_off": "a reminder that is crossed off: nothing of it is to be typed",
    "screens/reminding.py _drop": "what the page of a dropping confirmed",
    "screens/running.py RunDialog.on_mount": "the daily run, whose totals were typed again from the brief",
    "screens/running.py _ask_after_restore.go_on": "what the page confirmed before a restored desk sends again",
    "screens/base.py DeskScreen.run_save": "hands a save over to the app",
}
"""Every place on screen from which a write is started."""


def forms() -> set[type[FormScreen[object, object]]]:
    """Every form of the program that saves."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)

    def below(kind: type[FormScreen[object, object]]) -> Iterator[type[FormScreen[object, object]]]:
        for form in kind.__subclasses__():
            yield form
            yield from below(form)

    return {form for form in below(FormScreen) if form.__module__.startswith("screens.") and form.KIND}


def test_every_transaction_of_a_service_stores_the_evidence_or_changes_no_record() -> None:
    without = {place for place, has_evidence in transactions().items() if not has_evidence}
    assert without == WITHOUT_EVIDENCE.keys()
    through_another = {
        "company.create_desk",
        "held.issue",
        "held.credit",
        "held.record",
        "held.reverse",
        "held.pay_claim",
        "held.waive_claim",
        "daily_run.run",
        "outbox_restored.go_on",
    }
    assert writers() <= transactions().keys() | through_another


def test_a_transaction_is_opened_nowhere_else() -> None:
    assert {site.place for site in calls_of("unit_of_work")} == {"billdesk/services/desk.py Desk.write"}
    in_bulk = {site.place for site in calls_of("BulkBook")}
    assert in_bulk == {"billdesk/services/imports.py book", "billdesk/demo/making.py _Making.__init__"}


def test_only_these_places_confirm() -> None:
    assert makers() == {
        Site("screens/dialogs/double_check.py DoubleCheckDialog.do_confirm", "confirm"),
        Site("screens/dialogs/second_person.py SecondPersonDialog.do_confirm", "confirm_as_second"),
        Site("screens/queue_snooze.py SnoozeRowsForm.save", "confirm"),
        Site("screens/reminding.py cross_off.save", "confirm"),
        Site("screens/skipping.py skip", "confirm"),
        Site("screens/taking_back.py call_back", "confirm"),
        Site("billdesk/new_desk.py company_of", "confirm"),
        Site("screens/batch.py OfBatch.do_close_batch.close", "confirm_batch"),
        Site("billdesk/importing.py _confirmed", "confirm_batch"),
        Site("billdesk/importing.py _confirmed", "bypass"),
        Site("screens/running.py RunDialog._carry_out.printing", "confirm"),
        Site("billdesk/bounces_command.py _confirmed", "confirm_batch"),
        Site("billdesk/bounces_command.py _confirmed", "bypass"),
        Site("billdesk/case_commands.py dispute_reasons", "bypass"),
        Site("billdesk/remind_run.py send", "bypass"),
        Site("billdesk/remind_run.py Wanted.plan", "confirm_batch"),
        Site("billdesk/remind_run.py Wanted.plan", "bypass"),
        Site("billdesk/remind_run.py Wanted.printing", "bypass"),
        Site("billdesk/services/held.py _release", "resumed"),
    }


def test_what_is_confirmed_outside_of_the_page_has_nothing_to_type() -> None:
    """Snoozing several rows repeats for each what the page showed for all; crossing a reminder off, skipping an account
    and calling back a message that is held move no money; the letters of a run were planned with its totals; a new desk
    has no book yet."""
    assert review_letters(PrintDraft((1,)), "letters.txt").asked == ()
    reminder = Reminder(1, 1, TODAY, TODAY, "ask", Repeats.NEVER, 1, "mk", None)
    assert confirm(review_done(reminder, TODAY), {}).evidence.kind == "reviewed"
    snooze = confirm(review_snooze(SnoozeDraft("account:1:EUR", TODAY, "holiday"), "5 rows", TODAY), {})
    assert snooze.evidence.kind == "reviewed"
    assert review_company(replace(COMPANY, bank="NL91 ABNA 0417 1643 00"), None).asked == ()


def test_every_form_saves_what_the_page_confirmed_and_nothing_else_does() -> None:
    assert {site.place for site in calls_of("*.run_save", "self.save")} == SAVERS.keys()
    saving = {site.place.rpartition(" ")[2].partition(".")[0] for site in call_sites() if "Form.save" in site.place}
    assert saving == {form.__name__ for form in forms()}
    for form in forms():
        assert "_checked" not in vars(form), form
        assert "_examined" not in vars(form), form


def test_every_command_with_a_key_that_writes_leads_to_a_form() -> None:
    assert {command.id for command in COMMANDS if command.writes} == FORMS.keys()
    assert {name for names in FORMS.values() for name in names} == {form.__name__ for form in forms()}


def test_every_command_of_the_command_line_says_how_it_passes() -> None:
    assert set(commands_of()) <= ON_THE_COMMAND_LINE.keys()
    from_commands = {(site.place.partition(" ")[0], site.called) for site in call_sites() if site.place.startswith("b")}
    assert from_commands == {
        ("billdesk/bounces_command.py", "outbox_fates.came_back"),
        ("billdesk/case_commands.py", "dispute_reasons.save"),
        ("billdesk/cli.py", "company.create_desk"),
        ("billdesk/importing.py", "imports.book"),
        ("billdesk/remind_run.py", "daily_run.run"),
        ("billdesk/remind_run.py", "outbox_restored.go_on"),
    }


def test_the_page_counts_the_ways_in_rightly() -> None:
    page = (ROOT / "docs" / "double-check.md").read_text(encoding="utf-8")
    assert counted() in page, "run python -m tests.project.ways_in"
