package report

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"path"
	"strconv"
	"strings"
	"time"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Proof is what shows that a message left, and what became of it: its exact bytes, what the
// servers and people said about it, and what came back. Its JSON is proof.json of the file.
type Proof struct {
	Company    string    `json:"company"`
	Customer   string    `json:"customer"`
	Number     string    `json:"customer_number"`
	Message    string    `json:"message"`
	MessageID  string    `json:"message_id,omitempty"` // of a mail
	Channel    string    `json:"channel"`
	State      string    `json:"state"`
	Recipients []string  `json:"recipients,omitempty"`
	Subject    string    `json:"subject,omitempty"`
	Registered string    `json:"registered_number,omitempty"` // that the post gave the letter
	QueuedOn   string    `json:"queued_on"`
	SentOn     string    `json:"sent_on,omitempty"`
	Outcome    string    `json:"outcome,omitempty"` // the server's answer, as it was heard
	Files      []Exhibit `json:"files"`
	Events     []Traced  `json:"events"`
}

// Exhibit is a file of a proof.
type Exhibit struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Traced is an event of the customer's timeline about the message. Each one's hash covers the
// hash before it, so that none can be changed or left out unseen.
type Traced struct {
	Sequence int             `json:"sequence"`
	Kind     timeline.Kind   `json:"kind"`
	At       time.Time       `json:"at"`
	Actor    string          `json:"actor"`
	Data     json.RawMessage `json:"data"`
	Hash     string          `json:"hash"`
}

// The most that a proof tells.
const (
	mostTraced   = 1000
	mostReturned = 20
)

// ProofOf gathers the proof of a message as a ZIP file, in the words of a reader.
//
// Errors: NotFound for a message that is not there, or has no words yet.
func ProofOf(tx *store.Tx, i id.ID, w *locale.Words) ([]byte, error) {
	m, found, err := tx.MessageByID(i)
	if err != nil {
		return nil, err
	}
	if !found || m.Content == "" {
		return nil, fault.New(fault.NotFound, "there is no such message, or it has not been written yet")
	}
	p, err := proofOf(tx, &m)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	docs, err := p.exhibits(tx, &m)
	if err != nil {
		return nil, err
	}
	for n := range docs {
		if err := addFile(z, p.Files[n].Name, docs[n].Body); err != nil {
			return nil, err
		}
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := addFile(z, "proof.json", append(text, '\n')); err != nil {
		return nil, err
	}
	if err := addFile(z, "proof.txt", []byte(p.text(w))); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

func addFile(z *zip.Writer, name string, body []byte) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(body)
	}
	return err
}

func proofOf(tx *store.Tx, m *message.Message) (*Proof, error) {
	c, err := tx.TheCompany()
	if err != nil {
		return nil, err
	}
	who, _, err := tx.Customer(m.Customer)
	if err != nil {
		return nil, err
	}
	p := &Proof{Company: c.Name, Customer: who.Name, Number: who.Number, Message: m.ID.String(), Channel: string(m.Channel), State: string(m.State),
		Recipients: m.Recipients, Subject: m.Subject, QueuedOn: m.QueuedOn.String(), SentOn: m.SentOn.String(), Outcome: fault.ReadKept(m.Outcome).String()}
	if m.Channel == message.Mail {
		p.MessageID = message.MailID(tx.Company, m.ID, c.Domain())
	}
	numbers, err := tx.NumbersOf([]id.ID{m.ID})
	if err != nil {
		return nil, err
	}
	p.Registered = numbers[m.ID]
	events, err := tx.TimelineOf(m.ID, mostTraced)
	for _, e := range events {
		p.Events = append(p.Events, Traced{e.Seq, e.Kind, e.At, e.Actor, json.RawMessage(e.Data), e.Hash})
	}
	return p, err
}

// exhibits are the message itself, what it had no room for, what the post gave for a letter, and
// the mails that say that it did not arrive or answer it.
func (p *Proof) exhibits(tx *store.Tx, m *message.Message) ([]evidence.Document, error) {
	var docs []evidence.Document
	add := func(name, hash string) error {
		doc, found, err := tx.Document(hash)
		if err != nil || !found {
			return err
		}
		docs = append(docs, doc)
		p.Files = append(p.Files, Exhibit{name + path.Ext(doc.Name), doc.Hash, doc.Size})
		return nil
	}
	if err := add("message", m.Content); err != nil {
		return nil, err
	}
	papers, err := tx.AttachmentsOfMessage(m.ID)
	if err != nil {
		return nil, err
	}
	for n := range papers {
		if err := add(string(papers[n].Kind)+"-"+strconv.Itoa(n+1), papers[n].Hash); err != nil {
			return nil, err
		}
	}
	link, _, err := tx.LinkOf(m.ID)
	if err != nil {
		return nil, err
	}
	for n := range link.Files {
		if err := add("linked-"+strconv.Itoa(n+1), link.Files[n].Hash); err != nil {
			return nil, err
		}
	}
	back, err := tx.RepliesTo(m.ID, mostReturned)
	if err != nil {
		return nil, err
	}
	for n := range back {
		name := "answer-"
		if back[n].Kind == reply.Returned {
			name = "returned-"
		}
		if err := add(name+strconv.Itoa(n+1), back[n].Content); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// text is the proof as people read it.
func (p *Proof) text(w *locale.Words) string {
	lines := []string{w.T("proof.title", "Company", p.Company, "Customer", p.Customer), ""}
	for _, f := range [][2]string{{"proof.message_id", p.MessageID}, {"proof.to", strings.Join(p.Recipients, ", ")}, {"proof.subject", p.Subject}, {"proof.registered", p.Registered},
		{"proof.queued", p.QueuedOn}, {"proof.sent", p.SentOn}, {"proof.answer", p.Outcome}} {
		if f[1] != "" {
			lines = append(lines, w.T(f[0], "Text", f[1]))
		}
	}
	lines = append(lines, "", w.T("proof.files"))
	for _, f := range p.Files {
		lines = append(lines, "  "+f.Name+"  SHA-256 "+f.SHA256)
	}
	lines = append(lines, "", w.T("proof.events"))
	for _, e := range p.Events {
		lines = append(lines, "  "+strconv.Itoa(e.Sequence)+"  "+e.At.UTC().Format(time.RFC3339)+"  "+string(e.Kind)+"  "+e.Actor, "     "+e.Hash)
	}
	return strings.Join(append(lines, "", w.T("proof.chain")), "\r\n") + "\r\n"
}
