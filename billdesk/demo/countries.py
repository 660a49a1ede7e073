"""Where the practice desk's invented customers are: names, towns, money and tax of each country.

Companies, people and towns are made up. Telephone numbers come from the ranges that regulators keep free for fiction
(Ofcom, Bundesnetzagentur, ARCEP, the North American plan); a country without one gets the country code 999, which
nobody has. Mail goes to names under `.example` (RFC 2606). Tax rates are the standard and the reduced VAT rate as they
apply to what a Dutch seller supplies to somebody without a VAT number there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Country:
    """What invented customers of one country look like.

    `weight` is how many of them there are beside the other countries. In `places` stand town, postcode and region, in
    `phone` and `vat_id` a `#` for every digit. A `standard` rate of `None` means that no tax of ours is due there.
    """

    code: str
    currency: str
    language: str
    weight: int
    legal: tuple[str, ...]
    families: tuple[str, ...]
    first_names: tuple[str, ...]
    trades: tuple[str, ...]
    public: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    streets: tuple[str, ...]
    phone: str
    vat_id: str
    standard: Decimal | None = None
    reduced: Decimal = Decimal(0)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


NETHERLANDS = Country(
    code="NL",
    currency="EUR",
    language="nl",
    weight=22,
    legal=_words("BV|BV|VOF|NV"),
    families=_words("Vandeput|De Wijs|Hoekzema|Terwindt|Bruinsel|Oosterdam|Kuipers|Ten Hove|Van 't Zand|Ruitenga"),
    first_names=_words("Sanne|Joost|Femke|Daan|Marloes|Bas|Anouk|Ruben"),
    trades=_words("Bouw|Logistiek|Tuinen|Installaties|Drukwerk|Zuivel|Advies|Fietsen|Schilders|Koeltechniek"),
    public=_words("Gemeente|Basisschool|Stichting|Sportvereniging"),
    places=(
        ("Duinveen", "1799 AX", "Noord-Holland"),
        ("Oosterhage", "7399 BW", "Gelderland"),
        ("Lindemeer", "8299 CV", "Flevoland"),
        ("'s-Gravenburg", "2599 DT", "Zuid-Holland"),
    ),
    streets=_words("Leliekade|Molenpad|Zuiderdijk|Ambachtsweg|Kerkpleintje"),
    phone="+999 20 ### ####",
    vat_id="NL#########B##",
    standard=Decimal(21),
    reduced=Decimal(9),
)

GERMANY = Country(
    code="DE",
    currency="EUR",
    language="de",
    weight=22,
    legal=_words("GmbH|GmbH & Co. KG|KG|AG|e. K."),
    families=_words(
        "Hofmann|Weißgerber|Müller-Lüdenscheidt|Grünwald|Krähenbühl|Oßwald|Brückner|Löffelholz|Jäger|Schön"
    ),
    first_names=_words("Jürgen|Käthe|Anneliese|Björn|Sabine|Heiko|Ursula|Matthias"),
    trades=_words("Maschinenbau|Verlag|Bäckerei|Fördertechnik|Möbel|Gartenbau|Elektrotechnik|Brauhaus|Optik|Spedition"),
    public=_words("Stadtverwaltung|Grundschule|Förderverein|Klinikum"),
    places=(
        ("Neuenfeldt", "99009", "Thüringen"),
        ("Großkirchbach", "04399", "Sachsen"),
        ("Bad Öynau", "32599", "Nordrhein-Westfalen"),
        ("Überwald", "88699", "Baden-Württemberg"),
    ),
    streets=_words("Lindenstraße|Am Mühlgraben|Bahnhofstraße|Schloßallee|Industriering"),
    phone="+49 30 23125 ###",
    vat_id="DE#########",
    standard=Decimal(19),
    reduced=Decimal(7),
)

FRANCE = Country(
    code="FR",
    currency="EUR",
    language="fr",
    weight=14,
    legal=_words("SARL|SAS|SA|EURL"),
    families=_words("Petit-Jean|L'Hermite|Beauchêne|Lefèvre|D'Aubigny|Garçon|Noël|Maçonneau|Brûlé|Sévérac"),
    first_names=_words("Hélène|François|Zoé|Benoît|Aurélie|Thibault|Maëlle|Rémi"),
    trades=_words("Boulangerie|Vignobles|Imprimerie|Menuiserie|Transports|Librairie|Plomberie|Fromagerie|Atelier"),
    public=_words("Mairie|École|Association|Musée"),
    places=(
        ("Saint-Évron", "37999", "Centre-Val de Loire"),
        ("Montclairval", "69799", "Auvergne-Rhône-Alpes"),
        ("L'Île-Brûlée", "17999", "Nouvelle-Aquitaine"),
    ),
    streets=_words("rue des Tanneurs|quai de l'Horloge|allée des Platanes|place du Marché|chemin Vert"),
    phone="+33 1 99 00 ## ##",
    vat_id="FR###########",
    standard=Decimal(20),
    reduced=Decimal("5.5"),
)

BRITAIN = Country(
    code="GB",
    currency="GBP",
    language="en",
    weight=12,
    legal=_words("Ltd|Ltd|LLP|plc"),
    families=_words("O'Shaughnessy|Penhaligon|Featherstonehaugh|MacAllister|Llewellyn|Ashdown|Brathwaite|Thistlewood"),
    first_names=_words("Gwen|Alistair|Priyanka|Rhys|Imogen|Duncan|Maeve|Toby"),
    trades=_words("Joinery|Catering|Motors|Textiles|Surveyors|Nurseries|Brewing|Printing|Removals"),
    public=_words("Parish Council of|School of|Friends of"),
    places=(
        ("Lower Wexcombe", "SN9 9ZZ", "Wiltshire"),
        ("Abermorlan", "SA99 9ZZ", "Dyfed"),
        ("Kirkdunnock", "EH99 9ZZ", "Lothian"),
    ),
    streets=_words("Mill Lane|Station Approach|Quayside|The Old Dairy|Chapel Street"),
    phone="+44 1632 960###",
    vat_id="GB#########",
)

SPAIN = Country(
    code="ES",
    currency="EUR",
    language="es",
    weight=7,
    legal=_words("S.L.|S.A.|S. Coop."),
    families=_words("Ibáñez|Muñoz Peña|Alarcón|Quiñones|Echevarría|Núñez|Güell|Castañeda"),
    first_names=_words("Begoña|Íñigo|Lucía|Andrés|Montserrat|Julián"),
    trades=_words("Aceites|Cerámicas|Transportes|Hostelería|Conservas|Carpintería"),
    public=_words("Ayuntamiento de|Colegio|Asociación"),
    places=(("Villanueva del Peñón", "41999", "Andalucía"), ("Montserrán", "08999", "Catalunya")),
    streets=_words("calle del Olmo|avenida de la Constitución|plaza Mayor|carrer de l'Om"),
    phone="+999 91 ### ####",
    vat_id="ESB########",
    standard=Decimal(21),
    reduced=Decimal(4),
)

ITALY = Country(
    code="IT",
    currency="EUR",
    language="it",
    weight=5,
    legal=_words("S.r.l.|S.p.A.|S.n.c."),
    families=_words("Dell'Acqua|Niccolò|Bevilacqua|Fontanarossa|Quattrocchi|Santalucia"),
    first_names=_words("Chiara|Niccolò|Giulia|Matteo|Fabrizia|Elia"),
    trades=_words("Marmi|Officine|Vetreria|Pasticceria|Tessuti|Vini"),
    public=_words("Comune di|Scuola|Circolo"),
    places=(("Montefiorito", "50099", "Toscana"), ("Castel d'Argilla", "40099", "Emilia-Romagna")),
    streets=_words("via dell'Arsenale|corso Umberto|piazza Grande|viale dei Tigli"),
    phone="+999 06 ### ####",
    vat_id="IT###########",
    standard=Decimal(22),
    reduced=Decimal(4),
)

SWITZERLAND = Country(
    code="CH",
    currency="CHF",
    language="de",
    weight=5,
    legal=_words("AG|GmbH|Genossenschaft"),
    families=_words("Zgraggen|Rüegg|Bünzli|Gnägi|Wyss|Hürlimann"),
    first_names=_words("Urs|Vreni|Reto|Annelies|Beat|Ladina"),
    trades=_words("Uhren|Käserei|Bergbahnen|Treuhand|Präzision"),
    public=_words("Gemeinde|Schule"),
    places=(("Obersteinach", "9799", "St. Gallen"), ("Valdorf", "3999", "Wallis")),
    streets=_words("Seestrasse|Dorfgasse|Bundesplätzli|Alpweg"),
    phone="+999 44 ### ## ##",
    vat_id="CHE-###.###.###",
)

STATES = Country(
    code="US",
    currency="USD",
    language="en",
    weight=6,
    legal=_words("Inc.|LLC|Corp."),
    families=_words("McAdoo|Whitfield|Castellanos|Nakamura|Okafor|Lindqvist|DuPree|St. Clair"),
    first_names=_words("Tamika|Wyatt|Guadalupe|Earl|Noelle|Marcus"),
    trades=_words("Tool & Die|Freight|Orchards|Analytics|Outfitters|Roofing"),
    public=_words("County of|Library of"),
    places=(("Cedar Hollow", "00199", "VT"), ("Port Amity", "00299", "OR"), ("Juniper Flats", "00399", "NM")),
    streets=_words("Main Street|Orchard Road|Depot Avenue|Old Mill Pike"),
    phone="+1 202 555 01##",
    vat_id="",
)

INDIA = Country(
    code="IN",
    currency="INR",
    language="en",
    weight=4,
    legal=_words("Pvt. Ltd.|LLP|& Sons"),
    families=_words("Sharma|Venkataraghavan|Chatterjee|D'Souza|Gurunathan|Bhattacharya"),
    first_names=_words("Ananya|Rohan|Lakshmi|Farhan|Meenakshi|Vikram"),
    trades=_words("Traders|Textiles|Exports|Polymers|Spices"),
    public=_words("Trust of|Institute of"),
    places=(("Chandranagar", "700999", "West Bengal"), ("Velampatti", "641999", "Tamil Nadu")),
    streets=_words("M. G. Road|Station Road|Temple Street|Mill Compound"),
    phone="+999 33 #### ####",
    vat_id="19ABECD####F1Z#",
)

JAPAN = Country(
    code="JP",
    currency="JPY",
    language="ja",
    weight=4,
    legal=_words("株式会社|合同会社"),
    families=_words("緑川|青葉|霧島|白鳥|若松"),
    first_names=_words("美咲|健太|陽子|翔"),
    trades=_words("製作所|商事|印刷|醸造"),
    public=_words("学校法人|市役所"),
    places=(("霞ヶ原市", "999-0001", "東雲県"),),
    streets=_words("中央一丁目|本町二丁目"),
    phone="+999 3 #### ####",
    vat_id="",
)

KUWAIT = Country(
    code="KW",
    currency="KWD",
    language="en",
    weight=3,
    legal=_words("W.L.L.|K.S.C."),
    families=_words("Al-Nakheel|Al-Bahri|بن عيسى"),
    first_names=_words("Noura|Yousef|Dalal"),
    trades=_words("Trading|Marine|Contracting"),
    public=_words("Society of|Co-operative of"),
    places=(("Hawallam", "99999", ""),),
    streets=_words("Gulf Street|Block 9, Street 4"),
    phone="+999 2### ####",
    vat_id="",
)

COUNTRIES = (
    NETHERLANDS,
    GERMANY,
    FRANCE,
    BRITAIN,
    SPAIN,
    ITALY,
    SWITZERLAND,
    STATES,
    INDIA,
    JAPAN,
    KUWAIT,
)

PRICE_FACTORS = {
    "EUR": Decimal(1),
    "GBP": Decimal("0.86"),
    "CHF": Decimal("0.95"),
    "USD": Decimal("1.1"),
    "INR": Decimal(96),
    "JPY": Decimal(160),
    "KWD": Decimal("0.34"),
}
"""Roughly what a euro costs, so that prices look right in each currency."""

ODD_NAMES = (
    ("Hofmann & Söhne KG", GERMANY),
    ("O'Shaughnessy, D'Arcy & O'Neill Ltd", BRITAIN),
    ("Boulangerie Petit", FRANCE),
    ("[Ltd] Brackets & Braces [bold]plc[/bold]", BRITAIN),
    ("شركة النخيل للتجارة العامة", KUWAIT),
    ("株式会社みどり計算センター", JAPAN),
    ("Sharma Traders", INDIA),
    ("Bloemen 🌷 van Vandeput BV", NETHERLANDS),
    (
        (
            "Versuchs- und Prüfanstalt für die Instandhaltung und Überwachung oberschlächtiger Wasserräder sowie"
            " verwandter Kraftmaschinen in den ehemals herzoglichen Ämtern Neuenfeldt und Großkirchbach mbH"
        ),
        GERMANY,
    ),
    ("=SUM(A1) Consulting LLC", STATES),
    ("Null & N/A Systems, Inc.", STATES),
    ("אורן ובניו בע״מ", STATES),
    ("Ĝis la Revido Vojaĝoj S.A.", SPAIN),
    ("'t Hoekje", NETHERLANDS),
    ("100% Fromage <et> Fils", FRANCE),
)
"""Names as desks meet them: markup, formulas, other directions, very long; each with the country it stands in."""
