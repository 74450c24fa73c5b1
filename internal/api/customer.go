package api

import (
	"net/http"
	"reflect"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/user"
)

// CustomerAnswer is a customer as it stands.
type CustomerAnswer struct {
	CustomerName
	Kind             customer.Kind   `json:"kind" enum:"business,consumer,public" doc:"Which law protects the customer."`
	Language         string          `json:"language" enum:"fr,nl,de,en" doc:"Language of messages."`
	Country          string          `json:"country" doc:"Country, ISO 3166-1 alpha-2."`
	VATID            string          `json:"vat_id,omitempty" doc:"VAT number."`
	EnterpriseNumber string          `json:"enterprise_number,omitempty" doc:"Company register number."`
	Endpoint         string          `json:"endpoint,omitempty" doc:"Electronic address."`
	Street           string          `json:"street,omitempty" doc:"Street and number."`
	Postcode         string          `json:"postcode,omitempty" doc:"Postcode."`
	City             string          `json:"city,omitempty" doc:"City."`
	TermsDays        *int            `json:"terms_days,omitempty" doc:"Usual term of payment in days; the company's own when there is none."`
	Large            bool            `json:"large,omitempty" doc:"A large undertaking: Dutch law gives it less time to pay."`
	Labels           []string        `json:"labels,omitempty" doc:"The company's own labels, in order."`
	Manager          string          `json:"manager,omitempty" doc:"Mail address of the account manager."`
	Profile          ProfileAnswer   `json:"profile" doc:"How the customer pays."`
	Edited           []string        `json:"edited,omitempty" doc:"Fields that a person changed here: what is handed over leaves them alone."`
	Contacts         []ContactAnswer `json:"contacts,omitempty" doc:"People to speak to. Lists leave them out."`
	Balances         []BalanceAnswer `json:"balances,omitempty" doc:"What the customer owes, by currency."`
	CreatedAt        time.Time       `json:"created_at" doc:"When the customer was first known."`
}

// ContactAnswer is a person, or a shared mailbox, at a customer's.
type ContactAnswer struct {
	Name     string             `json:"name,omitempty" doc:"Name."`
	Email    string             `json:"email,omitempty" doc:"Mail address."`
	Phone    string             `json:"phone,omitempty" doc:"Telephone."`
	Position customer.Position  `json:"position" enum:"accountant,payer,purchaser,sales,director,other" doc:"What the contact does there."`
	Language string             `json:"language,omitempty" doc:"Language; the customer's when there is none."`
	Purposes []customer.Purpose `json:"purposes,omitempty" enum:"reminders,invoices,disputes" doc:"What the contact is written to about; everything when there is none."`
}

// BalanceAnswer is what a customer owes in one currency.
type BalanceAnswer struct {
	Currency  string    `json:"currency" doc:"Currency, ISO 4217."`
	Open      string    `json:"open_amount" format:"amount" doc:"What is open, credit notes deducted."`
	OnAccount string    `json:"on_account_amount" format:"amount" doc:"Money that settles nothing yet."`
	Items     int       `json:"items" doc:"How many invoices and credit notes are open."`
	OldestOn  date.Date `json:"oldest_due_date,omitempty" doc:"Due day of the oldest open invoice."`
}

// ProfileAnswer is how a customer pays, by the invoices that were paid last, twelve at most.
// Days are counted from the due day, and are negative before it.
type ProfileAnswer struct {
	Kind           profile.Kind `json:"kind" enum:"new,prompt,late,habitual" doc:"What kind of payer: new (fewer than three paid invoices), prompt (four of five in time, or more), habitual (more than half later than two weeks), or late."`
	Paid           int          `json:"paid" doc:"How many invoices the profile rests on, twelve at most."`
	Late           int          `json:"late" doc:"How many of them were paid more than two days after the due day."`
	UsualDelay     int          `json:"usual_delay_days" doc:"Days after the due day by which half of them were paid."`
	UsualDelayLate int          `json:"usual_delay_late_days" doc:"The same of the late ones alone."`
	Slowest        int          `json:"slowest_days" doc:"Days after the due day that the slowest of them took."`
	Trend          int          `json:"trend_days" doc:"By how many days the last four usually came later than those before; negative for sooner."`
	Broken         int          `json:"broken_promises" doc:"Promises to pay that were broken in the last twelve months."`
	Disputed       int          `json:"disputes" doc:"Disputes of the last twelve months."`
	OldestOpenLate int          `json:"oldest_open_late_days" doc:"Days that the oldest open invoice is overdue."`
}

// CustomerList is one page of a list.
type CustomerList struct {
	Customers []CustomerAnswer `json:"customers" doc:"The customers of this page, without their contacts."`
	Next      string           `json:"next_cursor,omitempty" doc:"Send it as cursor for the next page; the last page has none."`
}

func customerOperations() []operation {
	return []operation{
		{Method: http.MethodGet, Path: root + "/customers", Name: "list_customers", Summary: "List customers", Text: "By name.", Group: "Customers", Scope: user.ReadScope,
			Parameters: paging(), Answer: reflect.TypeFor[CustomerList](), Statuses: []int{http.StatusOK, http.StatusUnprocessableEntity}, do: (*visit).customers},
		{Method: http.MethodGet, Path: root + "/customers/{key}", Name: "get_customer", Summary: "One customer", Group: "Customers", Scope: user.ReadScope,
			Parameters: []parameter{{"key", "path", "What the sending program calls the customer, or else the number, or what the customer is called here.", &schema{Type: "string"}}},
			Answer:     reflect.TypeFor[CustomerAnswer](), Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).customer},
	}
}

func (v *visit) customers() (int, any, error) {
	at, limit, err := v.pageOf()
	if err != nil {
		return 0, nil, err
	}
	list := CustomerList{Customers: []CustomerAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		page, err := tx.ListCustomers(store.CustomerFilter{Today: v.Today}, at, limit)
		if err != nil {
			return err
		}
		for n := range page.Rows {
			one, err := answerAbout(&page.Rows[n].Customer, page.Rows[n].Balances, page.Rows[n].Profile)
			if err != nil {
				return err
			}
			list.Customers = append(list.Customers, one)
		}
		list.Next = nextOf(page.Next)
		return nil
	})
	return http.StatusOK, list, err
}

func (v *visit) customer() (int, any, error) {
	var answer CustomerAnswer
	err := v.view(func(tx *store.Tx) error {
		found, err := findCustomer(tx, v.Request.PathValue("key"))
		if err != nil {
			return err
		}
		balances, err := tx.Balances(found.ID)
		if err != nil {
			return err
		}
		people, err := tx.Contacts(found.ID)
		if err != nil {
			return err
		}
		profiles, err := tx.Profiles([]id.ID{found.ID}, v.Today)
		if err != nil {
			return err
		}
		answer, err = answerAbout(&found, balances, profiles[found.ID])
		for _, c := range people[found.ID] {
			answer.Contacts = append(answer.Contacts, ContactAnswer{c.Name, c.Email, c.Phone, c.Position, c.Language, c.Purposes})
		}
		return err
	})
	return http.StatusOK, answer, err
}

func findCustomer(tx *store.Tx, key string) (customer.Customer, error) {
	all, err := tx.CustomersByKeys(store.CustomerKeys{ExternalIDs: []string{key}, Numbers: []string{key}})
	if err != nil {
		return customer.Customer{}, err
	}
	for _, c := range all {
		if c.ExternalID == key {
			return c, nil
		}
	}
	if len(all) > 0 {
		return all[0], nil
	}
	if i, err := id.Parse(key); err == nil {
		found, ok, err := tx.Customer(i)
		if err != nil || ok {
			return found, err
		}
	}
	return customer.Customer{}, errNoSuch
}

func answerAbout(c *customer.Customer, balances []store.Balance, pays profile.Profile) (CustomerAnswer, error) {
	a := CustomerAnswer{CustomerName: nameOf(c), Kind: c.Kind, Language: c.Language, Country: c.Country, VATID: c.VATID, EnterpriseNumber: c.EnterpriseNumber,
		Endpoint: c.Endpoint, Street: c.Street, Postcode: c.Postcode, City: c.City, TermsDays: c.TermsDays, Large: c.Large,
		Labels: c.Labels, Manager: c.Manager, Edited: c.Edited, CreatedAt: c.CreatedAt,
		Profile: ProfileAnswer(pays)}
	for _, b := range balances {
		currency, err := money.ParseCurrency(b.Currency)
		if err != nil {
			return a, err
		}
		a.Balances = append(a.Balances, BalanceAnswer{b.Currency, money.Of(b.Open, currency).String(), money.Of(b.OnAccount, currency).String(), b.Items, b.OldestOn})
	}
	return a, nil
}
