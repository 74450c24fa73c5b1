package web

import (
	"strings"

	"acquit/internal/format"
	"acquit/internal/intake"
	"acquit/internal/locale"
)

// formatNames are formats and profiles of invoices as people know them: names, which
// are the same in every language.
var formatNames = map[string]string{
	"ubl": "UBL", "cii": "CII", "pdf": "PDF", "xml": "XML", "zip": "ZIP", "csv": "CSV", "xlsx": "Excel", "fec": "FEC",
	"camt": "CAMT", "coda": "CODA", "mt940": "MT940", "mt942": "MT942", "cfonb": "CFONB", "cfonb120": "CFONB 120", "ofx": "OFX",
	"xrechnung": "XRechnung", "nlcius": "NLCIUS", "si-ubl": "SI-UBL", "ubl-be": "UBL.BE", "fr-ctc": "FR CTC", "en16931": "EN 16931",
	"peppol-bis-2": "Peppol BIS 2", "peppol-bis-3": "Peppol BIS 3", "peppol-pint": "Peppol PINT",
	"factur-x-minimum": "Factur-X Minimum", "factur-x-basic-wl": "Factur-X Basic WL", "factur-x-basic": "Factur-X Basic", "factur-x-extended": "Factur-X Extended",
	"zugferd-1": "ZUGFeRD 1", "zugferd-1-basic": "ZUGFeRD 1 Basic", "zugferd-1-comfort": "ZUGFeRD 1 Comfort", "zugferd-1-extended": "ZUGFeRD 1 Extended",
	"zugferd-2-minimum": "ZUGFeRD 2 Minimum", "zugferd-2-basic-wl": "ZUGFeRD 2 Basic WL", "zugferd-2-basic": "ZUGFeRD 2 Basic", "zugferd-2-extended": "ZUGFeRD 2 Extended",
}

// formatWord is a format as reports and statements have it, such as
// "ubl peppol-bis-3", in the words of people: "UBL (Peppol BIS 3)", with the PDF that
// carried it. One that is not known stays as it is.
func formatWord(w *locale.Words, of string) string {
	switch of {
	case string(format.Table), string(format.BankTable):
		return w.T("import.format_table")
	case intake.RecordSource:
		return "API"
	case string(format.Empty), string(format.Unknown):
		return ""
	}
	of, carried := strings.CutSuffix(of, " "+string(format.PDF))
	syntax, profile, _ := strings.Cut(of, " ")
	name := nameOf(syntax)
	if family, version, found := strings.Cut(syntax, ".0"); found && family == string(format.CAMT) {
		name = "CAMT.0" + version[:min(2, len(version))]
	}
	if syntax == string(format.Table) {
		name = w.T("import.format_table")
	}
	if profile != "" {
		name += " (" + nameOf(profile) + ")"
	}
	if carried {
		return "PDF, " + name
	}
	return name
}

func nameOf(format string) string {
	if name := formatNames[format]; name != "" {
		return name
	}
	return format
}
