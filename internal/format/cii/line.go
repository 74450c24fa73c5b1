package cii

import (
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// line is a line item while it is read. The sums are those of invoice.Line.
type line struct {
	invoice.Line
	description, note          string
	quantity, price, net, rate en16931.Sum
}

// lineItem reads one line (BG-25), which is kept to be shown.
func (r *reader) lineItem() error {
	var l line
	err := r.X.Each(func(name string) error {
		switch name {
		case "AssociatedDocumentLineDocument":
			return r.lineDocument(&l)
		case "SpecifiedTradeProduct":
			return r.product(&l)
		case "SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement":
			return r.netPrice(&l)
		case "SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery":
			return r.billed(&l)
		case "SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement":
			return r.lineSettlement(&l)
		}
		return nil
	})
	l.Text = en16931.First(l.Text, l.description, l.note)
	l.Quantity, l.Price, l.Net, l.TaxRate = l.quantity.Decimal, l.price.Decimal, l.net.Decimal, l.rate.Decimal
	r.Doc.Lines = append(r.Doc.Lines, l.Line)
	return err
}

func (r *reader) lineDocument(l *line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "LineID":
			return r.Text(&l.ID)
		case "IncludedNote":
			return r.Inside("Content", &l.note)
		}
		return nil
	})
}

func (r *reader) product(l *line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "Name":
			return r.Text(&l.Text)
		case "Description":
			return r.Text(&l.description)
		}
		return nil
	})
}

func (r *reader) netPrice(l *line) error {
	return r.X.Each(func(name string) error {
		if name != "NetPriceProductTradePrice" {
			return nil
		}
		return r.X.Each(func(name string) error {
			if name == "ChargeAmount" {
				return r.Sum(&l.price)
			}
			return nil
		})
	})
}

func (r *reader) billed(l *line) error {
	return r.X.Each(func(name string) error {
		if name != "BilledQuantity" {
			return nil
		}
		l.Unit = r.X.Attr("unitCode")
		return r.Sum(&l.quantity)
	})
}

func (r *reader) lineSettlement(l *line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "ApplicableTradeTax":
			return r.taxRate(&l.rate)
		case "SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation":
			return r.X.Each(func(name string) error {
				if name == "LineTotalAmount" {
					return r.Sum(&l.net)
				}
				return nil
			})
		}
		return nil
	})
}

// taxRate reads the rate of a tax. The first one counts.
func (r *reader) taxRate(rate *en16931.Sum) error {
	return r.X.Each(func(name string) error {
		if (name == "RateApplicablePercent" || name == "ApplicablePercent") && !rate.Stated {
			return r.Sum(rate)
		}
		return nil
	})
}
