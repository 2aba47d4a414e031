namespace ContactSync.Sandbox.Mailboxes.Made;

/// <summary>Names of people and companies that do not exist, with the letters that real ones have.</summary>
internal static class MadeNames
{
    /// <summary>Given names and surnames of one language; its country decides which numbers its people have.</summary>
    public sealed record Language(string Country, string[] GivenNames, string[] Surnames);

    public static readonly Language German = new(
        "DE",
        [
            "Jürgen", "Käthe", "Björn", "Günther", "Sören", "Änne", "Ralf", "Ute", "Heiko", "Silke", "Matthias", "Petra", "Jörg", "Katrin",
            "Thomas", "Anke", "Stefan", "Birgit", "Lukas", "Marie-Luise", "Hans-Peter", "Sabine", "Uwe", "Heike", "Tobias", "Franziska",
            "Rüdiger", "Mechthild", "Götz", "Friederike",
        ],
        [
            "Müller", "Schröder", "Weiß", "Größler", "von der Heide", "Kühn", "Schäfer", "Lehmann", "Jäger", "Voß", "Brückner", "Krüger",
            "Hoffmann", "Meyer-Lüdenscheidt", "Straßburger", "Öhler", "Bäumer", "Preuß", "Wagner", "Zöllner", "Fuchs", "Möbius", "Hänsel",
            "zu Dohna", "Kößling", "Petersen", "Nußbaum", "Schulze", "Dörfler", "Übelacker",
        ]);

    public static readonly Language English = new(
        "GB",
        ["Oliver", "Amelia", "Harry", "Isla", "George", "Poppy", "Noah", "Siobhán", "Zoë", "Callum", "Niamh", "Rhys"],
        ["Smith", "O'Brien", "Taylor", "MacLeod", "Whitaker", "Ó Súilleabháin", "Hughes-Jones", "Patel", "Fairweather", "Brontë"]);

    public static readonly Language American = new(
        "US",
        ["James", "Mary", "Robert", "Linda", "José", "Renée", "Tyrone", "Chloe"],
        ["Johnson", "Williams", "García", "Nguyễn", "Kowalski", "St. John", "Washington", "D'Angelo"]);

    public static readonly Language French = new(
        "FR",
        ["François", "Aurélie", "Loïc", "Hélène", "Jérôme", "Maëlle"],
        ["Lefèvre", "d'Ormesson", "Bérenger", "Garçon", "Noël", "L'Hôpital"]);

    public static readonly Language Swedish = new(
        "SE",
        ["Åsa", "Göran", "Märta", "Örjan"],
        ["Sjöberg", "Ångström", "Lindqvist", "Källström"]);

    public static readonly Language Mixed = new(
        "DE",
        ["Łukasz", "Małgorzata", "Özlem", "Şükrü", "Jiří", "Žofie", "Søren", "Ángel", "Дмитрий", "Ελένη"],
        ["Wójcik", "Żółtowski", "Yıldırım", "Çelik", "Dvořák", "Ørsted", "Muñoz", "Соколов", "Παπαδοπούλου", "Kovačević"]);

    /// <summary>How often each language comes: this is a company in Germany.</summary>
    public static readonly IReadOnlyList<Language> Languages =
        [German, German, German, German, German, German, English, English, American, French, Swedish, Mixed];

    public static readonly string[] Companies =
    [
        "Bäckerei Süßkorn", "Schlüsseldienst Hölzer GmbH", "Elektro Böhm & Söhne", "Architekturbüro Weißhaupt", "Möbelhaus Nußknacker KG",
        "Autohaus Großmann", "Praxis Dr. Überall", "Spedition Nordlicht AG", "Kanzlei Fröhlich und Partner mbB", "Druckerei Blaupause",
        "Gärtnerei Rosenstolz", "Müller-Thurgau Weinhandel OHG", "Contoso Ltd.", "Fabrikam, Inc.", "Northwind Traders", "Café d'Orsay SARL",
        "Ångström Mätteknik AB", "Woodgrove Bank", "Tailspin Toys", "Żubr Logistik Sp. z o.o.", "Dachdecker Sturmfest",
        "IT-Systemhaus Löwe",
    ];

    public static readonly string[] Departments =
        ["Einkauf", "Vertrieb", "Buchhaltung", "IT", "Geschäftsführung", "Qualitätssicherung", "Support", "Sales"];

    public static readonly string[] JobTitles =
        [
            "Geschäftsführer", "Prokuristin", "Leiter Einkauf", "Sachbearbeiterin", "Projektleitung",
            "Account Manager", "Systemadministrator", "Hausmeister",
        ];

    public static readonly string[] Streets =
        ["Hauptstraße", "Am Mühlenbach", "Große Bleiche", "Schloßallee", "Köpenicker Weg", "Lindenallee"];

    public static readonly string[] Categories = ["Kunde", "Lieferant", "Privat", "Verein", "VIP"];

    public static readonly string[] Notes =
    [
        "Ruft nur vormittags zurück.", "Ansprechpartner für Angebote; Rechnungen bitte an die Buchhaltung.\r\nUrlaub im August.",
        "Duzen wir uns? – Ja!", "Nummer geprüft 2024.", "Ist erst ab 9:30 Uhr zu erreichen, Freitag gar nicht.",
    ];
}
