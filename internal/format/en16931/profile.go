package en16931

import "strings"

// profiles names what stands in a document's specification identifier (BT-24). The
// first that fits counts.
var profiles = []struct{ part, name string }{
	{"xrechnung", "xrechnung"},
	{"urn:fdc:peppol.eu:2017:poacc:billing:3", "peppol-bis-3"},
	{"urn:fdc:peppol.eu:poacc:billing:international", "peppol-pint"},
	{"urn:peppol:pint", "peppol-pint"},
	{"ubl.be", "ubl-be"},
	{"nlcius", "nlcius"},
	{"simplerinvoicing", "si-ubl"},
	{"cpro.gouv.fr", "fr-ctc"},
	{"factur-x.eu:1p0:minimum", "factur-x-minimum"},
	{"factur-x.eu:1p0:basicwl", "factur-x-basic-wl"},
	{"factur-x.eu:1p0:basic", "factur-x-basic"},
	{"factur-x.eu:1p0:extended", "factur-x-extended"},
	{"zugferd.de:2p0:minimum", "zugferd-2-minimum"},
	{"zugferd.de:2p0:basicwl", "zugferd-2-basic-wl"},
	{"zugferd.de:2p0:basic", "zugferd-2-basic"},
	{"zugferd.de:2p0:extended", "zugferd-2-extended"},
	{"urn:ferd:crossindustrydocument:invoice:1p0:basic", "zugferd-1-basic"},
	{"urn:ferd:crossindustrydocument:invoice:1p0:comfort", "zugferd-1-comfort"},
	{"urn:ferd:crossindustrydocument:invoice:1p0:extended", "zugferd-1-extended"},
	{"urn:ferd:", "zugferd-1"},
	{"urn:cen.eu:en16931:2017", "en16931"},
	{"urn:www.cenbii.eu", "peppol-bis-2"},
}

// format is the syntax with the profile behind a blank, when that is known.
func (d *Draft) format() string {
	spec := strings.ToLower(d.Spec)
	for _, profile := range profiles {
		if strings.Contains(spec, profile.part) {
			return d.syntax + " " + profile.name
		}
	}
	return d.syntax
}
