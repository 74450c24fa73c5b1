package reading

import "acquit/internal/locale"

// german is what the rules know of German.
var german = tongue{
	language: locale.German,
	common:   "der|die|das|wir|sie|ihre|ihr|unsere|rechnung|hallo|sehr|geehrte|mit|freundlichen|grüßen|grüße|zahlung|aber|nicht|ich|ist|von|am|haben|danke|dank|für|bitte|noch|wurde|wird|und|den|es|uns",
	cuts:     "aber|jedoch|allerdings|sondern|doch",
	no:       "nicht|kein|keine|keinen|keiner|keinerlei|nie|niemals|ohne|weder|verweiger*|unmöglich|nichts|niemand",
	harmless: "kein problem|nicht nur|ohne verzug|keine sorge|ohne weiteres|nicht später als|zögern sie nicht",
	unless:   `wenn|falls|nach|immer|normalerweise|üblicherweise|in der regel|sobald|sofern|solange|ob|vorausgesetzt|müssen|muss|müssten|sollten|sollte|soll|könnten|könnte|können|würden|würde|hoffen|hoffe|versuchen|nach erhalt|erst nach|bevor|unter der bedingung|hätten|hätte`,
	later:    "werde|werden wir|demnächst|in kürze|geplant|vorgesehen|wird … überwiesen|wird … bezahlt|wird … gezahlt|wird … beglichen",
	hanging:  "dass|daß|welche|welcher",
	affirms:  "bestätige|bestätigen|teile|teilen|mitteilen|informiere|informieren|sehe|sehen|weise|weisen|festgestellt|versichere|versichern",
	hearsay:  "sie (sagen|behaupten|meinen|schreiben|glauben)|(bitte|können sie|könnten sie) … (bestätigen|prüfen|überprüfen|nachsehen)|(denke|dachte|dachten|glaube|glaubte|meine)",
	rules: []rule{
		{Insolvent, Generally, plainly, `
			(insolvenz|insolvenzantrag|insolvenzverfahren|konkurs) … (angemeldet|gestellt|eröffnet|beantragt)
			(ist|sind|bin) [seit] … (insolvent|zahlungsunfähig|in insolvenz|in konkurs|in liquidation)
			(insolvenzverwalter|masseverwalter|liquidator) (wurde|ist) … (bestellt|eingesetzt|ernannt)`},
		{Contest, Twice, plainly, `
			(berechnet|rechnung|fakturiert|verrechnet) … (doppelt|zweimal)
			(doppelt|zweimal) (berechnet|fakturiert|verrechnet|in rechnung gestellt)
			doppelte (rechnung|berechnung)`},
		{Contest, Credited, plainly, `
			(warten|warte|erwarten|bitten|verlangen|zugesagt|versprochen) … gutschrift
			gutschrift … (zugesagt|versprochen|erhalten|erstellt|bekommen|vereinbart)
			(wurde|ist) [bereits|schon] gutgeschrieben`},
		{Contest, NotDelivered, ownDenial, `
			(ware|waren|bestellung|lieferung|paket|artikel|produkte|material|sendung) … (nicht|nie|noch nicht|niemals) [vollständig|bei uns] (geliefert|erhalten|angekommen|eingetroffen|bekommen)
			(nichts|nie|nicht|noch nicht|immer noch nicht) geliefert
			nichts (erhalten|bekommen)
			(arbeiten|arbeit|leistung|leistungen|auftrag|reparatur) … (nicht|nie|noch nicht) (ausgeführt|erbracht|fertig|abgeschlossen|fertiggestellt)`},
		{Contest, NotOrdered, ownDenial, `
			(nie|nicht|nichts|niemals) [etwas] bestellt`},
		{Contest, WrongGoods, plainly, `
			(ware|waren|bestellung|lieferung|paket|artikel|produkt|produkte|maschine|gerät|material|teile) … (beschädigt|defekt|kaputt|mangelhaft|unvollständig|falsch|fehlerhaft)
			falsche (ware|artikel|produkte|teile) (erhalten|geliefert|bekommen)`},
		{Contest, WrongGoods, ownDenial, `
			(ware|artikel|produkt|maschine|gerät) … (funktioniert nicht|funktionieren nicht)`},
		{Contest, WrongAmount, plainly, `
			(betrag|preis|summe|menge|gesamtbetrag|mehrwertsteuer) … (falsch|fehlerhaft|zu hoch|unrichtig|inkorrekt)
			(falscher|falsche|falschen) (betrag|preis|menge|summe)
			fehler in [der|ihrer|dem] (rechnung|betrag|berechnung|abrechnung)
			zu viel (berechnet|verrechnet)`},
		{Contest, WrongAmount, ownDenial, `
			(betrag|preis|summe|rechnung|menge) (stimmt|stimmen|entspricht|entsprechen) … nicht
			(betrag|preis|summe|rechnung) ist nicht (korrekt|richtig)
			nicht (der vereinbarte preis|dem vereinbarten preis)`},
		{Contest, Generally, plainly, `
			(wir|ich) (bestreiten|bestreite|beanstanden|beanstande|widersprechen|widerspreche|reklamieren|reklamiere)
			(rechnung|betrag|forderung) (ist|wird|bleibt) [noch] (strittig|bestritten|beanstandet)
			(legen|lege|erheben|erhebe) [wir|ich] [hiermit] (widerspruch|einspruch)`},
		{Contest, Generally, ownDenial, `
			nicht einverstanden … 
			mit … (rechnung|betrag|mahnung|forderung) … nicht einverstanden
			(verweigern|verweigere) … zahlung`},
		{Paid, HalfOf, plainly, `
			(haben|habe) [wir|ich] [bereits|schon] (einen teil|die hälfte|eine anzahlung|teilweise) … (bezahlt|gezahlt|überwiesen|beglichen)
			(teilzahlung) (wurde|ist) … (geleistet|überwiesen)`},
		{Paid, Generally, plainly, `
			(wir|ich) (haben|habe) … (bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeglichen)
			(haben|habe) (wir|ich) … (bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeglichen)
			(rechnung|rechnungen|betrag|summe|zahlung|überweisung|alles|sie|er|diese) … (wurde|wurden|ist|sind) … (bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeführt|erfolgt|ausgeglichen)
			(wurde|wurden|ist|sind) (die|der|das|ihre|diese) (rechnung|rechnungen|betrag|summe|zahlung|überweisung) … (bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeführt)
			^\s{0,9}(bezahlt|überwiesen)\s{0,9}$
			(bereits|schon) (bezahlt|gezahlt|überwiesen|beglichen)
			(bezahlt|überwiesen|gezahlt) (am|gestern|heute|per|via)
			(zahlung|überweisung) (erfolgte|ausgeführt|getätigt) (am|gestern|heute)
			(anbei|im anhang|beigefügt) … (zahlungsbeleg|überweisungsbeleg|zahlungsnachweis)`},
		{Plan, InstalmentsOf, asked, `
			(bitten|bitte|möchten|möchte|können|könnten|kann|möglich|vorschlagen|würden|würde|wollen|beantragen) … (ratenzahlung|ratenzahlungen|raten|teilzahlung|teilzahlungen|zahlungsplan|ratenplan|teilbeträgen)
			in (mehreren|zwei|drei|vier|fünf|sechs|\d+) (raten|teilbeträgen|teilzahlungen|monatsraten) … (zahlen|bezahlen|begleichen)
			(ratenzahlung|zahlungsplan|ratenplan) (möglich|vereinbaren)`},
		{Plan, LaterPlease, asked, `
			(bitten|bitte|möchten|möchte|können|könnten|kann|möglich|würden|würde|gewähren) … (aufschub|zahlungsaufschub|stundung|fristverlängerung|mehr zeit)`},
		{Elsewhere, UnknownReader, ownDenial, `
			(arbeitet|ist) (nicht mehr|nicht länger) (bei uns|hier|im unternehmen|für uns|in unserem|beschäftigt|im hause)
			hat (das|unser) unternehmen verlassen
			(ist|sind) aus dem unternehmen ausgeschieden`},
		{Elsewhere, NewAddress, plainly, `
			(wir|unsere firma|firma) (sind|ist) umgezogen
			(unsere|die) neue (adresse|anschrift)
			unsere (adresse|anschrift) hat sich geändert`},
		{Elsewhere, NotTheDebtor, ownDenial, `
			(rechnung|dies|das|mahnung|diese) ist nicht (für uns|unsere|an uns)
			(betrifft|geht) uns nicht
			(sind|bin) (kein kunde|nicht ihr kunde|keine kunden)
			(rechnung|mahnung) … an die falsche firma`},
		{Elsewhere, NotInCharge, ownDenial, `
			(bin|bin ich) (nicht|nicht mehr|dafür nicht) [der|die|dafür|hierfür] (richtige ansprechpartner|richtige ansprechpartnerin|zuständig|verantwortlich|richtige person)
			(falscher|falsche|falschen) (ansprechpartner|empfänger|adresse|person|abteilung)`},
		{Elsewhere, NotInCharge, asked, `
			(bitte|wenden|senden|richten|schicken) … (an unsere buchhaltung|an die buchhaltung|unsere buchhaltung|an meinen kollegen|an meine kollegin|an unsere zentrale|an unseren steuerberater)`},
		{WantDocument, ProofOf, asked, `
			(senden|schicken|übersenden|zusenden|mailen|benötigen|brauchen|erhalten|zukommen) … (lieferschein|lieferscheine|liefernachweis|bestellschein)
			(lieferschein|lieferscheine|liefernachweis|bestellschein) … (senden|schicken|übersenden|zusenden|mailen|erhalten|zukommen)`},
		{WantDocument, StatementOfAll, asked, `
			(senden|schicken|übersenden|zusenden|mailen|benötigen|brauchen|erhalten) … (kontoauszug|kontenauszug|offene posten liste|saldenliste|saldenbestätigung)
			(kontoauszug|kontenauszug|saldenliste|saldenbestätigung|liste der offenen posten|aufstellung) … (senden|schicken|übersenden|zusenden|mailen|erhalten|zukommen)`},
		{WantDocument, CopyOfInvoice, asked, `
			(bitte|können|könnten|würden|benötigen|brauchen|möchten|schicken|senden) … (kopie|kopien|rechnungskopie|zweitschrift|duplikat|rechnung|rechnungen) … (senden|schicken|übersenden|zusenden|zuschicken|mailen|zukommen|erhalten)
			(schicken|senden) sie (mir|uns) … (kopie|rechnungskopie|zweitschrift|duplikat|rechnung)
			(benötigen|brauchen|benötige|brauche) … (rechnungskopie|zweitschrift|kopie der rechnung)`},
		{WantDocument, CopyOfInvoice, askedDenial, `
			(rechnung|rechnungen) … (nie|nicht|noch nicht) (erhalten|bekommen)
			keine (rechnung|rechnungen) (erhalten|bekommen)
			(liegt|liegen) … (rechnung|rechnungen) nicht vor
			(rechnung|rechnungen) (liegt|liegen) … nicht vor`},
		{WantCall, Generally, asked, `
			(rufen|ruf) (sie|du) (mich|uns) … an
			(bitte) … um [einen|ihren] (rückruf|anruf)
			(mich|uns) (anrufen|zurückrufen)
			(melden|meldet) … telefonisch`},
		{Promise, Generally, plainly, `
			(wir|ich) (werden|werde) … (bezahlen|zahlen|überweisen|begleichen|anweisen|ausgleichen)
			(werden|werde) (wir|ich) … (bezahlen|zahlen|überweisen|begleichen|anweisen|ausgleichen)
			(rechnung|rechnungen|betrag|zahlung|überweisung|rest|summe|er|sie) [\w*\d+] (wird|werden) … (bezahlt|gezahlt|überwiesen|beglichen|angewiesen|ausgeführt|veranlasst)
			wird (die|der) (rechnung|betrag|zahlung) … (bezahlt|gezahlt|überwiesen|beglichen|angewiesen)
			(zahlung|überweisung) (folgt|ist geplant|ist vorgesehen|geht raus)
			sie (erhalten|bekommen) … (zahlung|geld|überweisung)`},
		{Promise, Generally, dated, `
			(wir|ich) (zahlen|zahle|bezahlen|bezahle|überweisen|überweise|begleichen|begleiche)
			(zahlen|zahle|überweisen|überweise|begleichen) (wir|ich)
			(zahlung|überweisung) (erfolgt|geht|bis|spätestens)`},
	},
	polite:   `danke|dank|vielen|herzlichen|besten|schön|sehr|für|ihre|ihren|ihr|die|den|das|der|deine|mail|e|email|nachricht|antwort|schnelle|rasche|rückmeldung|information|informationen|info|bestätigung|geduld|verständnis|hilfe|erhalten|gut|liebe|lieber|geehrte|geehrter|herr|frau|damen|herren|hallo|guten|tag|morgen|und|ok|okay|prima|super|perfekt|in|ordnung|notiert|rechnung|unterlagen|kopie|schönen|noch|zusendung|übersendung|nochmals|ich|wir|bedanke|bedanken|mich|uns|einen|alles|klar`,
	thank:    "danke|dank|bedanken|bedanke",
	bye:      "mit freundlichen|freundliche|viele grüße|beste grüße|liebe grüße|grüße|gruß|mfg|hochachtungsvoll",
	greeting: "hallo liebe lieber sehr guten geehrte geehrter herr frau",
	calendar: calendar{
		months:   [12]string{"januar|jänner|jan.|jan", "februar|feber|feb.|feb", "märz|mrz.|mrz", "april|apr.|apr", "mai", "juni|jun.|jun", "juli|jul.|jul", "august|aug.|aug", "september|sept.|sept|sep.|sep", "oktober|okt.|okt", "november|nov.|nov", "dezember|dez.|dez"},
		weekdays: [7]string{"sonntag", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag|sonnabend"},
		phrases: []phrase{
			{noDay, "guten morgen|jeden morgen|am morgen"}, {today, "heute morgen|heute früh|heute"}, {overmorrow, "übermorgen"}, {tomorrow, "morgen"},
			{dayBefore, "vorgestern"}, {yesterday, "gestern"}, {noDay, "letzte woche|letzten monat|vergangene woche|vorige woche|vergangenen monat"},
			{nextMonth, "(?:bis )?(?:zum )?ende (?:des )?nächsten monats?|nächsten monat|kommenden monat"}, {endOfMonth, "(?:zum |bis )?(?:zum )?(?:monatsende|ende (?:des|dieses) monats|ultimo)|diesen monat"},
			{nextWeek, "(?:ende )?(?:der )?(?:nächster?|kommender?|kommenden|nächsten) woche"}, {endOfWeek, "ende (?:der|dieser) woche|diese woche|in dieser woche"}, {midMonth, "zur monatsmitte|mitte des monats"},
		},
		ordinal: `\.?`, ordinalAlone: `\.?`,
		theDay: "am|zum|bis zum|den|bis", endOf: "ende|ende des monats",
		coming: "diesen|kommenden|am kommenden", next: "nächsten", last: "letzten|vergangenen|vorigen",
		inWeek: "(?:nächster?|kommender?|kommenden|nächsten) woche", within: "innerhalb von|in|binnen|innerhalb der nächsten|in den nächsten",
		days: "tagen|tage|tag", weeks: "wochen|woche", workdays: "arbeitstagen|werktagen|bankarbeitstagen",
		numbers:  []string{"einem|einer|eines", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"},
		document: "rechnung|rechnungen|mahnung|erinnerung|zahlungserinnerung|schreiben|brief|mail|e-mail|nachricht|bestellung|auftrag|angebot|lieferung|vertrag|fälligkeit|gutschrift",
		of:       "vom|von",
	},
	back: back{
		again: "wieder|zurück|wieder ab|ab dem|ab|wieder erreichbar|wieder da",
		until: "bis|bis zum|bis einschließlich|einschließlich|bis inklusive",
	},
}
