package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// A large case: what its invoices and messages weigh.
const (
	fileInvoices = 200
	fileMessages = 500
	invoiceBytes = 1_300_000
	messageBytes = 80_000
)

// file measures the complete file of one large case, written by the program to a disk. It is held
// against a copy of as many bytes that are hashed on their way.
func (p *plan) file(ctx context.Context) error {
	p.head("the file of %d invoices and %d messages, %d MB of documents", fileInvoices, fileMessages, (fileInvoices*invoiceBytes+fileMessages*messageBytes)/1_000_000)
	if _, err := p.acquit(ctx, bookDay, "company", "create", "--name", "Bench", "--email", "bench@bench.example", "--street", "Kade 1", "--postcode", "9000", "--city", "Gent", "--enterprise", "0202239951"); err != nil {
		return err
	}
	customers := filepath.Join(p.dir, "customers.csv")
	if err := os.WriteFile(customers, []byte("number,name,email,street,postcode,city,country,enterprise_number\nLARGE,Large & Late,late@large.example,Kade 2,9000,Gent,BE,0403199702\n"), 0o600); err != nil {
		return err
	}
	if _, err := p.acquit(ctx, bookDay, "import", "customers", customers); err != nil {
		return err
	}
	if err := p.fillCase(ctx); err != nil {
		return err
	}
	raw, err := p.copyHashed()
	if err != nil {
		return err
	}
	to := filepath.Join(p.dir, "file.zip")
	s, err := p.acquit(ctx, bookDay, "dossier", "LARGE", "-o", to)
	if err != nil {
		return err
	}
	line("dossier", s, fmt.Sprintf("%s; %s", last(s.out), times(s.wall, raw)))
	return nil
}

// fillCase stores the invoices, each with its PDF, and the messages about them.
func (p *plan) fillCase(ctx context.Context) error {
	s, err := store.Open(ctx, p.url(), time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	of, who, err := theCase(ctx, s)
	if err != nil {
		return err
	}
	var ids []id.ID
	for n := range fileInvoices {
		i := &invoice.Invoice{Customer: who, Kind: invoice.Bill, Number: fmt.Sprintf("F-%04d", n), IssuedOn: bookDay.AddDays(-400 + n), DueOn: bookDay.AddDays(-370 + n), Source: "bench"}
		i.Total = money.Of(int64(1000_00+n), money.EUR)
		i.Owed, i.Open = i.Total, i.Total
		err := s.Update(ctx, of, func(tx *store.Tx) error {
			if err := tx.AddInvoices([]*invoice.Invoice{i}); err != nil {
				return err
			}
			doc := noise(fmt.Sprintf("F-%04d.pdf", n), invoiceBytes)
			if err := tx.Keep(doc); err != nil {
				return err
			}
			return tx.Attach(&evidence.Attachment{Invoice: i.ID, Kind: evidence.Copy, Name: doc.Name, Hash: doc.Hash, AddedBy: "bench"})
		})
		if err != nil {
			return err
		}
		ids = append(ids, i.ID)
	}
	for n := range fileMessages {
		if err := s.Update(ctx, of, func(tx *store.Tx) error { return sent(tx, who, ids[n%len(ids)], n) }); err != nil {
			return err
		}
	}
	return nil
}

// theCase is the company and its one customer.
func theCase(ctx context.Context, s *store.Store) (of, who id.ID, err error) {
	var all []company.Company
	err = s.View(ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	if err != nil || len(all) == 0 {
		return 0, 0, errors.Join(err, fmt.Errorf("there are %d companies", len(all)))
	}
	return all[0].ID, who, s.View(ctx, all[0].ID, func(tx *store.Tx) error {
		c, _, err := tx.CustomerByWord("LARGE")
		who = c.ID
		return err
	})
}

// sent stores a mail about an invoice that left, as the program would have.
func sent(tx *store.Tx, who, about id.ID, n int) error {
	doc, on, i := noise(fmt.Sprintf("mail-%d.eml", n), messageBytes), bookDay.AddDays(-300+n/2), tx.NewID()
	if err := tx.Keep(doc); err != nil {
		return err
	}
	at := db.Instant(on.Time())
	if err := once(tx, "message", []string{"company_id", "id", "customer_id", "currency", "scenario_id", "step", "channel", "language", "state", "once", "queued_on", "sent_on", "recipients", "subject", "content",
		"amount_minor", "attempts", "next_try_at", "outcome", "created_at", "edited", "enclosed"},
		int64(tx.Company), int64(i), int64(who), "EUR", int64(0), "reminder-1", string(message.Mail), "nl", string(message.Sent), fmt.Sprint("bench ", n), on, on, "late@large.example", fmt.Sprint("Herinnering ", n), doc.Hash,
		int64(1000_00), 1, at, "250 ok", at, "", ""); err != nil {
		return err
	}
	if err := once(tx, "message_item", []string{"company_id", "message_id", "invoice_id", "part", "step", "open_minor"}, int64(tx.Company), int64(i), int64(about), 0, "reminder-1", int64(1000_00)); err != nil {
		return err
	}
	return tx.Note(timeline.Event{Customer: who, Kind: timeline.MessageSent, On: on, Actor: "bench", Subject: i,
		Data: timeline.Data{Step: "reminder-1", To: []string{"late@large.example"}, Amount: money.Of(1000_00, money.EUR)}.JSON()})
}

// once stores one row.
func once(tx *store.Tx, table string, columns []string, values ...any) error {
	given := false
	_, err := tx.Insert(table, columns, func() ([]any, error) {
		if given {
			return nil, nil
		}
		given = true
		return values, nil
	})
	return err
}

// noise is a document of so many bytes that cannot be packed, another one for each name.
func noise(name string, size int) evidence.Document {
	body := make([]byte, size)
	seed := sha256.Sum256([]byte(name))
	rand.NewChaCha8(seed).Read(body)
	return evidence.New(name, "application/octet-stream", append([]byte("%PDF-1.7\n"), body...))
}

// copyHashed writes as many bytes as the documents have, and hashes them.
func (p *plan) copyHashed() (time.Duration, error) {
	one := noise("raw", invoiceBytes).Body
	size := fileInvoices*invoiceBytes + fileMessages*messageBytes
	to, err := os.Create(filepath.Join(p.dir, "raw"))
	if err != nil {
		return 0, err
	}
	defer os.Remove(to.Name())
	defer to.Close()
	hash, start := sha256.New(), time.Now()
	for left := size; left > 0; left -= len(one) {
		if _, err := io.Copy(io.MultiWriter(to, hash), bytes.NewReader(one[:min(left, len(one))])); err != nil {
			return 0, err
		}
	}
	took := time.Since(start)
	rawLine("raw: as many bytes copied and hashed", took, fmt.Sprintf("%.0f MB/s", float64(size)/1e6/took.Seconds()))
	return took, nil
}
