package law

// Buyer is who owes, where the laws tell public bodies from businesses. The words are
// those of customer.Kind.
type Buyer string

// The buyers.
const (
	Business Buyer = "business"
	Consumer Buyer = "consumer"
	Public   Buyer = "public"
)

// Segment is what the laws on interest make of a buyer.
func (b Buyer) Segment() Segment {
	if b == Consumer {
		return B2C
	}
	return B2B
}

// Land is the country whose law governs what a buyer owes: a consumer's own, the
// seller's otherwise (Regulation (EC) 593/2008, art. 6 and 4; from memory). A contract may
// choose another one, which is not known here.
func (b Buyer) Land(seller, buyer string) string {
	if b == Consumer {
		return buyer
	}
	return seller
}
