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
	"acquit/internal/registry"
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
	numbers, wrong := registry.Said{Country: strings.ToUpper(c.Country), VATID: c.VAT, Enterprise: c.Enterprise}.Normal()
	if err := registry.Refuse(wrong); err != nil {
		return err
	}
	made := company.Company{
		Name: c.Name, Country: strings.ToUpper(c.Country), Language: c.Language, Currency: currency, TimeZone: c.TimeZone,
		EnterpriseNumber: numbers.Enterprise, VATID: numbers.VATID, Email: c.Email, Phone: c.Phone, Street: c.Street, Postcode: c.Postcode, City: c.City,
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
	Add      userAdd      `cmd:"" help:"Add a person who may sign in, or give one another role."`
	Password userPassword `cmd:"" help:"Give a person a new password."`
}

type userAdd struct {
	Email         string `required:"" help:"E-mail address to sign in with."`
	Name          string `help:"The person's name."`
	Role          string `default:"controller" help:"owner, controller or reader."`
	Language      string `help:"fr, nl, de or en; the company's when not given."`
	PasswordStdin bool   `help:"Read the password from standard input; else one is made and printed once."`
}

func (c *userAdd) Run(a *app) error {
	role, err := user.ParseRole(c.Role)
	if err != nil {
		return err
	}
	password, made, err := choosePassword(c.PasswordStdin)
	if err != nil {
		return err
	}
	hash, err := user.NewHash(password)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, of company.Company) error {
		person, known, err := a.people(s, nil).Add(a.ctx, of.ID, user.User{Email: c.Email, Name: c.Name, Language: c.Language, Password: hash}, role)
		if err != nil {
			return err
		}
		answer := map[string]any{"email": person.Email, "role": role, "company": of.Name}
		if made && !known {
			answer["password"] = password
		}
		return a.print(answer, func() {
			a.say("%s may sign in for %s as %s.", person.Email, of.Name, role)
			switch {
			case known:
				a.say("The password stays as it was.")
			case made:
				a.say("Password: %s", password)
			}
		})
	})
}

type userPassword struct {
	Email         string `required:"" help:"E-mail address that the person signs in with."`
	PasswordStdin bool   `help:"Read the password from standard input; else one is made and printed once."`
}

func (c *userPassword) Run(a *app) error {
	email, err := user.ParseEmail(c.Email)
	if err != nil {
		return err
	}
	password, made, err := choosePassword(c.PasswordStdin)
	if err != nil {
		return err
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	if err := a.people(s, nil).ResetPassword(a.ctx, email, password); err != nil {
		return err
	}
	answer := map[string]any{"email": email}
	if made {
		answer["password"] = password
	}
	return a.print(answer, func() {
		a.say("%s has a new password, and is signed out everywhere.", email)
		if made {
			a.say("Password: %s", password)
		}
	})
}

// choosePassword reads a password from standard input, or makes one.
func choosePassword(stdin bool) (password string, made bool, err error) {
	if !stdin {
		return rand.Text(), true, nil
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", false, fault.Wrap(fault.Invalid, err, "no password came on standard input")
	}
	return line, false, nil
}
