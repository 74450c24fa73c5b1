package reading

import "acquit/internal/locale"

// dutch is what the rules know of Dutch.
var dutch = tongue{
	language: locale.Dutch,
	common:   "de|het|een|wij|u|uw|onze|factuur|beste|geachte|met|vriendelijke|groeten|betaling|maar|niet|ik|is|van|op|hebben|bedankt|dank|voor|graag|nog|werd|wordt|zijn|we|er",
	cuts:     "maar|echter|nochtans|doch",
	no:       "niet|geen|nooit|zonder|noch|nergens|weiger*|onmogelijk|niets|niemand",
	harmless: "geen probleem|niet alleen|zonder uitstel|geen zorgen|zonder problemen|niet later dan|aarzel niet",
	unless: `als|indien|na|altijd|normaal|gewoonlijk|normaliter|zodra|wanneer|mits|tenzij|zolang|of we|of wij|op voorwaarde|moeten|moet|zouden|zou|kunnen|kunt|kan|mogelijk|hopen|hoop|proberen|na ontvangst|zullen moeten
		pas na|tot`,
	later:   "zal|zullen|gaan|gaat|binnenkort|weldra|gepland|voorzien|wordt|worden",
	hanging: "dat|die|waarvan",
	affirms: "bevestig|bevestigen|meld|melden|laten|laat|zie|zien|stel|stellen|deel|delen|informeren|weten|constateer",
	hearsay: "u (zegt|beweert|denkt|schrijft|meent)|(gelieve|kunt u|kan u|wilt u|graag) … (bevestigen|controleren|nakijken|nagaan)|bevestig of|(denk|dacht|dachten|denken|meen|meende|geloof)",
	rules: []rule{
		{Insolvent, Generally, plainly, `
			(is|zijn|werd|ben|was) … (failliet|failliet verklaard|in faillissement|in vereffening)
			(faillissement|surseance|surseance van betaling|gerechtelijke reorganisatie|schuldsanering) (is|werd) [op] (aangevraagd|uitgesproken|geopend|verleend)
			faillissement aangevraagd
			(curator|bewindvoerder|vereffenaar) (is|werd) (aangesteld|benoemd)
			werd … (curator|bewindvoerder|vereffenaar) (aangesteld|benoemd)
			(in|toegelaten tot de) (schuldsanering|wsnp|collectieve schuldenregeling)`},
		{Contest, Twice, plainly, `
			(gefactureerd|factuur|aangerekend|gefaktureerd) … (dubbel|twee keer|tweemaal)
			(dubbel|twee keer|tweemaal) (gefactureerd|aangerekend|in rekening gebracht)
			dubbele (factuur|facturatie)`},
		{Contest, Credited, plainly, `
			(wachten|wacht|vragen|vraag|verwachten|beloofd|gevraagd) … (creditnota|kredietnota|creditfactuur)
			(creditnota|kredietnota|creditfactuur) … (beloofd|toegezegd|ontvangen|gekregen|opgemaakt|gestuurd)
			(is|werd) [reeds|al] gecrediteerd`},
		{Contest, NotDelivered, ownDenial, `
			(goederen|bestelling|levering|pakket|artikelen|producten|materiaal|zending|producten) … (niet|nooit|nog niet) [volledig] (geleverd|ontvangen|aangekomen|toegekomen)
			(nooit|niet|nog niet|niets|nog niets) (geleverd|ontvangen|gekregen) … (goederen|bestelling|levering)
			(niets|nooit iets) geleverd
			(niet|nooit|nog niet|nog steeds niet) geleverd
			(werken|werk|dienst|diensten|prestaties|opdracht) … (niet|nooit|nog niet) (uitgevoerd|afgewerkt|voltooid|klaar|af)`},
		{Contest, NotOrdered, ownDenial, `
			(nooit|niet|niets) [iets] besteld`},
		{Contest, WrongGoods, plainly, `
			(goederen|bestelling|levering|pakket|artikelen|artikel|producten|product|machine|toestel|materiaal|onderdelen) … (beschadigd|defect|stuk|kapot|onvolledig|verkeerd|gebrekkig)
			verkeerde (goederen|artikelen|producten|artikel|product|maat) (ontvangen|geleverd|gekregen)`},
		{Contest, WrongGoods, ownDenial, `
			(goederen|artikelen|product|producten|machine|toestel) … (werkt niet|werken niet|niet conform)`},
		{Contest, WrongAmount, plainly, `
			(bedrag|prijs|totaal|aantal|hoeveelheid|tarief|btw) … (fout|foutief|verkeerd|onjuist|te hoog|incorrect)
			(verkeerd|verkeerde|fout|foutief|foutieve) (bedrag|prijs|aantal)
			(fout|vergissing) in [de|het|uw] (factuur|bedrag|prijs|berekening|facturatie)
			te veel (aangerekend|gefactureerd)`},
		{Contest, WrongAmount, ownDenial, `
			(bedrag|prijs|totaal|factuur|aantal|hoeveelheid) (klopt|kloppen|stemt|stemmen|komt) … niet
			(bedrag|prijs|totaal) is niet (correct|juist)
			niet de afgesproken prijs`},
		{Contest, Generally, plainly, `
			(wij|we|ik) (betwisten|betwist)
			(betwisten|betwist) (wij|we|ik)
			(factuur|bedrag|saldo) (is|wordt|werd) [nog|reeds] betwist`},
		{Contest, Generally, ownDenial, `
			niet (akkoord|eens) met … (factuur|bedrag|aanmaning|herinnering|berekening)
			(weigeren|weiger) … te betalen`},
		{Paid, HalfOf, plainly, `
			(hebben|heb) [we|wij|ik|u] [reeds|al] (een deel|de helft|een voorschot|gedeeltelijk) (betaald|overgemaakt|gestort)`},
		{Paid, Generally, plainly, `
			(wij|we|ik) (hebben|heb) [u|dit|deze|de|het|uw|alles] [factuur|facturen|bedrag] [\w*\d+] … (betaald|overgemaakt|overgeschreven|gestort|voldaan|vereffend)
			(hebben|heb) (wij|we|ik) [u|dit|deze|de|het|uw|alles|dus] [factuur|facturen|bedrag] [\w*\d+] … (betaald|overgemaakt|overgeschreven|gestort|voldaan|vereffend)
			(factuur|facturen|bedrag|saldo|dit|deze|alles|betaling|het) … (is|zijn|werd|werden) [reeds|al|intussen|inmiddels] … (betaald|overgemaakt|overgeschreven|gestort|voldaan|vereffend|uitgevoerd)
			(is|zijn|werd|werden) (de|het|deze|uw) (factuur|facturen|bedrag|betaling|saldo) … (betaald|overgemaakt|overgeschreven|gestort|voldaan|uitgevoerd)
			(wij|we|ik) (betaalden|betaalde)
			^\s{0,9}(betaald|overgemaakt)\s{0,9}$
			(reeds|al|inmiddels|intussen) (betaald|overgemaakt|overgeschreven|voldaan|vereffend)
			(betaald|overgemaakt|overgeschreven) (op|gisteren|vandaag|vanmorgen|via)
			betaling (uitgevoerd|gedaan|verricht) (op|gisteren|vandaag|vanmorgen)
			(bijgevoegd|in bijlage|als bijlage|hierbij) … (betaalbewijs|betalingsbewijs|bewijs van betaling)`},
		{Plan, InstalmentsOf, asked, `
			(vragen|vraag|graag|kunnen|kan|mogelijk|mogen|zouden|zou|voorstellen|stel|willen|wil) … (afbetalingsplan|betalingsplan|afbetalingsregeling|betalingsregeling|spreiding|in schijven|in termijnen|gespreid|in delen)
			in (meerdere|verschillende|twee|drie|vier|vijf|zes|\d+) (keer|schijven|termijnen|delen|maanden) [te] (betalen|afbetalen)`},
		{Plan, LaterPlease, asked, `
			(vragen|vraag|graag|kunnen|kan|mogelijk|mogen|zouden|zou|willen|wil|krijgen) … (uitstel|meer tijd|extra tijd|uitstel van betaling)`},
		{Elsewhere, UnknownReader, ownDenial, `
			(werkt|werk) [hier] (niet meer|niet langer) [bij|voor|hier|in]
			werkt niet meer
			(is|heeft) [niet langer|niet meer] (in dienst|ons bedrijf verlaten|het bedrijf verlaten|werkzaam bij ons)`},
		{Elsewhere, NewAddress, plainly, `
			(wij|we|ons bedrijf|bedrijf) (zijn|is) (verhuisd|van adres veranderd)
			(ons|het) nieuwe adres
			ons adres is (gewijzigd|veranderd)`},
		{Elsewhere, NotTheDebtor, ownDenial, `
			(factuur|dit|deze|herinnering) is niet (voor ons|van ons|voor onze firma|aan ons)
			(betreft|gaat) ons niet
			(zijn|ben) geen klant
			(factuur|dit|deze) [is] [aan] het verkeerde bedrijf`},
		{Elsewhere, NotInCharge, ownDenial, `
			(ben|ik ben) (niet|niet meer) (de juiste persoon|de juiste contactpersoon|verantwoordelijk|bevoegd)
			verkeerde (persoon|contactpersoon|bestemmeling|ontvanger|afdeling|adres)
			verkeerd adres`},
		{Elsewhere, NotInCharge, asked, `
			(gelieve|kunt u|kan u|graag|wilt u|stuur|richt) … (aan onze boekhouding|naar onze boekhouding|naar de boekhouding|onze boekhouder|naar onze boekhouder|mijn collega|naar ons hoofdkantoor|onze administratie) … `},
		{WantDocument, ProofOf, asked, `
			(sturen|stuur|bezorgen|bezorg|ontvangen|doorsturen|mailen|krijgen) … (leveringsbon|leverbon|pakbon|bestelbon|afleverbewijs)
			(leveringsbon|leverbon|pakbon|bestelbon|afleverbewijs) … (sturen|bezorgen|doorsturen|mailen|ontvangen|krijgen)`},
		{WantDocument, StatementOfAll, asked, `
			(sturen|stuur|bezorgen|bezorg|ontvangen|doorsturen|mailen|krijgen) … (rekeningoverzicht|rekeninguittreksel|overzicht|openstaande posten)
			(rekeningoverzicht|rekeninguittreksel|overzicht|lijst) … (sturen|bezorgen|doorsturen|mailen|ontvangen|krijgen)`},
		{WantDocument, CopyOfInvoice, asked, `
			(gelieve|kunt u|kan u|wilt u|graag|stuur|bezorg|mogen wij|mag ik) … (kopie|duplicaat|factuur|facturen) … (sturen|bezorgen|doorsturen|mailen|ontvangen|krijgen|toesturen|opsturen)
			(kopie|duplicaat) van (de|deze|uw|die) (factuur|facturen) … (sturen|bezorgen|doorsturen|mailen|ontvangen|krijgen|toesturen)
			(stuur|bezorg) (mij|ons|me) … (kopie|duplicaat|factuur|facturen)`},
		{WantDocument, CopyOfInvoice, askedDenial, `
			(deze|de|uw|die|geen) (factuur|facturen) … (nooit|niet|nog niet) (ontvangen|gekregen)
			(geen|nooit een) (factuur|facturen) (ontvangen|gekregen)`},
		{WantCall, Generally, asked, `
			(bel|belt) (u|je) (mij|ons|me)
			(bel|belt) (mij|ons|me)
			(mij|ons|me) (bellen|opbellen|terugbellen|even bellen)
			(telefonisch) contact (opnemen|op te nemen)`},
		{Promise, Generally, plainly, `
			(wij|we|ik) (zullen|zal|gaan|ga) … (betalen|overmaken|overschrijven|storten|voldoen)
			(zullen|zal) (wij|we|ik) … (betalen|overmaken|overschrijven|storten|voldoen)
			(betaling|factuur|facturen|bedrag|saldo|rest) [\w*\d+] (zal|zullen|wordt|worden) … (betaald|overgemaakt|overgeschreven|gestort|uitgevoerd|voldaan|gedaan)
			(betaling) (volgt|is gepland|staat gepland|is ingepland|staat klaar|vertrekt)
			u (ontvangt|krijgt|zult) … (betaling|geld)`},
		{Promise, Generally, dated, `
			(wij|we|ik) (betalen|betaal|storten|stort)
			(wij|we|ik) (maken|maak|schrijven|schrijf) … over
			(betalen|betaal|betaling) … (uiterlijk|ten laatste|voor|tegen) … `},
	},
	polite:   `bedankt|dank|u|je|jullie|wel|hartelijk|hartelijke|heel|veel|erg|voor|uw|de|het|een|mail|e|email|bericht|antwoord|reactie|snelle|vlotte|informatie|info|bevestiging|geduld|begrip|hulp|ontvangen|goed|beste|geachte|heer|mevrouw|dag|hallo|goedemorgen|goedemiddag|goeiemorgen|en|ok|oke|prima|perfect|in|orde|genoteerd|dit|deze|factuur|document|documenten|kopie|fijne|nog|toezenden|toesturen|sturen|van|alvast|zeer|ook`,
	thank:    "bedankt|dank u|dank je|dank|hartelijk dank",
	bye:      "met vriendelijke|vriendelijke groeten|groeten|groet|mvg|hoogachtend",
	greeting: "beste geachte dag hallo heer mevrouw",
	calendar: calendar{
		months:   [12]string{"januari|jan.|jan", "februari|febr.|febr|feb.|feb", "maart|mrt.|mrt", "april|apr.|apr", "mei", "juni|jun.|jun", "juli|jul.|jul", "augustus|aug.|aug", "september|sept.|sept|sep.|sep", "oktober|okt.|okt", "november|nov.|nov", "december|dec.|dec"},
		weekdays: [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		phrases: []phrase{
			{noDay, "goede morgen|goeie morgen"}, {today, "vandaag|deze morgen|vanmorgen|deze middag|vanmiddag|vanavond|vanochtend"},
			{overmorrow, "overmorgen"}, {tomorrow, "morgen"}, {dayBefore, "eergisteren"}, {yesterday, "gisteren"},
			{noDay, "vorige week|vorige maand|afgelopen week|afgelopen maand"},
			{nextMonth, "(?:het )?eind(?:e)? (?:van )?(?:de )?volgende maand|volgende maand"}, {endOfMonth, "(?:het )?eind(?:e)? (?:van )?(?:de|deze) maand|einde maand|eind maand|maandeinde|deze maand"},
			{nextWeek, "(?:eind(?:e)? )?volgende week|komende week"}, {endOfWeek, "(?:het )?eind(?:e)? (?:van )?(?:de|deze) week|eind deze week|deze week"},
			{midMonth, "medio deze maand|half deze maand"},
		},
		ordinal: `(?:e|de|ste)?`, ordinalAlone: `(?:e|de|ste)?`,
		theDay: "op de|de|op|tegen de|voor de", endOf: "eind|einde|eind van|einde van",
		coming: "deze|komende|aanstaande|aankomende", next: "volgende", last: "afgelopen|vorige|laatste|jongstleden",
		inWeek: "volgende week|komende week", within: "binnen|over|binnen de",
		days: "dagen|dag", weeks: "weken|week", workdays: "werkdagen|werkdag",
		numbers:  []string{"een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"},
		document: "factuur|facturen|herinnering|aanmaning|brief|mail|e-mail|bericht|bestelling|order|offerte|levering|contract|vervaldatum|creditnota|schrijven",
		of:       "van|dd|d.d.",
	},
	back: back{
		again: "terug|weer|opnieuw|terug op|weer op|bereikbaar vanaf|vanaf|hervat|weer bereikbaar",
		until: "tot en met|t/m|tot|t.e.m.|tem|en",
	},
}
