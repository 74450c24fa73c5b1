package main

// item is something Ketel & Kraan sells: its name in Dutch, French, German and
// English, its price in cents without VAT, its unit (UN/ECE 20) and VAT rate in
// Belgium.
type item struct {
	name  map[string]string
	price int64
	unit  string
	rate  int
}

func named(nl, fr, de, en string) map[string]string {
	return map[string]string{"nl": nl, "fr": fr, "de": de, "en": en}
}

// catalogue lists what customers of each size buy.
var catalogue = map[size][]item{
	small: {
		{named("Tapkraan messing", "Robinet de soutirage en laiton", "Zapfhahn Messing", "Brass dispensing tap"), 8600, "C62", 21},
		{named("Bierslang, per meter", "Tuyau à bière, au mètre", "Bierschlauch, je Meter", "Beer line, per metre"), 460, "MTR", 21},
		{named("Dichtingsset", "Jeu de joints", "Dichtungssatz", "Gasket set"), 2490, "C62", 21},
		{named("Leidingreiniger 5 l", "Nettoyant pour conduites 5 l", "Leitungsreiniger 5 l", "Line cleaner 5 l"), 3250, "C62", 21},
		{named("Densimeter met koffer", "Densimètre avec étui", "Aräometer mit Etui", "Hydrometer with case"), 1420, "C62", 21},
		{named("Koppeling voor vat", "Tête de soutirage", "Keg-Zapfkopf", "Keg coupler"), 4130, "C62", 21},
		{named("Handboek thuisbrouwen", "Manuel du brasseur amateur", "Handbuch Heimbrauen", "Home brewer's handbook"), 2925, "C62", 6},
	},
	middle: {
		{named("Platenkoeler 40 platen", "Refroidisseur à 40 plaques", "Plattenkühler 40 Platten", "Plate cooler, 40 plates"), 89000, "C62", 21},
		{named("Wortpomp 1,1 kW", "Pompe à moût 1,1 kW", "Würzepumpe 1,1 kW", "Wort pump 1.1 kW"), 64500, "C62", 21},
		{named("Gistvat 60 l inox", "Cuve de fermentation 60 l inox", "Gärtank 60 l Edelstahl", "Fermenter 60 l, stainless"), 41200, "C62", 21},
		{named("Temperatuurregelaar", "Régulateur de température", "Temperaturregler", "Temperature controller"), 31800, "C62", 21},
		{named("CO2-set met ontspanner", "Kit CO2 avec détendeur", "CO2-Set mit Druckminderer", "CO2 kit with regulator"), 23600, "C62", 21},
		{named("Onderhoud, per uur", "Entretien, à l'heure", "Wartung, je Stunde", "Maintenance, per hour"), 8400, "HUR", 21},
	},
	large: {
		{named("Koperen brouwketel 1000 l", "Cuve d'ébullition en cuivre 1000 l", "Kupferner Sudkessel 1000 l", "Copper brew kettle 1000 l"), 745000, "C62", 21},
		{named("Conische gisttank 500 l", "Cuve conique 500 l", "Konischer Gärtank 500 l", "Conical fermenter 500 l"), 324000, "C62", 21},
		{named("Stoomgenerator 36 kW", "Générateur de vapeur 36 kW", "Dampferzeuger 36 kW", "Steam generator 36 kW"), 287000, "C62", 21},
		{named("Filterkuip 300 l", "Cuve-filtre 300 l", "Läuterbottich 300 l", "Lauter tun 300 l"), 198000, "C62", 21},
		{named("Montage, per dag", "Montage, à la journée", "Montage, je Tag", "Installation, per day"), 67200, "DAY", 21},
	},
}

// words are the sentences that invoices carry, by language.
var words = map[string]struct{ terms, thanks, exempt, export, returned, instalments, loyalty, deducted, collected string }{
	"nl": {"Betaalbaar binnen %d dagen na factuurdatum.", "Dank voor uw bestelling.", "Btw verlegd: intracommunautaire levering, art. 138 Richtlijn 2006/112/EG", "Uitvoer buiten de EU, art. 146 Richtlijn 2006/112/EG", "Terugname", "In drie schijven volgens offerte.", "Trouwekorting 5 %", "Wordt verrekend met de factuur.", "Wordt op de vervaldag geïnd via domiciliëring."},
	"fr": {"Payable à %d jours date de facture.", "Merci pour votre commande.", "Livraison intracommunautaire exonérée, art. 138 directive 2006/112/CE", "Exportation hors UE, art. 146 directive 2006/112/CE", "Retour", "En trois tranches selon l'offre.", "Remise de fidélité 5 %", "À déduire de la facture.", "Prélevé par domiciliation à l'échéance."},
	"de": {"Zahlbar innerhalb %d Tagen ab Rechnungsdatum.", "Danke für Ihre Bestellung.", "Steuerfreie innergemeinschaftliche Lieferung, Art. 138 Richtlinie 2006/112/EG", "Ausfuhr, Art. 146 Richtlinie 2006/112/EG", "Rücknahme", "In drei Raten laut Angebot.", "Treuerabatt 5 %", "Wird mit der Rechnung verrechnet.", "Wird bei Fälligkeit per Lastschrift eingezogen."},
	"en": {"Payable within %d days of the invoice date.", "Thank you for your order.", "Exempt intra-Community supply, art. 138 Directive 2006/112/EC", "Export outside the EU, art. 146 Directive 2006/112/EC", "Return", "In three instalments as agreed in the offer.", "Loyalty discount 5 %", "To be set off against the invoice.", "Collected by direct debit on the due date."},
}
