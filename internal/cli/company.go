package cli

import (
	"bufio"
	"crypto/rand"
	"os"
	"strings"

	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
)

type companyCommands struct {
	Create companyCreate `cmd:"" help:"Create a company."`
	List   companyList   `cmd:"" help:"List the companies."`
}

type companyCreate struct {
	Name       string `required:"" help:"Its name, as customers know it."`
	Country    string `default:"BE" help:"Country, two letters."`
	Language   string `default:"fr" help:"Language of its people: fr, nl, de, en."`
	Currency   string `default:"EUR" help:"Its own currency."`
	TimeZone   string `default:"Europe/Brussels" help:"Its time zone."`
	Enterprise string `help:"Company register number."`
	VAT        string `name:"vat" help:"VAT number; invoices of another seller are then refused."`
	Email      string `help:"Address that customers see and answer to."`
	Phone      string `help:"Telephone."`
	Street     string `help:"Street and number."`
	Postcode   string `help:"Postcode."`
	City       string `help:"City."`
	IBAN       string `name:"iban" help:"Account to be paid on."`
	BIC        string `name:"bic" help:"BIC of that account."`
	Terms      int    `default:"30" help:"Usual payment term in days."`
}

func (c *companyCreate) Run(a *app) error {
	currency, err := money.ParseCurrency(strings.ToUpper(c.Currency))
	if err != nil {
		return err
	}
	if _, err := locale.ParseLanguage(c.Language); err != nil {
		return err
	}
	made := company.Company{
		Name: c.Name, Country: strings.ToUpper(c.Country), Language: c.Language, Currency: currency, TimeZone: c.TimeZone,
		EnterpriseNumber: c.Enterprise, VATID: c.VAT, Email: c.Email, Phone: c.Phone, Street: c.Street, Postcode: c.Postcode, City: c.City,
		IBAN: c.IBAN, BIC: c.BIC, Policy: company.Standard(),
	}
	made.Policy.TermsDays = c.Terms
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	err = s.Update(a.ctx, 0, func(tx *store.Tx) error { return tx.AddCompany(&made, dunning.Standard()) })
	if err != nil {
		return err
	}
	return a.print(companyJSON(made), func() { a.say("Created %s (%s).", made.Name, made.ID) })
}

// companyLine is a company as the command line prints it.
type companyLine struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Country  string `json:"country"`
	Language string `json:"language"`
	Currency string `json:"currency"`
}

func companyJSON(c company.Company) companyLine {
	return companyLine{c.ID.String(), c.Name, c.Country, c.Language, c.Currency.String()}
}

type companyList struct{}

func (*companyList) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	lines := []companyLine{}
	err = s.View(a.ctx, 0, func(tx *store.Tx) error {
		all, err := tx.Companies()
		for _, c := range all {
			lines = append(lines, companyJSON(c))
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(map[string]any{"companies": lines}, func() {
		for _, l := range lines {
			a.say("%s  %s  %s  %s", l.ID, l.Country, l.Currency, l.Name)
		}
		if len(lines) == 0 {
			a.say("There is no company yet; make one with: acquit company create --name NAME")
		}
	})
}

type userCommands struct {
	Add userAdd `cmd:"" help:"Add a person who may sign in."`
}

type userAdd struct {
	Email         string `required:"" help:"E-mail address to sign in with."`
	Name          string `help:"The person's name."`
	Role          string `default:"controller" help:"owner, controller or reader."`
	Language      string `help:"fr, nl, de or en; the company's when not given."`
	PasswordStdin bool   `help:"Read the password from standard input; else one is made and printed once."`
}

func (c *userAdd) Run(a *app) error {
	email, err := user.ParseEmail(c.Email)
	if err != nil {
		return err
	}
	role, err := user.ParseRole(c.Role)
	if err != nil {
		return err
	}
	password, made, err := c.password()
	if err != nil {
		return err
	}
	hash, err := user.NewHash(password)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, of company.Company) error {
		language := c.Language
		if language == "" {
			language = of.Language
		}
		person := user.User{Email: email, Name: c.Name, Language: language, Password: hash}
		err := s.Update(a.ctx, of.ID, func(tx *store.Tx) error { return addMember(tx, &person, role) })
		if err != nil {
			return err
		}
		answer := map[string]any{"email": email, "role": role, "company": of.Name}
		if made {
			answer["password"] = password
		}
		return a.print(answer, func() {
			a.say("%s may sign in for %s as %s.", email, of.Name, role)
			if made {
				a.say("Password: %s", password)
			}
		})
	})
}

// addMember gives a person a role, and an account when there is none yet.
func addMember(tx *store.Tx, person *user.User, role user.Role) error {
	known, found, err := tx.UserByEmail(person.Email)
	switch {
	case err != nil:
		return err
	case found:
		person.ID = known.ID
	default:
		if err := tx.AddUser(person); err != nil {
			return err
		}
	}
	return tx.Join(person.ID, role)
}

func (c *userAdd) password() (password string, made bool, err error) {
	if !c.PasswordStdin {
		return rand.Text(), true, nil
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", false, fault.Wrap(fault.Invalid, err, "no password came on standard input")
	}
	return line, false, nil
}
