package reading

import "acquit/internal/locale"

// english is what the rules know of English.
var english = tongue{
	language: locale.English,
	common:   "the|we|you|your|our|is|are|have|has|invoice|hello|dear|for|with|regards|payment|but|this|that|please|not|and|thanks|thank|will|to|of|it|been",
	cuts:     "but|however|although|though|yet",
	no:       "not|no|nothing|never|impossible|unlikely|none|nor|cannot|n't|without|unable|refuse|refuses|*n't|cant|dont|havent|hasnt",
	harmless: "no problem|not only|no later than|without delay|no worries|not later than|without fail|you will find|day after tomorrow",
	unless: `if|once|when|after|always|normally|usually|generally|as soon as|until|unless|whether|provided|subject to|before we|after we|should|would|could|might|may|must|need to|have to|hope|hoping|try|trying|supposed
		upon receipt|on receipt|as long as`,
	later:   "will|shall|soon|going to|scheduled|planned|to be",
	hanging: "that|which|who",
	affirms: "confirm|inform|see|note|advise|let you know|noticed|assure|pleased to|reminded|stated",
	hearsay: "you (say|claim|think|state|write|believe)|(please|can you|could you|kindly) [you] (confirm|check|verify)|(think|thought|believe|believed|assumed)",
	rules: []rule{
		{Insolvent, Generally, plainly, `
			(filed|has filed|have filed) for (bankruptcy|insolvency)
			(is|are|went|gone|been declared|declared|was declared) [now|currently] (bankrupt|insolvent|into administration|in administration|into liquidation|in liquidation)
			(insolvency|bankruptcy|liquidation) proceedings (have been|has been|were|are) (opened|started)
			(administrator|liquidator|receiver|trustee) (has been|was|is) appointed`},
		{Contest, Twice, plainly, `
			(invoiced|billed|charged) … twice
			(duplicate|double) (invoice|invoicing|billing)`},
		{Contest, Credited, plainly, `
			(waiting for|awaiting|requested|promised|request|expecting|asked for) … (credit note|credit notes)
			credit note … (was|is|has been|should be|should have been) (issued|promised|agreed|due|sent)
			(was|has been|were|is) [already|fully] credited`},
		{Contest, NotDelivered, ownDenial, `
			(never|not|haven't|didn't|yet to) [yet|ever] (received|receive|got|get) … (goods|order|delivery|parcel|items|products|material|materials|shipment|package)
			(goods|order|items|products|delivery|parcel|material|materials|shipment|package) … (never|not|wasn't|weren't|hasn't been|haven't been) [yet|been] [been] (delivered|arrived|received|complete|completed)
			(work|works|service|services|job) … (never|not|wasn't|hasn't been|isn't) [yet|been] [been] (done|finished|completed|performed|carried out)
			nothing (was|has been) delivered`},
		{Contest, NotOrdered, ownDenial, `
			(never|didn't|did not|have not|haven't) (ordered|order|placed|place) … `},
		{Contest, WrongGoods, plainly, `
			(goods|order|items|item|products|product|delivery|parcel|machine|material|materials|parts|device) … (damaged|broken|defective|faulty|incomplete|wrong)
			(received|delivered|sent) the wrong (goods|items|item|product|products|size|colour)`},
		{Contest, WrongGoods, ownDenial, `
			(goods|items|item|products|product|machine|device) … (does not|do not|doesn't|don't) work`},
		{Contest, WrongAmount, plainly, `
			(amount|price|total|quantity|rate|vat) … (incorrect|wrong|too high|overcharged)
			(overcharged|wrong price|wrong amount)
			(error|mistake) (in|on|with) (the|your|this) (amount|price|invoice|total|calculation|quantity)`},
		{Contest, WrongAmount, ownDenial, `
			(amount|price|total|quantity|invoice) (does not|doesn't|do not) (match|correspond|agree)
			(amount|price|total|quantity) (is not|isn't) (correct|right|what)
			not the agreed (price|amount)`},
		{Contest, Generally, plainly, `
			(we|i) (dispute|contest|disagree with|are disputing|am disputing)
			(invoice|amount|balance) (is|remains) [still|currently] (disputed|in dispute|contested)`},
		{Contest, Generally, ownDenial, `
			(do not|don't|cannot|can't) (agree with|accept) … (invoice|amount|charge|charges|reminder|claim)
			(we|i) refuse to pay`},
		{Paid, HalfOf, plainly, `
			(we|i) [have|'ve|already] [already] (paid|settled) (half|part|a part|a deposit|partially)
			(partial|part) payment (was|has been) (made|sent)`},
		{Paid, Generally, plainly, `
			(we|i) (have|'ve) [already|just|now|in fact|actually] (paid|settled|transferred|wired|remitted|made the payment|made payment|made the transfer|sent the payment|sent payment)
			(we|i) [already|just|actually] (paid|settled|transferred|wired|remitted|made the payment|made the transfer|sent the payment)
			(we've|i've) [already|just|now] (paid|settled|transferred|wired|remitted|made the payment|made the transfer|sent the payment)
			(invoice|invoices|amount|balance|payment|transfer|bill|it|they|everything|this) [number|\w*\d+] [and \w*\d+] (was|were|has been|have been|has already been|have already been|was already|has) [already|just|now|fully] (paid|settled|transferred|wired|made|sent|remitted|executed)
			(invoice|invoices|bill|it|this) [number|\w*\d+] (is|are) [already|fully] (paid|settled)
			(payment|transfer) … (was|has been) [already] (made|sent|executed)
			(already|fully) (paid|settled)
			^\s{0,9}(paid|settled)\s{0,9}$
			(paid|transferred|settled) (on|yesterday|today|this morning|by bank|last)
			(payment|transfer) (made|sent|executed) (on|yesterday|today|this morning|last)
			(attached|enclosed) … proof of (payment|transfer)`},
		{Plan, InstalmentsOf, asked, `
			(can|could|would|may|possible|propose|request|like|ask|asking|agree|arrange|want) … (payment plan|instalments|installments|instalment plan|installment plan|monthly payments)
			(pay|settle|repay) … in (several|two|three|four|five|six|\d+) (parts|payments|months|instalments|installments)`},
		{Plan, LaterPlease, asked, `
			(can|could|would|may|possible|request|like|ask|asking|grant|need|want) … (extension|more time|extra time|deferral|postpone|defer)
			(extend|postpone|defer) … (deadline|due date|payment)`},
		{Elsewhere, UnknownReader, ownDenial, `
			(no longer|not) (works|work|working|employed) (here|for us|at|with|for)
			has left (the company|our company|us|the firm|the business)
			is no longer with (us|the company)`},
		{Elsewhere, NewAddress, plainly, `
			(we have|we've|company has) (moved|relocated)
			(our|the) new address
			(our|the) address has changed
			changed our address`},
		{Elsewhere, NotTheDebtor, ownDenial, `
			(invoice|this|reminder|it) (is not|isn't) (for us|ours|our invoice|our company|for our company)
			(does not|doesn't) concern us
			(are not|aren't|am not) (your|a) customer
			wrong company`},
		{Elsewhere, NotInCharge, ownDenial, `
			(am not|i'm not|am no longer) (the right person|the right contact|responsible|in charge)
			wrong (person|contact|recipient|address|department)`},
		{Elsewhere, NotInCharge, asked, `
			(please|kindly|can you|could you) [you] (send|address|direct|forward|contact) … (to our accountant|our accountant|accounts payable|our accounts department|the accounts department|accounting department|to my colleague|our head office|finance department)`},
		{WantDocument, ProofOf, asked, `
			(send|resend|provide|forward|share|need|receive) … (proof of delivery|delivery note|delivery notes|purchase order|order confirmation)`},
		{WantDocument, StatementOfAll, asked, `
			(send|resend|provide|forward|share|need|receive) … (statement of account|account statement|statement|list of open invoices|overview of open invoices|list of outstanding invoices)`},
		{WantDocument, CopyOfInvoice, asked, `
			(please|can you|could you|kindly|would you) [you|please] (send|resend|re send|provide|forward|share|attach) … (copy|copies|invoice|invoices)
			(need|would like|like to receive|can we have|could we have|may i have) … (copy|copies) [of] [the|your|this] (invoice|invoices)`},
		{WantDocument, CopyOfInvoice, askedDenial, `
			(never|not|haven't|didn't|have not) [yet|ever] (received|receive|got|get) (this|the|your|that|an|any|these) (invoice|invoices)
			(can't|cannot) find (this|the|your|that) invoice`},
		{WantCall, Generally, asked, `
			(call|phone|ring) me
			(please|can you|could you) [you|please] (call|phone|ring) (us|me)
			(give|drop) (me|us) a (call|ring)`},
		{Promise, Generally, plainly, `
			(we|i) (will|shall|'ll|are going to|am going to) [then|surely|certainly] (pay|settle|transfer|wire|remit|make the payment|make payment|make the transfer|send the payment|arrange payment|arrange the payment)
			(we'll|i'll) [then|surely|certainly] (pay|settle|transfer|wire|remit|make the payment|make the transfer|send the payment)
			(payment|transfer|invoice|invoices|amount|balance|rest|it) [\w*\d+] (will|shall) be [fully|then] (paid|settled|made|transferred|sent|executed|wired|processed|released)
			(payment|transfer) (will|shall) (follow|go out|be made|be processed)
			(payment|transfer) (is|has been) (scheduled|planned)
			you (will|shall) (receive|have) [the|your|our] (payment|money|transfer)`},
		{Promise, Generally, dated, `
			(we|i) (pay|settle|are paying|am paying|are transferring)
			(payment|transfer) (is due to|goes|leaves|by|on|before)`},
	},
	polite:   `thanks|thank|you|so|much|many|very|a|lot|for|your|the|this|that|mail|email|e|message|reply|quick|swift|prompt|information|info|confirmation|patience|understanding|help|received|noted|dear|hello|hi|hey|sir|madam|mr|mrs|ms|all|and|ok|okay|great|perfect|good|nice|day|have|well|understood|letting|us|me|know|sending|it|copy|invoice|document|documents|update|kind|kindly|again`,
	thank:    "thanks|thank you",
	bye:      "regards|best regards|kind regards|sincerely|yours|best wishes|cheers",
	greeting: "dear hello hi hey",
	calendar: calendar{
		months:   [12]string{"january|jan.|jan", "february|feb.|feb", "march|mar.|mar", "april|apr.|apr", "may", "june|jun.|jun", "july|jul.|jul", "august|aug.|aug", "september|sept.|sept|sep.|sep", "october|oct.|oct", "november|nov.|nov", "december|dec.|dec"},
		weekdays: [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"},
		phrases: []phrase{
			{today, "this morning|this afternoon|today|tonight"}, {overmorrow, "the day after tomorrow|day after tomorrow"}, {tomorrow, "tomorrow"},
			{dayBefore, "the day before yesterday|day before yesterday"}, {yesterday, "yesterday"}, {noDay, "last week|last month"},
			{nextMonth, "(?:the )?end of next month|next month"}, {endOfMonth, "(?:the )?end of (?:the|this) month|month end|month-end|this month"},
			{nextWeek, "(?:the )?end of next week|next week"}, {endOfWeek, "(?:the )?end of (?:the|this) week|this week"}, {midMonth, "mid-month"},
		},
		ordinal: `(?:st|nd|rd|th)?`, ordinalAlone: `(?:st|nd|rd|th)`,
		theDay: "the|on the|by the", endOf: "end of|the end of|late",
		coming: "this|coming|this coming", next: "next", last: "last|past",
		inWeek: "next week|of next week", within: "within|in|within the next|in the next",
		days: "days|day", weeks: "weeks|week", workdays: "working days|business days",
		numbers:  []string{"one|a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"},
		document: "invoice|invoices|reminder|letter|mail|email|order|quote|message|notice|bill|delivery|contract|credit note|due|dated",
		of:       "of|dated|from|due",
	},
	back: back{
		again: "back|return|returning|back in the office|return to the office|back at my desk|available again",
		until: "until|till|through|up to|to|and",
	},
}
