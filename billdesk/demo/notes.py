"""What people at the practice desk's customers say on the telephone, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from billdesk.domain.drafts import Outcome


def _ways(text: str) -> tuple[str, ...]:
    """Ways to say the same thing, between bars."""
    return tuple(text.split("|"))


NOTES: Mapping[str, Mapping[Outcome, tuple[str, ...]]] = {
    "en": {
        Outcome.REACHED: _ways(
            "Went through the open invoices; will look into it and call back."
            "|Copy of the invoice sent again at their request."
        ),
        Outcome.NOT_REACHED: _ways("Voicemail. Asked to be called back.|Rang out; no machine."),
        Outcome.PROMISED: _ways(
            "Payment is approved, goes out with the next run.|Was waiting for a signature; has it now and pays."
        ),
        Outcome.DISPUTES: _ways("Says the quantity on the invoice is not what was delivered."),
        Outcome.SAYS_PAID: _ways("Says it was paid last week; asked for the bank reference."),
        Outcome.WRONG_PERSON: _ways("Has left the company. Accounts are with a colleague now."),
    },
    "nl": {
        Outcome.REACHED: _ways(
            "Openstaande facturen doorgenomen; zoekt het uit en belt terug."
            "|Op verzoek een kopie van de factuur gestuurd."
        ),
        Outcome.NOT_REACHED: _ways("Voicemail ingesproken met het verzoek terug te bellen.|Geen gehoor."),
        Outcome.PROMISED: _ways(
            "Betaling is akkoord, gaat mee met de volgende betaalronde.|Wachtte op een handtekening; betaalt nu."
        ),
        Outcome.DISPUTES: _ways("Het aantal uren op de factuur klopt volgens hen niet."),
        Outcome.SAYS_PAID: _ways("Zou vorige week betaald zijn; betaalbewijs gevraagd."),
        Outcome.WRONG_PERSON: _ways("Werkt er niet meer; de administratie zit nu bij een collega."),
    },
    "de": {
        Outcome.REACHED: _ways(
            "Offene Posten durchgegangen; klärt intern und ruft zurück."
            "|Rechnungskopie auf Wunsch noch einmal geschickt."
        ),
        Outcome.NOT_REACHED: _ways("Mailbox, um Rückruf gebeten.|Niemand erreicht, Zentrale stellt nicht durch."),
        Outcome.PROMISED: _ways(
            "Rechnung ist freigegeben, geht mit dem nächsten Zahllauf raus."
            "|Unterschrift fehlte noch; wird jetzt angewiesen."
        ),
        Outcome.DISPUTES: _ways("Beanstandet die abgerechnete Menge, Lieferschein angefordert."),
        Outcome.SAYS_PAID: _ways("Sei letzte Woche überwiesen worden; Beleg kommt per Mail."),
        Outcome.WRONG_PERSON: _ways("Nicht mehr im Haus; zuständig ist jetzt die Buchhaltung."),
    },
    "fr": {
        Outcome.REACHED: _ways(
            "Factures ouvertes passées en revue ; il vérifie et rappelle.|Copie de la facture renvoyée à sa demande."
        ),
        Outcome.NOT_REACHED: _ways("Répondeur, message laissé.|Personne au standard."),
        Outcome.PROMISED: _ways(
            "Facture validée, virement au prochain règlement groupé.|Attendait une signature ; le virement part."
        ),
        Outcome.DISPUTES: _ways("Conteste la quantité facturée, demande le bon de livraison."),
        Outcome.SAYS_PAID: _ways("Dit avoir payé la semaine dernière ; avis de virement demandé."),
        Outcome.WRONG_PERSON: _ways("N'est plus dans la société ; voir la comptabilité."),
    },
    "es": {
        Outcome.REACHED: _ways("Repasadas las facturas pendientes; lo consulta y llama."),
        Outcome.NOT_REACHED: _ways("Buzón de voz, mensaje dejado."),
        Outcome.PROMISED: _ways("Factura aprobada, sale en la próxima remesa de pagos."),
        Outcome.DISPUTES: _ways("No está conforme con la cantidad facturada."),
        Outcome.SAYS_PAID: _ways("Dice que pagó la semana pasada; pedido el justificante."),
        Outcome.WRONG_PERSON: _ways("Ya no trabaja allí; lo lleva ahora contabilidad."),
    },
    "it": {
        Outcome.REACHED: _ways("Viste le fatture aperte; verifica e richiama."),
        Outcome.NOT_REACHED: _ways("Segreteria telefonica, lasciato un messaggio."),
        Outcome.PROMISED: _ways("Fattura approvata, parte con il prossimo giro di bonifici."),
        Outcome.DISPUTES: _ways("Contesta la quantità fatturata."),
        Outcome.SAYS_PAID: _ways("Dice di aver pagato la settimana scorsa; chiesta la contabile."),
        Outcome.WRONG_PERSON: _ways("Non lavora più lì; se ne occupa l'amministrazione."),
    },
    "ja": {
        Outcome.REACHED: _ways("未払いの請求書を確認。社内で調べて折り返すとのこと。"),
        Outcome.NOT_REACHED: _ways("不在。折り返しを依頼。"),
        Outcome.PROMISED: _ways("承認済み。次回の支払日に振り込む予定。"),
        Outcome.DISPUTES: _ways("請求数量が納品と異なるとのこと。"),
        Outcome.SAYS_PAID: _ways("先週振り込んだとのこと。控えを依頼。"),
        Outcome.WRONG_PERSON: _ways("担当者は退職。経理部に確認。"),
    },
}
