package intake

import (
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/user"
)

// mostStaff bounds the people of a company whose names a table may use.
const mostStaff = 1000

// staff are the people of the company: tables call account managers by their names.
type staff struct {
	byName map[string]string // addresses by folded name; "" where several have it
}

func loadStaff(tx *store.Tx) (*staff, error) {
	s := &staff{byName: map[string]string{}}
	members, err := tx.Members(mostStaff)
	for _, m := range members {
		key := customer.NameKey(m.Name)
		if _, twice := s.byName[key]; twice {
			m.Email = ""
		}
		s.byName[key] = m.Email
	}
	return s, err
}

// address is the mail address of somebody whom a table calls by it, or by name.
func (s *staff) address(word string) (address string, unknown bool) {
	if address, err := user.ParseEmail(word); err == nil {
		return address, false
	}
	address = s.byName[customer.NameKey(word)]
	return address, address == ""
}
