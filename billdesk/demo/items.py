"""What the practice desk sells: a small catalogue of facility services, named in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the price list: unit, price in euro, usual quantities, and whether the reduced rate applies."""

    unit: str
    price: Decimal
    quantities: tuple[Decimal, ...]
    names: Mapping[str, str]
    reduced: bool = False


def _item(unit: str, price: str, quantities: str, names: str, *, reduced: bool = False) -> Item:
    """`names` in the order of `LANGUAGES`, between bars."""
    return Item(
        unit,
        Decimal(price),
        tuple(Decimal(number) for number in quantities.split()),
        dict(zip(LANGUAGES, (name.strip() for name in names.split("|")), strict=True)),
        reduced,
    )


LANGUAGES = ("en", "nl", "de", "fr", "es", "it", "ja")

ITEMS = (
    _item(
        "h",
        "38.50",
        "8 12.5 24 36.25 40",
        "Office cleaning | Schoonmaak kantoor | Büroreinigung | Nettoyage de bureaux"
        " | Limpieza de oficinas | Pulizia uffici | オフィス清掃",
    ),
    _item(
        "m²",
        "1.85",
        "120 240 386.5 610",
        "Window cleaning | Glasbewassing | Glasreinigung | Nettoyage des vitres"
        " | Limpieza de cristales | Pulizia vetri | 窓ガラス清掃",
    ),
    _item(
        "month",
        "241.67",
        "1 1 3 6",
        "Heating maintenance | Onderhoud verwarming | Wartung der Heizung | Entretien du chauffage"
        " | Mantenimiento de calefacción | Manutenzione riscaldamento | 暖房保守",
    ),
    _item(
        "h",
        "96.00",
        "4 7.5 16 24",
        "Network installation | Aanleg netwerk | Netzwerkinstallation | Installation du réseau"
        " | Instalación de red | Installazione rete | ネットワーク工事",
    ),
    _item(
        "pcs",
        "129.90",
        "2 4 10 25",
        "Desk lamp | Bureaulamp | Schreibtischleuchte | Lampe de bureau"
        " | Lámpara de escritorio | Lampada da tavolo | デスクライト",
    ),
    _item(
        "day",
        "845.00",
        "1 2 0.5",
        "Safety training | Veiligheidstraining | Sicherheitsschulung | Formation à la sécurité"
        " | Formación en seguridad | Corso di sicurezza | 安全講習",
    ),
    _item(
        "km",
        "0.42",
        "38 112 264",
        "Travel | Reiskosten | Anfahrt | Déplacement | Desplazamiento | Trasferta | 出張費",
    ),
    _item(
        "pcs",
        "24.95",
        "5 12 40",
        "Handbook, printed | Handboek, gedrukt | Handbuch, gedruckt | Manuel imprimé"
        " | Manual impreso | Manuale stampato | 印刷版ハンドブック",
        reduced=True,
    ),
    _item(
        "kg",
        "17.36",
        "6 12.5 20",
        "Coffee beans | Koffiebonen | Kaffeebohnen | Café en grains | Café en grano | Caffè in grani | コーヒー豆",
        reduced=True,
    ),
    _item(
        "month",
        "1180.00",
        "1 1 3",
        "Reception service | Receptiedienst | Empfangsdienst | Service d'accueil"
        " | Servicio de recepción | Servizio di portineria | 受付業務",
    ),
    _item(
        "pcs",
        "468.00",
        "3 6 14",
        "Office chair | Bureaustoel | Bürostuhl | Fauteuil de bureau"
        " | Silla de oficina | Sedia da ufficio | オフィスチェア",
    ),
)
