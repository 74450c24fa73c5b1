package law

// Document is what a message is in the eyes of the law, which may ask that it says
// certain things.
type Document string

// The documents. What is none of them is a message as any other.
const (
	Plain          Document = ""
	FirstReminder  Document = "first_reminder"  // of a Belgian consumer, free of charge; his time runs from it
	FormalNotice   Document = "formal_notice"   // mise en demeure, ingebrekestelling, Mahnung
	FourteenDays   Document = "fourteen_days"   // the Dutch letter to a consumer that names the costs of collection
	StatementClaim Document = "claim_statement" // what goes to a lawyer, a bailiff, a court
)

// DocumentOf is what a message about late debts is in the eyes of a country's law: formal
// where it says so, first where nothing was said about one of them since its due day. What
// is the first to a Belgian consumer is no more than that, however it speaks. To a Dutch one
// the formal message is the letter of fourteen days: default needs no notice where a term
// was agreed, and costs do need the letter.
func DocumentOf(country string, s Segment, formal, first bool) Document {
	consumer := s == B2C
	switch {
	case first && consumer && country == "BE":
		return FirstReminder
	case formal && consumer && country == "NL":
		return FourteenDays
	case formal:
		return FormalNotice
	}
	return Plain
}
