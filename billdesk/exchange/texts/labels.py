"""The few words around the list of open items, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from billdesk.domain.claims import ClaimKind


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the list. `item` has the places `{number}` and `{day}`; `part` and `credit` have `{amount}`."""

    invoice: str
    due: str
    amount: str
    item: str
    total: str
    part: str
    others: str
    credit: str
    no_day: str
    claims: Mapping[ClaimKind, str]
    enclosed: str
    colon: str = ":"


def _claims(interest: str, fixed_sum: str, fee: str) -> Mapping[ClaimKind, str]:
    return {ClaimKind.INTEREST: interest, ClaimKind.FIXED_SUM: fixed_sum, ClaimKind.FEE: fee}


LABELS: Final[Mapping[str, Labels]] = {
    "en": Labels(
        invoice="Invoice",
        due="Due on",
        amount="Amount",
        item="Invoice {number}, due on {day}",
        total="Total",
        part="of {amount} open",
        others="Also open, and not part of this message:",
        credit="Your credit of {amount} has been taken off.",
        no_day="no date",
        claims=_claims("interest", "fixed sum", "fee"),
        enclosed="Enclosed",
    ),
    "de": Labels(
        invoice="Rechnung",
        due="Fällig am",
        amount="Betrag",
        item="Rechnung {number}, fällig am {day}",
        total="Summe",
        part="von {amount} offen",
        others="Ebenfalls offen, aber nicht Teil dieser Nachricht:",
        credit="Ihr Guthaben von {amount} ist abgezogen.",
        no_day="ohne Datum",
        claims=_claims("Zinsen", "Pauschale", "Gebühr"),
        enclosed="Anlagen",
    ),
    "fr": Labels(
        invoice="Facture",
        due="Échéance",
        amount="Montant",
        item="Facture {number}, échéance le {day}",
        total="Total",
        part="sur {amount} restant dus",
        others="Également ouvert, mais non concerné par ce message :",
        credit="Votre avoir de {amount} a été déduit.",
        no_day="sans date",
        claims=_claims("intérêts", "indemnité forfaitaire", "frais"),
        enclosed="Pièces jointes",
        colon="\N{NO-BREAK SPACE}:",
    ),
    "es": Labels(
        invoice="Factura",
        due="Vencimiento",
        amount="Importe",
        item="Factura {number}, con vencimiento el {day}",
        total="Total",
        part="de {amount} pendientes",
        others="También pendiente, pero no incluido en este mensaje:",
        credit="Se ha descontado su saldo a favor de {amount}.",
        no_day="sin fecha",
        claims=_claims("intereses", "compensación fija", "gastos"),
        enclosed="Documentos adjuntos",
    ),
    "hi": Labels(
        invoice="बिल",
        due="देय तारीख",
        amount="राशि",
        item="बिल {number}, देय तारीख {day}",
        total="कुल",
        part="कुल बकाया {amount} में से",
        others="यह भी बकाया है, पर इस संदेश का भाग नहीं:",
        credit="आपकी जमा राशि {amount} घटा दी गई है।",
        no_day="तारीख नहीं",
        claims=_claims("ब्याज", "निश्चित राशि", "शुल्क"),
        enclosed="संलग्न",
    ),
}
"""By the code of the language; every language of `LANGUAGES` has its own."""
