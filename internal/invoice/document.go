package invoice

import (
	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// Document is an invoice or credit note as its file says it, in the terms of
// EN 16931 (the BT numbers). Amounts keep the decimals and the sign of the file;
// Owed gives what the document changes in the customer's debt.
//
// The JSON form of Document is the contract of `acquit parse invoice`.
type Document struct {
	Format         string           `json:"format"` // "ubl" or "cii", with the profile behind a blank when known: "ubl peppol-bis-3"
	ExternalID     string           `json:"-"`      // what the program that hands it over calls it; files have none
	Number         string           `json:"number"` // BT-1
	Kind           Kind             `json:"kind"`
	TypeCode       string           `json:"type_code"`                // BT-3, UNTDID 1001: 380, 381, 384, …
	IssuedOn       date.Date        `json:"issue_date"`               // BT-2
	DueOn          date.Date        `json:"due_date"`                 // BT-9, or derived; see DueSource. With instalments, the first
	DueSource      DueSource        `json:"due_date_source"`          // "" when there is no due date yet
	DeliveredOn    date.Date        `json:"delivery_date,omitzero"`   // BT-72, else the end of the period of BT-74: the last day on which something was delivered or done
	Terms          string           `json:"terms"`                    // BT-20 in words
	Currency       string           `json:"currency"`                 // BT-5
	Total          decimal.Decimal  `json:"total_amount"`             // BT-112, VAT included
	Prepaid        decimal.Decimal  `json:"prepaid_amount"`           // BT-113
	Rounding       decimal.Decimal  `json:"rounding_amount,omitzero"` // BT-114: what is payable is the total less Prepaid plus Rounding
	Payable        decimal.Decimal  `json:"payable_amount"`           // BT-115: what is owed; never computed from lines
	Net            decimal.Decimal  `json:"net_amount"`               // BT-109
	Tax            decimal.Decimal  `json:"tax_amount"`               // BT-110 in the document's currency
	Seller         Party            `json:"seller"`
	Buyer          Party            `json:"buyer"`
	BuyerReference string           `json:"buyer_reference"` // BT-10
	OrderReference string           `json:"order_reference"` // BT-13; dummies such as "NA" are left out
	Contract       string           `json:"contract_reference"`
	Preceding      []string         `json:"preceding"` // BT-25: invoices that this one corrects or credits
	Payment        []PaymentMeans   `json:"payment"`
	Debit          *DirectDebit     `json:"direct_debit,omitempty"` // BG-19; nil when the buyer pays by itself
	Instalments    []DocumentPart   `json:"instalments"`
	Discounts      []Discount       `json:"discounts,omitempty"` // what paying early saves, the longest term last
	Lines          []Line           `json:"lines"`
	Charges        []Charge         `json:"charges,omitempty"` // BG-20 and BG-21, on the whole document
	Notes          []string         `json:"notes"`             // BT-22
	Attachments    []AttachmentFile `json:"attachments"`
	Warnings       []fault.Note     `json:"warnings"` // what is odd but was read all the same
}

// Party is the seller or the buyer.
type Party struct {
	ExternalID  string `json:"-"`            // what the program that hands the document over calls the party; files have none
	Name        string `json:"name"`         // BT-27/44, the legal name; else the trading name
	TradingName string `json:"trading_name"` // BT-28/45
	ID          string `json:"id"`           // BT-29/46, or the legal registration BT-30/47
	LegalID     string `json:"legal_id"`     // BT-30/47
	VATID       string `json:"vat_id"`       // BT-31/48, without blanks
	Endpoint    string `json:"endpoint"`     // BT-34/49 as scheme:value
	Email       string `json:"email"`        // BT-43/58, or an endpoint of scheme EM
	Phone       string `json:"phone"`
	Contact     string `json:"contact"` // BT-41/56
	Street      string `json:"street"`
	Postcode    string `json:"postcode"`
	City        string `json:"city"`
	Country     string `json:"country"` // ISO 3166-1 alpha-2
}

// PaymentMeans is one way in which the seller wants to be paid.
type PaymentMeans struct {
	IBAN      string `json:"iban"`            // BT-84 without blanks, or a number that is no IBAN
	Owner     string `json:"owner,omitempty"` // BT-85, whose account it is
	BIC       string `json:"bic"`             // BT-86
	Reference string `json:"reference"`       // BT-83
	Text      string `json:"text"`
	MeansCode string `json:"means_code"` // BT-81, UNTDID 4461: 30, 58 credit transfer; 49, 59 direct debit; …
}

// DirectDebit is how the seller collects the amount from the buyer's account
// (BG-19), so that nothing is expected of the buyer.
type DirectDebit struct {
	MandateID  string `json:"mandate_id"`  // BT-89
	CreditorID string `json:"creditor_id"` // BT-90, of the seller or the payee
	Account    string `json:"account"`     // BT-91, the buyer's, without blanks
}

// DocumentPart is an instalment that the document states itself.
type DocumentPart struct {
	DueOn  date.Date       `json:"due_date"`
	Amount decimal.Decimal `json:"amount"`
}

// Discount is what the buyer may keep for paying early (Skonto, escompte). It is
// stated in the terms of payment: as structured data, or in words.
type Discount struct {
	Percent decimal.Decimal `json:"percent"`          // of Basis
	Basis   decimal.Decimal `json:"basis,omitzero"`   // zero for the payable amount
	Amount  decimal.Decimal `json:"amount,omitzero"`  // where it is stated; it outweighs Percent
	Days    int             `json:"days,omitempty"`   // as stated, counted from the issue date unless Until says otherwise
	Until   date.Date       `json:"until,omitempty"`  // the last day on which it is granted; None when that is left open
	Source  DueSource       `json:"source,omitempty"` // DueTerms, or DueText when read from words
}

// Saves is what the discount comes to on what is owed: as it is stated, else its percent
// of what it is granted on, rounded once.
func (d *Discount) Saves(owed money.Amount) (money.Amount, error) {
	saves := d.Amount
	if saves.IsZero() {
		of := d.Basis
		if of.IsZero() {
			of = owed.Decimal()
		}
		product, err := of.Mul(d.Percent)
		if err != nil {
			return money.Amount{}, err
		}
		if saves, err = product.Quo(hundred); err != nil {
			return money.Amount{}, err
		}
	}
	a, _, err := money.Round(saves, owed.Currency)
	return a, err
}

var hundred = decimal.MustNew(100, 0)

// Line is one line of the document, kept to be shown.
type Line struct {
	ID       string          `json:"id"`
	Text     string          `json:"text"`
	Quantity decimal.Decimal `json:"quantity"`
	Unit     string          `json:"unit"`
	Price    decimal.Decimal `json:"price"`
	Net      decimal.Decimal `json:"net_amount"`
	TaxRate  decimal.Decimal `json:"tax_rate"` // percent
}

// Gross is what the line comes to with its VAT, rounded by itself.
func (l *Line) Gross(c money.Currency) (money.Amount, error) {
	rate, err := l.TaxRate.Add(hundred)
	if err != nil {
		return money.Amount{}, err
	}
	product, err := l.Net.Mul(rate)
	if err != nil {
		return money.Amount{}, err
	}
	gross, err := product.Quo(hundred)
	if err != nil {
		return money.Amount{}, err
	}
	amount, _, err := money.Round(gross, c)
	return amount, err
}

// Charge is an allowance or a charge on the whole document, kept to be shown.
type Charge struct {
	Text    string          `json:"text"`             // BT-97/104, the reason in words; else its code
	Code    string          `json:"code,omitempty"`   // BT-98 (UNTDID 5189) or BT-105 (UNTDID 7161)
	Amount  decimal.Decimal `json:"amount"`           // BT-92/99 without VAT: what it adds, so that an allowance is negative
	Percent decimal.Decimal `json:"percent,omitzero"` // BT-94/101
	TaxRate decimal.Decimal `json:"tax_rate"`         // BT-96/103, percent
}

// AttachmentFile is a file embedded in the document (BT-125).
type AttachmentFile struct {
	Name   string `json:"name"` // without folders, and fit for any file system
	MIME   string `json:"mime"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Body   []byte `json:"-"`
}

// Prepayment reports whether the document is an invoice that asks for money in advance:
// UNTDID 1001 has 386 for it, and 500 where the buyer writes it himself.
func (d *Document) Prepayment() bool {
	return d.Kind == Bill && (d.TypeCode == TypePrepayment || d.TypeCode == "500")
}

// TypePrepayment is the TypeCode of an invoice that asks for money in advance.
const TypePrepayment = "386"

// Owed is what the document adds to the buyer's debt: positive for an invoice,
// negative for a credit note, and the other way round where the stated amount is
// negative.
func (d *Document) Owed() decimal.Decimal {
	if d.Kind == CreditNote {
		return d.Payable.Neg()
	}
	return d.Payable
}
