"""What forms say of a draft by itself, and what the law wants on an invoice before it gets its number.

None of these compares with the book's habits: they say what is missing or cannot be. `billdesk check` lines do not
pass them.
"""

from __future__ import annotations

from typing import Final

from billdesk.domain.checks.catalogue_page import CheckPage
from billdesk.domain.findings import Severity

_BLOCK, _ASK, _NOTE = Severity.BLOCK, Severity.ASK, Severity.NOTE
_KEPT: Final = " One that the book has already is only asked about."

FORMS: Final = (
    # Every document
    CheckPage("customer-missing", _BLOCK, "No customer", "", "The form has no customer of the desk."),
    CheckPage("currency-missing", _BLOCK, "No currency", "", "The currency is empty."),
    CheckPage(
        "total-impossible",
        _BLOCK,
        "Total that cannot be",
        "",
        "The lines come to more than the desk can keep.",
    ),
    # Invoices
    CheckPage("no-lines", _BLOCK, "No lines", "", "The invoice has no line."),
    CheckPage("description-missing", _BLOCK, "Line without words", "", "A line does not say what was supplied."),
    CheckPage("quantity-zero", _ASK, "Quantity of nothing", "", "A line has a quantity of 0."),
    CheckPage(
        "discount",
        _BLOCK,
        "Impossible discount",
        "",
        "A discount is outside 0 to 100 %, or above the line's own amount.",
    ),
    CheckPage("discount-twice", _BLOCK, "Two discounts", "", "A line has a discount in percent and one as an amount."),
    CheckPage(
        "total-negative",
        _BLOCK,
        "Total below zero",
        "",
        "The lines come to less than nothing; money is given back by a credit note.",
    ),
    CheckPage(
        "supplied-ahead", _ASK, "Supply far ahead", "", "The day of supply is more than 60 days after the invoice date."
    ),
    CheckPage(
        "supplied-long-ago",
        _ASK,
        "Supply long ago",
        "",
        "The day of supply is more than a year before the invoice date.",
    ),
    CheckPage(
        "issued-before-last",
        _BLOCK,
        "Before the last number",
        "",
        "The desk gave a number of this series on a later day: numbers rise with their dates (EU VAT directive, "
        "Art. 226 no. 2).",
    ),
    # Receipts and what they settle
    CheckPage(
        "amount-not-positive", _BLOCK, "Nothing came in", "", "The amount received or promised is not above zero."
    ),
    CheckPage("method-missing", _BLOCK, "No method", "", "The form does not say how the money came."),
    CheckPage(
        "not-positive",
        _BLOCK,
        "Allocation of nothing",
        "",
        "A part of the money that settles an invoice is not above zero.",
    ),
    CheckPage(
        "not-open",
        _BLOCK,
        "Not open",
        "",
        "An invoice that is to be settled, or was promised, has nothing open on this account.",
    ),
    CheckPage(
        "other-currency",
        _BLOCK,
        "Another currency",
        "",
        "Money, promise or credit note and the invoice are in different currencies.",
    ),
    CheckPage("over-open", _BLOCK, "More than is open", "", "More of the money is for an invoice than is open on it."),
    CheckPage("over-amount", _BLOCK, "More than came in", "", "More is allocated than the money that there is."),
    CheckPage(
        "rest-unexplained",
        _BLOCK,
        "Rest without a word",
        "",
        "A part of the money settles nothing, and nobody said that it stays on account.",
    ),
    # Credit notes
    CheckPage("not-issued", _BLOCK, "Invoice not issued", "", "The invoice that is corrected is a draft or void."),
    CheckPage("reason-missing", _BLOCK, "No reason", "", "A credit note has no reason."),
    CheckPage("total-not-positive", _BLOCK, "Credit of nothing", "", "The credit note is not above zero."),
    CheckPage("over-left", _BLOCK, "More than is left", "", "The credit note is above what is left of its invoice."),
    CheckPage(
        "before-invoice",
        _BLOCK,
        "Before its invoice",
        "",
        "The credit note is dated before the invoice that it corrects.",
    ),
    CheckPage("line-unknown", _BLOCK, "Line of another invoice", "", "A credited line is not on the invoice."),
    CheckPage(
        "quantity", _BLOCK, "Quantity to credit", "", "A credited line has no quantity, or one of the other sign."
    ),
    CheckPage("over-line", _BLOCK, "More than the line", "", "More is credited of a line than is left of it."),
    # Plans of several promises
    CheckPage("plan-parts", _BLOCK, "Too few or too many parts", "", "A plan has one part only, or more than 36."),
    CheckPage("plan-order", _BLOCK, "Days out of order", "", "The days of a plan do not follow each other."),
    CheckPage("plan-sum", _BLOCK, "Parts that do not add up", "", "The parts of a plan do not come to its total."),
    CheckPage("plan-above-open", _BLOCK, "Plan above what is open", "", "A plan is for more than is open."),
    # Contacts and promises
    CheckPage("outcome-missing", _BLOCK, "No outcome", "", "A contact does not say what it came to."),
    CheckPage("note-missing", _BLOCK, "Empty note", "", "A note has no text."),
    CheckPage("promise-missing", _BLOCK, "No promise", "", "The outcome is a promise, and it has no amount and day."),
    CheckPage(
        "promise-outcome", _BLOCK, "Promise without its outcome", "", "There is a promise, and the outcome is another."
    ),
    CheckPage(
        "dispute-not-open",
        _BLOCK,
        "Disputed invoice not open",
        "",
        "The disputed invoice has nothing open on this account.",
    ),
    CheckPage("happened-ahead", _ASK, "Contact in the future", "", "The contact's time is after now."),
    CheckPage("next-past", _BLOCK, "Next day in the past", "", "The next day is before today."),
    CheckPage("promise-past", _BLOCK, "Promised day in the past", "", "The promised day is before today."),
    CheckPage("grace-negative", _BLOCK, "Grace below zero", "", "The days of grace are below zero."),
    CheckPage("promise-without-invoice", _BLOCK, "Promise for nothing", "", "The promise names no invoice."),
    CheckPage("promised-already", _BLOCK, "Promised already", "", "One of the invoices has a live promise."),
    CheckPage(
        "promise-above-open", _ASK, "More than is open", "", "The promise is above what is open on its invoices."
    ),
    # Customers
    CheckPage("code-missing", _BLOCK, "No code", "", "The customer has no code."),
    CheckPage("code-used", _BLOCK, "Code used already", "", "Another customer has the code, in capitals or not."),
    CheckPage("name-missing", _BLOCK, "No name", "", "The customer has no name."),
    CheckPage("person-unnamed", _BLOCK, "Person without a name", "", "A person to reach has no name."),
    CheckPage(
        "email-shape",
        _ASK,
        "Odd e-mail address",
        "",
        "The address has not one @ with a name before it and a domain behind.",
    ),
    CheckPage("country-unknown", _BLOCK, "No such country", "", "A country is not two capital letters."),
    CheckPage(
        "address-empty", _BLOCK, "Empty address", "", "A further address has neither street nor postcode nor town."
    ),
    CheckPage(
        "vat-check",
        _BLOCK,
        "VAT number that cannot be",
        "",
        "Length or check digits of the number that invoices print are wrong by its country's rule (python-stdnum)."
        + _KEPT,
    ),
    CheckPage("tax-id-missing", _BLOCK, "Tax id without a number", "", "A further tax id has no number."),
    CheckPage(
        "tax-id-check",
        _BLOCK,
        "Tax id that cannot be",
        "",
        "Length or check digits of a further tax id are wrong by its kind's rule (python-stdnum)." + _KEPT,
    ),
    CheckPage("tax-id-twice", _BLOCK, "Tax id twice", "", "A tax id is there twice."),
    CheckPage("account-missing", _BLOCK, "Bank account without a number", "", "A bank account has no number."),
    CheckPage(
        "iban-check",
        _BLOCK,
        "IBAN that cannot be",
        "",
        "Length by country or check digits of ISO 13616 are wrong (python-stdnum)." + _KEPT,
    ),
    CheckPage(
        "bic-check",
        _BLOCK,
        "BIC that cannot be",
        "",
        "The BIC has not its 8 or 11 signs in their places (ISO 9362)." + _KEPT,
    ),
    CheckPage("account-twice", _BLOCK, "Bank account twice", "", "A bank account is there twice."),
)

LAW: Final = (
    CheckPage("E2", _BLOCK, "No number", "", "An issued invoice has no number."),
    CheckPage(
        "E3",
        _BLOCK,
        "The company's VAT number",
        "",
        "It is missing in the settings; one that does not begin with its country's letters is asked about.",
    ),
    CheckPage("E4", _BLOCK, "The customer's VAT number", "", "Under reverse charge it is missing."),
    CheckPage(
        "E5", _BLOCK, "Names and addresses", "", "The company's or the customer's name or full address is missing."
    ),
    CheckPage(
        "E6", _BLOCK, "Quantity and nature", "", "There is no line, or one without words or with a quantity of 0."
    ),
    CheckPage("E7", _NOTE, "Day of supply", "", "There is none, so that the invoice date stands for it."),
    CheckPage(
        "E8",
        _BLOCK,
        "Net per rate",
        "",
        "The net amounts per rate do not add up to the net total (EN 16931 BR-CO-10, BR-CO-13).",
    ),
    CheckPage("E9", _BLOCK, "Rates", "", "The rates of the lines are not those of the tax table."),
    CheckPage(
        "E10",
        _BLOCK,
        "Tax amount",
        "",
        "Base × rate, or net and tax to the total, do not add up (BR-CO-14, BR-CO-15, BR-CO-17).",
    ),
    CheckPage("E11", _BLOCK, "Reason of an exemption", "", "A line has no tax, and the invoice no reason for it."),
    CheckPage(
        "E11a",
        _BLOCK,
        "Reverse charge",
        "",
        "An invoice that says so shows tax; one without tax across a border that does not say so is asked about.",
    ),
    CheckPage(
        "UK-sterling",
        _BLOCK,
        "Tax in sterling",
        "",
        "An invoice in another currency does not give its tax in sterling (VAT Regulations 1995 reg. 14).",
    ),
    CheckPage(
        "IN-number",
        _BLOCK,
        "Indian number",
        "",
        "It has more than 16 signs, or others than letters, digits, - and / (CGST Rules 2017 rule 46).",
    ),
    CheckPage(
        "IN-GSTIN",
        _BLOCK,
        "GSTIN",
        "",
        "The company's is missing, or it or the customer's is not of its 15-sign shape.",
    ),
    CheckPage("IN-place", _BLOCK, "Place of supply", "", "An Indian customer's address has no state."),
)
"""Directive 2006/112/EC Art. 226 by the number of its points, and what the United Kingdom and India want besides."""
