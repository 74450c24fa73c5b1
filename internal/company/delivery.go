package company

import (
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// Delivery is how a company has its invoices sent from here.
type Delivery struct {
	// From is the day on which it was switched on: what was issued before is not sent.
	From date.Date `json:"from"`
	// Labels and Series choose what is sent: invoices of customers who bear one of the labels,
	// and those whose number begins with one of the series. All where neither says anything.
	Labels []string `json:"labels,omitempty"`
	Series []string `json:"series,omitempty"`
	// OnArrival sends an invoice as soon as it comes in; else not before the day it bears.
	OnArrival bool `json:"on_arrival,omitempty"`
	// MostDays is how old an invoice may be when it comes in, in calendar days from its issue.
	MostDays int `json:"most_days"`
	// Credits sends credit notes too.
	Credits bool `json:"credits,omitempty"`
	// Network sends also what has the form of an invoice that goes over a network.
	Network bool `json:"network,omitempty"`
	// XMLAlone sends an electronic invoice of which there is no PDF; else that waits for one.
	XMLAlone bool `json:"xml_alone,omitempty"`
	// Bare puts no page with the address before an invoice that goes by post: its own stands
	// in the window.
	Bare bool `json:"bare,omitempty"`
	// Texts are the company's own words of the mail, by language.
	Texts map[string]DeliveryText `json:"texts,omitempty"`
}

// DeliveryText is the company's own text of the mail that brings an invoice.
type DeliveryText struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

const (
	// UsualDeliveryDays is how old an invoice may be where nobody says otherwise: the book of a
	// year that is imported sends nothing.
	UsualDeliveryDays = 7
	mostDeliveryDays  = 90
	mostSeries        = 50
	longestSeries     = 40
)

// check refuses what nothing could be sent by.
func (d *Delivery) check() error {
	switch {
	case d == nil:
		return nil
	case d.From == date.None:
		return fault.New(fault.Invalid, "invoices are sent from some day on")
	case d.MostDays < 0 || d.MostDays > mostDeliveryDays:
		return fault.At(0, "most_days", "an invoice may be 0 to %d days old when it comes in", mostDeliveryDays)
	case len(d.Series) > mostSeries || len(d.Labels) > mostSeries:
		return fault.At(0, "series", "%d labels and as many series are chosen at most", mostSeries)
	}
	for _, s := range d.Series {
		if s == "" || len(s) > longestSeries {
			return fault.At(0, "series", "a series is 1 to %d letters with which numbers begin", longestSeries)
		}
	}
	return nil
}

// Chooses reports whether an invoice is among those that are sent, by its number and the labels
// of its customer. Capital letters and small ones are the same.
func (d *Delivery) Chooses(number string, labels []string) bool {
	if len(d.Labels) == 0 && len(d.Series) == 0 {
		return true
	}
	number = strings.ToLower(number)
	return slices.ContainsFunc(d.Series, func(s string) bool { return strings.HasPrefix(number, strings.ToLower(s)) }) ||
		slices.ContainsFunc(labels, func(l string) bool {
			return slices.ContainsFunc(d.Labels, func(c string) bool { return strings.EqualFold(c, l) })
		})
}
