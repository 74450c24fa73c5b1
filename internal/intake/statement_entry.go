package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/store"
)

// entryOf is a payment as it is stored. What a detail does not say, its batch says
// for it.
func entryOf(whole, leaf *bank.Entry, report *Report) (*store.Entry, error) {
	place := fault.ParsePlace(leaf.Place)
	currency, err := money.ParseCurrency(leaf.Currency)
	if err != nil {
		return nil, fault.At(place.Line, place.Path, "%s", err)
	}
	amount, exact, err := money.Round(leaf.Amount, currency)
	if err != nil {
		return nil, fault.At(place.Line, place.Path, "%s", err)
	}
	if !exact {
		report.warn(place, "%s has more decimals than %s knows and is kept as %s", leaf.Amount, currency, amount)
	}
	e := &store.Entry{
		BookedOn: first(leaf.BookedOn, whole.BookedOn), ValueOn: first(leaf.ValueOn, whole.ValueOn, leaf.BookedOn, whole.BookedOn), Amount: amount,
		Reversal: leaf.Reversal || whole.Reversal, ReturnReason: leaf.ReturnReason, BankRef: leaf.BankRef, EndToEnd: leaf.EndToEndID,
		Name: leaf.Counterparty.Name, IBAN: normalIBAN(leaf.Counterparty.IBAN), BIC: leaf.Counterparty.BIC,
		Text: leaf.Text, Code: leaf.Code, Place: leaf.Place, State: store.EntryNew, MandateID: leaf.MandateID,
		Original: sumOf(leaf.Original), Charges: sumOf(leaf.Charges),
	}
	if e.BookedOn == date.None {
		return nil, fault.At(place.Line, place.Path, "the entry of %s has no booking day", amount.Text())
	}
	e.Reference = referenceOf(leaf)
	return e, nil
}

func first(days ...date.Date) date.Date {
	for _, d := range days {
		if d != date.None {
			return d
		}
	}
	return date.None
}

// normalIBAN is an IBAN without blanks, or whatever number stands there.
func normalIBAN(s string) string {
	if iban, err := bank.ParseIBAN(s); err == nil {
		return iban
	}
	return strings.TrimSpace(s)
}

// referenceOf is the structured reference of an entry: the one that the bank marks
// as such, else the only one that its text sets apart.
func referenceOf(e *bank.Entry) string {
	if r, ok := bank.ParseReference(e.Reference); ok {
		return r.Digits
	}
	found := ""
	for _, f := range bank.FindReferences(e.Text) {
		switch {
		case f.Weak || f.Digits == found:
		case found != "":
			return "" // two references: the text does not say one thing
		default:
			found = f.Digits
		}
	}
	return found
}

// sumOf is what a bank says of an amount beside the entry's own, as far as it is one.
func sumOf(s *bank.Sum) money.Amount {
	if s == nil {
		return money.Amount{}
	}
	currency, err := money.ParseCurrency(s.Currency)
	if err != nil {
		return money.Amount{}
	}
	amount, _, err := money.Round(s.Amount, currency)
	if err != nil {
		return money.Amount{}
	}
	return amount
}

// keyring names the entries of one statement so that each is known again.
type keyring struct {
	statement *bank.Statement
	announces string // the kind of report, where the statement only announces
	seen      map[uint64]struct{}
	twins     map[uint64]int // how many more there were of those seen
}

// key names an entry by the bank's own reference, day, amount and words. Where the
// bank gives no reference, the statement's number is a part of the name, since two
// payments alike may stand in two statements of one day. Twins in one statement are
// told apart by counting. A bank's table is no statement: the next one begins where it
// likes, and says the same of the same payment. So does the next report of what is
// announced.
//
// Twins are found by a part of their names, which takes some 15 bytes an entry; names
// that share it by chance are told apart all the same.
func (k *keyring) key(e *store.Entry) string {
	of := ""
	exported := strings.HasPrefix(k.statement.Format, "table") // by a person, from any day to any day
	if !exported && k.announces == "" && (strings.Trim(e.BankRef, "0 ") == "" || e.BankRef == "NONREF") {
		of = k.statement.Number + "\x00" + k.statement.Sequence
		if strings.Trim(k.statement.Number, "0 ") == "" && k.statement.Closing != nil {
			of += "\x00" + k.statement.Closing.Date.String() // a number that counts nothing
		}
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%d %s\x00%s\x00%s\x00%s\x00%s\x00%s", of, e.BankRef, e.BookedOn, e.Amount.Minor, e.Amount.Currency,
		e.EndToEnd, e.Name, e.IBAN, e.Reference, strings.Join(strings.Fields(e.Text), " "))
	sum := h.Sum(nil)
	name := binary.BigEndian.Uint64(sum)
	if _, twin := k.seen[name]; twin {
		k.twins[name]++
	}
	k.seen[name] = struct{}{}
	return fmt.Sprintf("%s%s.%d", k.announces, hex.EncodeToString(sum[:16]), k.twins[name]+1)
}
