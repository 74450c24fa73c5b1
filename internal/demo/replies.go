package demo

import (
	"fmt"
	"mime"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/store"
)

// wrote is a mail that a customer sends: by number, or somebody's whom nobody knows.
type wrote struct {
	number  string // "" for a stranger
	from    string // a stranger's address and name; else those of the customer's contact
	name    string
	subject string // of a stranger; customers answer the last mail to them
	head    string // more lines of the header
	body    string
}

// mails are what comes into the mailbox, by how many days before the end.
var mails = map[int][]wrote{
	3: {
		{number: "2045",
			body: "Bonjour,\n\nNous ne retrouvons pas cette commande. Pourriez-vous nous envoyer une copie de la facture et le bon de livraison signé ?\n\nBien à vous\n"},
		{number: "2001",
			body: "Dag,\n\nSorry voor de vertraging, we betalen op 27 november.\n\nGroeten\n"},
	},
	2: {
		{number: "1028",
			body: "Guten Tag,\n\nmit der Rechnung KK-2026-0412 sind wir nicht einverstanden: Zwei der Fässer waren undicht.\n\nMit freundlichen Grüßen\n"},
		{number: "1020", head: "Auto-Submitted: auto-replied",
			body: "Bonjour, je suis absente jusqu’au 25 novembre 2026. Je vous répondrai à mon retour.\n"},
	},
	1: {
		{from: "inkoop@hopenmout.example", name: "Bart van de inkoop", subject: "Vraag over uw factuur",
			body: "Goedemorgen,\n\nWij kregen een herinnering op naam van een firma die wij niet kennen. Kunt u mij bellen?\n\nBart\n"},
	},
}

// hears is the scene of the mails that come so many days before the end.
func hears(ago int) func(*Builder, date.Date) error {
	return func(b *Builder, today date.Date) error { return b.hear(today, mails[ago]) }
}

// hear lets the mails of a day come.
func (b *Builder) hear(today date.Date, all []wrote) error {
	for n, w := range all {
		raw, err := b.mail(&w, fmt.Sprintf("%s.%d@customer.example", today, n), today)
		if err != nil {
			return err
		}
		mail, err := inbox.ReadMail(raw)
		if err != nil {
			return err
		}
		if _, err := b.Desk.Hear(b.ctx, b.company.ID, raw, &mail, today); err != nil {
			return err
		}
	}
	return nil
}

// mail is what somebody wrote as it comes in.
func (b *Builder) mail(w *wrote, mailID string, today date.Date) ([]byte, error) {
	subject, answers := w.subject, ""
	if w.number != "" {
		c, err := b.customer(w.number)
		if err != nil {
			return nil, err
		}
		if subject, answers, err = b.lastMail(c, w, today); err != nil {
			return nil, err
		}
	}
	lines := []string{
		"From: " + mime.BEncoding.Encode("utf-8", w.name) + " <" + w.from + ">", "To: " + b.company.Email,
		"Date: " + today.Time().Format("Mon, 02 Jan 2006") + " 08:40:00 +0000", "Message-ID: <" + mailID + ">",
		"Subject: " + mime.BEncoding.Encode("utf-8", subject), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
	}
	if answers != "" {
		lines = append(lines, "In-Reply-To: "+answers, "References: "+answers)
	}
	if w.head != "" {
		lines = append(lines, w.head)
	}
	return []byte(strings.Join(append(lines, "", strings.ReplaceAll(w.body, "\n", "\r\n")), "\r\n")), nil
}

// lastMail is what an answer to the last mail to a customer says above; who writes it is the
// customer's contact.
func (b *Builder) lastMail(c customer.Ref, w *wrote, today date.Date) (subject, answers string, err error) {
	err = b.view(func(tx *store.Tx) error {
		contacts, err := tx.Contacts(c.Customer)
		if err != nil {
			return err
		}
		w.from, w.name = contacts[c.Customer][0].Email, contacts[c.Customer][0].Name
		sent, err := tx.PreparedOn([]id.ID{c.Customer}, date.None, today, 20)
		for _, m := range sent {
			if answers == "" && m.State == message.Sent && m.Channel == message.Mail {
				subject, answers = "Re: "+m.Subject, message.MailID(c.Company, m.ID, b.company.Domain())
			}
		}
		return err
	})
	return subject, answers, err
}
