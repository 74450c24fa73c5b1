package ubl

import "acquit/internal/format/en16931"

// invoiceLine reads one line (BG-25).
func (r *reader) invoiceLine() error {
	var line en16931.Line
	err := r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&line.ID)
		case "Note":
			return r.Text(&line.Note)
		case "InvoicedQuantity", "CreditedQuantity":
			line.Unit = r.X.Attr("unitCode")
			return r.Sum(&line.Quantity)
		case "LineExtensionAmount":
			return r.Sum(&line.Net)
		case "Item":
			return r.item(&line)
		case "Price":
			return r.SumInside(&line.Price, "PriceAmount")
		}
		return nil
	})
	r.Line(line)
	return err
}

func (r *reader) item(line *en16931.Line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "Name":
			return r.Text(&line.Name)
		case "Description":
			return r.Text(&line.Description)
		case "ClassifiedTaxCategory":
			return r.SumInside(&line.TaxRate, "Percent")
		}
		return nil
	})
}

// allowanceCharge reads an allowance (BG-20) or a charge (BG-21) on the document.
func (r *reader) allowanceCharge() error {
	var c en16931.Charge
	var adds string
	err := r.X.Each(func(name string) error {
		switch name {
		case "ChargeIndicator":
			return r.Text(&adds)
		case "AllowanceChargeReasonCode":
			return r.Text(&c.Code)
		case "AllowanceChargeReason":
			return r.Text(&c.Reason)
		case "MultiplierFactorNumeric":
			return r.Sum(&c.Percent)
		case "Amount":
			return r.Sum(&c.Amount)
		case "TaxCategory":
			return r.SumInside(&c.TaxRate, "Percent")
		}
		return nil
	})
	c.Adds = en16931.Yes(adds)
	r.Charge(c)
	return err
}

// additional reads a supporting document (BG-24). Only one that is embedded is
// kept: what stands elsewhere on the web is never fetched.
func (r *reader) additional() error {
	var id string
	return r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&id)
		case "Attachment":
			return r.X.Each(func(name string) error {
				if name == "EmbeddedDocumentBinaryObject" {
					return r.Attach(id)
				}
				return nil
			})
		}
		return nil
	})
}
