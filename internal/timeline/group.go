package timeline

// Group is what kind of thing happened, as people look for it.
type Group string

// The groups.
const (
	Messages  Group = "messages" // what the company wrote; calls that were made by a step are Calls
	Replies   Group = "replies"
	Calls     Group = "calls"
	Notes     Group = "notes"
	Documents Group = "documents"
	Money     Group = "money"     // invoices and payments
	Decisions Group = "decisions" // what people and rules decided, and all else
)

// Groups are all groups, in the order in which a person chooses.
func Groups() []Group {
	return []Group{Messages, Replies, Calls, Notes, Documents, Money, Decisions}
}

// kinds are the kinds of event of each group.
var kinds = map[Group][]Kind{
	Messages: {MessageQueued, MessageWithdrawn, MessageSent, MessageFailed, MessageUncertain, MessageApproved, ApprovalUndone, MessageEdited, ManagerWarned,
		TextDelivered, LetterPosted, LetterReturned, FileFetched, LinkEnded, PageOpened, AddressRight, ItemNumbered, InvoiceSentOtherwise},
	Replies:   {ReplyCame, ReplyDismissed, ReplyPlaced},
	Calls:     {CallMissed, CallMade},
	Notes:     {NoteWritten, NotePinned, NoteUnpinned},
	Documents: {DocumentAttached, DocumentRemoved},
	Money: {InvoicesArrived, InvoiceUpdated, InvoiceEdited, PaymentBooked, PaymentUndone, PaymentReturned, ReturnUndone, Refunded, CreditBooked, AccountUsed,
		AccountFreed, SettledOutside, Reopened, Doubtful, ImportUndone},
	Decisions: {CustomerCreated, CustomerUpdated, PhaseEntered, CollectionBegan, CollectionEnded, TroubleNoted, TroubleEnded, ClaimLodged, HoldPlaced, HoldLifted, PromiseKept, PromiseBroken, DisputeReviewed, OpinionGiven, DisputeAccepted, DisputeRejected, DisputeWithdrawn,
		PlanAsked, PlanAgreed, PlanRefused, PlanEnded, PlanKept, PlanBroken, SignatureAsked, SignatureGiven, SignatureDeclined, SignatureWithdrawn, CaseClosed, LadderFinished, NextDecided, CustomerMerged,
		MergedInto, MergeUndone, PayerTaught, PayerForgotten, RuleMade, RuleChanged, RuleSwitchedOn, RuleSwitchedOff, RuleForgotten, Claimed, Waived, ScenarioGiven,
		ScenarioFreed, ScenarioMoved, InvoiceLeftOut, InvoiceToBeSent, InvoiceWayChosen},
}

// Kinds are the kinds of event that belong to the group; none for what is no group.
func (g Group) Kinds() []Kind { return kinds[g] }
