package reading

import "acquit/internal/locale"

// french is what the rules know of French.
var french = tongue{
	language: locale.French,
	common:   "le|la|les|nous|vous|votre|notre|est|avons|je|facture|bonjour|pour|merci|des|une|cordialement|paiement|mais|avec|sur|suis|ai|j'ai|pas|du|que|au|de|en|ce|cette|il|elle|on",
	cuts:     "mais|cependant|toutefois|neanmoins|pourtant|par contre|or",
	no:       "ne|n'*|pas|jamais|aucun|aucune|sans|ni|non|impossible|refus*",
	harmless: "pas de problème|pas de souci|aucun problème|aucun souci|n'hésitez pas|non seulement|sans délai|sans tarder|sans faute|sans problème|ne plus tarder|après demain|après midi",
	unless: `si|après|toujours|normalement|habituellement|généralement|d'habitude|s'il|s'ils|dès que|dès|lorsque|quand|une fois|à condition|sous réserve|tant que|à moins
		pourrions|pourriez|pouvez|aimerions|aimerais|devons|devrions|devrait|doit|dois|faut|faudrait|aurions|aurait|peut être|sauf erreur|espérons|espère|après réception`,
	later:   "sera|seront|allons|vais|vont|prochainement|sous peu|bientôt|prévu|prévue",
	hanging: "que|qu'*|dont|comme si",
	affirms: "informe|informons|informer|confirme|confirmons|confirmer|signale|signalons|signaler|précise|précisons|rappelle|rappelons|constatons|sachez|vois|voyons|indique|indiquons|note|noter",
	hearsay: "vous (dites|affirmez|prétendez|pensez|indiquez|écrivez)|(veuillez|merci de|pouvez vous|prière de) [me|nous] (confirmer|vérifier)|confirmez|vérifiez|vérifier|(pense|pensais|croyais|croyions|pensions|crois)",
	rules: []rule{
		{Insolvent, Generally, plainly, `
			(déclaré|déclarée|déclarés|mis|mise|est|sommes|suis|été mis|été mise) [tous|désormais|actuellement] en (faillite|liquidation|redressement judiciaire|règlement collectif)
			(jugement|aveu|état) de faillite
			(ouverture d'une|ouvert une|fait l'objet d'une|en) procédure de (sauvegarde|faillite|liquidation|redressement|réorganisation|règlement collectif|liquidation judiciaire|redressement judiciaire)
			(redressement|liquidation) judiciaire (a été|est) (ouvert|ouverte|prononcé|prononcée)
			(fait|a fait|avons fait|ai fait) (faillite|aveu de faillite)
			(curateur|liquidateur|mandataire judiciaire) (a été|est) (désigné|nommé)`},
		{Contest, Twice, plainly, `
			(facturé|facturée|facturés|facturées|facture) … (deux fois|en double|en doublon)
			double facturation
			(facture|ceci|c'est|est) un doublon`},
		{Contest, Credited, plainly, `
			(attendons|attends|attente|demandons|demande|réclamons|promis|promise|reçu) … (note de crédit|notes de crédit|un avoir|votre avoir|l'avoir)
			(note de crédit|avoir) … (a été|devait être|doit être) (émis|émise|établi|établie|promis|promise|envoyé|envoyée)
			(annulé|annulée|annulées|crédité|créditée|créditées) par [la|une|votre] (note de crédit|avoir)`},
		{Contest, NotDelivered, ownDenial, `
			(n'avons|n'ai|avons|ai) (jamais|pas|toujours pas|encore rien) [encore|toujours] reçu … (marchandise|marchandises|commande|livraison|produit|produits|article|articles|colis|matériel|pièces)
			(n'a|n'ont|pas|jamais) (jamais|pas|encore|toujours|toujours pas|été|encore été|pas encore|pas encore été) [été] livré(e|s|es|)
			(prestation|prestations|travaux|chantier|service) … (pas|jamais) [encore|été] [été] (effectué|terminé|réalisé|exécuté|achevé|presté)(e|s|es|)
			rien (reçu|n'a été livré)`},
		{Contest, NotOrdered, ownDenial, `
			(n'avons|n'ai) (jamais|pas|rien) … commandé
			(n'avons|n'ai) jamais passé … commande
			jamais … commandé`},
		{Contest, WrongGoods, plainly, `
			(marchandise|marchandises|produit|produits|article|articles|matériel|livraison|colis|appareil|machine|pièces|pièce|commande) … (défectueux|défectueuse|défectueuses|endommagé|endommagée|endommagés|endommagées|abîmé|abîmée|abîmés|abîmées|cassé|cassée|cassés|cassées|incomplète|incomplet|incomplètes|incomplets)`},
		{Contest, WrongGoods, ownDenial, `
			(marchandise|marchandises|produit|produits|article|articles|matériel|livraison|travaux) … (non conforme|non conformes|ne fonctionne pas|ne fonctionnent pas|n'est pas conforme|ne sont pas conformes)`},
		{Contest, WrongAmount, plainly, `
			(montant|montants|prix|tarif|total|quantité|quantités) … (incorrect|incorrects|incorrecte|erroné|erronés|erronée|faux|fausse|inexact|inexacte|trop élevé|trop élevés|trop élevée)
			erreur (de|dans|sur|au niveau de|au niveau du) [le|la|les|votre|ce|l'] (montant|prix|facture|facturation|calcul|quantité|quantités|tarif)`},
		{Contest, WrongAmount, ownDenial, `
			(montant|montants|prix|tarif|total|quantité|quantités|facture) ne (correspond|correspondent) pas
			(montant|prix|total) n'est pas (correct|exact|juste|bon|celui)
			pas (le prix|le montant|au prix) convenu`},
		{Contest, Generally, plainly, `
			(nous|je) [vous|la|le] (contestons|conteste)
			(facture|montant|solde) … (contesté|contestée|litigieux|litigieuse|en litige)
			en désaccord avec`},
		{Contest, Generally, ownDenial, `
			pas d'accord avec … (facture|montant|décompte|calcul|rappel)
			(refusons|refuse) de (payer|régler)`},
		{Paid, HalfOf, plainly, `
			(nous avons|on a|j'ai) [déjà|bien] (payé|réglé|versé|viré) (une partie|la moitié|un acompte|partiellement)
			(paiement|règlement) partiel (a été|effectué)`},
		{Paid, Generally, plainly, `
			(nous avons|on a|j'ai|nous l'avons|je l'ai|nous vous avons|nous les avons|je vous ai) [bien|déjà|tout|hier|donc|intégralement|effectivement] [bien|déjà|tout|aujourd'hui|hier] (payé|réglé|viré|versé|acquitté|soldé)(e|s|es|)
			(nous avons|on a|j'ai) [bien|déjà|donc] (fait|effectué|exécuté|procédé) [le|au|ce|un|votre|à] [le] (paiement|virement|règlement|versement)
			(facture|factures|montant|solde|somme|paiement|virement|règlement|tout|elle|elles|il) … (a été|ont été) [bien|déjà|intégralement|entièrement] (payé|réglé|viré|versé|soldé|effectué|exécuté|fait|acquitté)(e|s|es|)
			(facture|factures|montant|solde|somme|elle|tout|c') [est|sont] [bien|déjà|intégralement|entièrement] (payé|réglé|soldé|acquitté)(e|s|es|)
			c'est [bien|déjà] (payé|réglé|viré)
			(payé|réglé|viré)(e|s|es|) (le \d+|hier|aujourd'hui|ce matin|ce jour)
			^\s{0,9}[déjà|bien] (payé|réglé)(e|s|es|)\s{0,9}$
			(paiement|virement|règlement) [bien|déjà] (effectué|fait|exécuté|envoyé|parti) (le|hier|aujourd'hui|ce|en|via|par|depuis|lundi|mardi|mercredi|jeudi|vendredi)
			(nous venons|je viens) de (payer|régler|virer|verser|faire le virement|faire le paiement|effectuer le virement|effectuer le paiement)
			(ci joint|ci jointe|en annexe|en pièce jointe) … preuve (de|du) (paiement|virement)`},
		{Plan, InstalmentsOf, asked, `
			(demand*|souhait*|propos*|voudr*|aimer*|possible|accord*|solliciter|sollicitons|obtenir|convenir|pourrions|pouvons|peut|puis) … (plan de paiement|plan d'apurement|échelonnement|échelonner|étaler|étalement|paiement échelonné|en plusieurs fois|facilités de paiement|mensualités|en tranches)
			(payer|régler|verser|rembourser|solder) … en (plusieurs|deux|trois|quatre|cinq|six|\d+) (fois|mensualités|tranches|versements|paiements)`},
		{Plan, LaterPlease, asked, `
			(demand*|souhait*|accord*|possible|solliciter|sollicitons|obtenir|accorder) … (délai|délai supplémentaire|report|sursis)
			(reporter|différer) … (paiement|échéance)`},
		{Elsewhere, UnknownReader, ownDenial, `
			(ne travaille plus|ne fait plus partie|n'est plus employé|n'est plus employée|n'est plus en service|n'est plus actif|n'est plus active) … (nous|société|entreprise|service|équipe|ici|personnel|firme)
			a quitté (la|notre|l'entreprise) [société|entreprise|firme]
			ne travaille plus`},
		{Elsewhere, NewAddress, plainly, `
			(nous avons|la société a|a) déménagé
			(nous avons|notre société a|avons) changé d'adresse
			(notre|la|voici notre) nouvelle adresse
			notre adresse (a changé|est désormais|est maintenant)`},
		{Elsewhere, NotTheDebtor, ownDenial, `
			(facture|ceci|cela|rappel|elle) ne (nous|me) concerne (pas|nullement)
			n'est pas (pour nous|notre facture|notre société|à notre charge)
			(ne sommes|ne suis) pas (client|cliente|votre client|le débiteur|concerné|concernés)`},
		{Elsewhere, NotInCharge, ownDenial, `
			(ne suis) (pas|plus) (la bonne personne|le bon interlocuteur|le bon contact|en charge|responsable|compétent)
			ne m'occupe (pas|plus)
			mauvais (destinataire|interlocuteur)
			mauvaise (adresse|personne)`},
		{Elsewhere, NotInCharge, asked, `
			(veuillez|merci|prière|pouvez vous) [de] [vous|désormais|plutôt|dorénavant] (adresser|d'adresser|envoyer|d'envoyer|contacter|transmettre) … (à notre comptable|à la comptabilité|notre comptable|la comptabilité|au service comptable|le service comptable|à mon collègue|à ma collègue|au siège|notre siège)`},
		{WantDocument, ProofOf, asked, `
			(envoyer|renvoyer|envoyez|renvoyez|transmettre|transmettez|recevoir|obtenir|parvenir|fournir|joindre|d'envoyer) … (bon de livraison|bons de livraison|preuve de livraison|bon de commande)`},
		{WantDocument, StatementOfAll, asked, `
			(envoyer|renvoyer|envoyez|renvoyez|transmettre|transmettez|recevoir|obtenir|parvenir|fournir|joindre|d'envoyer) … (relevé|extrait de compte|décompte|liste des factures|état des factures|historique du compte)`},
		{WantDocument, CopyOfInvoice, asked, `
			(envoyer|renvoyer|envoyez|renvoyez|transmettre|transmettez|recevoir|obtenir|parvenir|fournir|joindre|d'envoyer|puis je avoir|pouvons nous avoir|pourrais je avoir) … (copie|copies|duplicata|facture|factures)`},
		{WantDocument, CopyOfInvoice, askedDenial, `
			(n'avons|n'ai) (pas|jamais) [encore|bien|toujours] reçu (cette|la|votre|ces|vos|les|de|aucune) (facture|factures)
			jamais reçu (cette|la|votre|ces|vos|les|de) (facture|factures)`},
		{WantCall, Generally, asked, `
			(rappelez|appelez|téléphonez) (moi|nous)
			(contactez|joignez) (moi|nous) par téléphone
			(me|nous) (rappeler|appeler|téléphoner|contacter par téléphone)`},
		{Promise, Generally, plainly, `
			(nous|je|on) (allons|vais|va) [vous|bientôt|donc] [le|la|les|l'] (payer|régler|virer|verser|solder|effectuer le paiement|effectuer le virement|effectuer le règlement|procéder au paiement|procéder au virement|procéder au règlement|faire le paiement|faire le virement)
			(nous|je|on|notre société|notre client) [vous|le|la|les] [le|la|les] (paierons|payerons|paierai|payerai|réglerons|règlerons|réglerai|règlerai|verserons|verserai|virerons|virerai|solderons|solderai)
			(nous|je) (effectuerons|effectuerai|ferons|ferai) [le|un|votre] (paiement|virement|règlement|versement)
			(nous|je) (procéderons|procéderai) au (paiement|virement|règlement)
			(paiement|virement|règlement|facture|factures|montant|solde|somme|reste|elle|tout) … (sera|seront|va être|vont être) [bien|encore|entièrement] (payé|réglé|effectué|exécuté|fait|viré|versé|soldé)(e|s|es|)
			(paiement|virement|règlement) (prévu|programmé|planifié|suivra)
			vous (recevrez|aurez) [le|votre|notre] (paiement|virement|règlement|argent)`},
		{Promise, Generally, dated, `
			(nous|je|on) [vous|le|la] (paie|paye|payons|règle|réglons|vire|virons|verse|versons|paient)
			(paiement|virement|règlement) … (au plus tard|d'ici|avant)
			(paiement|virement|règlement) (est|part|partira|arrive|arrivera|sera) … `},
	},
	polite:   `merci|mercis|beaucoup|bien|encore|infiniment|pour|votre|vos|ton|ta|le|la|les|l'*|de|du|des|d'*|mail|mails|message|courriel|e|email|réponse|rapide|information|informations|info|infos|retour|envoi|confirmation|patience|compréhension|aide|reçu|bonjour|bonsoir|cher|chère|madame|monsieur|mesdames|messieurs|à|vous|et|tout|parfait|super|ok|entendu|noté|bonne|journée|très|un|grand|suivi|je|nous|remercie|remercions|facture|document|documents|copie`,
	thank:    "merci|remercie|remercions",
	bye:      "cordialement|bien à vous|salutations|sincèrement|bien cordialement|meilleures salutations|bien à toi",
	greeting: "bonjour bonsoir cher chere madame monsieur",
	calendar: calendar{
		months:   [12]string{"janvier|janv.|janv", "février|févr.|févr|fév", "mars", "avril|avr.|avr", "mai", "juin", "juillet|juil.|juil", "août", "septembre|sept.|sept", "octobre|oct.|oct", "novembre|nov.|nov", "décembre|déc.|déc"},
		weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		phrases: []phrase{
			{today, "ce matin|cet après-midi|ce soir|aujourd'hui|ce jour"},
			{overmorrow, "après-demain|après demain"}, {tomorrow, "demain"}, {dayBefore, "avant-hier|avant hier"}, {yesterday, "hier"},
			{noDay, "semaine dernière|mois dernier|mois passé|semaine passée|mois précédent"},
			{nextMonth, "(?:fin|courant) du mois prochain|fin du mois suivant|(?:le )?mois prochain"},
			{endOfMonth, "fin du mois|fin de mois|fin de ce mois|dans le courant du mois|ce mois-ci|ce mois"},
			{nextWeek, "(?:la |en )?semaine prochaine"}, {endOfWeek, "fin de semaine|fin de la semaine|fin de cette semaine|cette semaine"},
			{midMonth, "(?:à la )?mi-mois"}, {inEight, "sous huitaine|dans la huitaine|sous huit jours"}, {inFortnight, "sous quinzaine|sous quinze jours"},
		},
		ordinal: `(?:er|e)?`, ordinalAlone: `(?:er|e)?`,
		theDay: "le|au|du|pour le|avant le", endOf: "fin|fin du mois de|fin de",
		coming: "prochain|ce|le prochain", next: "$^", last: "dernier|passe",
		inWeek: "(?:de )?la semaine prochaine|semaine prochaine", within: "dans|sous|d'ici|endeans|dans les",
		days: "jours|jour", weeks: "semaines|semaine", workdays: "jours ouvrables|jours ouvres",
		numbers:  []string{"un|une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"},
		document: "facture|factures|rappel|courrier|mail|lettre|commande|devis|message|mise en demeure|echeance|livraison|courriel|contrat|avoir|note de credit",
		of:       "du|de|des",
	},
	back: back{
		again: "de retour|serai de retour|retour prévu|serons de retour|à partir|rouvrirons|rouvrira|réouverture",
		until: "jusqu'au|jusqu'à|jusque|inclus|du … au|et le",
	},
}
