package evidence

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"acquit/internal/fault"
)

// However a body is read, what is proved is the body, and a changed one never ends well
// nor is given whole.
func TestAProofGivesTheBodyOrAnError(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 0, 300_000).Draw(r, "body")
		hash, size, err := Measure(bytes.NewReader(body))
		if hash != Hash(body) || size != int64(len(body)) || err != nil {
			t.Fatalf("%s, %d, %v", hash, size, err)
		}
		source := rapid.SampledFrom([]func(io.Reader) io.Reader{
			func(r io.Reader) io.Reader { return r }, iotest.HalfReader, iotest.DataErrReader,
		}).Draw(r, "source")
		got, err := io.ReadAll(Prove(source(bytes.NewReader(body)), hash))
		if !bytes.Equal(got, body) || err != nil {
			t.Fatalf("%d bytes of %d, %v", len(got), len(body), err)
		}
		other := append(bytes.Clone(body), 'x')
		got, err = io.ReadAll(Prove(source(bytes.NewReader(other)), hash))
		if !errors.Is(err, fault.Conflict) || len(got) >= len(other) {
			t.Fatalf("a longer one: %d bytes, %v", len(got), err)
		}
	})
}

func TestWhatABrowserWouldRunIsBytes(t *testing.T) {
	for body, want := range map[string]string{
		"%PDF-1.7\n":                  "application/pdf",
		"\x89PNG\r\n\x1a\n":           "image/png",
		"hello":                       "text/plain; charset=utf-8",
		"<html><script>x</script>":    "application/octet-stream",
		"<?xml version='1.0'?><svg/>": "application/octet-stream",
		"\x00\x01\x02":                "application/octet-stream",
	} {
		if got := MediaType([]byte(body)); got != want {
			t.Errorf("%q is %s, want %s", body, got, want)
		}
	}
}

func TestNamesSayWhatFilesAre(t *testing.T) {
	for name, want := range map[string]Kind{
		"Bon de livraison 12.pdf": DeliveryNote, "Leveringsbon.pdf": DeliveryNote, "LIEFERSCHEIN-7.PDF": DeliveryNote,
		"bon de commande.pdf": Order, "Bestelbon 3.pdf": Order, "devis signé.pdf": Quote, "Angebot.pdf": Quote,
		"Rahmenvertrag.pdf": Contract, "Factuur 17.pdf": Copy, "scan0001.pdf": Other,
	} {
		if got := KindOf(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
