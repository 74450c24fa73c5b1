package ui

// GuestSpec is what surrounds a page for somebody who came by a link.
type GuestSpec struct {
	Title     string
	Name      string // the company's; "" where nobody may learn whose link it was
	Logo      string // the address of the company's logo, which stands in the place of its name; "" for none
	Home      string // the first page behind the link; "" where this is all there is
	Look      string // the address of a stylesheet of the company's own; "" for none
	Foot      []string
	Languages []Choice
}
