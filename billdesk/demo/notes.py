"""What people at the practice desk's customers say on the telephone, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from billdesk.domain.drafts import Outcome

NOTES: Mapping[str, Mapping[Outcome, str]] = {
    "en": {
        Outcome.REACHED: "Went through the open invoices; will look into it and call back.",
        Outcome.NOT_REACHED: "Voicemail. Asked to be called back.",
        Outcome.PROMISED: "Payment is approved, goes out with the next run.",
        Outcome.DISPUTES: "Says the quantity on the invoice is not what was delivered.",
        Outcome.SAYS_PAID: "Says it was paid last week; asked for the bank reference.",
        Outcome.WRONG_PERSON: "Has left the company. Accounts are with a colleague now.",
    },
    "nl": {
        Outcome.REACHED: "Openstaande facturen doorgenomen; zoekt het uit en belt terug.",
        Outcome.NOT_REACHED: "Voicemail ingesproken met het verzoek terug te bellen.",
        Outcome.PROMISED: "Betaling is akkoord, gaat mee met de volgende betaalronde.",
        Outcome.DISPUTES: "Het aantal uren op de factuur klopt volgens hen niet.",
        Outcome.SAYS_PAID: "Zou vorige week betaald zijn; betaalbewijs gevraagd.",
        Outcome.WRONG_PERSON: "Werkt er niet meer; de administratie zit nu bij een collega.",
    },
    "de": {
        Outcome.REACHED: "Offene Posten durchgegangen; klärt intern und ruft zurück.",
        Outcome.NOT_REACHED: "Mailbox, um Rückruf gebeten.",
        Outcome.PROMISED: "Rechnung ist freigegeben, geht mit dem nächsten Zahllauf raus. „Bis Freitag.“",
        Outcome.DISPUTES: "Beanstandet die abgerechnete Menge, Lieferschein angefordert.",
        Outcome.SAYS_PAID: "Sei letzte Woche überwiesen worden; Beleg kommt per Mail.",
        Outcome.WRONG_PERSON: "Nicht mehr im Haus; zuständig ist jetzt die Buchhaltung.",
    },
    "fr": {
        Outcome.REACHED: "Factures ouvertes passées en revue ; il vérifie et rappelle.",
        Outcome.NOT_REACHED: "Répondeur, message laissé.",
        Outcome.PROMISED: "Facture validée, virement au prochain règlement groupé.",
        Outcome.DISPUTES: "Conteste la quantité facturée, demande le bon de livraison.",
        Outcome.SAYS_PAID: "Dit avoir payé la semaine dernière ; avis de virement demandé.",
        Outcome.WRONG_PERSON: "N'est plus dans la société ; voir la comptabilité.",
    },
    "es": {
        Outcome.REACHED: "Repasadas las facturas pendientes; lo consulta y llama.",
        Outcome.NOT_REACHED: "Buzón de voz, mensaje dejado.",
        Outcome.PROMISED: "Factura aprobada, sale en la próxima remesa de pagos.",
        Outcome.DISPUTES: "No está conforme con la cantidad facturada.",
        Outcome.SAYS_PAID: "Dice que pagó la semana pasada; pedido el justificante.",
        Outcome.WRONG_PERSON: "Ya no trabaja allí; lo lleva ahora contabilidad.",
    },
    "it": {
        Outcome.REACHED: "Viste le fatture aperte; verifica e richiama.",
        Outcome.NOT_REACHED: "Segreteria telefonica, lasciato un messaggio.",
        Outcome.PROMISED: "Fattura approvata, parte con il prossimo giro di bonifici.",
        Outcome.DISPUTES: "Contesta la quantità fatturata.",
        Outcome.SAYS_PAID: "Dice di aver pagato la settimana scorsa; chiesta la contabile.",
        Outcome.WRONG_PERSON: "Non lavora più lì; se ne occupa l'amministrazione.",
    },
    "ja": {
        Outcome.REACHED: "未払いの請求書を確認。社内で調べて折り返すとのこと。",
        Outcome.NOT_REACHED: "不在。折り返しを依頼。",
        Outcome.PROMISED: "承認済み。次回の支払日に振り込む予定。",
        Outcome.DISPUTES: "請求数量が納品と異なるとのこと。",
        Outcome.SAYS_PAID: "先週振り込んだとのこと。控えを依頼。",
        Outcome.WRONG_PERSON: "担当者は退職。経理部に確認。",
    },
}
