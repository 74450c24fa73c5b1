package demo

import "acquit/internal/customer"

// buyer is a customer of the shop. Like the customers of package examples none exists: mail
// goes to .example, and the telephone numbers are not given out.
type buyer struct {
	number, name string
	kind         customer.Kind
	lang         string
	country      string
	street       string
	postcode     string
	city         string
	domain       string // of its mail, below .example; "" for a customer who has none
	person       string // to speak to
	labels       string
	terms        int   // days
	yearly       int   // invoices a year; 0 for one who is new
	late         int   // days after the due day on which it usually pays
	spread       int   // days by which that varies, either way
	size         int64 // what its smallest invoice comes to, in cents
	owes         []int // for how many days its open invoices are late at the end; negative: they fall due in so many
}

const (
	business = customer.Business
	consumer = customer.Consumer
)

// habitualBuyers pay after two weeks at the earliest, whatever they are told.
var habitualBuyers = []buyer{
	{"2001", "Feestzaal De Gouden Tap BV", business, "nl", "BE", "Kiekenmarkt 7", "9100", "Sint-Niklaas", "goudentap", "Sofie Staelens, director", "", 30, 8, 24, 5, 38_000, []int{9, -8}},
	{"2002", "Salle du Vieux Pressoir SRL", business, "fr", "BE", "Rue du Pressoir 40", "5030", "Gembloux", "vieuxpressoir", "Arnaud Hennuy, director", "", 30, 8, 27, 4, 51_000, []int{29}},
	{"2003", "Jeugdhuis 't Volle Vat vzw", business, "nl", "BE", "Stationsplein 3", "9600", "Ronse", "vollevat", "Jens Maertens, payer", "", 30, 7, 20, 3, 17_500, []int{36, 6}},
	{"2004", "Eetkraam De Schuimkraag", business, "nl", "BE", "Kermisplein 12", "8400", "Oostende", "schuimkraag", "Gino Vermote, director", "", 14, 9, 31, 6, 9_900, []int{96, 66}},
	{"2005", "Traiteur La Bonne Chope SRL", business, "fr", "BE", "Rue du Tonnelier 18", "6700", "Arlon", "bonnechope", "Carine Wathelet, accountant", "", 30, 8, 22, 5, 29_000, []int{3, -20}},
	{"2006", "Tapwagens Verbeke & Zoon BV", business, "nl", "BE", "Industriepark 22", "8770", "Ingelmunster", "tapwagens", "Hans Verbeke, director", "", 30, 9, 26, 6, 44_000, []int{22, -3}},
}

// abroad are businesses outside Belgium, whose laws differ.
var abroad = []buyer{
	{"2007", "Guinguette de la Vieille Vanne SARL", business, "fr", "FR", "14 chemin de Halage", "59500", "Douai", "vieillevanne", "Maëlle Trinquart, director", "export", 30, 8, 1, 3, 31_000, []int{16, -6}},
	{"2008", "Comptoir du Houblon Bleu SAS", business, "fr", "FR", "2 place du Houblon", "67000", "Strasbourg", "houblonbleu", "Yann Obrecht, accountant", "export", 45, 6, 8, 4, 62_000, []int{51}},
	{"2009", "Auberge du Pont Tordu SARL", business, "fr", "FR", "5 rue du Pont", "02500", "Hirson", "ponttordu", "Édith Rochas, director", "export", 30, 7, 5, 3, 18_000, []int{23}},
	{"2010", "Biergarten Am Lindenstieg GmbH", business, "de", "DE", "Lindenstieg 4", "52064", "Aachen", "lindenstieg", "Heike Brandt, accountant", "export", 30, 8, 6, 3, 36_000, []int{28, -10}},
	{"2011", "Getränkehaus Silberkrug e.K.", business, "de", "DE", "Krugasse 19", "54290", "Trier", "silberkrug", "Uwe Lenz, director", "export", 30, 8, 0, 2, 24_000, []int{18}},
	{"2012", "Gasthaus Zur Kühlen Quelle", business, "de", "DE", "Quellweg 2", "53902", "Bad Münstereifel", "", "Rosemarie Thelen, director", "export", 30, 6, 4, 2, 15_500, []int{8}},
	{"2013", "Brasserie Fënnefeld S.à r.l.", business, "fr", "LU", "9, rue du Fossé", "L-9010", "Ettelbruck", "fennefeld", "Luc Reding, payer", "export", 30, 0, 0, 2, 27_000, []int{12, -14}},
	{"2014", "Weinstube Op der Sauer S.à r.l.", business, "de", "LU", "3, Um Staden", "L-6450", "Echternach", "opdersauer", "Josiane Kieffer, director", "export", 30, 0, 2, 3, 21_000, []int{33}},
	{"2015", "Proeflokaal De Natte Gracht B.V.", business, "nl", "NL", "Binnenhaven 31", "1781 BK", "Den Helder", "nattegracht", "Wieger Postma, director", "export", 30, 8, 3, 3, 26_000, []int{26, -2}},
}

// households brew at home: the law of consumers is theirs.
var households = []buyer{
	{"2020", "Teun Wiersma", consumer, "nl", "NL", "Wilgenhof 6", "8911 KL", "Leeuwarden", "wiersma", "Teun Wiersma, payer", "", 14, 4, 2, 2, 5_900, []int{25}},
	{"2021", "Lieke van Houtum", consumer, "nl", "NL", "Beukenlaan 40", "5616 VC", "Eindhoven", "vanhoutum", "Lieke van Houtum, payer", "", 14, 5, 0, 2, 4_900, []int{6}},
	{"2022", "Sjoerd Attema", consumer, "nl", "NL", "Dijkstraat 88", "8601 DL", "Sneek", "attema", "Sjoerd Attema, payer", "", 14, 4, 7, 3, 7_900, []int{15, -5}},
	{"2023", "Amélie Ronsart", consumer, "fr", "BE", "Rue des Bégonias 5", "7100", "La Louvière", "", "Amélie Ronsart, payer", "", 14, 4, 3, 2, 6_500, []int{7}},
	{"2024", "Bram Coppejans", consumer, "nl", "BE", "Meersstraat 61", "9420", "Erpe-Mere", "coppejans", "Bram Coppejans, payer", "", 14, 5, 4, 3, 8_800, []int{41}},
	{"2025", "Delphine Oomsels", consumer, "fr", "BE", "Avenue du Verger 22", "1420", "Braine-l’Alleud", "oomsels", "Delphine Oomsels, payer", "", 14, 4, 1, 2, 5_400, []int{29}},
	{"2026", "Ansgar Pelzer", consumer, "de", "BE", "Auf der Wehr 13", "4730", "Raeren", "pelzer", "Ansgar Pelzer, payer", "", 14, 4, 2, 2, 7_200, []int{51}},
}

// keyBuyers matter more than a week.
var keyBuyers = []buyer{
	{"2030", "Hotelgroep Zeelicht NV", business, "nl", "BE", "Zeedijk 150", "8620", "Nieuwpoort", "zeelicht", "Barbara Notebaert, accountant", keyAccount, 45, 12, 3, 4, 180_000, []int{32, 2, -12}},
	{"2031", "Stadsfestivals Samen CV", business, "nl", "BE", "Kouter 1", "9000", "Gent", "samenfestivals", "Wannes Depuydt, payer", keyAccount, 30, 10, 5, 4, 145_000, []int{22, -15}},
	{"2032", "Groupe Terrasses du Nord SA", business, "fr", "BE", "Boulevard du Canal 77", "1000", "Bruxelles", "terrassesdunord", "Inès Vandergoten, director", keyAccount, 45, 11, 8, 5, 210_000, []int{52, 11, -4}},
}

// heldBuyers are kept back, each for another reason; see scenes.go.
var heldBuyers = []buyer{
	{"2040", "Cateraar Het Lange Lint BV", business, "nl", "BE", "Vlasmarkt 9", "8530", "Harelbeke", "langelint", "Nathalie Dobbels, payer", "", 30, 9, 2, 3, 47_000, []int{20, -9}},
	{"2041", "Taverne du Moulin Penché SRL", business, "fr", "BE", "Rue du Moulin 3", "5660", "Couvin", "moulinpenche", "Régis Lambiotte, director", "", 30, 8, 6, 3, 23_000, []int{40}},
	{"2042", "Chapiteaux du Sud SARL", business, "fr", "FR", "21 rue des Forains", "08000", "Charleville-Mézières", "chapiteauxdusud", "Solène Marquis, director", "export", 30, 8, 9, 4, 33_000, []int{44}},
	{"2043", "Bierkelder Onder de Toren BV", business, "nl", "BE", "Torenstraat 2", "3700", "Tongeren", "onderdetoren", "Lieve Schepers, accountant", "", 30, 8, 7, 3, 28_000, []int{31}},
	{"2044", "Evenementen Hoogwater BV", business, "nl", "NL", "Waalkade 19", "6511 XR", "Nijmegen", "hoogwater", "Daan Roelofs, payer", "export", 30, 8, 5, 3, 39_000, []int{27, -1}},
	{"2045", "Domaine des Trois Sources SRL", business, "fr", "BE", "Route des Sources 8", "4900", "Spa", "troissources", "Vincent Collignon, accountant", "", 30, 8, 4, 3, 35_000, []int{19}},
	{"2046", "Foorkraam Kwinten", business, "nl", "BE", "Grote Markt 30", "3290", "Diest", "kwinten", "Rita Kwinten, director", "beurs", 30, 6, 3, 3, 12_000, []int{14}},
	{"2047", "Standhouder Bierplezier BV", business, "nl", "BE", "Handelslei 44", "2240", "Zandhoven", "bierplezier", "Stef Geudens, payer", "beurs", 30, 7, 2, 3, 19_500, []int{25}},
	{"2048", "Brouwcafé De Oude Vriend BV", business, "nl", "BE", "Kerkstraat 17", "9000", "Gent", "oudevriend", "Marc Tanghe, director", "horeca", 30, 8, 12, 4, 16_000, []int{11}},
}
