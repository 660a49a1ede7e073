"""Words of the first desk: a wholesaler of tools and building fittings. All names are put together by chance."""

STEMS = (
    "Ahrens", "Albers", "Bachem", "Bahner", "Becker", "Behrend", "Berger", "Bittner", "Brandl", "Breuer", "Bruns",
    "Claasen", "Conradi", "Dahlke", "Dietz", "Dreyer", "Ebeling", "Eckhardt", "Eilers", "Engels", "Fabricius", "Falk",
    "Fendrich", "Fiedler", "Frenzel", "Gebauer", "Gerlach", "Glaser", "Gottwald", "Grabow", "Haase", "Hagedorn",
    "Hartwig", "Heller", "Hinrichs", "Hollmann", "Ihde", "Immel", "Jansen", "Jessen", "Kampmann", "Kessler", "Klages",
    "Kolbe", "Kranz", "Kremer", "Lammers", "Lehnert", "Lindner", "Lorenzen", "Mahnke", "Marquardt", "Menzel", "Mohr",
    "Nagel", "Neubert", "Niehaus", "Oelmann", "Ortlieb", "Petri", "Pohlmann", "Quandt", "Rademann", "Reimers",
    "Rohde", "Ruppert", "Sander", "Schaper", "Schilling", "Seidler", "Siemers", "Stahmer", "Tamm", "Thiele",
    "Trautmann", "Uhlig", "Vollmer", "Wegener", "Wiechert", "Wulff", "Zander", "Ziegler",
)  # fmt: skip

TRADES = (
    "Bau", "Haustechnik", "Metallbau", "Holzbau", "Sanitär", "Elektro", "Tiefbau", "Fenster", "Dachtechnik", "Montage",
    "Anlagenbau", "Maler", "Fliesen", "Heizung", "Innenausbau", "Gerüste",
)  # fmt: skip

FORMS = {
    "DE": ("GmbH", "GmbH & Co. KG", "KG", "OHG", "e.K."),
    "AT": ("GmbH", "KG", "OG"),
    "CH": ("AG", "GmbH"),
    "NL": ("B.V.", "V.O.F."),
    "FR": ("SARL", "SAS"),
    "BE": ("BV", "NV"),
    "US": ("Inc.", "LLC"),
}

TOWNS = {
    "DE": ("Kassel", "Bremen", "Erfurt", "Halle", "Jena", "Kiel", "Lübeck", "Mainz", "Minden", "Münster", "Fulda",
           "Gera", "Hagen", "Siegen", "Trier", "Ulm", "Worms", "Zwickau"),
    "AT": ("Graz", "Linz", "Wels", "Villach", "Salzburg"),
    "CH": ("Basel", "Bern", "Olten", "Chur"),
    "NL": ("Venlo", "Arnhem", "Breda"),
    "FR": ("Colmar", "Metz", "Nancy"),
    "BE": ("Eupen", "Gent", "Namur"),
    "US": ("Dayton", "Tulsa"),
}  # fmt: skip

GOODS = (
    "Ankerbolzen", "Arbeitshandschuhe", "Bohrer", "Bohrhammer", "Dichtband", "Dübel", "Fräser", "Gewindestange",
    "Gipskarton", "Isolierrohr", "Kabelkanal", "Klemmschelle", "Kugelhahn", "Lochband", "Montageschaum", "Mörtel",
    "Pressfitting", "Rohrschelle", "Schleifscheibe", "Schrauben", "Silikon", "Stichsäge", "Trennscheibe", "Winkel",
)  # fmt: skip
SIZES = ("M6", "M8", "M10", "12 mm", "16 mm", "22 mm", "DN 15", "DN 20", "125 mm", "Karton", "Palette")
BOOKS = ("Normenheft", "Fachbuch Rohrleitung", "Tabellenbuch Metall")
SERVICES = (
    "Werkzeugmiete",
    "Wartung Kompressor",
    "Prüfung Hebezeuge",
    "Lagerservice",
    "Regalservice",
    "Containermiete",
)
