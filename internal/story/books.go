package story

import (
	"fmt"
	"strings"

	"acquit/internal/date"
	"acquit/internal/intake"
)

// counterparts are where the other half of an entry stands, by journal.
var counterparts = map[string]string{"AN": "890000", "VE": "707000", "BQ": "512000", "OD": "658000"}

// doBooks has the bookkeeper export the ledger of the year (FEC) and takes it in: books,
// with its lines so far indented below, each as JOURNAL DAY CUSTOMER PIECE AMOUNT LETTERS;
// "-" for a piece or letters that are missing.
func (s *Stage) doBooks(act *Act) error {
	text := strings.Join([]string{"JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate",
		"EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise"}, "\t")
	for n, line := range act.More {
		w := words(line)
		if len(w) != 6 || counterparts[w[0]] == "" {
			return fmt.Errorf("%q: write JOURNAL DAY CUSTOMER PIECE AMOUNT LETTERS, where the journal is AN, VE, BQ or OD", line)
		}
		entry, err := bookEntry(n+1, w)
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		text += entry
	}
	reports, err := s.intake().Ledgers(s.ctx, s.company.ID, []intake.File{intake.Bytes("books.txt", []byte(text))})
	if err != nil {
		return err
	}
	r := &reports[0]
	if err := taken(r); err != nil {
		return err
	}
	if r.Created+r.Updated == 0 {
		s.said = append(s.said, fmt.Sprintf("known already: %d", r.Unchanged))
	}
	for _, line := range act.More {
		w := words(line)
		if err := s.learn(w[2]); err != nil {
			return err
		}
		if w[0] != "BQ" && w[3] != "-" {
			s.invoices[w[3]] = w[2]
		}
	}
	return s.settle()
}

// bookEntry is an entry of two lines.
func bookEntry(number int, w []string) (string, error) {
	on, err := date.Parse(w[1])
	if err != nil {
		return "", err
	}
	amount, err := parseAmount(w[4], "")
	if err != nil {
		return "", err
	}
	for n := range w {
		w[n] = strings.TrimSuffix(w[n], "-")
	}
	day := strings.ReplaceAll(on.String(), "-", "")
	debit, credit := amount.String(), ""
	if amount.Sign() < 0 {
		debit, credit = "", amount.Neg().String()
	}
	line := func(account, customer, debit, credit, letters string) string {
		return "\n" + strings.Join([]string{w[0], w[0], fmt.Sprint(number), day, account, account, customer, customer, w[3], day, "entry", debit, credit, letters, "", "", "", ""}, "\t")
	}
	return line("411000", w[2], debit, credit, w[5]) + line(counterparts[w[0]], "", credit, debit, ""), nil
}
