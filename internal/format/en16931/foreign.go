package en16931

import (
	"io"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
)

// Foreign says what an XML file is that is neither an invoice nor a bank statement:
// a fault.Invalid with its place, for a file that none of the readers takes.
func Foreign(r io.Reader) error {
	x, err := xmlread.New(&bounded{r: r, left: maxSize})
	if err != nil {
		return err
	}
	space, root, err := x.Root()
	if err != nil {
		return err
	}
	if !IsEnvelope(space, root) {
		return foreign(x, space, root)
	}
	_, err = Syntax{Is: func(_, _ string) bool { return false }}.unwrap(x)
	return err
}

const (
	spaceUBL    = "urn:oasis:names:specification:ubl:schema:xsd:"
	spaceCEFACT = "urn:un:unece:uncefact:data:"
)

// foreign is the failure of an element that is no document for a reader.
func foreign(x *xmlread.Reader, space, root string) error {
	switch {
	case root == "CrossDomainAcknowledgementAndResponse":
		return lifeCycle(x)
	case strings.HasPrefix(space, spaceUBL):
		return x.Fail("this is the UBL document %s, which is not read here", strings.TrimPrefix(space, spaceUBL))
	case root == "SCRDMCCBDACIOMessageStructure":
		return x.Fail("this is an order (Order-X), not an invoice")
	case strings.HasPrefix(space, spaceCEFACT):
		return x.Fail("this is the UN/CEFACT document %s, which is not read here", root)
	case space == "" && (strings.HasPrefix(root, "XML-FSCM-INVOICE") || root == "Envelope"):
		return x.Fail("this is a Swiss e-invoice (%s), which is not read", root)
	}
	return x.Fail("this is neither an invoice nor a credit note in UBL or in Cross Industry Invoice")
}

// lifeCycle is the failure of a life-cycle message of French e-invoicing, which
// says what has become of an invoice.
// Source: AFNOR XP Z12-012, message CDAR.
func lifeCycle(x *xmlread.Reader) error {
	line, path := x.Line(), x.Path()
	var number, code, condition string
	read := map[string]*string{"IssuerAssignedID": &number, "ProcessConditionCode": &code, "ProcessCondition": &condition}
	err := x.Each(func(name string) error {
		if name != "AcknowledgementDocument" {
			return nil
		}
		return x.Each(func(name string) error {
			if name != "ReferenceReferencedDocument" || number != "" {
				return nil
			}
			return x.Each(func(name string) (err error) {
				if dst := read[name]; dst != nil {
					*dst, err = x.Text()
				}
				return err
			})
		})
	})
	switch {
	case err != nil:
		return err
	case number == "":
		return fault.At(line, path, "this is a life-cycle message (CDAR), not an invoice")
	}
	return fault.At(line, path, "this is a life-cycle message (CDAR) about %s, not an invoice: %s %s", number, code, condition)
}
