package evidence

import (
	"net/http"
	"strings"
	"time"

	"acquit/internal/id"
)

// Kind says what an attached document proves.
type Kind string

// The kinds of attached document.
const (
	Quote          Kind = "quote" // signed by the customer
	Order          Kind = "order"
	DeliveryNote   Kind = "delivery_note"
	Contract       Kind = "contract" // or the terms that were agreed
	Correspondence Kind = "correspondence"
	Copy           Kind = "copy" // the invoice itself, to be read by people
	Other          Kind = "other"

	// Of a registered letter.
	Receipt    Kind = "receipt"     // the post took it
	HandedOver Kind = "handed_over" // the post handed it over
)

// Kinds are all kinds of attached document, in the order in which a person chooses.
func Kinds() []Kind {
	return []Kind{Quote, Order, DeliveryNote, Contract, Correspondence, Copy, Other}
}

// LetterKinds are the kinds of document that a registered letter comes with, in the order in
// which they come.
func LetterKinds() []Kind { return []Kind{Receipt, HandedOver} }

// Attachment is a document that somebody attached to an invoice or to a customer.
type Attachment struct {
	ID        id.ID
	Customer  id.ID // zero when it belongs to an invoice
	Invoice   id.ID
	Message   id.ID // the letter of the customer that it is about; zero for none
	Kind      Kind
	Name      string
	Note      string // a person's words
	Hash      string // of the document
	MIME      string
	Size      int64 // in bytes
	AddedBy   string
	AddedAt   time.Time
	RemovedBy string
	RemovedAt time.Time // zero while it stands
}

// words that names of files have for what they are, in the languages of the house; the
// first that is found counts.
var words = []struct {
	kind Kind
	word string
}{
	{DeliveryNote, "livraison"}, {DeliveryNote, "levering"}, {DeliveryNote, "leverbon"}, {DeliveryNote, "lieferschein"}, {DeliveryNote, "delivery"}, {DeliveryNote, "cmr"},
	{Order, "commande"}, {Order, "bestel"}, {Order, "auftrag"}, {Order, "order"},
	{Quote, "devis"}, {Quote, "offre"}, {Quote, "offerte"}, {Quote, "angebot"}, {Quote, "quote"}, {Quote, "quotation"},
	{Contract, "contrat"}, {Contract, "contract"}, {Contract, "vertrag"}, {Contract, "overeenkomst"},
	{Copy, "facture"}, {Copy, "factuur"}, {Copy, "rechnung"}, {Copy, "invoice"},
}

// KindOf guesses by its name what a file is; Other when the name says nothing. A person
// corrects it.
func KindOf(name string) Kind {
	name = strings.ToLower(name)
	for _, w := range words {
		if strings.Contains(name, w.word) {
			return w.kind
		}
	}
	return Other
}

// MediaType tells the media type of a body by its beginning, whatever its name says.
// What a browser would run is called a stream of bytes.
func MediaType(body []byte) string {
	full := http.DetectContentType(body)
	switch kind, _, _ := strings.Cut(full, ";"); kind {
	case "text/html", "text/xml", "image/svg+xml":
		return "application/octet-stream"
	default:
		return full
	}
}
