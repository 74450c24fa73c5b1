package message

// Back is why the post brought a letter back.
type Back string

// Why a letter comes back.
const (
	BackMoved       Back = "moved"       // the addressee lives elsewhere by now
	BackUnknown     Back = "unknown"     // nobody of that name, or no such address
	BackDeclined    Back = "declined"    // the addressee did not want it
	BackUncollected Back = "uncollected" // nobody fetched it from the post
	BackOther       Back = "other"       // as a person, or a provider, says in words
)

// Backs are all reasons, in the order in which a person chooses.
func Backs() []Back { return []Back{BackMoved, BackUnknown, BackDeclined, BackUncollected, BackOther} }

// Offered reports whether the letter came to the addressee's door all the same: who declines or
// does not fetch it lives there.
func (b Back) Offered() bool { return b == BackDeclined || b == BackUncollected }
