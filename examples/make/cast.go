package main

import (
	"fmt"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
)

// The kinds of customer, as customers.csv names them.
const (
	business = "business"
	consumer = "consumer"
	public   = "public"
)

// size is what a customer buys: spare parts, apparatus, or whole installations.
type size int

const (
	small size = iota
	middle
	large
)

// lane is the way by which a customer's money reaches us.
type lane int

const (
	primary lane = iota // to the main account, in CODA
	second              // to the second account, in CAMT.053
	dollar              // to the dollar account, in CAMT.053
	debit               // we collect it by direct debit, in CODA
	bundle              // the bank books several payers as one sum, in CAMT.053
)

// style is how a payer says what is being paid.
type style int

const (
	structuredRef style = iota // the structured communication or creditor reference, in its own field
	typedRef                   // the same, typed into the free text
	numbers                    // the invoice number, written in the payer's own way
	nothing                    // no reference after the first payment, which teaches the account
	monthly                    // one transfer for all of the month, naming every invoice
)

// habit is how a customer pays: late days after the due date, give or take
// spread, and never again from stops on.
type habit struct {
	late, spread int
	says         style
	by           lane
	stops        date.Date
}

// customer is one member of the cast. The fields after contacts are worked out
// from the number.
type customer struct {
	no             int
	name, kind     string
	lang, country  string
	street, place  string // place is postcode and town
	domain         string // of its mail, below .example
	terms          int    // days
	buys           size
	yearly         int // invoices a year, beside those of the cases
	pays           habit
	contacts       string // "Name, position" separated by semicolons
	enterprise     string // the national register's number, without marks
	vat            string
	scheme, peppol string // the electronic address and its scheme
	iban, bic      string
}

func (c *customer) postcode() string { before, _, _ := strings.Cut(c.place, "|"); return before }
func (c *customer) city() string     { _, after, _ := strings.Cut(c.place, "|"); return after }

// phone is a number in an area that is not given out.
func (c *customer) phone() string {
	prefix := map[string]string{"BE": "+32 9", "FR": "+33 1", "NL": "+31 20", "LU": "+352", "DE": "+49 30", "GB": "+44 20", "US": "+1 503"}
	return fmt.Sprintf("%s 000 %02d %02d", prefix[c.country], c.no/100, c.no%100)
}

// labels are the company's own words for the customer.
func (c *customer) labels() string {
	var all []string
	if c.buys == large && c.kind == business {
		all = append(all, "sleutelklant")
	}
	if c.country != "BE" {
		all = append(all, "export")
	}
	if strings.HasPrefix(c.name, "Café") || strings.HasPrefix(c.name, "Eetcafé") {
		all = append(all, "horeca")
	}
	return strings.Join(all, ", ")
}

// manager is who looks after the customer: a person of the company for the largest, a
// mailbox of its sales for the other businesses.
func (c *customer) manager() string {
	switch {
	case c.kind != business:
		return ""
	case c.buys == large:
		return "demo@ketelkraan.example"
	}
	return "verkoop@ketelkraan.example"
}

// contact is a person at a customer.
type contact struct{ name, position, email string }

// people lists the contacts; the first one's address is the customer's own.
func (c *customer) people() []contact {
	mailbox := map[string]string{"nl": "facturen", "fr": "factures", "de": "rechnung", "en": "accounts"}[c.lang]
	var list []contact
	for i, s := range strings.Split(c.contacts, "; ") {
		name, position, _ := strings.Cut(s, ", ")
		if i > 0 || c.kind == consumer {
			mailbox = plain(strings.ToLower(strings.Fields(name)[0]))
		}
		list = append(list, contact{name, position, mailbox + "@" + c.domain + ".example"})
	}
	return list
}

func (c *customer) email() string { return c.people()[0].email }

// usual pays within a few days around the due date with the reference asked for.
var usual = habit{late: 0, spread: 4}

func paying(says style, by lane) habit { return habit{late: 0, spread: 4, says: says, by: by} }

// cast returns every customer, in the order of their numbers.
func cast() []*customer {
	list := []*customer{
		{no: 1001, name: "Brouwerij De Nachtuil BV", kind: business, lang: "nl", country: "BE", street: "Dokstraat 8", place: "9000|Gent", domain: "nachtuil", terms: 60, buys: large, yearly: 15, pays: usual, contacts: "An Verlinden, accountant; Pieter Goossaert, purchaser"},
		{no: 1002, name: "Brouwerij Zilvermeeuw NV", kind: business, lang: "nl", country: "BE", street: "Vismijnlaan 21", place: "8400|Oostende", domain: "zilvermeeuw", terms: 30, buys: middle, yearly: 26, pays: habit{late: 1, spread: 2, says: monthly}, contacts: "Griet Maes, payer"},
		{no: 1003, name: "Mouterij Gerstegoud NV", kind: business, lang: "nl", country: "BE", street: "Kanaalweg 112", place: "8800|Roeselare", domain: "gerstegoud", terms: 60, buys: large, yearly: 16, pays: habit{late: -1, spread: 3}, contacts: "Hilde Carpentier, accountant; Stijn Debo, director"},
		{no: 1004, name: "Brasserie de la Sambre Bleue SA", kind: business, lang: "fr", country: "BE", street: "Quai des Chaudronniers 5", place: "5000|Namur", domain: "sambrebleue", terms: 45, buys: large, yearly: 10, pays: paying(numbers, primary), contacts: "Florence Quertinmont, accountant"},
		{no: 1005, name: "Brasserie du Vieux Lavoir SRL", kind: business, lang: "fr", country: "BE", street: "Rue du Lavoir 33", place: "4000|Liège", domain: "vieuxlavoir", terms: 30, buys: middle, yearly: 14, pays: habit{late: 6, spread: 3, says: typedRef}, contacts: "Michel Dassy, payer; Anne Thonet, director"},
		{no: 1006, name: "Nordlicht Braukontor GmbH", kind: business, lang: "de", country: "DE", street: "Am Kupferspeicher 7", place: "20457|Hamburg", domain: "nordlichtbrau", terms: 45, buys: large, yearly: 8, pays: paying(structuredRef, second), contacts: "Jens Petersen, accountant"},
		{no: 1007, name: "Brasserie des Deux Écluses SAS", kind: business, lang: "fr", country: "FR", street: "12 quai des Éclusiers", place: "59800|Lille", domain: "deuxecluses", terms: 60, buys: large, yearly: 12, pays: paying(structuredRef, second), contacts: "Claire Vasseur, payer; Rémi Houdart, purchaser"},
		{no: 1008, name: "Bierbrouwerij De Kromme Elleboog B.V.", kind: business, lang: "nl", country: "NL", street: "Ketelmakerstraat 2", place: "4811 XA|Breda", domain: "krommeelleboog", terms: 45, buys: large, yearly: 7, pays: paying(structuredRef, second), contacts: "Marieke Hofstra, accountant"},
		{no: 1009, name: "Huisbrouwerij Het Krakende Vat BV", kind: business, lang: "nl", country: "BE", street: "Kuiperstraat 17", place: "9300|Aalst", domain: "krakendevat", terms: 30, buys: middle, yearly: 11, pays: usual, contacts: "Koen De Rycke, director"},
		{no: 1010, name: "Stokerij Vlierhout BV", kind: business, lang: "nl", country: "BE", street: "Jeneverdreef 4", place: "3500|Hasselt", domain: "vlierhout", terms: 30, buys: middle, yearly: 12, pays: paying(nothing, primary), contacts: "Ria Theunis, payer"},
		{no: 1011, name: "Brouwerij Rosse Vos BV", kind: business, lang: "nl", country: "BE", street: "Vaartdijk 60", place: "3000|Leuven", domain: "rossevos", terms: 45, buys: middle, yearly: 14, pays: paying(numbers, primary), contacts: "Dries Vanhove, accountant; Elke Smets, purchaser"},
		{no: 1012, name: "Coöperatieve Brouwerij Het Eerste Uur CV", kind: business, lang: "nl", country: "BE", street: "Molenkouter 9", place: "9160|Lokeren", domain: "eersteuur", terms: 45, buys: middle, yearly: 10, pays: usual, contacts: "Saskia Van Laere, accountant"},
		{no: 1013, name: "Brouwerij Het Waterhoen BV", kind: business, lang: "nl", country: "BE", street: "Scheldekaai 3", place: "9200|Dendermonde", domain: "waterhoen", terms: 30, buys: middle, yearly: 9, pays: usual, contacts: "Luc Baeyens, director"},
		{no: 1014, name: "Ciderij Appelaar BV", kind: business, lang: "nl", country: "BE", street: "Boomgaardstraat 75", place: "3800|Sint-Truiden", domain: "appelaar", terms: 30, buys: middle, yearly: 8, pays: usual, contacts: "Ingrid Claes, payer"},
		{no: 1015, name: "Brouwatelier Noorderzon BV", kind: business, lang: "nl", country: "BE", street: "Hangar 19, Droogdok", place: "2030|Antwerpen", domain: "noorderzon", terms: 45, buys: middle, yearly: 10, pays: paying(typedRef, primary), contacts: "Yves Lambrecht, director; Marie Aerts, accountant"},
		{no: 1016, name: "Taverne De Blauwe Haan BV", kind: business, lang: "nl", country: "BE", street: "Garenmarkt 2", place: "8000|Brugge", domain: "blauwehaan", terms: 14, buys: small, yearly: 9, pays: usual, contacts: "Tine Desloovere, director"},
		{no: 1017, name: "Hopboerderij Rankenhof BV", kind: business, lang: "nl", country: "BE", street: "Hoppelandweg 41", place: "8970|Poperinge", domain: "rankenhof", terms: 30, buys: middle, yearly: 9, pays: paying(typedRef, primary), contacts: "Jozef Rankaert, director"},
		{no: 1018, name: "Brouwerij Veldwachter BV", kind: business, lang: "nl", country: "BE", street: "Begijnenpoort 6", place: "3290|Diest", domain: "veldwachter", terms: 30, buys: middle, yearly: 9, pays: usual, contacts: "Nele Wuyts, accountant"},
		{no: 1019, name: "Brouwerij De Losse Stop BV", kind: business, lang: "nl", country: "BE", street: "Battelkaai 88", place: "2800|Mechelen", domain: "lossestop", terms: 30, buys: middle, yearly: 8, pays: habit{late: 18, spread: 6, says: typedRef, stops: day("2026-09-15")}, contacts: "Tom Verreth, director"},
		{no: 1020, name: "Microbrasserie La Pie Bavarde SRL", kind: business, lang: "fr", country: "BE", street: "Rue des Passages 11", place: "7000|Mons", domain: "piebavarde", terms: 30, buys: middle, yearly: 8, pays: habit{late: 12, spread: 4, stops: day("2026-10-12")}, contacts: "Sophie Leclercq, director; Luc Amand, accountant"},
		{no: 1021, name: "Distillerie Clairbois SRL", kind: business, lang: "fr", country: "BE", street: "Chemin du Clair Bois 1", place: "5500|Dinant", domain: "clairbois", terms: 30, buys: middle, yearly: 8, pays: usual, contacts: "Benoît Hauzeur, accountant"},
		{no: 1022, name: "Brasserie du Grand Tilleul SRL", kind: business, lang: "fr", country: "BE", street: "Place du Tilleul 14", place: "7500|Tournai", domain: "grandtilleul", terms: 30, buys: middle, yearly: 8, pays: usual, contacts: "Isabelle Carlier, payer"},
		{no: 1023, name: "Brasserie des Trois Marteaux SRL", kind: business, lang: "fr", country: "BE", street: "Rue de la Forge 120", place: "6000|Charleroi", domain: "troismarteaux", terms: 30, buys: middle, yearly: 7, pays: habit{late: 15, spread: 5, stops: day("2026-09-28")}, contacts: "Giovanni Rossetto, director"},
		{no: 1024, name: "Cidrerie des Hautes Haies SRL", kind: business, lang: "fr", country: "BE", street: "Voie des Haies 8", place: "4800|Verviers", domain: "hauteshaies", terms: 30, buys: middle, yearly: 9, pays: usual, contacts: "Pascale Nizet, accountant"},
		{no: 1025, name: "Malterie du Condroz Doré SRL", kind: business, lang: "fr", country: "BE", street: "Rue du Grain 50", place: "5590|Ciney", domain: "condrozdore", terms: 45, buys: middle, yearly: 10, pays: usual, contacts: "Thierry Massart, payer; Julie Bodart, purchaser"},
		{no: 1026, name: "Brasserie L'Ardoisière SRL", kind: business, lang: "fr", country: "BE", street: "Rue des Ardoises 27", place: "6840|Neufchâteau", domain: "ardoisiere", terms: 30, buys: middle, yearly: 8, pays: habit{late: 3, spread: 2}, contacts: "Damien Rulot, director"},
		{no: 1027, name: "Les Brasseurs du Parvis ASBL", kind: business, lang: "fr", country: "BE", street: "Parvis Notre-Dame 3", place: "1400|Nivelles", domain: "brasseursduparvis", terms: 30, buys: small, yearly: 5, pays: habit{late: 20, spread: 8, stops: day("2026-07-20")}, contacts: "Olivier Stordeur, accountant"},
		{no: 1028, name: "Brauhaus Hohe Heide GmbH", kind: business, lang: "de", country: "BE", street: "Vennstraße 16", place: "4700|Eupen", domain: "hoheheide", terms: 30, buys: middle, yearly: 8, pays: habit{late: 5, spread: 2, stops: day("2026-11-03")}, contacts: "Karin Schröder, accountant"},
		{no: 1029, name: "Gasthof Zum Alten Kupfer", kind: business, lang: "de", country: "BE", street: "Hauptstraße 70", place: "4780|Sankt Vith", domain: "alterkupfer", terms: 30, buys: small, yearly: 6, pays: usual, contacts: "Erwin Heck, director"},
		{no: 1030, name: "Lambic Laboratory Brussels BV", kind: business, lang: "en", country: "BE", street: "Rue du Malt 44", place: "1070|Anderlecht", domain: "lambiclab", terms: 60, buys: middle, yearly: 11, pays: paying(numbers, primary), contacts: "Hannah Brooks, payer; Simon Dufour, purchaser"},
		{no: 1031, name: "Brasserie du Vieux Phare SARL", kind: business, lang: "fr", country: "FR", street: "3 rue du Phare", place: "59140|Dunkerque", domain: "vieuxphare", terms: 45, buys: middle, yearly: 6, pays: habit{late: 10, spread: 5, by: second, stops: day("2026-08-24")}, contacts: "Lucie Decroix, director"},
		{no: 1032, name: "Distillerie Roc-Blanc SARL", kind: business, lang: "fr", country: "FR", street: "8 chemin de Craie", place: "51100|Reims", domain: "rocblanc", terms: 45, buys: middle, yearly: 7, pays: paying(typedRef, second), contacts: "Étienne Garnot, payer"},
		{no: 1033, name: "Brouwerij De Vergulde Spaan B.V.", kind: business, lang: "nl", country: "NL", street: "Kousteensedijk 20", place: "4331 XB|Middelburg", domain: "verguldespaan", terms: 30, buys: middle, yearly: 9, pays: paying(structuredRef, second), contacts: "Joost Ruigrok, accountant; Fenna Baas, purchaser"},
		{no: 1034, name: "Stadsbrouwerij Het Derde Anker B.V.", kind: business, lang: "nl", country: "NL", street: "Ankerkade 55", place: "3011 XC|Rotterdam", domain: "derdeanker", terms: 30, buys: middle, yearly: 9, pays: paying(numbers, second), contacts: "Bas Verdonck, payer"},
		{no: 1035, name: "Brasserie um Schlassbierg S.à r.l.", kind: business, lang: "fr", country: "LU", street: "4, montée du Château", place: "L-9408|Vianden", domain: "schlassbierg", terms: 30, buys: middle, yearly: 8, pays: paying(structuredRef, second), contacts: "Marc Weydert, director"},
		{no: 1036, name: "Brauerei Moselblick S.à r.l.", kind: business, lang: "de", country: "LU", street: "17, rue du Quai", place: "L-5553|Remich", domain: "moselblick", terms: 30, buys: middle, yearly: 7, pays: paying(structuredRef, second), contacts: "Monique Thill, accountant"},
		{no: 1037, name: "Brauerei Wolkenstein KG", kind: business, lang: "de", country: "DE", street: "Mühlengasse 23", place: "52062|Aachen", domain: "wolkenstein", terms: 30, buys: middle, yearly: 8, pays: paying(typedRef, second), contacts: "Dieter Krumm, accountant; Anja Voss, director"},
		{no: 1038, name: "Hofbrennerei Birkengrund e.K.", kind: business, lang: "de", country: "DE", street: "Birkengrund 1", place: "51143|Köln", domain: "birkengrund", terms: 30, buys: small, yearly: 6, pays: paying(structuredRef, second), contacts: "Helga Birk, director"},
		{no: 1039, name: "Copper Lantern Brewing Ltd", kind: business, lang: "en", country: "GB", street: "9 Lantern Yard", place: "BS1 9ZZ|Bristol", domain: "copperlantern", terms: 30, buys: middle, yearly: 5, pays: paying(numbers, second), contacts: "Graham Pell, payer"},
		{no: 1040, name: "Crooked Barrel Brewing Co.", kind: business, lang: "en", country: "US", street: "410 Cooper Lane", place: "97209|Portland", domain: "crookedbarrel", terms: 30, buys: middle, yearly: 7, pays: habit{late: 1, spread: 3, says: numbers, by: dollar, stops: day("2026-10-26")}, contacts: "Dana Whitlow, accountant"},
		{no: 1041, name: "Café In den Tandem", kind: business, lang: "nl", country: "BE", street: "Fietsersstraat 12", place: "9000|Gent", domain: "tandem", terms: 14, buys: small, yearly: 12, pays: habit{by: debit}, contacts: "Filip Roels, director"},
		{no: 1042, name: "Café 't Scheve Glas", kind: business, lang: "nl", country: "BE", street: "Patershoek 5", place: "9000|Gent", domain: "scheveglas", terms: 14, buys: small, yearly: 12, pays: habit{by: debit}, contacts: "Mia Hebbelinck, director"},
		{no: 1043, name: "Eetcafé De Dorstige Kapitein", kind: business, lang: "nl", country: "BE", street: "Visserskaai 49", place: "8400|Oostende", domain: "dorstigekapitein", terms: 14, buys: small, yearly: 12, pays: habit{by: debit}, contacts: "Rudy Vlaeminck, director"},
		{no: 1044, name: "Café des Trois Cloches", kind: business, lang: "fr", country: "BE", street: "Rue de la Clé 30", place: "1000|Bruxelles", domain: "troiscloches", terms: 14, buys: small, yearly: 12, pays: habit{by: debit}, contacts: "Fatima Bensalem, director"},
		{no: 1045, name: "Café De Valse Noot", kind: business, lang: "nl", country: "BE", street: "Lange Steenweg 101", place: "8500|Kortrijk", domain: "valsenoot", terms: 14, buys: small, yearly: 6, pays: habit{late: 8, spread: 4, says: nothing, stops: day("2026-11-05")}, contacts: "Kurt Vandewalle, director"},
		{no: 1046, name: "Restaurant Le Coin Cuivré SRL", kind: business, lang: "fr", country: "BE", street: "Rue des Dinandiers 6", place: "4500|Huy", domain: "coincuivre", terms: 14, buys: small, yearly: 8, pays: paying(typedRef, primary), contacts: "Philippe Marchal, director"},
		{no: 1047, name: "Stad Meerlaken", kind: public, lang: "nl", country: "BE", street: "Marktplein 1", place: "9899|Meerlaken", domain: "meerlaken", terms: 60, buys: middle, yearly: 9, pays: habit{late: 0, spread: 2}, contacts: "Dienst Financiën, accountant; Karel Poppe, purchaser"},
		{no: 1048, name: "Gemeente Oosterwalle", kind: public, lang: "nl", country: "BE", street: "Kerkstraat 2", place: "9498|Oosterwalle", domain: "oosterwalle", terms: 30, buys: small, yearly: 5, pays: habit{late: 9, spread: 4, stops: day("2026-10-20")}, contacts: "Els Van Impe, accountant"},
		{no: 1049, name: "Technisch Atheneum Weyerzande", kind: public, lang: "nl", country: "BE", street: "Schoollaan 30", place: "9897|Weyerzande", domain: "taweyerzande", terms: 30, buys: small, yearly: 8, pays: habit{late: 2, spread: 4}, contacts: "Bart Tytgat, purchaser; Wendy Roos, payer"},
		{no: 1050, name: "Commune de Valbruyère", kind: public, lang: "fr", country: "BE", street: "Place communale 1", place: "6998|Valbruyère", domain: "valbruyere", terms: 30, buys: small, yearly: 5, pays: habit{late: 4, spread: 5}, contacts: "Service des Finances, accountant"},
		{no: 1051, name: "Musée de la Bière du Val-Moulin", kind: public, lang: "fr", country: "BE", street: "Rue du Vieux Moulin 9", place: "5698|Val-Moulin", domain: "valmoulin", terms: 30, buys: middle, yearly: 5, pays: usual, contacts: "Véronique Adam, director"},
		{no: 1052, name: "Stadt Kellersbach", kind: public, lang: "de", country: "DE", street: "Rathausplatz 1", place: "52999|Kellersbach", domain: "kellersbach", terms: 30, buys: middle, yearly: 5, pays: paying(structuredRef, second), contacts: "Kämmerei, accountant"},
		{no: 1053, name: "Wout Desmedt", kind: consumer, lang: "nl", country: "BE", street: "Populierendreef 18", place: "9820|Merelbeke", domain: "desmedt", terms: 14, buys: small, yearly: 9, pays: paying(structuredRef, bundle), contacts: "Wout Desmedt, payer"},
		{no: 1054, name: "Camille Lannoy", kind: consumer, lang: "fr", country: "BE", street: "Avenue des Cerisiers 77", place: "1030|Bruxelles", domain: "lannoy", terms: 14, buys: small, yearly: 8, pays: paying(structuredRef, bundle), contacts: "Camille Lannoy, payer"},
		{no: 1055, name: "Joris Verhelst", kind: consumer, lang: "nl", country: "BE", street: "Hogeweg 3", place: "8310|Brugge", domain: "verhelst", terms: 14, buys: small, yearly: 8, pays: paying(structuredRef, bundle), contacts: "Joris Verhelst, payer"},
		{no: 1056, name: "Nadia El Khattabi", kind: consumer, lang: "nl", country: "BE", street: "Turnhoutsebaan 215", place: "2140|Antwerpen", domain: "elkhattabi", terms: 14, buys: small, yearly: 10, pays: paying(structuredRef, bundle), contacts: "Nadia El Khattabi, payer"},
		{no: 1057, name: "Sandra Pirotte", kind: consumer, lang: "fr", country: "BE", street: "Rue du Château d'Eau 9", place: "4020|Liège", domain: "pirotte", terms: 14, buys: small, yearly: 3, pays: habit{late: 6, spread: 3, stops: day("2026-10-14")}, contacts: "Sandra Pirotte, payer"},
		{no: 1058, name: "Oliver Stanton", kind: consumer, lang: "en", country: "BE", street: "Avenue de la Couronne 300", place: "1050|Ixelles", domain: "stanton", terms: 14, buys: small, yearly: 8, pays: paying(structuredRef, bundle), contacts: "Oliver Stanton, payer"},
		{no: 1059, name: "Hendrik van Dalen", kind: consumer, lang: "nl", country: "NL", street: "Lindelaan 14", place: "4561 XD|Hulst", domain: "vandalen", terms: 14, buys: small, yearly: 3, pays: paying(structuredRef, bundle), contacts: "Hendrik van Dalen, payer"},
		{no: 1060, name: "Ute Scholl", kind: consumer, lang: "de", country: "BE", street: "Patronagestraße 21", place: "4720|Kelmis", domain: "scholl", terms: 14, buys: small, yearly: 9, pays: paying(structuredRef, bundle), contacts: "Ute Scholl, payer"},
	}
	for _, c := range list {
		c.identify()
	}
	return list
}

// identify works out the numbers by which registers and banks know c.
func (c *customer) identify() {
	n := c.no - 1000
	switch c.country {
	case "BE":
		c.enterprise = enterprise(9_900_000 + 137*n)
		c.vat, c.scheme, c.peppol = "BE"+c.enterprise, "0208", c.enterprise
		banks := [...][2]string{{"001", "GEBABEBB"}, {"310", "BBRUBEBB"}, {"402", "KREDBEBB"}, {"063", "GKCCBEBB"}, {"973", "ARSPBE22"}}
		own := banks[n%len(banks)]
		c.iban, c.bic = belgianIBAN(own[0], 9_000_000+7919*n), own[1]
	case "FR":
		c.enterprise = siren(99_900_000 + 41*n)
		c.vat, c.scheme, c.peppol = frenchVAT(c.enterprise), "0002", c.enterprise
		c.iban, c.bic = frenchIBAN("30004", "00990", 90_000_000+7919*n), "BNPAFRPP"
	case "NL":
		c.enterprise = fmt.Sprint(99_000_000 + 137*n)
		c.vat, c.scheme, c.peppol = dutchVAT(999_000_000+137*n), "0106", c.enterprise
		c.iban, c.bic = bank.MakeIBAN("NL", "INGB"+dutchAccount(9_000_000+7919*n)), "INGBNL2A"
	case "LU":
		c.enterprise = fmt.Sprintf("B999%03d", n)
		c.vat = luxembourgVAT(999_000 + n)
		c.scheme, c.peppol = "9938", c.vat
		c.iban, c.bic = bank.MakeIBAN("LU", fmt.Sprintf("001%013d", 9_000_000+7919*n)), "BCEELULL"
	case "DE":
		c.enterprise = fmt.Sprintf("HRB 99%04d", 31*n)
		c.vat = germanVAT(99_900_000 + 41*n)
		c.scheme, c.peppol = "9930", c.vat
		c.iban, c.bic = bank.MakeIBAN("DE", fmt.Sprintf("37040044%010d", 9_000_000+7919*n)), "COBADEFF"
	case "GB":
		c.enterprise = fmt.Sprintf("9990%04d", n)
		c.vat = britishVAT(9_990_000 + n)
		c.scheme, c.peppol = "9932", c.vat
		c.iban, c.bic = bank.MakeIBAN("GB", fmt.Sprintf("BARC200000%08d", 9_000_000+7919*n)), "BARCGB22"
	case "US":
		c.enterprise = fmt.Sprintf("99900%04d", n)
		c.scheme, c.peppol = "0060", c.enterprise
		c.bic = "USBKUS44"
	}
	if c.kind == consumer {
		c.enterprise, c.vat, c.scheme, c.peppol = "", "", "EM", c.email()
	}
	if c.kind == public && c.country == "DE" {
		c.enterprise, c.vat, c.scheme, c.peppol = "", "", "0204", "99-00052-60"
	}
}
