package table

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The headings by which programs and people call the columns of each field, in
// English, French, Dutch and German: those of accounting programs (Exact, Odoo,
// Sage, BOB, WinBooks, DATEV, Cegid, EBP, SAP and others) and of banks. What stands
// first in a list is meant rather than what stands behind it, where a table has both.
// A heading may stand in several lists: the kind of table and the values decide.
var headings = map[Field]string{
	CustomerNumber: `customer number, customer no, customer nr, customer id, customer code, cust no, client number, client no, client id, client code,
		debtor number, debtor no, debtor code, partner id, business partner code, bp code, account number, account code, account no, customer account, customer, client, debtor,
		numero client, no client, n client, num client, code client, client code, reference client, compte client, compte tiers, numero compte tiers, n compte tiers, no compte tiers,
		compte auxiliaire, auxiliaire, code auxiliaire, numero auxiliaire, code tiers, numero tiers, tiers, comp aux num, code du client, n de client, numero de client, identifiant client, ref client, compte,
		klantnummer, klantnr, klant nr, klantcode, code klant, klant code, klant id, debiteurnummer, debiteurennummer, debiteurennr, debiteurnr, debiteur nr, debiteurcode, debiteur, relatiecode, relatienummer,
		relatie nr, relatienr, relatie code, relatie, deb nr, nummer klant, klant, accountcode,
		kundennummer, kunden nr, kundennr, kd nr, kdnr, kunden id, debitorennummer, debitoren nr, debitorennr, debitor nr, debitornr, debitorenkonto, debitor, personenkonto, kunde, konto,
		cid, account rp, ccustomer`,
	CustomerName: `customer name, client name, debtor name, name of customer, company name, account name, bill to name, invoice partner display name, partner name, business partner name, customer full name, customer, client, debtor, partner, bill to,
		display name, organisation name, organization, company, name,
		nom client, nom du client, raison sociale, nom du tiers, nom tiers, nom ou raison sociale, denomination sociale, denomination, intitule du compte, intitule compte, intitule tiers, intitule, comp aux lib, libelle tiers, libelle compte,
		nom d affichage du partenaire de la facture, nom affichage partenaire, nom du partenaire, partenaire, nom complet, nom societe, societe, tiers, nom et prenom, nom,
		klantnaam, naam klant, naam van de klant, bedrijfsnaam, firmanaam, debiteurnaam, debiteurennaam, naam debiteur, relatienaam, naam relatie, bedrijf, firma, organisatie, klant, debiteur, relatie, naam,
		kundenname, name des kunden, firmenname, firmierung, name 1, unternehmen, name adressattyp unternehmen, name adressattyp naturl person, kontobezeichnung, kontenbezeichnung, debitorname, debitor, kunde, bezeichnung, firma,
		name1, cname1, nom1, naam1, name and surname`,
	VATID: `vat number, vat no, vat nr, vat id, vat id no, vat registration number, vat registration no, vat reg no, vat code, tax id, tax number, vat,
		numero de tva, numero tva, no tva, n tva, n de tva, tva intracommunautaire, numero tva intracommunautaire, n tva intracommunautaire, n tva intra, tva intra, identifiant tva, tva,
		btw nummer, btw nr, btwnr, btw identificatienummer, btw id, btw,
		ust id, ust idnr, ust id nr, ustid, ust identnr, umsatzsteuer id, umsatzsteuer identifikationsnummer, eu ust id, eu ustid, eu ust idnr, uid, uid nummer, ust idnr kunde,
		vatnumber, cvatno`,
	EnterpriseNumber: `enterprise number, enterprise no, company number, company no, registration number, company registration number, company id, register number,
		numero d entreprise, numero entreprise, n d entreprise, n entreprise, bce, numero bce, siren, siret, numero siren, numero siret, n siret, n siren, rcs,
		ondernemingsnummer, ondernemingsnr, unternehmensnummer, kbo, kbo nummer, kvk, kvk nummer, kvk nr, kamer van koophandel,
		handelsregister, handelsregisternummer, hrb, firmenbuchnummer`,
	Street: `street, street address, address line 1, address 1, address, billing street, billing address, street and number, property adress, property address,
		rue, rue et numero, adresse 1, adresse ligne 1, adresse de facturation, adresse, voie,
		straat, straatnaam, straat en nummer, straat en huisnummer, straat nr, adres 1, adresregel 1, adres,
		strasse, strasse und hausnummer, strasse nr, str, anschrift, adresszeile 1,
		adress1, caddress1, adress`,
	HouseNumber: `house number, house no, street number,
		numero de maison, numero de rue, numero rue,
		huisnummer, huisnr, huis nr,
		hausnummer, hausnr, haus nr`,
	Postcode: `postcode, post code, postal code, zip, zip code, billing zip, code postal, cp, postnummer, postnr, plz, postleitzahl, zipcode, czipcode, cod postal`,
	City:     `city, town, locality, billing city, ville, localite, commune, plaats, plaatsnaam, woonplaats, gemeente, stad, ort, stadt, wohnort, clocality`,
	Locality: `postcode and city, zip and city, zip city, code postal et localite, code postal et ville, cp ville, cp et ville, cp localite, postcode en plaats, postcode plaats, postcode en gemeente, postcode gemeente,
		plz ort, plz und ort, plz stadt`,
	Country:  `country, country code, billing country, iso country, pays, code pays, land, landcode, land code, landnaam, landerkennzeichen, landercode, laendercode, lander code, ccountry`,
	Language: `language, lang, language code, preferred language, langue, code langue, taal, taalcode, voorkeurtaal, sprache, sprachcode, korrespondenzsprache, clanguage`,
	Email: `invoice email, billing email, accounting email, email, e mail, mail, email address, e mail address, mail address, contact email, emails,
		email facturation, email comptabilite, adresse e mail, adresse email, adresse mail, adresse electronique, courriel, mel, email du contact, email contact, couriel,
		e mailadres, emailadres, mailadres, e mail adres, e mail facturatie, factuur e mail, e mailadres facturen, e mail contactpersoon,
		e mail adresse, email adresse, mailadresse, e mail rechnung, rechnungs e mail, e mail ansprechpartner, cemail`,
	Phone: `phone, phone number, telephone, telephone number, tel, tel no, mobile, mobile phone, mobile number, contact phone,
		telephone fixe, numero de telephone, no tel, n tel, tel fixe, tel portable, portable, gsm, tel mobile, telephone portable, tel 1,
		telefoon, telefoonnummer, telefoonnr, tel nr, mobiel, mobiel nummer, gsm nummer,
		telefon, telefonnummer, telefonnr, mobiltelefon, handy, mobil, rufnummer, telnumber, ctelno`,
	TermsDays: `terms days, payment terms days, payment terms, payment term, term of payment, term of payment in days, payment days, terms, credit days, net days, days,
		delai de paiement, delai paiement, delai, conditions de paiement, condition de paiement, conditions de reglement, delai de reglement, echeance jours, nombre de jours,
		betalingstermijn, betaaltermijn, betalingsconditie, betalingsvoorwaarde, betalingscondities, betalingstermijn dagen, termijn, krediettermijn,
		zahlungsziel, zahlungsfrist, zahlungsbedingung, zahlungsbedingungen, zahlungsziel tage, zahlungskondition, zahlungskonditionen, paycode`,
	CustomerKind: `kind, customer type, customer kind, client type, type, type de client, type client, categorie client, soort klant, klanttype, klantsoort, soort, art, kundenart, kundentyp, art des kunden`,
	Labels: `labels, label, tags, customer tags, client tags, customer labels, keywords, segment,
		etiquettes, etiquettes client, etiquette, libelles client, mots cles,
		etiketten, etiket, klantlabels, trefwoorden,
		schlagworte, schlagworter, schlagwort, etikett, markierungen, kundenlabels`,
	Manager: `account manager, account manager email, account manager e mail, sales representative, sales rep, salesperson, sales person, salesman, sales manager, customer manager,
		gestionnaire de compte, gestionnaire du compte, responsable de compte, responsable client, charge de clientele, responsable commercial, representant commercial, nom du commercial, gestionnaire client, vendeur,
		accountmanager, accountbeheerder, klantbeheerder, relatiebeheerder, klantverantwoordelijke, vertegenwoordiger, verkoper,
		kundenbetreuer, kundenbetreuerin, kundenberater, vertriebsmitarbeiter, vertreter, verkaufer, betreuer`,
	Contact: `contact, contact name, contact person, contact full name, attention, attn, for the attention of, person,
		personne de contact, nom du contact, nom contact, interlocuteur, a l attention de, contact principal, contact comptabilite,
		contactpersoon, contactnaam, naam contact, naam contactpersoon, t a v, ter attentie van,
		ansprechpartner, ansprechperson, kontakt, kontaktperson, kontaktname, z hd`,
	FirstName: `first name, given name, forename, firstname, contact first name, prenom, prenom du contact, voornaam, voornaam contactpersoon, vorname, rufname`,
	LastName:  `last name, surname, family name, lastname, contact last name, nom de famille, achternaam, familienaam, nachname, familienname`,
	Position:  `position, job title, job position, function, role, job, title, fonction, poste, qualite, functie, rol, functietitel, funktion, stellung, abteilung, department`,

	Number: `invoice number, invoice no, invoice nr, invoice num, invoice id, invoice bill number, inv no, invoice, document number, document no, document nr, doc no, doc number, doc nr, bill number, bill no, voucher number, voucher no, number, no, nr, document, reference number, reference, name,
		numero de facture, numero facture, no facture, n facture, n de facture, num facture, numero de la facture, facture numero, facture no, facture n, ref facture, reference facture, facture, numero de piece, numero piece, no piece, n piece, n de piece, piece, reference piece, piece ref,
		numero de document, numero du document, numero document, no document, n document, n de document, numero, num, n, ref piece, reference,
		factuurnummer, factuurnr, factuur nr, factuur nummer, nummer factuur, verkoopfactuurnummer, factuur, documentnummer, documentnr, document nr, boekstuknummer, boekstuknr, boekstuk, bkst nr, bkstnr, stuknummer, stuknr, nummer,
		rechnungsnummer, rechnungs nr, rechnungsnr, rechnung nr, rechnungs no, rechnung, re nr, renr, rg nr, belegnummer, belegnr, beleg nr, belegfeld 1, beleg, buchungsnummer,
		docnumber, hdocno, billing number, billing document, id`,
	Type: `document type, invoice type, doc type, type of document, move type, type, kind, transaction type, type de document, type de piece, type piece, type document, nature de piece, nature, soort document, documenttype, documentsoort, type document, factuursoort, soort, belegart, dokumentart, rechnungsart, belegtyp, typ, art, doctype`,
	IssuedOn: `invoice date, date of invoice, invoice bill date, date of issue, issue date, issued on, issue, date issued, invoiced on, document date, doc date, bill date, billing date, posting date, transaction date, date, created, created on, sale date,
		date de facture, date facture, date de la facture, date de facturation, date facturation, date d emission, date emission, emise le, date de piece, date piece, date de la piece, piece date, date document, date de document, date du document, date comptable, date ecriture,
		factuurdatum, datum factuur, documentdatum, factureringsdatum, boekdatum, boekingsdatum, stukdatum, datum,
		rechnungsdatum, rechnung vom, datum der rechnung, ausstellungsdatum, belegdatum, re datum, rg datum, buchungsdatum, rechnung datum,
		datedoc, date doc, hdocdate, docdate`,
	DueOn: `due date, date due, due on, due, payment due date, payment due, due by, net due date, maturity date, maturity, expiry date, expiration date, pay by, payable by, payment deadline, invoice due date,
		date d echeance, date echeance, date de echeance, date d echeance de la facture, echeance, echeance le, date limite de paiement, date limite de reglement, date limite, a payer avant le, a payer avant, payable le, date d exigibilite, exigible le,
		vervaldatum, vervaldag, verval datum, vervalt op, vervaldatum factuur, uiterste betaaldatum, uiterste betaaldag, uiterlijke betaaldatum, te betalen voor, betalen voor, verval,
		falligkeit, falligkeitsdatum, fallig am, fallig, falligkeitstag, faelligkeit, faelligkeitsdatum, faellig am, zahlbar bis, zahlungsziel, zahlungstermin, belegfeld 2,
		duedate, hduedate`,
	Total: `total incl vat, total including vat, total incl tax, total amount incl vat, amount incl vat, amount including vat, invoice total, total amount, invoice amount, gross amount, grand total, gross total, gross, total, total in currency, total signed, document amount, original amount, payment amount, amount in currency, amount eur, amount,
		total ttc, montant ttc, montant total ttc, ttc, total tvac, montant tvac, tvac, total tvac eur, montant total, montant facture, montant de la facture, total facture, montant initial, montant d origine, montant echeance, net a payer, total signe, total en devises, montant signe, montant devise, montant, total eur,
		totaal incl btw, totaal inclusief btw, bedrag incl btw, bedrag inclusief btw, bedrag incl, totaal incl, incl btw, totaalbedrag, totaal bedrag, factuurbedrag, bedrag factuur, oorspronkelijk bedrag, factuurtotaal, totaal, te betalen, bedrag, bedrag eur,
		bruttobetrag, betrag brutto, brutto, rechnungsbetrag, rechnungsbetrag brutto, gesamtbetrag, gesamtbetrag brutto, gesamtsumme, gesamt, endbetrag, ursprungsbetrag, originalbetrag, zahlbetrag, umsatz ohne soll haben kz, umsatz, summe, betrag, betrag eur,
		amounteur, hamount, total due, value`,
	OpenAmount: `open amount, amount open, open balance, outstanding amount, amount outstanding, outstanding, amount due, amount due signed, amount due in currency, balance due, remaining amount, amount remaining, remaining, residual amount, residual, unpaid amount, amount unpaid, unpaid, due amount, total due, to pay, open, balance,
		montant ouvert, solde ouvert, solde du, reste du, reste a payer, restant du, restant a payer, reste, montant du, montant du signe, montant restant, montant restant du, montant impaye, impaye, encours, solde a payer, solde de la facture, ouvert, solde, solde debiteur,
		openstaand bedrag, bedrag openstaand, openstaand, openstaand saldo, open bedrag, saldo open, open saldo, nog te betalen, nog te ontvangen, te ontvangen, openstaande bedrag, restbedrag, restant, verschuldigd bedrag, rest, saldo,
		offener betrag, offen, offener saldo, offene summe, offener posten, op betrag, betrag offen, offener restbetrag, restbetrag, noch offen, rest offen, noch zu zahlen, offene forderung, forderung, rest, saldo,
		total receivable, receivable, balance eur`,
	Paid: `paid amount, amount paid, paid, payments, settled amount, already paid, received, montant paye, montant regle, regle, deja paye, paye, acompte, acomptes, total regle, betaald bedrag, bedrag betaald, betaald, reeds betaald, ontvangen, voldaan,
		bezahlter betrag, betrag bezahlt, gezahlter betrag, bezahlt, gezahlt, bereits gezahlt, zahlungen, anzahlung, payed amount`,
	Net: `total excl vat, total excluding vat, amount excl vat, amount excluding vat, net amount, untaxed amount, untaxed amount signed, tax excluded, subtotal, sub total, net, total net,
		total ht, montant ht, ht, total hors taxes, montant hors taxes, hors taxe, total htva, montant htva, htva, base ht, montant hors tva,
		totaal excl btw, totaal exclusief btw, bedrag excl btw, bedrag exclusief btw, excl btw, totaal excl, nettobedrag, netto bedrag, netto, subtotaal,
		nettobetrag, betrag netto, netto, summe netto, zwischensumme, vatbase`,
	Tax: `vat amount, tax amount, total vat, total tax, tax, taxes, vat, montant tva, montant de tva, total tva, tva, taxe, btw bedrag, bedrag btw, btwbedrag, totaal btw, btw, mwst betrag, mwst, ust, steuerbetrag, umsatzsteuer, mehrwertsteuer, steuer, ust betrag`,
	DeliveredOn: `delivery date, date of delivery, delivered on, delivered, actual delivery date, service date, date of service, date of supply, supply date, tax point date, performance date,
		date de livraison, date livraison, livre le, date de prestation, date prestation, date de la prestation, date de fin de prestation, date d execution,
		leverdatum, leveringsdatum, datum levering, geleverd op, datum van levering, prestatiedatum, datum prestatie,
		lieferdatum, leistungsdatum, liefer leistungsdatum, datum der lieferung, datum der leistung, geliefert am, liefertag`,
	OrderReference: `order number, order no, order reference, purchase order, purchase order number, po number, po no, po, customer reference, customer ref, client order ref, your reference, your ref, order, sales order, source document, origin,
		bon de commande, numero de commande, no commande, n commande, n de commande, commande, reference client, ref client, votre reference, vos references, votre ref, reference commande,
		bestelnummer, bestelnr, bestelbon, bestelbonnummer, ordernummer, order nr, inkoopordernummer, inkoopnummer, po nummer, uw referentie, uw ref, uw kenmerk, klantreferentie, referentie klant, bestelling,
		bestellnummer, bestell nr, bestellnr, bestellung, ihre referenz, ihr zeichen, kundenreferenz, auftragsnummer, auftrags nr, auftrag, bestellreferenz`,

	Debit: `debit, debit amount, amount debit, debits, dr, money out, paid out, withdrawal, withdrawals, outgoing, spent, out,
		montant debit, debits eur, debit eur, debit euros, mouvement debit, depense, sortie, sorties,
		debet, debetbedrag, bedrag debet, uit, af, afschrijving, uitgaven,
		soll, sollbetrag, betrag soll, soll betrag, belastung, belastungen, lastschrift, ausgang, ausgaben, umsatz soll`,
	Credit: `credit, credit amount, amount credit, credits, cr, money in, paid in, deposit, deposits, incoming, received, in,
		montant credit, credit eur, credit euros, mouvement credit, recette, entree, entrees,
		creditbedrag, bedrag credit, bij, bijschrijving, ontvangsten,
		haben, habenbetrag, betrag haben, haben betrag, gutschrift, gutschriften, eingang, einnahmen, umsatz haben`,
	Side: `debit credit, d c, dc, credit debit, c d, cd, creditdebet, credit debet, debitcredit, dr cr, debit credit indicator, credit debit indicator, sign, direction, in out, transaction type, type,
		sens, signe, sens de l operation, debit credit, type de mouvement,
		af bij, bij af, afbij, bijaf, debet credit, debet creditcode, d c code, debiteren crediteren,
		soll haben, s h, soll haben kennzeichen, soll haben kz, sh kennzeichen, sollhaben, vorzeichen, soll haben kennung`,
	Currency: `currency, currency code, ccy, curr, cur, currency iso, iso currency code, transaction currency, account currency, document currency,
		devise, code devise, devise du compte, devise compte, monnaie, code monnaie, devise de la facture,
		munt, muntcode, munteenheid, muntsoort, valuta, valutacode, valuta code, valuta rekening, valutasoort, devies, munt rekening, valuta transactie, mutatie,
		wahrung, waehrung, wahrungscode, wahrungskennzeichen, wahrungskurzel, wkz, wkz umsatz, kontowahrung,
		currcode, idevise, currency name, ccurrency`,
	Reference: `structured communication, structured reference, structured message, payment reference, payment ref, creditor reference, remittance reference, ogm, vcs, rf reference, ogm vcs,
		communication structuree, reference de paiement, reference paiement, reference structuree, vcs ogm, communication,
		gestructureerde mededeling, gestructureerde referentie, betalingskenmerk, betaalkenmerk, betaalreferentie, betalingsreferentie, ogm code, mededeling,
		zahlungsreferenz, strukturierte referenz, strukturierte mitteilung, zahlreferenz, verwendungszweck, referenznummer`,
	Text: `description, details, narrative, particulars, remittance information, remittance info, remittance, communication, message, memo, memo line, label, text, comment, comments, note, notes, subject, payment reference, reference text, transaction details, transaction description, free message, detail, merchant, title,
		libelle, libelles, libelle operation, libelle de l operation, libelle simplifie, libelle interbancaire, details du mouvement, detail, details, communication, communications, communication libre, informations complementaires, motif, objet, commentaire, designation, informations,
		omschrijving, omschrijving 1, omschrijving 2, omschrijving 3, mededeling, mededelingen, vrije mededeling, details, bericht, beschrijving, toelichting, notitie, naam omschrijving, opmerking, commentaar, transactie, transaction,
		verwendungszweck, buchungstext, umsatztext, text, buchungsdetails, zahlungsgrund, beschreibung, vorgang vwz, mitteilung, bemerkung, betreff, zahlungsreferenz, buchungsinformationen, notiz, verwendungszweck zeile, umsatz info,
		comment ext, commentext, ecriture lib, hrem, property name, payment name`,
	IBAN: `counterparty iban, counterparty account, counterparty account number, counterparty bank account, counter account, contra account, partner iban, beneficiary iban, iban, iban number, bank account, bank account number, iban 1, iban nr, iban nr 1, account number,
		compte contrepartie, compte de la contrepartie, compte partie adverse, iban contrepartie, numero de compte contrepartie, contrepartie, iban du tiers, compte bancaire, compte beneficiaire, numero iban, n iban, rib,
		tegenrekening, tegenrekening iban bban, tegenrekeningnummer, rekening tegenpartij, rekeningnummer tegenpartij, iban tegenpartij, iban tegenrekening, tegenpartij, bankrekening, bankrekeningnummer, ibannummer, iban nummer, rekeningnummer klant,
		iban zahlungsbeteiligter, kontonummer iban, iban kontonummer, partneriban, partner iban, gegenkonto, iban auftraggeber empfanger, empfanger iban, bankverbindung, gegenkonto iban, konto nr des partners, partnerkontonummer, kontonummer`,
	BIC: `counterparty bic, bic tegenpartij, bic contrepartie, bic zahlungsbeteiligter, bic, swift, bic swift, swift bic, swift code, bic code, bank bic, code bic, bic code tegenpartij, bic tegenrekening, bic swift code, bic swift code zahlungsbeteiligter, partner bic, blz`,

	BookedOn: `booking date, booked on, booked, booking day, posting date, posted date, post date, accounting date, entry date, completed date, completed date utc, execution date, transaction date, operation date, settlement date utc, date, created on, date completed utc, payment date, settled date, payed on, paid on,
		date de comptabilisation, date comptable, date d operation, date operation, date de l operation, date d execution, date de transaction, date de la transaction, date du mouvement, date ecriture, dateop, date op,
		boekdatum, boekingsdatum, boek datum, uitvoeringsdatum, transactiedatum, verwerkingsdatum, journaaldatum, datum verrichting, datum,
		buchungsdatum, buchungstag, buchung, buchungstag datum, durchfuhrungsdatum, transaktionsdatum, umsatzdatum, belegdatum`,
	ValueOn: `value date, value day, valuta date, valuta, value,
		date valeur, date de valeur, date val, dateval, valeur,
		valutadatum, valuta datum, rentedatum, verrichtingsdatum,
		wertstellung, wertstellungsdatum, wertstellungstag, valutatag, wert, wertdatum`,
	Amount: `amount, transaction amount, amount eur, amount in eur, amount in account currency, booked amount, net amount, net, payed amount, total amount, amount account currency, value, payment amount,
		montant, montant eur, montant en euros, montant en eur, montant de l operation, montant operation, montant de la transaction,
		bedrag, bedrag eur, transactiebedrag, bedrag in eur, bedrag in euro, bedrag transactie, mutatie, mutatiebedrag, bedrag mutatie,
		betrag, betrag eur, betrag in eur, umsatz, umsatz in eur, betrag in euro, umsatzbetrag, buchungsbetrag, transaktionsbetrag`,
	Balance: `balance, running balance, balance after, balance after transaction, account balance, closing balance, available balance, balance after booking,
		solde, solde apres operation, solde apres, nouveau solde, solde du compte, solde comptable,
		saldo, saldo na trn, saldo na mutatie, saldo na boeking, saldo na verrichting, saldo na, nieuw saldo, boeksaldo,
		saldo nach buchung, saldo nach, kontostand, kontosaldo, neuer saldo, saldo in eur`,
	BalanceBefore: `balance before, opening balance, previous balance, start balance, solde avant, ancien solde, solde precedent, saldo voor mutatie, saldo voor boeking, vorig saldo, beginsaldo, saldo vor buchung, alter saldo`,
	Name: `counterparty name, counterparty, counter party, name of counterparty, partner name, other party, other party name, beneficiary name, payer payee, payee payer, payee, name, partner, customer name, recipient, name and surname, sender recipient,
		nom de la contrepartie, nom contrepartie, contrepartie, nom contrepartie contient, nom partie adverse, nom du tiers, tiers, nom beneficiaire emetteur, beneficiaire, donneur d ordre, nom,
		naam tegenpartij, naam van de tegenpartij, tegenrekeninghouder, naam tegenpartij bevat, naam tegenrekening, tegenpartij, naam omschrijving, naam begunstigde, begunstigde, naam,
		name zahlungsbeteiligter, auftraggeber empfanger, empfanger auftraggeber, begunstigter zahlungspflichtiger, beguenstigter zahlungspflichtiger, auftraggeber begunstigter, auftraggeber beguenstigter, partnername, partner name, name des partners, zahlungsbeteiligter, empfanger zahlungspflichtiger, name`,
	PayerName: `payer name, payer, debtor name, debtor, sender, sender name, ordering party, nom du payeur, payeur, naam betaler, betaler, auftraggebername, auftraggeber, zahlungspflichtige r, zahlungspflichtiger, name auftraggeber`,
	PayerIBAN: `payer iban, payer account, payer account number, debtor iban, sender iban, iban payeur, iban betaler, auftraggeber iban, auftraggeber iban kto nr, iban auftraggeber, auftraggeberkonto`,
	PayerBIC:  `payer bic, auftraggeber bic, auftraggeber bic blz, bic auftraggeber`,
	PayeeName: `payee name, beneficiary, creditor name, recipient name, nom du beneficiaire, empfangername, empfanger, zahlungsempfanger in, zahlungsempfanger, name empfanger`,
	PayeeIBAN: `payee iban, payee account number, payee account, creditor iban, empfanger iban kto nr, iban empfanger, empfangerkonto`,
	PayeeBIC:  `payee bic, empfanger bic, empfanger bic blz, bic empfanger`,
	EndToEnd:  `end to end id, end to end reference, end to end, endtoendid, e2e reference, end to end ref, reference de bout en bout, reference bout en bout, transactiereferentie, kenmerk, kundenreferenz end to end, end to end referenz, end to end identifikation, kundenreferenz`,
	Mandate:   `mandate id, mandate reference, mandate, mandate ref, reference du mandat, reference mandat, mandat, rum, machtigingskenmerk, machtigingsnummer, machtiging id, machtiging, mandaatreferentie, mandaat, mandatsreferenz, mandatsref`,
	BankRef: `bank reference, transaction id, transaction reference, transaction number, unique transaction id, reference number, transferwise id, wise id, id, reference, ref, unique id, operation number, entry reference, bank ref, transaction ref,
		reference de l operation, reference operation, numero de transaction, numero d operation, numero de mouvement, numero mouvement, n de mouvement, reference banque, reference bancaire, num mouvement, reference,
		referentie, transactienummer, transactie id, volgnr, bankreferentie, referte, bankkenmerk, uniek transactienummer,
		referenz, umsatz id, transaktions id, transaktionsnummer, bankreferenz, transaktionscode`,
	Code:             `transaction type, transaction code, type, code, category, payment type, type de transaction, type d operation, type operation, type de mouvement, code operation, nature, betaalwijze, type verrichting, verrichting, mutatiesoort, type betaling, transactiecode, soort, code, umsatztyp, umsatzart, buchungsart, buchungsschlussel, transaktionsart, zahlungsart, gvc, art, typ, vorgang`,
	Status:           `status, state, transaction status, booking status, statut, etat, toestand, buchungsstatus, info`,
	Fee:              `fee, fees, total fees, charges, bank charges, commission, frais, frais bancaires, kosten, provisie, gebuhr, gebuhren, entgelt, provision, fee amount`,
	OriginalAmount:   `original amount, exchange to amount, amount currency, foreign amount, instructed amount, orig amount, amount in original currency, local amount, montant d origine, montant en devise, montant devise, montant initial, montant original, oorspr bedrag, oorspronkelijk bedrag, bedrag vreemde valuta, bedrag in vreemde valuta, ursprungsbetrag, originalbetrag, fremdwahrungsbetrag, betrag in fremdwahrung, amount foreign currency`,
	OriginalCurrency: `original currency, exchange to, foreign currency, orig currency, local currency, currency foreign amount, devise d origine, devise originale, devise initiale, oorspr munt, oorspronkelijke munt, vreemde valuta, ursprungswahrung, originalwahrung, fremdwahrung, type foreign currency`,
	Account: `account, account number, own account, our account, account iban, bank account, iban, account no, numero de compte, compte, n de compte, no compte, iban du compte, compte bancaire,
		rekening, rekeningnummer, eigen rekening, iban bban, mijn rekening, opdrachtgeversrekening, rekening nr,
		iban auftragskonto, auftragskonto, kontonummer, konto, konto nr, iban kontonummer, kontonummer auftragskonto, eigene iban`,
	Owner: `account holder, account owner, account name, titulaire, nom du compte, titulaire du compte, rekeninghouder, naam rekeninghouder, naam rekening, kontoinhaber, kunde`,
}

// special are headings that mean a field in one kind of table alone, where they are
// meant rather than anything else.
var special = map[Kind]map[Field]string{
	Customers: {CustomerNumber: `number, no, nr, code, id, external id, identifier, numero, num, identifiant, nummer, reference`},
	Contacts: {
		CustomerNumber: `external id`,
		Contact:        `name, full name, display name, nom, nom complet, nom et prenom, naam, volledige naam, vollstandiger name`,
		LastName:       `nom, naam, name`,
	},
	Balances: {
		CustomerNumber: `number, no, nr, code, id, numero, nummer`,
		OpenAmount:     `amount, total, total amount, amount eur, montant, montant total, total general, bedrag, totaal, totaalbedrag, betrag, gesamt, summe, gesamtbetrag, solde debiteur, saldo eur`,
	},
}

// claim says that a column may be a field. The heading that the lists know as it is
// and that stands first in them claims most.
type claim struct {
	field Field
	score int
}

// The weights of claims.
const (
	specially = 1100 // less the place in the list
	exactly   = 1000 // less the place in the list
	partly    = 600  // of a heading whose words are all those of a list
	byValue   = 100  // nothing but the values speak for it
	tooLittle = 250  // a part of a heading that says less than this says nothing
)

// phrase is one entry of the lists.
type phrase struct {
	words, run string // parted by blanks, and without them
	claim
}

// lists is the headings, folded: by their words, and one after the other.
type lists struct {
	exact map[string][]claim
	all   []phrase
}

// known makes the lists ready to be asked, one for each kind of table.
var known = sync.OnceValue(func() map[Kind]*lists {
	all := map[Kind]*lists{}
	for _, k := range Kinds() {
		l := &lists{exact: map[string][]claim{}}
		for _, f := range Fields(k) {
			l.add(f, special[k][f], specially)
			l.add(f, headings[f], exactly)
		}
		all[k] = l
	}
	return all
})

func (l *lists) add(f Field, list string, score int) {
	for place, words := range strings.Split(list, ",") {
		p := phrase{words: Fold(words), claim: claim{f, score - place}}
		p.run = strings.ReplaceAll(p.words, " ", "")
		if p.words != "" {
			l.exact[p.words] = append(l.exact[p.words], p.claim)
			l.all = append(l.all, p)
		}
	}
}

// claims are what a heading may mean in a kind of table, and which of several it is:
// 2 for "E-mail 2".
func claims(k Kind, heading string) (all []claim, rank int) {
	words := Fold(heading)
	if words == "" {
		return nil, 0
	}
	l := known()[k]
	if exact := l.exact[words]; exact != nil {
		return exact, 0
	}
	bare, rank := numbered(words)
	if exact := l.exact[bare]; exact != nil && rank > 0 {
		return exact, rank
	}
	if bare = withoutCurrency(bare); l.exact[bare] != nil {
		return l.exact[bare], rank
	}
	return l.partial(bare), rank
}

// numbered takes a number away that stands at the end of a word: "contact 2 e mail".
func numbered(words string) (bare string, rank int) {
	kept := []string{}
	for word := range strings.SplitSeq(words, " ") {
		stem := strings.TrimRight(word, "123456789")
		if n, err := strconv.Atoi(word[len(stem):]); err == nil && n < 10 && rank == 0 {
			rank, word = n, stem
		}
		if word != "" {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " "), rank
}

// withoutCurrency takes a currency off the end: "bedrag eur".
func withoutCurrency(words string) string {
	at := strings.LastIndexByte(words, ' ')
	if at > 0 && (currencyOf(words[at+1:]) != "" || words[at+1:] == "euro") {
		return words[:at]
	}
	return words
}

// partial finds the entries of the lists whose words stand in a heading, or whose
// letters do where it is one long word.
func (l *lists) partial(words string) []claim {
	best := map[Field]int{}
	whole := " " + words + " "
	run := strings.ReplaceAll(words, " ", "")
	for _, p := range l.all {
		score := 0
		switch {
		case len(p.run) > len(run) || !strings.Contains(run, p.run):
		case strings.Contains(whole, " "+p.words+" "):
			score = partly * len(p.words) / len(words)
		case len(p.words) >= 6:
			score = partly * len(p.words) / len(words) * 8 / 10
		}
		if score >= tooLittle {
			best[p.field] = max(best[p.field], score)
		}
	}
	var all []claim
	for f, score := range best {
		all = append(all, claim{f, score})
	}
	slices.SortFunc(all, func(a, b claim) int { return int(a.field) - int(b.field) })
	return all
}

// isHeading reports whether a text is known as a heading as it stands, whatever the
// kind of table.
func isHeading(text string) bool {
	words := Fold(text)
	bare, _ := numbered(words)
	bare = withoutCurrency(bare)
	for _, l := range known() {
		if l.exact[words] != nil || l.exact[bare] != nil {
			return true
		}
	}
	return false
}
