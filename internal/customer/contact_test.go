package customer

import (
	"slices"
	"testing"
)

func TestATableKnowsAContactByWhatItWasCalled(t *testing.T) {
	anne := Contact{Name: "Anne Lys", Email: "anne.lys@acme.example", Former: []string{"Anne", "old@acme.example"}}
	nameless := Contact{Email: "compta@acme.example"}
	for _, c := range []struct {
		what        string
		contact     Contact
		email, name string
		want        bool
	}{
		{"its address", anne, "anne.lys@acme.example", "Somebody", true},
		{"its address in capitals", anne, "Anne.LYS@acme.example", "", true},
		{"its former address", anne, "OLD@acme.example", "", true},
		{"another address under its name", anne, "anne@home.example", "Anne Lys", false},
		{"its name without an address", anne, "", "Anne Lys", true},
		{"its former name without an address", anne, "", "Anne", true},
		{"another name", anne, "", "Zoë", false},
		{"an address for who has no name", nameless, "compta@acme.example", "Compta", true},
		{"a name for who has none", nameless, "", "Compta", false},
	} {
		if got := c.contact.Is(c.email, c.name); got != c.want {
			t.Errorf("%s: %t", c.what, got)
		}
	}
}

func TestAContactKeepsWhatItWasCalled(t *testing.T) {
	c := Contact{Name: "Anne", Email: "a@acme.example"}
	for _, next := range []Contact{
		{Name: "Anne", Email: "b@acme.example"}, {Name: "Anne Lys", Email: ""}, {Name: "Anne Lys", Email: "c@acme.example", Phone: "1"}, {Name: "Anne", Email: "a@acme.example"},
	} {
		next.Succeed(&c)
		c = next
	}
	if want := []string{"a@acme.example", "b@acme.example", "Anne", "c@acme.example", "Anne Lys"}; !slices.Equal(c.Former, want) {
		t.Errorf("%q", c.Former)
	}
}
