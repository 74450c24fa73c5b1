package cii

import "acquit/internal/format/en16931"

// lineItem reads one line (BG-25).
func (r *reader) lineItem() error {
	var l en16931.Line
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
	r.Line(l)
	return err
}

func (r *reader) lineDocument(l *en16931.Line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "LineID":
			return r.Text(&l.ID)
		case "IncludedNote":
			return r.Inside("Content", &l.Note)
		}
		return nil
	})
}

func (r *reader) product(l *en16931.Line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "Name":
			return r.Text(&l.Name)
		case "Description":
			return r.Text(&l.Description)
		}
		return nil
	})
}

func (r *reader) netPrice(l *en16931.Line) error {
	return r.X.Each(func(name string) error {
		if name == "NetPriceProductTradePrice" {
			return r.SumInside(&l.Price, "ChargeAmount")
		}
		return nil
	})
}

func (r *reader) billed(l *en16931.Line) error {
	return r.X.Each(func(name string) error {
		if name != "BilledQuantity" {
			return nil
		}
		l.Unit = r.X.Attr("unitCode")
		return r.Sum(&l.Quantity)
	})
}

func (r *reader) lineSettlement(l *en16931.Line) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "ApplicableTradeTax":
			return r.taxRate(&l.TaxRate)
		case "SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation":
			return r.SumInside(&l.Net, "LineTotalAmount")
		}
		return nil
	})
}

func (r *reader) taxRate(rate *en16931.Sum) error {
	return r.SumInside(rate, "RateApplicablePercent", "ApplicablePercent")
}
