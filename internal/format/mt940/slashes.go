package mt940

import (
	"slices"
	"strings"

	"acquit/internal/bank"
)

// The codewords between slashes of Dutch banks and others:
//
//	/TRTP/SEPA OVERBOEKING/IBAN/NL…/BIC/…/NAME/Lys & Fils/REMI/Factuur 17/EREF/RE-17   ABN AMRO, Knab, bunq, Van Lanschot
//	/EREF/RE-17//CNTP/NL…/BANKNL2A/Lys & Fils///REMI/USTD//Factuur 17/                 ING
//	/EREF/RE-17/ORDP//NAME/Lys & Fils/REMI/Factuur 17/ISDT/2024-01-31                  Rabobank
//
// A value may have slashes in it, so that only known codewords cut it, and each only
// once; within the payer's words, which may be anything, only those that a bank writes
// behind them.

// codeword says where a codeword may stand.
type codeword struct {
	word   string
	begins bool // a text that begins with it is of this dialect
	behind bool // behind REMI
	within bool // within a structured reference only
}

var codewords = []codeword{
	{word: "TRTP", begins: true}, {word: "TRCD", begins: true, behind: true}, {word: "CSID", begins: true, behind: true},
	{word: "NAME", begins: true}, {word: "MARF", begins: true, behind: true}, {word: "IBAN", begins: true}, {word: "BBAN", begins: true},
	{word: "BIC", begins: true}, {word: "REMI", begins: true}, {word: "EREF", begins: true, behind: true},
	{word: "PREF", begins: true, behind: true}, {word: "KREF", begins: true, behind: true}, {word: "CREF", begins: true, behind: true},
	{word: "IREF", begins: true, behind: true}, {word: "RTRN", begins: true, behind: true}, {word: "CNTP", begins: true},
	{word: "BENM", begins: true}, {word: "ORDP", begins: true}, {word: "ID"}, {word: "ADDR"},
	{word: "ULTD", behind: true}, {word: "ULTC", behind: true}, {word: "ULTB", behind: true}, {word: "PURP", begins: true, behind: true},
	{word: "ISDT", behind: true}, {word: "EXCH", behind: true}, {word: "CHGS", behind: true}, {word: "OCMT", behind: true},
	{word: "CDTRREFTP", behind: true}, {word: "CD", within: true}, {word: "ISSR", within: true}, {word: "CDTRREF", within: true},
}

// codewordAt is the place in codewords of the one whose first slash stands at i, or -1.
func codewordAt(s string, i int) int {
	end := strings.IndexByte(s[i+1:min(len(s), i+12)], '/')
	if end < 2 {
		return -1
	}
	word := s[i+1 : i+1+end]
	return slices.IndexFunc(codewords, func(c codeword) bool { return c.word == word })
}

func isSlashed(in *information) bool {
	s := in.lines[0]
	if s[0] != '/' {
		return false
	}
	if len(in.lines) > 1 && strings.IndexByte(s[1:min(len(s), 8)], '/') < 0 {
		s += in.lines[1]
	}
	n := codewordAt(s, 0)
	return n >= 0 && codewords[n].begins
}

// slashes is the state between the codewords of one field.
type slashes struct {
	*information
	words string // of the payer
	kind  string // of payment, in words
	party string // whose name comes next: "ULTD" or "ULTC"; else who stands at the other side
	rest  []string

	seen       uint64 // the codewords that were, by their place in the table
	remitted   bool   // REMI was
	structured bool   // CDTRREFTP was
}

func readSlashed(in *information) {
	s := slashes{information: in}
	s.read(in.joined())
	in.say(s.words)
	in.say(s.kind)
	for _, line := range s.rest {
		in.say(line)
	}
}

// read takes codeword by codeword.
func (s *slashes) read(text string) {
	open, from := "", 0
	for i := 0; i+3 < len(text); i++ {
		if text[i] != '/' {
			continue
		}
		n := codewordAt(text, i)
		if n < 0 || !s.cuts(n) {
			continue
		}
		if open != "" {
			s.take(open, text[from:max(from, i)])
		}
		open = codewords[n].word
		i += len(open)
		from = i + 2
	}
	if open != "" {
		s.take(open, text[min(from, len(text)):])
	}
}

// cuts says whether a codeword may stand behind those before it, and notes it.
func (s *slashes) cuts(n int) bool {
	c, bit := &codewords[n], uint64(1)<<n
	switch {
	case s.seen&bit != 0, c.within && !s.structured, s.remitted && !c.behind && !c.within:
		return false
	}
	s.seen |= bit
	s.remitted = s.remitted || c.word == "REMI"
	s.structured = s.structured || c.word == "CDTRREFTP"
	return true
}

func (s *slashes) take(word, value string) {
	e := s.entry
	value = strings.TrimSpace(value)
	trimmed := strings.TrimSpace(strings.TrimRight(value, "/"))
	switch word {
	case "IBAN", "BBAN":
		e.Counterparty.IBAN = trimmed
	case "BIC":
		e.Counterparty.BIC = trimmed
	case "CNTP":
		s.counterparty(value)
	case "NAME":
		s.name(squeeze(trimmed))
	case "BENM", "ORDP":
		s.party = ""
		s.name(trimmed)
	case "ULTD", "ULTC", "ULTB":
		s.party = word
		s.name(strings.TrimPrefix(trimmed, "/NAME/"))
	case "EREF":
		e.EndToEndID = bank.Stated(trimmed)
	case "MARF":
		e.MandateID = trimmed
	case "REMI":
		s.remittance(value)
	case "CDTRREF":
		e.Reference = normalReference(trimmed)
	case "RTRN":
		s.returned(trimmed)
	case "TRTP":
		s.kind = trimmed
	case "TRCD":
		s.business = trimmed
	case "OCMT", "CHGS":
		s.readSums("/" + word + "/" + trimmed + "/")
	case "CD", "ISSR", "CDTRREFTP":
	case "ISDT":
		if trimmed != e.ValueOn.String() {
			s.add(word, trimmed)
		}
	default:
		s.add(word, trimmed)
	}
}

func (s *slashes) add(word, value string) {
	if value = bank.Stated(value); value != "" {
		s.rest = append(s.rest, word+" "+value)
	}
}

func (s *slashes) name(name string) {
	switch {
	case name == "":
	case s.party != "":
		s.add(s.party, name)
	case s.entry.Counterparty.Name == "":
		s.entry.Counterparty.Name = name
	}
}

// counterparty reads the parts of a CNTP, which ING writes in this order: account, BIC,
// name and city. The name may have slashes in it.
func (s *slashes) counterparty(value string) {
	c := &s.entry.Counterparty
	var rest string
	c.IBAN, rest, _ = strings.Cut(value, "/")
	c.BIC, rest, _ = strings.Cut(rest, "/")
	if strings.HasSuffix(rest, "//") || !strings.Contains(strings.TrimSuffix(rest, "/"), "/") {
		c.Name = squeeze(strings.TrimRight(rest, "/"))
		return
	}
	rest = strings.TrimSuffix(rest, "/")
	city := strings.LastIndexByte(rest, '/')
	c.Name = squeeze(rest[:city])
	s.add("CNTP", strings.TrimSpace(rest[city+1:]))
}

// remittance reads what the payer says, in words or as a structured reference, which
// ING marks as "STRD/CUR/…" and ABN AMRO as "ISSUER: CUR  REF: …".
func (s *slashes) remittance(value string) {
	if words, ok := strings.CutPrefix(value, "USTD//"); ok {
		s.words = strings.TrimSpace(strings.TrimSuffix(words, "/"))
		return
	}
	if structured, ok := strings.CutPrefix(value, "STRD/"); ok {
		_, ref, _ := strings.Cut(structured, "/")
		s.entry.Reference = normalReference(strings.Trim(ref, "/"))
		return
	}
	if strings.HasPrefix(value, "ISSUER:") {
		if _, ref, ok := strings.Cut(value, "REF:"); ok {
			s.entry.Reference = normalReference(ref)
			return
		}
	}
	s.words = strings.TrimSpace(value)
}

// returned reads why the other side sent the money back.
func (s *slashes) returned(value string) {
	reason, words, _ := strings.Cut(value, "/")
	s.entry.ReturnReason = unspecified
	if isReason(reason) {
		s.entry.ReturnReason, value = reason, words
	}
	s.add("RTRN", value)
}

// normalReference is a structured reference in its normal form or, when its check
// digits are wrong, as found.
func normalReference(s string) string {
	s = strings.TrimSpace(s)
	if r, ok := bank.ParseReference(s); ok {
		return r.Digits
	}
	return s
}

// readSums reads the sums that stand between slashes, "/OCMT/EUR48,20//CHGS/EUR1,75/":
// what the other side paid, and what the banks kept of it. It says whether there are
// any; what stands behind them is text.
func (in *information) readSums(line string) bool {
	found := false
	for rest := line; rest != ""; {
		word, value, _ := strings.Cut(strings.TrimLeft(rest, "/ "), "/")
		if word != "OCMT" && word != "CHGS" && word != "TRCD" && word != "EXCH" {
			if found {
				in.say(strings.Trim(rest, "/ "))
			}
			return found
		}
		found = true
		value, rest, _ = strings.Cut(value, "/")
		in.readSum(word, value)
	}
	return found
}

func (in *information) readSum(word, value string) {
	if word == "TRCD" {
		in.business = value
		return
	}
	e := in.entry
	sum := sumOf(value, e.Currency)
	switch {
	case word == "OCMT" && sum != nil:
		e.Original = sum
	case word == "CHGS" && sum != nil:
		in.addCharges(sum)
	default:
		in.label(word, value)
	}
}

// addCharges adds to the charges, which several banks may have kept.
func (in *information) addCharges(sum *bank.Sum) {
	e := in.entry
	if e.Charges != nil && e.Charges.Currency == sum.Currency {
		if total, err := e.Charges.Amount.Add(sum.Amount); err == nil {
			sum.Amount = total
		}
	} else if e.Charges != nil {
		in.label("CHGS", sum.Currency+sum.Amount.String())
		return
	}
	e.Charges = sum
}
