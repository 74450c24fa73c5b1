package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"acquit/internal/testkit/golden"
)

// The documents that a PDF may carry; their roots are what matters.
const (
	newest = `<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>`
	first  = `<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"/>`
	ubl21  = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`
	order  = `<rsm:SCRDMCCBDACIOMessageStructure xmlns:rsm="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>`
	extra  = `<data><delivery>17</delivery></data>`
)

// invoiceXML is a whole invoice.
func invoiceXML(t testing.TB) string {
	t.Helper()
	return string(golden.Content(t, "testdata/factur-x.xml"))
}

// samples are the PDFs of testdata, each written in another way that is in use.
func samples(t testing.TB) map[string][]byte {
	xml := invoiceXML(t)
	one := func() *maker { return newMaker().embed("factur-x.xml", xml).finish() }
	classic := one().classic("")
	return map[string][]byte{
		"factur-x":          classic,
		"factur-x-1.5":      one().compressed(true),
		"no-invoice":        newMaker().finish().classic(""),
		"order-x":           newMaker().embed("order-x.xml", order).finish().classic(""),
		"several-files":     several(xml),
		"corrected":         corrected(xml),
		"shifted":           bytes.Replace(classic, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n% passed on by a gateway\n"), 1),
		"mail-in-front":     append([]byte("Content-Type: application/pdf\r\n\r\n"), classic...),
		"without-table":     classic[:bytes.Index(classic, []byte("xref\n"))],
		"without-table-1.5": damagedTable(one().compressed(false)),
	}
}

// several has a tree of names, and an invoice among other files and an older one.
func several(xml string) []byte {
	m := newMaker().embed("ZUGFeRD-invoice.xml", first).embed("factur-x.xml", xml).embed("heures prestées.xml", extra)
	m.attach("photo.png", m.stream("/Type /EmbeddedFile", []byte("\x89PNG\r\n\x1a\n")))
	left := m.add("<< /Limits [ (ZUGFeRD-invoice.xml) (factur-x.xml) ] /Names [ %s ] >>", m.pairs(0, 2))
	right := m.add("<< /Limits [ (heures) (photo.png) ] /Names [ %s ] >>", m.pairs(2, 4))
	return m.catalogue(fmt.Sprintf("/Names << /EmbeddedFiles << /Kids [ %s ] >> >> /AF %d 0 R", m.references([]int{left, right}), m.files[1])).classic("")
}

// corrected was saved again with another invoice in the place of the first.
func corrected(xml string) []byte {
	m := newMaker().embed("factur-x.xml", newest).finish()
	before := m.classic("")
	packed := deflated([]byte(xml))
	again := &maker{last: m.last, objects: map[int][]byte{
		6: fmt.Appendf(nil, "<< /Type /EmbeddedFile /Subtype /text#2Fxml /Filter [ /FlateDecode ] /Length 99 0 R >>\nstream\r\n%s\r\nendstream", packed),
	}}
	table := bytes.LastIndex(before, []byte("xref\n0 1"))
	return again.update(before, fmt.Sprintf("/Root 1 0 R /Prev %d", table))
}

// damagedTable spoils the packed cross-references.
func damagedTable(file []byte) []byte {
	table := bytes.LastIndex(file, []byte("/Type /XRef"))
	at := table + bytes.Index(file[table:], []byte("stream\n")) + len("stream\n")
	return slices.Concat(file[:at], []byte("oops"), file[at+4:])
}

// refused are PDFs that are turned away, or of which a file cannot be had.
func refused(t testing.TB) map[string][]byte {
	xml := invoiceXML(t)
	classic := newMaker().embed("factur-x.xml", xml).finish().classic("")
	packed := deflated([]byte(xml))
	with := func(entries string, data []byte) []byte {
		m := newMaker()
		return m.attach("factur-x.xml", m.stream(entries, data)).finish().classic("")
	}
	spoilt := bytes.Clone(packed)
	spoilt[len(spoilt)/2] ^= 0x40
	return map[string][]byte{
		"encrypted":       newMaker().embed("factur-x.xml", xml).finish().classic("/Encrypt << /Filter /Standard /V 2 /R 3 >>"),
		"cut-off":         classic[:bytes.Index(classic, []byte("6 0 obj"))],
		"header-only":     []byte("%PDF-1.4\n"),
		"no-catalogue":    bytes.Replace(classic, []byte("/Type /Catalog"), []byte("/Type /Unknown"), 1)[:bytes.Index(classic, []byte("trailer"))],
		"spoilt-data":     with("/Filter /FlateDecode", spoilt),
		"broken-off":      with("/Filter /FlateDecode", packed[:len(packed)-20]),
		"unknown-filter":  with("/Filter /JBIG2Decode", packed),
		"predictor":       with("/Filter /FlateDecode /DecodeParms << /Predictor 2 >>", packed),
		"no-stream":       bytes.Replace(classic, []byte("/EF << /F 6 0 R /UF 6 0 R >>"), []byte("/EF << /F 5 0 R >>"), 1),
		"bomb":            with("/Filter [ /FlateDecode /FlateDecode ]", deflated(deflated(make([]byte, maxFile+1)))),
		"not-well-formed": newMaker().embed("factur-x.xml", "<?xml version='1.0'?><rsm:CrossIndustryInvoice").finish().classic(""),
	}
}

// stored are the samples of a folder.
func stored(t testing.TB, folder string, made func(testing.TB) map[string][]byte) map[string][]byte {
	t.Helper()
	return golden.Made(t, folder, ".pdf", func() map[string][]byte { return made(t) })
}

// said writes down what is found in a PDF.
func said(body []byte) string {
	var b strings.Builder
	files, err := Embedded(body)
	for _, f := range files {
		fmt.Fprintf(&b, "%s (%s, %d bytes)\n", f.Name, f.MIME, len(f.Body))
	}
	xml, found, wrong := Invoice(body)
	if found {
		fmt.Fprintf(&b, "invoice of %d bytes\n", len(xml))
	}
	if err != nil || wrong != nil {
		fmt.Fprintf(&b, "error: %v\n", err)
		if fmt.Sprint(wrong) != fmt.Sprint(err) {
			fmt.Fprintf(&b, "no invoice: %v\n", wrong)
		}
	}
	return b.String()
}
