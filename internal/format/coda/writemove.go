package coda

import (
	"fmt"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/fault"
)

// entry writes a movement and, when it is a batch, its details.
func (w *statementWriter) entry(e *bank.Entry) error {
	w.seq, w.detail = w.seq%9999+1, 0
	n, err := inThousandths(e.Amount)
	if err != nil {
		return err
	}
	w.tally.add(n)
	if len(e.Details) == 0 {
		return w.movement(e, "0", "0")
	}
	if err := w.movement(e, "1", "1"); err != nil {
		return err
	}
	for i := range e.Details {
		level := "0"
		if i == len(e.Details)-1 {
			level = "1"
		}
		if err := w.movement(&e.Details[i], "5", level); err != nil {
			return err
		}
	}
	return nil
}

// movement writes records 21 to 23 and the information behind them. Kind is the
// transaction type of an entry without a code; level is the globalisation code,
// 1 at the first and the last movement of a batch.
func (w *statementWriter) movement(e *bank.Entry, kind, level string) error {
	code, err := w.transactionCode(e, kind)
	if err != nil {
		return err
	}
	first := w.row("21")
	first.put(11, 31, e.BankRef)
	if err := first.amount(32, e.Amount); err != nil {
		return err
	}
	first.put(48, 53, day(e.ValueOn))
	first.put(54, 61, code)
	flag, text, more := communication(e)
	first.put(62, 62, flag)
	first.put(63, 115, between(text, 0, 53))
	first.put(116, 121, day(e.BookedOn))
	first.put(122, 124, threeDigits(w.statement.Number))
	first.put(125, 125, level)
	rows := append([]*row{first}, w.continuation(e, text)...)
	w.detail++
	infos := w.infos(e, code, more)
	w.linked(rows, len(infos) > 0)
	for i, info := range infos {
		w.linked(info, i < len(infos)-1)
	}
	return nil
}

// row begins a record of the movement at hand.
func (w *statementWriter) row(kind string) *row {
	return newRow(fmt.Sprintf("%s%04d%04d", kind, w.seq, w.detail))
}

// linked writes records that continue one another: a 1 in column 126 says that
// the article goes on, one in column 128 that information follows.
func (w *statementWriter) linked(rows []*row, more bool) {
	for i, r := range rows {
		r.put(126, 128, "0 0")
		if i < len(rows)-1 {
			r.put(126, 126, "1")
		} else if more {
			r.put(128, 128, "1")
		}
		w.count(r)
	}
}

// continuation makes records 22 and 23, as far as there is something to put in.
func (w *statementWriter) continuation(e *bank.Entry, text []rune) (rows []*row) {
	other := e.Counterparty
	third := len(text) > 106 || other.Name != "" || other.IBAN != ""
	if third || len(text) > 53 || e.EndToEndID != "" || other.BIC != "" || e.ReturnReason != "" {
		r := w.row("22")
		r.put(11, 63, between(text, 53, 106))
		r.put(64, 98, e.EndToEndID)
		r.put(99, 109, other.BIC)
		if isReason(e.ReturnReason) {
			r.put(113, 117, "2"+e.ReturnReason)
		}
		rows = append(rows, r)
	}
	if third {
		r := w.row("23")
		r.put(11, 44, other.IBAN)
		r.put(48, 82, other.Name)
		r.put(83, 125, between(text, 106, 149))
		rows = append(rows, r)
	}
	return rows
}

// transactionCode gives the code of an entry, or that of a transfer.
func (w *statementWriter) transactionCode(e *bank.Entry, kind string) (string, error) {
	switch currency := w.statement.Account.Currency; {
	case e.Status != bank.Booked:
		return "", fault.New(fault.Invalid, "it is %s, while CODA has booked entries only", e.Status)
	case e.Currency != currency:
		return "", fault.New(fault.Invalid, "it is in %q, its account in %q", e.Currency, currency)
	case e.Code == "":
		return kind + "01" + transferOperation(e) + "000", nil
	case len(e.Code) != 8 || !allDigits(e.Code):
		return "", fault.New(fault.Invalid, "%q is no transaction code of eight digits", e.Code)
	}
	return e.Code, nil
}

func transferOperation(e *bank.Entry) string {
	switch debit := e.Amount.IsNeg(); {
	case e.Reversal && debit:
		return "49"
	case e.Reversal:
		return "99"
	case debit:
		return "01"
	}
	return "50"
}

// communication is the text of records 21 to 23 with the flag that says whether
// it is structured, and the lines that are left for information records.
func communication(e *bank.Entry) (flag string, text []rune, more []string) {
	lines := strings.Split(e.Text, "\n")
	if r, ok := bank.ParseReference(e.Reference); ok && (r.Scheme == bank.OGM || r.Scheme == bank.RF) {
		code := "101"
		if r.Scheme == bank.RF {
			code = "100"
		}
		if lines[0] == r.Digits {
			lines = lines[1:]
		}
		return "1", []rune(code + r.Digits), lines
	}
	text = []rune(lines[0])
	return "0", text, append([]string{between(text, 149, len(text))}, lines[1:]...)
}

// between cuts a text by characters, as far as it has them.
func between(text []rune, first, end int) string {
	first, end = min(first, len(text)), min(end, len(text))
	return string(text[first:max(first, end)])
}

// infos makes the information records of a movement: the name where record 23 is
// too short for it, and every line of text.
func (w *statementWriter) infos(e *bank.Entry, code string, lines []string) (infos [][]*row) {
	if name := e.Counterparty.Name; len([]rune(name)) > 35 {
		r := w.info(e, code, "1001")
		r.put(44, 113, name)
		infos = append(infos, []*row{r})
	}
	for _, line := range lines {
		text := []rune(line)
		for ; len(text) > 0; text = text[min(len(text), 268):] {
			infos = append(infos, w.freeText(e, code, text))
		}
	}
	return infos
}

// info begins a record 31. Each has a detail number of its own.
func (w *statementWriter) info(e *bank.Entry, code, start string) *row {
	r := w.row("31")
	w.detail++
	r.put(11, 31, e.BankRef)
	r.put(32, 39, code)
	r.put(40, 43, start)
	return r
}

// freeText writes up to 268 characters in records 31, 32 and 33.
func (w *statementWriter) freeText(e *bank.Entry, code string, text []rune) []*row {
	detail := w.detail
	first := w.info(e, code, "0")
	first.put(41, 113, between(text, 0, 73))
	rows := []*row{first}
	for _, part := range []struct {
		kind       string
		first, end int
	}{{"32", 73, 178}, {"33", 178, 268}} {
		if len(text) > part.first {
			r := newRow(fmt.Sprintf("%s%04d%04d", part.kind, w.seq, detail))
			r.put(11, 115, between(text, part.first, part.end))
			rows = append(rows, r)
		}
	}
	return rows
}
