package ubl

import (
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// invoiceLine reads one line (BG-25), which is kept to be shown.
func (r *reader) invoiceLine() error {
	var line invoice.Line
	var description, note string
	var quantity, price, net, rate en16931.Sum
	err := r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&line.ID)
		case "Note":
			return r.Text(&note)
		case "InvoicedQuantity", "CreditedQuantity":
			line.Unit = r.X.Attr("unitCode")
			return r.Sum(&quantity)
		case "LineExtensionAmount":
			return r.Sum(&net)
		case "Item":
			return r.item(&line.Text, &description, &rate)
		case "Price":
			return r.price(&price)
		}
		return nil
	})
	line.Text = en16931.First(line.Text, description, note)
	line.Quantity, line.Price, line.Net, line.TaxRate = quantity.Decimal, price.Decimal, net.Decimal, rate.Decimal
	r.Doc.Lines = append(r.Doc.Lines, line)
	return err
}

func (r *reader) item(text, description *string, rate *en16931.Sum) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "Name":
			return r.Text(text)
		case "Description":
			return r.Text(description)
		case "ClassifiedTaxCategory":
			return r.percent(rate)
		}
		return nil
	})
}

// percent reads the rate of a tax category. The first one counts.
func (r *reader) percent(rate *en16931.Sum) error {
	return r.X.Each(func(name string) error {
		if name == "Percent" && !rate.Stated {
			return r.Sum(rate)
		}
		return nil
	})
}

func (r *reader) price(dst *en16931.Sum) error {
	return r.X.Each(func(name string) error {
		if name == "PriceAmount" {
			return r.Sum(dst)
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
			return r.percent(&c.TaxRate)
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
