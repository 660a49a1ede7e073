"""The tables of the book. STRICT, with CHECKs for amounts and states; `docs/architecture.md` gives the reasons.

`info={"derived": True}` marks a column that a trigger keeps from other rows (what is open of an instalment, what is
unapplied of a receipt): it is recomputed by `verify` and left out of the audit chain. `info={"personal": True}` marks
a personal field: it enters the chain as a salted commitment, so that it can be erased and the chain still verifies.
"""

from __future__ import annotations

from sqlmodel import SQLModel

from db.models.batching import Batch, BatchEntry
from db.models.claiming import Claim, ClaimPayment, PlanPromise, PromisePlan
from db.models.columns import PERCENT_PLACES, PRICE_PLACES, QUANTITY_PLACES
from db.models.disputing import Dispute, DisputeFile, DisputeNote, DisputeReason, Feedback
from db.models.documents import CreditNote, CreditNoteLine, Instalment, Invoice, InvoiceLine, NumberSeries
from db.models.following import FollowUpHold, OwnReminder, ProcedureChoice, ProcedureRecord, ProcedureStep, StepWaiver
from db.models.parties import (
    Company,
    Customer,
    CustomerAddress,
    CustomerBankAccount,
    CustomerPerson,
    CustomerTaxId,
)
from db.models.sending import SendingEvent, SendingItem, SendingRecord
from db.models.settling import Allocation, Receipt
from db.models.talking import Contact, ContactTakenBack, Promise, PromiseInvoice, Snooze
from db.models.trail import Audit, AuditPrivate, CheckAnswer, CheckShown, DeskSetting, ImportedFile
from db.models.waiting import HeldEntry

RECORDS: tuple[type[SQLModel], ...] = (
    Company,
    Customer,
    CustomerPerson,
    CustomerAddress,
    CustomerTaxId,
    CustomerBankAccount,
    NumberSeries,
    Invoice,
    InvoiceLine,
    Instalment,
    Receipt,
    CreditNote,
    CreditNoteLine,
    Allocation,
    Contact,
    Promise,
    PromiseInvoice,
    Snooze,
    ImportedFile,
    CheckAnswer,
    DeskSetting,
    HeldEntry,
    Batch,
    BatchEntry,
    ProcedureRecord,
    ProcedureStep,
    ProcedureChoice,
    FollowUpHold,
    StepWaiver,
    ContactTakenBack,
    OwnReminder,
    SendingRecord,
    SendingItem,
    SendingEvent,
    DisputeReason,
    Dispute,
    DisputeNote,
    DisputeFile,
    Feedback,
    Claim,
    ClaimPayment,
    PromisePlan,
    PlanPromise,
    CheckShown,
)
"""Every table whose rows the audit chain covers."""

__all__ = [
    "PERCENT_PLACES",
    "PRICE_PLACES",
    "QUANTITY_PLACES",
    "RECORDS",
    "Allocation",
    "Audit",
    "AuditPrivate",
    "Batch",
    "BatchEntry",
    "CheckAnswer",
    "CheckShown",
    "Claim",
    "ClaimPayment",
    "Company",
    "Contact",
    "ContactTakenBack",
    "CreditNote",
    "CreditNoteLine",
    "Customer",
    "CustomerAddress",
    "CustomerBankAccount",
    "CustomerPerson",
    "CustomerTaxId",
    "DeskSetting",
    "Dispute",
    "DisputeFile",
    "DisputeNote",
    "DisputeReason",
    "Feedback",
    "FollowUpHold",
    "HeldEntry",
    "ImportedFile",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "NumberSeries",
    "OwnReminder",
    "PlanPromise",
    "ProcedureChoice",
    "ProcedureRecord",
    "ProcedureStep",
    "Promise",
    "PromiseInvoice",
    "PromisePlan",
    "Receipt",
    "SendingEvent",
    "SendingItem",
    "SendingRecord",
    "Snooze",
    "StepWaiver",
]
