package law

// MentionKey names something that a document must say.
type MentionKey string

// The mentions.
const (
	MentionCreditor    MentionKey = "creditor"    // name and address of who is owed
	MentionNumber      MentionKey = "number"      // the creditor's enterprise number
	MentionDebtor      MentionKey = "debtor"      // name and address of who owes
	MentionAmount      MentionKey = "amount"      // what is asked, and what of it for being late
	MentionInvoices    MentionKey = "invoices"    // number, day and due day of each invoice
	MentionSupplied    MentionKey = "supplied"    // what was delivered or done for it
	MentionFree        MentionKey = "free"        // that the reminder costs nothing
	MentionGrace       MentionKey = "grace"       // the time in which no more is asked, and when it begins
	MentionClause      MentionKey = "clause"      // the sum that a clause of the contract will cost
	MentionDemand      MentionKey = "demand"      // that it is a formal notice, and asks for payment
	MentionTerm        MentionKey = "term"        // a day by which to pay
	MentionFourteen    MentionKey = "fourteen"    // fourteen days from the day after the letter was delivered
	MentionCosts       MentionKey = "costs"       // the costs of collection, to the cent
	MentionBasis       MentionKey = "basis"       // the law by which being late costs something
	MentionCostsStay   MentionKey = "costs_stay"  // that costs of collecting stay with the creditor
	MentionAccount     MentionKey = "account"     // where to pay
	MentionConsequence MentionKey = "consequence" // what follows where it is not paid
)

// Mention is something that a document must say, and why.
type Mention struct {
	Key    MentionKey
	Source string
	Mark   Mark
}

// duty is what the law of a country asks of a document to those of a segment; "" is any.
type duty struct {
	country  string
	segment  Segment
	document Document
	source   string
	mark     Mark
	keys     []MentionKey
}

// duties are what documents must say. Where no statute lists it, what a court needs to see
// in a notice is asked for, and marked as from memory.
var duties = []duty{
	{"BE", B2C, FirstReminder, "Economic Law Code art. XIX.2", Seen, []MentionKey{MentionFree, MentionAmount, MentionInvoices, MentionSupplied, MentionGrace, MentionClause, MentionCreditor, MentionNumber}},
	{"BE", B2C, FormalNotice, "Civil Code art. 5.240", Seen, []MentionKey{MentionDemand, MentionBasis}},
	{"BE", B2C, FormalNotice, "Civil Code art. 5.240, what makes the debt certain", Memory, []MentionKey{MentionAmount, MentionInvoices, MentionCreditor, MentionNumber}},
	{"BE", B2B, FormalNotice, "Civil Code art. 5.240; law of 2 August 2002", Memory, []MentionKey{MentionDemand, MentionAmount, MentionInvoices, MentionBasis, MentionCreditor}},
	{"BE", B2B, FormalNotice, "Economic Law Code art. III.25", Memory, []MentionKey{MentionNumber}},

	{"FR", "", FormalNotice, "Code civil art. 1344", Memory, []MentionKey{MentionDemand}},
	{"FR", "", FormalNotice, "Code des procédures civiles d’exécution art. R124-4, written for collectors and followed by creditors", Seen, []MentionKey{MentionCreditor, MentionAmount, MentionInvoices, MentionBasis, MentionAccount}},
	{"FR", B2C, FormalNotice, "Code des procédures civiles d’exécution art. L111-8 and R124-4", Seen, []MentionKey{MentionCostsStay}},

	{"NL", B2C, FourteenDays, "Burgerlijk Wetboek art. 6:96 (6); ECLI:NL:HR:2016:2704", Seen, []MentionKey{MentionAmount, MentionFourteen, MentionCosts, MentionConsequence}},
	{"NL", B2C, FourteenDays, "Burgerlijk Wetboek art. 6:96 (6), what a judge needs to check it", Memory, []MentionKey{MentionCreditor, MentionInvoices}},
	{"NL", "", FormalNotice, "Burgerlijk Wetboek art. 6:82 (1)", Memory, []MentionKey{MentionDemand, MentionTerm, MentionAmount, MentionInvoices, MentionBasis, MentionConsequence, MentionCreditor}},

	{"LU", "", FormalNotice, "Code civil art. 1139 and 1153; law of 18 April 2004", Memory, []MentionKey{MentionDemand, MentionAmount, MentionInvoices, MentionBasis, MentionCreditor}},

	{"DE", "", FormalNotice, "BGB § 286 (1), § 288", Seen, []MentionKey{MentionDemand, MentionAmount, MentionInvoices, MentionBasis}},
	{"DE", "", FormalNotice, "BGB § 286 (1), what makes the debt certain", Memory, []MentionKey{MentionCreditor}},

	{"", "", StatementClaim, "what every court of the five countries asks of an application", Memory, []MentionKey{MentionCreditor, MentionDebtor, MentionAmount, MentionInvoices, MentionBasis}},
	{"BE", "", StatementClaim, "Judicial Code art. 1394/20", Seen, []MentionKey{MentionNumber}},
}

// Mentions are what a document to those of a segment must say in a country; none for a
// document of which the law asks nothing.
func Mentions(country string, s Segment, d Document) (all []Mention) {
	for _, r := range duties {
		if (r.country != "" && r.country != country) || (r.segment != "" && r.segment != s) || r.document != d {
			continue
		}
		for _, key := range r.keys {
			all = append(all, Mention{key, r.source, r.mark})
		}
	}
	return all
}
