package main

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/date"
)

// coda writes a statement in CODA 2.6 of Febelfin: records of 128 characters in
// Windows-1252, as Belgian banks send them.
func coda(st *statement) ([]byte, error) {
	w := &codaWriter{st: st}
	w.header()
	for i, t := range st.transfers {
		w.movement(i+1, t)
	}
	w.trailer()
	return charmap.Windows1252.NewEncoder().Bytes([]byte(strings.Join(w.records, "\r\n") + "\r\n"))
}

// codaWriter collects records and the totals of the last one.
type codaWriter struct {
	st            *statement
	records       []string
	debit, credit int64
}

// zone is text from a position of the record on, positions counted from 1.
type zone struct {
	at   int
	text string
}

// put adds a record with its zones filled in.
func (w *codaWriter) put(zones ...zone) {
	record := []rune(strings.Repeat(" ", 128))
	for _, z := range zones {
		copy(record[z.at-1:], []rune(z.text))
	}
	w.records = append(w.records, string(record))
}

// codaDay writes DDMMYY.
func codaDay(d date.Date) string { return d.Time().Format("020106") }

// codaSum writes a sign, 0 for credit, and the amount in thousandths.
func codaSum(cents int64) string {
	if cents < 0 {
		return fmt.Sprintf("1%015d", -cents*10)
	}
	return fmt.Sprintf("0%015d", cents*10)
}

// fit cuts s to n characters and pads it.
func fit(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))]) + strings.Repeat(" ", n-min(n, len(r)))
}

// account is the zone of 37 characters that names our account.
func (w *codaWriter) account() string { return fit(w.st.account.iban, 34) + "EUR" }

func (w *codaWriter) header() {
	st, c := w.st, examples.Company
	w.put(zone{1, "0"}, zone{2, "0000"}, zone{6, codaDay(bankday(st.to.AddDays(1)))}, zone{12, c.IBAN[4:7]}, zone{15, "05"},
		zone{25, fmt.Sprintf("KK%08d", st.rank)}, zone{35, fit(c.Name, 26)}, zone{61, fit(c.BIC, 11)}, zone{72, "0" + c.Enterprise},
		zone{84, "00000"}, zone{128, "2"})
	w.put(zone{1, "1"}, zone{2, "2"}, zone{3, fmt.Sprintf("%03d", st.rank)}, zone{6, w.account()}, zone{43, codaSum(st.opening)},
		zone{59, codaDay(bankdayBefore(st.from.AddDays(-1)))}, zone{65, fit(c.Name, 26)}, zone{91, fit("Zichtrekening ondernemingen", 35)},
		zone{126, fmt.Sprintf("%03d", st.rank)})
}

// codaCodes are the transaction codes by kind of movement: type, family,
// operation, category.
var codaCodes = map[kind]string{
	incoming: "00150000", collected: "00550000", bounced: "00503000", outgoing: "00101000", salaries: "00107000",
	fees: "08037000", cardPayment: "00402000", debited: "00501000", comesBack: "00154000",
}

// movement writes t; a batch is its total, of type 1, with its details, of type 5.
func (w *codaWriter) movement(sequence int, t *transfer) {
	w.credit += max(t.cents, 0)
	w.debit += max(-t.cents, 0)
	if len(t.details) == 0 {
		w.lines(sequence, 0, '0', t, "0")
		return
	}
	w.lines(sequence, 0, '1', t, "1")
	for i, d := range t.details {
		mark := "0"
		if i == len(t.details)-1 {
			mark = "1" // closes the group
		}
		w.lines(sequence, i+1, '5', d, mark)
	}
}

// lines writes the records 21, 22 and 23 of a movement. mark is the level of
// globalisation that the record opens or closes.
func (w *codaWriter) lines(sequence, detail int, kind byte, t *transfer, mark string) {
	structured, text := communication(t)
	code := string(kind) + codaCodes[t.kind][1:]
	rank := fmt.Sprintf("%04d%04d", sequence, detail)
	zones := fit(text, 149)[:]
	r := []rune(zones)
	more := "1"
	if t.who.name == "" && strings.TrimSpace(string(r[53:])) == "" && t.reason == "" {
		more = "0"
	}
	w.put(zone{1, "21"}, zone{3, rank}, zone{11, fmt.Sprintf("KB%03d%s%04d%04d", w.st.rank, codaDay(t.on), sequence, detail)},
		zone{32, codaSum(t.cents)}, zone{48, codaDay(t.on)}, zone{54, code}, zone{62, structured}, zone{63, string(r[:53])},
		zone{116, codaDay(t.on)}, zone{122, fmt.Sprintf("%03d", w.st.rank)}, zone{125, mark}, zone{126, more}, zone{128, "0"})
	if more == "0" {
		return
	}
	returned := ""
	if t.reason != "" {
		returned = "2" + t.reason
	}
	w.put(zone{1, "22"}, zone{3, rank}, zone{11, string(r[53:106])}, zone{64, fit(t.endToEnd, 35)}, zone{99, fit(t.who.bic, 11)},
		zone{113, returned}, zone{126, "1"}, zone{128, "0"})
	w.put(zone{1, "23"}, zone{3, rank}, zone{11, fit(t.who.iban, 34) + "EUR"}, zone{48, fit(t.who.name, 35)}, zone{83, string(r[106:])},
		zone{126, "0"}, zone{128, "0"})
}

// communication is what the payer wrote: a structured communication (101), a
// creditor reference (100), the particulars of a direct debit (127), or text.
func communication(t *transfer) (structured, text string) {
	switch {
	case t.mandate != "":
		paid, reason := "0", ""
		if t.kind == bounced {
			paid, reason = "4", "2"+t.reason
		}
		return "1", "127" + codaDay(t.on) + "1" + "1" + paid + fit(examples.Company.Creditor, 35) + fit(t.mandate, 35) + fit(t.text, 62) + reason
	case t.reference.Scheme == bank.RF:
		return "1", "100" + t.reference.Digits
	case t.reference.Scheme == bank.OGM:
		return "1", "101" + t.reference.Digits
	}
	return "0", t.text
}

func (w *codaWriter) trailer() {
	st := w.st
	w.put(zone{1, "8"}, zone{2, fmt.Sprintf("%03d", st.rank)}, zone{5, w.account()}, zone{42, codaSum(st.closing)}, zone{58, codaDay(st.to)}, zone{128, "0"})
	counted := len(w.records) - 1 // all but the header
	w.put(zone{1, "9"}, zone{17, fmt.Sprintf("%06d", counted)}, zone{23, fmt.Sprintf("%015d", w.debit*10)}, zone{38, fmt.Sprintf("%015d", w.credit*10)}, zone{128, "2"})
}
