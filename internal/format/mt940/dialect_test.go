package mt940

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"acquit/internal/bank"
)

// spoken are samples of the dialects: field 86 as written, and what it gives an entry of
// EUR 12.00 on an account with ten digits.
var spoken = []struct {
	is, dialect string
	lines       string // of field 86
	ref, more   string // of field 61
	want        bank.Entry
}{
	{
		is: "a SEPA transfer", dialect: "structured",
		lines: "166?00SEPA-GUTSCHRIFT?109310?20EREF+RE-1?21SVWZ+Rechnung 1?30MARKDEFF?31DE89370400440532013000?32LYS?34000",
		want:  entry("Rechnung 1\nSEPA-GUTSCHRIFT", "NTRF+166+9310+000", "RE-1", "LYS", "DE89370400440532013000", "MARKDEFF"),
	}, {
		is: "subfields that lines cut in two", dialect: "structured",
		lines: "166?00SEPA-GUTSCHRIFT?2\n0SVWZ+Rech\nnung 1?\n32LYS",
		want:  entry("Rechnung 1\nSEPA-GUTSCHRIFT", "NTRF+166", "", "LYS", "", ""),
	}, {
		is: "no subfield but a separator in the text", dialect: "structured",
		lines: "166?20Was? 12?45 Stueck?32LYS",
		want:  entry("Was? 12?45 Stueck", "NTRF+166", "", "LYS", "", ""),
	}, {
		is: "an end-to-end reference that ends with its slice", dialect: "structured",
		lines: "159?20EREF+RE-1?21Konto erloschen?34903",
		want:  returned(entry("Konto erloschen", "NTRF+159++903", "RE-1", "", "", ""), "AC06"),
	}, {
		is: "a return for a reason that is not on the list", dialect: "structured",
		lines: "109?20SVWZ+?34999",
		want:  returned(entry("", "NTRF+109++999", "", "", "", ""), "MS03"),
	}, {
		is: "words that look like a keyword", dialect: "structured",
		lines: "166?20SVWZ+Artikel XSVWZ+1 und BIC: ?32LYS",
		want:  entry("Artikel XSVWZ+1 und", "NTRF+166", "", "LYS", "", ""),
	}, {
		is: "an account at a bank without BIC", dialect: "structured",
		lines: "051~20RECHNUNG~3037040044~310000017~32LYS",
		want:  entry("RECHNUNG", "NTRF+051", "", "LYS", "37040044/0000017", ""),
	}, {
		is: "codewords in one line", dialect: "slashes",
		lines: "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/LYS BV/REMI/fact. 1/2/EREF/RE-1",
		want:  entry("fact. 1/2\nSEPA OVERBOEKING", "NTRF", "RE-1", "LYS BV", "NL91ABNA0417164300", "ABNANL2A"),
	}, {
		is: "codewords that lines cut in two", dialect: "slashes",
		lines: "/TRT\nP/SEPA/NA\nME/LYS B\nV/RE\nMI/fac\nt. 1/ER\nEF/NOTPROVIDED",
		want:  entry("fact. 1\nSEPA", "NTRF", "", "LYS BV", "", ""),
	}, {
		is: "codewords in the payer's words", dialect: "slashes",
		lines: "/EREF/1/NAME/LYS/REMI/zie /NAME/ en /REMI/ en /XYZ/ en /EREF/2/PURP/SALA",
		want:  entry("zie /NAME/ en /REMI/ en /XYZ/ en /EREF/2\nPURP SALA", "NTRF", "1", "LYS", "", ""),
	}, {
		is: "a counterparty with its city", dialect: "slashes",
		lines: "/CNTP/NL91ABNA0417164300/ABNANL2A/A / B BV/DELFT//REMI/USTD//fact. 1/",
		want:  entry("fact. 1\nCNTP DELFT", "NTRF", "", "A / B BV", "NL91ABNA0417164300", "ABNANL2A"),
	}, {
		is: "a counterparty that breaks off", dialect: "slashes",
		lines: "/CNTP/NL91ABNA0417164300",
		want:  entry("", "NTRF", "", "", "NL91ABNA0417164300", ""),
	}, {
		is: "a name behind that of the other side", dialect: "slashes",
		lines: "/ORDP//NAME/LYS/REMI/fact. 1/ULTD//NAME/MOEDER NV",
		want:  entry("fact. 1\nULTD MOEDER NV", "NTRF", "", "LYS", "", ""),
	}, {
		is: "a return with words", dialect: "slashes",
		lines: "/RTRN/AC04/rekening opgeheven//REMI/USTD//fact. 1/",
		want:  returned(entry("fact. 1\nRTRN rekening opgeheven", "NTRF", "", "", "", ""), "AC04"),
	}, {
		is: "a return for a reason of the bank's own", dialect: "slashes",
		lines: "/RTRN/17//REMI/USTD//fact. 1/",
		want:  returned(entry("fact. 1\nRTRN 17", "NTRF", "", "", "", ""), "MS03"),
	}, {
		is: "sums in the second line of field 61", dialect: "slashes",
		lines: "/REMI/USTD//fact. 1/", more: "/TRCD/00100//OCMT/USD15,00//CHGS/EUR1,00//CHGS/EUR0,50/",
		want: charged(entry("fact. 1", "NTRF+00100", "", "", "", ""), "15.00", "USD", "1.50"),
	}, {
		is: "two columns with labels", dialect: "abn amro, labelled",
		lines: "SEPA OVERBOEKING                 IBAN: NL91ABNA0417164300\nNAAM: LYS BV\nOMSCHRIJVING: EEN LANGE OMSCHRIJ VING\nKENMERK: NOTPROVIDED",
		want:  entry("EEN LANGE OMSCHRIJVING\nSEPA OVERBOEKING", "NTRF", "", "LYS BV", "NL91ABNA0417164300", ""),
	}, {
		is: "a giro account", dialect: "abn amro",
		lines: "GIRO   700417 LYS BV             FACTUUR 1",
		want:  entry("GIRO   700417 LYS BV             FACTUUR 1", "NTRF", "", "LYS BV", "700417", ""),
	}, {
		is: "a payment by card", dialect: "knab",
		lines: "INKOOP 17\nREK: NL91ABNA0417164300/NAAM: LYS BV",
		want:  entry("INKOOP 17", "NTRF", "", "LYS BV", "NL91ABNA0417164300", ""),
	}, {
		is: "labels between semicolons", dialect: "mbank",
		lines: "911 WPLATA; Z RACH.: \n61109010140000071219812874; OD: LYS  UL. 1; TYT.: FAKTURA 1; TNR: 17",
		want:  entry("FAKTURA 1\nWPLATA\nTNR 17\nUL. 1", "NTRF+911", "", "LYS", "PL61109010140000071219812874", ""),
	}, {
		is: "a payer in Italian", dialect: "postfinance",
		lines: "GIRO MITTENTE: LYS SA COMUNICAZIONI: FATTURA 1",
		want:  entry("FATTURA 1\nGIRO", "NTRF", "", "LYS SA", "", ""),
	}, {
		is: "parts between colons", dialect: "penta",
		lines: "999SEPA_CREDIT_TRANSFER:RE: 1:LYS GMBH:DE89370400440532013000",
		want:  entry("RE: 1\nSEPA_CREDIT_TRANSFER", "NTRF+999", "", "LYS GMBH", "DE89370400440532013000", ""),
	}, {
		is: "subfields with other meanings", dialect: "triodos",
		lines: "000>100987654321\n>20EEN OMSCHRIJVING VAN ZEVEN >21EN TWINTIG>310123456789",
		want:  entry("EEN OMSCHRIJVING VAN ZEVEN EN TWINTIG", "NTRF+000", "", "", "0987654321", ""),
	}, {
		is: "an account, a BIC and a word between name and text", dialect: "account first",
		lines: "NL91ABNA0417164300 ABNANL2A LYS BV NOTPROVIDED fact. 1", ref: "EREF",
		want: entry("fact. 1", "NTRF", "", "LYS BV", "NL91ABNA0417164300", "ABNANL2A"),
	}, {
		is: "an account with the name alone on its line", dialect: "account first",
		lines: "NL91ABNA0417164300 lys bv\nfact. 1", ref: "NL91ABNA0417164300", more: "lys bv",
		want: entry("fact. 1", "NTRF", "", "lys bv", "NL91ABNA0417164300", ""),
	}, {
		is: "an account of ten digits", dialect: "account first",
		lines: "0987654321 LYS BV fact. 1",
		want:  entry("0987654321 LYS BV fact. 1", "NTRF", "", "", "0987654321", ""),
	}, {
		is: "an RF reference in front", dialect: "plain",
		lines: "RF18539007547034 AND WORDS",
		want:  entry("RF18539007547034 AND WORDS", "NTRF", "", "", "", ""),
	}, {
		is: "words with an IBAN", dialect: "plain",
		lines: "payment of LYS BV, DE89370400440532013000, invoice 1", ref: "INV-1",
		want: entry("payment of LYS BV, DE89370400440532013000, invoice 1\nINV-1", "NTRF", "", "", "DE89370400440532013000", ""),
	}, {
		is: "words with two IBANs", dialect: "plain",
		lines: "from DE89370400440532013000 to NL91ABNA0417164300",
		want:  entry("from DE89370400440532013000 to NL91ABNA0417164300", "NTRF", "", "", "", ""),
	}, {
		is: "a number that only looks like an IBAN", dialect: "plain",
		lines: "invoice DE89370400440532013001",
		want:  entry("invoice DE89370400440532013001", "NTRF", "", "", "", ""),
	}, {
		is: "words that the rules of German banks call unstructured", dialect: "plain",
		lines: "999ZAHLUNG LYS",
		want:  entry("ZAHLUNG LYS", "NTRF+999", "", "", "", ""),
	}, {
		is: "words with a sum in another currency", dialect: "plain",
		lines: "/OCMT/USD15,00/\nPAYMENT OF INVOICE 1", ref: "RF18539007547034",
		want: referred(charged(entry("/OCMT/USD15,00/\nPAYMENT OF INVOICE 1", "NTRF", "", "", "", ""), "15.00", "USD", ""), "RF18539007547034"),
	},
}

// entry is what a sample gives the entry of a test.
func entry(text, code, endToEnd, name, account, bic string) bank.Entry {
	return bank.Entry{
		Amount: decimal.MustParse("12.00"), Currency: "EUR", Text: text, Code: code, EndToEndID: endToEnd,
		Counterparty: bank.Counterparty{Name: name, IBAN: account, BIC: bic},
	}
}

func returned(e bank.Entry, reason string) bank.Entry { e.ReturnReason = reason; return e }

func referred(e bank.Entry, reference string) bank.Entry { e.Reference = reference; return e }

func charged(e bank.Entry, original, currency, charges string) bank.Entry {
	e.Original = &bank.Sum{Amount: decimal.MustParse(original), Currency: currency}
	if charges != "" {
		e.Charges = &bank.Sum{Amount: decimal.MustParse(charges), Currency: "EUR"}
	}
	return e
}

func TestDialects(t *testing.T) {
	heard := map[string]bool{}
	for _, c := range spoken {
		t.Run(c.is, func(t *testing.T) {
			e := &bank.Entry{Amount: decimal.MustParse("12.00"), Currency: "EUR"}
			in := &information{entry: e, account: "0123456789", kind: "NTRF", ref: c.ref, lines: strings.Split(c.lines, "\n")}
			if c.more != "" {
				in.more = []string{c.more}
			}
			for _, d := range dialects {
				if d.is(in) {
					if d.name != c.dialect {
						t.Errorf("taken for %q", d.name)
					}
					break
				}
			}
			heard[c.dialect] = true
			in.finish()
			if diff := cmp.Diff(c.want, *e); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	for _, d := range dialects {
		if !heard[d.name] {
			t.Errorf("the dialect %q has no sample", d.name)
		}
	}
}

func TestMovements(t *testing.T) {
	for _, c := range []struct {
		line string
		want movement
	}{
		{"2401310201C12,50NTRFNONREF", movement{"240131", "0201", "C", dec("12.50"), "NTRF", "NONREF", ""}},
		{"240131D12,NTRFREF//BANK", movement{"240131", "", "D", dec("12"), "NTRF", "REF", "BANK"}},
		{"2401310131CR12,NMSCA/B//C/D", movement{"240131", "0131", "C", dec("12"), "NMSC", "A/B", "C/D"}},
		{"2401310131RC12,N051NONREF", movement{"240131", "0131", "RC", dec("12"), "N051", "NONREF", ""}},
		{"2401310131RDR12,NOV NONREF", movement{"240131", "0131", "RD", dec("12"), "NOV", "NONREF", ""}},
		{"240131EC000000000012.50N102", movement{"240131", "", "EC", dec("12.50"), "N102", "", ""}},
		{"240131DD12,35 NRTIKREF+//B ", movement{"240131", "", "D", dec("12.35"), "NRTI", "KREF+", "B"}},
		{"240131CN220000,00//REF", movement{"240131", "", "C", dec("220000.00"), "", "", "REF"}},
		{"240131D20,00NONREF", movement{"240131", "", "D", dec("20.00"), "", "NONREF", ""}},
		{"240131DF24,00S   X", movement{"240131", "", "D", dec("24.00"), "S", "X", ""}},
		{"240131 0131 D 24,00 NTRF", movement{"240131", "0131", "D", dec("24.00"), "NTRF", "", ""}},
		{"240131D0,", movement{"240131", "", "D", dec("0"), "", "", ""}},
	} {
		got, ok := cutMovement(c.line)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(movement{})); !ok || diff != "" {
			t.Errorf("%s: %t (-want +got)\n%s", c.line, ok, diff)
		}
	}
	for _, line := range []string{
		"", "240131", "240131C", "24013C1,", "240131X1,", "240131R1,", "240131C,5NTRF", "240131CNTRF",
		"240131C1.234,56NTRF", "240131C1,234.56NTRF", "240131C1.234NTRF", "240131C1,2,3NTRF", "240131C12345678901234567,89",
	} {
		if m, ok := cutMovement(line); ok {
			t.Errorf("%s is read as %+v", line, m)
		}
	}
}

func TestMovementsThatABankCut(t *testing.T) {
	for _, c := range []struct {
		lines  string
		amount string
		more   int
	}{
		{"240131C\n30,45N062NONREF", "30.45", 0},
		{"240131C123\n0,45N062NONREF\nmore", "1230.45", 1},
		{"240131C1230,4\n5N062NONREF", "1230.45", 0},
		{"240131C1230,45\nNL91ABNA0417164300", "1230.45", 1},
		{"240131C1230,45\n0000000000", "1230.45", 1},
		{"240131C1230,4NTRF\n5N062NONREF", "1230.4", 1},
	} {
		m, more, ok := readMovement(strings.Split(c.lines, "\n"))
		if !ok || !m.amount.Equal(dec(c.amount)) || len(more) != c.more {
			t.Errorf("%q: %t, %s, %q", c.lines, ok, m.amount, more)
		}
	}
}

func dec(s string) decimal.Decimal { return decimal.MustParse(s) }
