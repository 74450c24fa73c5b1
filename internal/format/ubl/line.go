package ubl

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// invoiceLine reads one line (BG-25), which is kept to be shown.
func (r *reader) invoiceLine() error {
	var line invoice.Line
	var description, note string
	var quantity, price, net, rate en16931.Sum
	err := r.x.Each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&line.ID)
		case "Note":
			return r.text(&note)
		case "InvoicedQuantity", "CreditedQuantity":
			line.Unit = r.x.Attr("unitCode")
			return r.sum(&quantity)
		case "LineExtensionAmount":
			return r.sum(&net)
		case "Item":
			return r.item(&line.Text, &description, &rate)
		case "Price":
			return r.price(&price)
		}
		return nil
	})
	line.Text = first(line.Text, description, note)
	line.Quantity, line.Price, line.Net, line.TaxRate = quantity.Decimal, price.Decimal, net.Decimal, rate.Decimal
	r.doc.Lines = append(r.doc.Lines, line)
	return err
}

func (r *reader) item(text, description *string, rate *en16931.Sum) error {
	return r.x.Each(func(name string) error {
		switch name {
		case "Name":
			return r.text(text)
		case "Description":
			return r.text(description)
		case "ClassifiedTaxCategory":
			return r.x.Each(func(name string) error {
				if name == "Percent" && !rate.Stated {
					return r.sum(rate)
				}
				return nil
			})
		}
		return nil
	})
}

func (r *reader) price(dst *en16931.Sum) error {
	return r.x.Each(func(name string) error {
		if name == "PriceAmount" {
			return r.sum(dst)
		}
		return nil
	})
}

// additional reads a supporting document (BG-24). Only one that is embedded is
// kept: what stands elsewhere on the web is never fetched.
func (r *reader) additional() error {
	var id string
	var file *invoice.AttachmentFile
	err := r.x.Each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&id)
		case "Attachment":
			return r.x.Each(func(name string) (err error) {
				if name == "EmbeddedDocumentBinaryObject" && file == nil {
					file, err = r.embedded()
				}
				return err
			})
		}
		return nil
	})
	if file != nil {
		keep(&file.Name, id)
		r.doc.Attachments = append(r.doc.Attachments, *file)
	}
	return err
}

// embedded reads a file in base64, with whatever white space stands in it. One
// that cannot be decoded is left out with a warning, since the debt does not
// depend on it.
func (r *reader) embedded() (*invoice.AttachmentFile, error) {
	file := &invoice.AttachmentFile{Name: r.x.Attr("filename"), MIME: r.x.Attr("mimeCode")}
	raw, err := r.x.RawText(maxSize)
	if err != nil {
		return nil, err
	}
	packed := bytes.TrimRight(unspaced(raw), "=")
	file.Body = make([]byte, base64.RawStdEncoding.DecodedLen(len(packed)))
	if _, err := base64.RawStdEncoding.Decode(file.Body, packed); err != nil {
		r.warn("the embedded file is damaged and left out")
		return nil, nil
	}
	sum := sha256.Sum256(file.Body)
	file.Size, file.SHA256 = int64(len(file.Body)), hex.EncodeToString(sum[:])
	return file, nil
}

// unspaced takes the white space out of b, in place.
func unspaced(b []byte) []byte {
	kept := b[:0]
	for _, c := range b {
		if c > ' ' {
			kept = append(kept, c)
		}
	}
	return kept
}
