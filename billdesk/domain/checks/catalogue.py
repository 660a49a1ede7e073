"""Every check in one place: its code, how much it weighs, what it catches and how it decides.

The order is that in which findings of one weight stand on the double check: the first `ask` leads. docs/checks.md is
made from these tables.
"""

from __future__ import annotations

from typing import Final

from billdesk.domain.checks.catalogue_forms import FORMS, LAW
from billdesk.domain.checks.catalogue_impossible import IMPOSSIBLE
from billdesk.domain.checks.catalogue_page import AMOUNTS, CUSTOMER, DATES, CheckPage
from billdesk.domain.findings import Severity

_ASK, _NOTE = Severity.ASK, Severity.NOTE

CATALOGUE: Final = (
    *IMPOSSIBLE,
    CheckPage(
        "number-alike",
        _ASK,
        "Number that reads the same",
        "A paper entered twice with its number written in another way.",
        "Without punctuation, case, leading zeros, and with O as 0 and I or L as 1, an entry of the same kind has it.",
        ("duplicate", *DATES, *AMOUNTS),
    ),
    CheckPage(
        "duplicate",
        _ASK,
        "Same customer and amount",
        "A paper entered twice, also under another number.",
        "An entry of the same kind, customer and amount is dated within five days. Where the amount, or the "
        "customer's amounts in general, often came so close together, only papers that agree in day, lines and "
        "reference, or name one order that does not recur, are asked about. Payments that name "
        "different invoices, and invoices for different orders, are not.",
        AMOUNTS,
    ),
    CheckPage(
        "other-customer",
        _ASK,
        "Another customer's paper",
        "The wrong customer: the neighbour in the list, one of a similar name, the last one used.",
        "The tax id, the payer's account, the reference or the invoice that it names is another customer's; or the "
        "reference is written as another customer writes its own and not as this one does. Where this one has none to "
        "compare with, only a pattern, or an order, of a customer counts whose name, town or code is close.",
        CUSTOMER + AMOUNTS,
    ),
    CheckPage(
        "wrong-year",
        _ASK,
        "Wrong year",
        "Last year's number in January, next year's in December.",
        "The date is outside the usual window and inside it with the year before or after.",
        ("issued-ahead", "issued-long-ago", *DATES),
    ),
    CheckPage(
        "day-month",
        _ASK,
        "Day and month swapped",
        "3 April typed as 4 March.",
        "The date is outside the usual window and inside it with day and month swapped.",
        ("issued-ahead", "issued-long-ago", *DATES),
    ),
    CheckPage(
        "date-off-due",
        _ASK,
        "Date against due date",
        "Day and month swapped, or a wrong year, that still look usual.",
        "The due date does not follow from the date by the terms; with day and month swapped or another year it would.",
        ("issued-ahead", "issued-long-ago", "due-off-terms", "number-order"),
    ),
    CheckPage("issued-ahead", _ASK, "Date in the future", "A wrong month or year.", "The date is after today.", DATES),
    CheckPage(
        "issued-long-ago",
        _ASK,
        "Date long ago",
        "A wrong month or year, or a paper that was lying.",
        "The date is further back than 98 % of the customer's and the desk's newest entries were when they were keyed "
        "(30 to 120 days, of a receipt 14 to 120); until that is known 45 days, of a receipt 21. Papers of one day's "
        "stack that lay for long are compared with those before them in it.",
        ("weekend", "number-order"),
    ),
    CheckPage(
        "due-off-terms",
        _ASK,
        "Due date off the terms",
        "A slip in either date, or the wrong customer.",
        "The due date is neither what the customer's terms make of the date (nor the next working day) nor as many "
        "days later as twice before. Of a customer without a record the days of four in five of at least four invoices "
        "are its terms.",
    ),
    CheckPage(
        "number-order",
        _ASK,
        "Out of the order of numbers",
        "A slip in the date or in the number.",
        "In a series of at least 20 that is in order, a lower number has a later date or a higher one an earlier, more "
        "so than ever. In the desk's own series that is impossible; of papers from elsewhere it is only asked about, "
        "because series that run side by side are common.",
        ("weekend",),
    ),
    CheckPage(
        "number-shape",
        _ASK,
        "Number written in another way",
        "A slip in the front of a number, a digit too many or too few.",
        "Of at least 50 numbers of this kind none begins and ends like this (the first twenty of a new series pass "
        "where only its year, month or word is new), or the length is another, or the year in it is not that of the "
        "date.",
    ),
    CheckPage(
        "number-ahead",
        _ASK,
        "Number far ahead",
        "A digit too many or a slip in the front of the number.",
        "In a series of at least 20 the number is further ahead of the highest than three times the largest gap.",
    ),
    CheckPage(
        "weekend",
        _ASK,
        "Money on a weekend",
        "A slip in the day of a receipt.",
        "Of at least 100 receipts not one in a hundred came on a Saturday or Sunday.",
    ),
    CheckPage(
        "currency-unusual",
        _ASK,
        "Unusual currency",
        "The wrong currency, or the wrong customer.",
        "It is neither the customer's own nor that of a fifth of its newest entries.",
        AMOUNTS,
    ),
    CheckPage(
        "vat-id-other",
        _ASK,
        "Another tax id",
        "The wrong customer, or a tax id that changed.",
        "The customer has tax ids on file and this is none of them.",
    ),
    CheckPage(
        "bank-changed",
        _ASK,
        "New bank account",
        "Money of another payer, or a changed bank account.",
        "The customer has paid before, never from this account.",
    ),
    CheckPage(
        "reference-unusual",
        _ASK,
        "Unusual reference",
        "A slip in the customer's reference, or the wrong customer.",
        "The newest references follow few patterns and this follows none, or its count is far from theirs. Its last "
        "four are asked for; the customer's code where the reference points to another customer.",
    ),
    CheckPage(
        "quantity-price",
        _ASK,
        "Quantity and price swapped",
        "The two typed in each other's place.",
        "The quantity is the usual unit price of the thing and the price one of its quantities.",
        ("price-unusual",),
    ),
    CheckPage(
        "quantity-unusual",
        _ASK,
        "Many times the usual quantity",
        "A zero too many, a decimal point missed.",
        "The quantity is more than eight times the largest of at least ten that anybody was billed, and the line is "
        "above every total of the customer.",
        ("total-factor", "amount-far", "amount-round"),
    ),
    CheckPage(
        "tax-unusual",
        _ASK,
        "Unusual tax rate",
        "The wrong tax rate.",
        "The customer has not been billed the thing at this rate, and nobody in its country is as a rule; or the rate "
        "is new to a customer with at least eight lines; or the customer is one for whom nothing is taxed.",
        ("amount-far", "amount-round"),
    ),
    CheckPage(
        "price-unusual",
        _ASK,
        "Unusual unit price",
        "A slip in a price.",
        "The customer has had the last price of the thing before; this is a slip of it or more than a quarter off. "
        "A price up to 8 % above one of last year or of 90 days ago is a rise and passes.",
        ("total-like-usual", "total-factor", "amount-far", "amount-round"),
    ),
    CheckPage(
        "invoice-unknown",
        _ASK,
        "No such invoice",
        "A slip in the invoice number that money or a credit note is for.",
        "A word of the reference is written as this customer's invoices are numbered, and there is no such invoice.",
    ),
    CheckPage(
        "receipt-over-open",
        _ASK,
        "More than is open",
        "A slip in the amount, a payment made twice, the wrong customer.",
        "The amount is above everything the customer has open.",
    ),
    CheckPage(
        "receipt-off-named",
        _ASK,
        "Not what the named invoices have open",
        "A slip in the amount, money on the wrong invoice.",
        "The reference names invoices of the customer, and the amount is not what is open on them.",
    ),
    CheckPage(
        "receipt-like-open",
        _ASK,
        "Nearly what is open",
        "A slip in the amount.",
        "No open invoice, nor two or three together, make the amount; one is a slip away from it.",
    ),
    CheckPage(
        "receipt-off-open",
        _ASK,
        "Matches nothing open",
        "A slip in the amount, a deduction, the wrong customer.",
        "No open invoice, nor two or three together, nor the oldest ones, make the amount.",
    ),
    CheckPage(
        "credit-over-invoice",
        _ASK,
        "More than the invoice",
        "A slip in the amount, the wrong invoice.",
        "The credit note names an invoice and is above its total.",
    ),
    CheckPage("total-zero", _ASK, "Nothing to pay", "A total that was not typed.", "An invoice comes to 0.", AMOUNTS),
    CheckPage(
        "total-like-usual",
        _ASK,
        "Nearly a usual amount",
        "A slip in an amount that comes again and again.",
        "An amount that came three times among the customer's newest 24 is one slip away.",
        ("amount-far", "amount-round"),
    ),
    CheckPage(
        "total-factor",
        _ASK,
        "Many times the usual",
        "A zero too many, a decimal point missed.",
        "The total is more than eight times the largest of at least eight; or above the largest and ten or a hundred "
        "times one of them, to 2 % from twice the largest on, else to the cent.",
        ("amount-far", "amount-round"),
    ),
    CheckPage(
        "discount-taken",
        _NOTE,
        "Discount taken",
        "Nothing: it says why less came than was open.",
        "The amount is what is open on the named invoices less 1 to 5 %, to the cent.",
    ),
    CheckPage(
        "amount-far",
        _NOTE,
        "Far from the usual",
        "Little by itself: statistics of past amounts see few slips.",
        "Above the largest of at least eight, and more than six median deviations from their median.",
    ),
    CheckPage(
        "amount-round",
        _NOTE,
        "Round amount",
        "An amount that was guessed.",
        "Full hundreds where no earlier amount is a full ten.",
    ),
)
"""The checks that compare an entry with the book, of forms and of `billdesk check` lines."""

BY_CODE: Final = {page.code: page for page in (*CATALOGUE, *FORMS, *LAW)}
"""These and what forms say of a draft by itself, by code."""
