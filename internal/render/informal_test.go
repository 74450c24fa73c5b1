package render

import (
	"regexp"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/dunning"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/testkit/pdfread"
)

// politely are the words by which each language speaks to somebody who is no friend, and
// friendly those by which it speaks to one.
var politely, friendly = map[locale.Tag]*regexp.Regexp{
	"fr-BE": anyOf("(?i)vous|votre|vos"), "nl-NL": anyOf("(?i)u|uw"), "de-DE": anyOf("Sie|Ihre?[mnrs]?|Ihnen"),
}, map[locale.Tag]*regexp.Regexp{
	"fr-BE": anyOf("(?i)tu|te|toi|ton|ta|tes|t’\\pL+"), "nl-NL": anyOf("(?i)je|jij|jou|jouw"), "de-DE": anyOf("(?i)du|dich|dir|deine?[mnrs]?"),
}

// anyOf finds whole words.
func anyOf(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|\PL)(?:` + words + `)(?:$|\PL)`)
}

// A text is in one address from its greeting to its end, on paper too; a notice of default is
// never informal.
func TestATextHasOneAddress(t *testing.T) {
	book := locale.NewBook()
	all := everyReminder()
	first := formal("BE", law.B2C, law.FirstReminder)
	first.ByPost = true
	all["a first reminder by post"] = first
	for name, r := range all {
		if r.Tone != dunning.Formal {
			r.EndService, r.Announced = true, &allocation.Claim{Compensation: euro("99.50")}
		}
		r.Company.Name, r.Company.Street, r.Customer.Name, r.Customer.Street = "Hafenlicht", "Kade 7", "Noor Adam", "Kade 8" // “Rue du Lac” has a German word in it
		for tag := range politely {
			for _, informal := range []bool{false, true} {
				r.Informal = informal
				w := book.In(tag)
				mail, err := r.Mail(w)
				if err != nil {
					t.Fatal(name, err)
				}
				never, spoken := friendly[tag], politely[tag]
				if informal && r.Tone != dunning.Formal {
					never, spoken = spoken, never
				}
				all := []string{mail.Subject + "\n" + mail.Text}
				if name == string(r.Tone) || r.ByPost { // a letter says what its mail says, and has a code
					letter, err := r.Letter(w)
					if err != nil {
						t.Fatal(name, err)
					}
					all = append(all, pdfread.Said(t, letter))
				}
				for _, said := range all {
					if found := never.FindString(said); found != "" || !spoken.MatchString(said) {
						t.Errorf("%s, %s, informal: %t: %q in\n%s", name, tag, informal, found, said)
					}
				}
			}
		}
	}
}

// An informal text in a language without such an address is the usual one.
func TestEnglishHasOneAddress(t *testing.T) {
	w := locale.NewBook().In("en-IE")
	for name, r := range everyReminder() {
		usual, err := r.Mail(w)
		if err != nil {
			t.Fatal(name, err)
		}
		r.Informal = true
		if mail, err := r.Mail(w); err != nil || mail.Text != usual.Text {
			t.Errorf("%s: %v\n%s", name, err, mail.Text)
		}
	}
}

func TestThanksToAFriend(t *testing.T) {
	for tag, never := range politely {
		thanks := &Thanks{Company: creditor(), Customer: debtor(), On: today, Items: []Item{overdue("R-1", 12, "1190.00", "0.00")}, Informal: true}
		thanks.Customer.Name = "Noor Adam"
		mail, err := thanks.Mail(locale.NewBook().In(tag))
		if err != nil || never.MatchString(mail.Subject+mail.Text) || !friendly[tag].MatchString(mail.Subject+mail.Text) {
			t.Errorf("%s: %v\n%s\n%s", tag, err, mail.Subject, mail.Text)
		}
	}
}
