package camt

import (
	"strings"

	"acquit/internal/bank"
)

// remittance is what the payer wrote.
type remittance struct {
	text       lines    // in words, and the documents that are paid
	references []string // structured creditor references
}

func (m *message) remittance() (r remittance, err error) {
	var ustrd []string
	var structured lines
	err = m.Each(func(name string) error {
		switch name {
		case "Ustrd": // its blanks count where it is a slice of a longer text
			raw, err := m.RawText(1 << 20)
			ustrd = append(ustrd, string(raw))
			return err
		case "Strd":
			return m.structured(&structured, &r.references)
		}
		return nil
	})
	r.text = join(ustrd)
	for _, line := range structured {
		r.text.add(line)
	}
	return r, err
}

// structured reads a Strd: the documents that are paid with their amounts, the
// creditor's reference, and words.
func (m *message) structured(text *lines, references *[]string) error {
	var documents []string
	var words lines
	err := m.Each(func(name string) (err error) {
		var s string
		switch name {
		case "RfrdDocInf":
			s, err = m.document()
			documents = append(documents, s)
		case "RfrdDocAmt":
			s, err = m.documentAmounts()
			documents = append(documents, s)
		case "CdtrRefInf":
			s, err = m.reference()
			if bank.Stated(s) != "" {
				*references = append(*references, s)
			}
		case "AddtlRmtInf":
			s, err = m.Text()
			words.add(s)
		}
		return err
	})
	text.add(strings.Join(documents, " "))
	*text = append(*text, words...)
	return err
}

// document gives the kind and number of a document: "CINV 4711".
func (m *message) document() (string, error) {
	var kind, number string
	err := m.Each(func(name string) (err error) {
		switch name {
		case "Tp":
			kind, err = m.inside("CdOrPrtry")
		case "Nb", "RfrdDocNb": // the second in version 01
			number, err = m.Text()
		}
		return err
	})
	return strings.TrimSpace(kind + " " + number), err
}

// documentAmounts gives what is due, deducted and paid of a document: "DuePyblAmt
// 100.00 EUR RmtdAmt 98.00 EUR".
func (m *message) documentAmounts() (string, error) {
	var words []string
	err := m.Each(func(name string) error {
		a, err := m.nestedAmount()
		if !a.none() {
			words = append(words, name, a.String())
		}
		return err
	})
	return strings.Join(words, " "), err
}

// nestedAmount reads an amount that stands in the current element or in an Amt
// inside it.
func (m *message) nestedAmount() (a amount, err error) {
	if m.Attr("Ccy") != "" {
		return m.amount()
	}
	err = m.Each(func(name string) (err error) {
		if name == "Amt" {
			a, err = m.amount()
		}
		return err
	})
	return a, err
}

// reference gives the creditor's reference of a CdtrRefInf in its normal form,
// or as found. Which kind it is shows in its own check digits, better than in the
// type that the bank gives it.
func (m *message) reference() (ref string, err error) {
	err = m.Each(func(name string) (err error) {
		if name == "Ref" || name == "CdtrRef" { // the second in version 01
			ref, err = m.Text()
		}
		return err
	})
	if parsed, ok := bank.ParseReference(ref); ok {
		return parsed.Digits, err
	}
	return ref, err
}
