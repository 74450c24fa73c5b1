package message

import "testing"

func TestWhoStandsForAMessage(t *testing.T) {
	for name, c := range map[string]struct {
		approved []string
		edited   string
		people   int
		want     bool
	}{
		"nobody must":                            {nil, "", 0, true},
		"one must, and nobody did":               {nil, "", 1, false},
		"one must, and one did":                  {[]string{"a"}, "", 1, true},
		"one must, and somebody only wrote it":   {nil, "a", 1, false},
		"one must, who wrote it":                 {[]string{"a"}, "a", 1, true},
		"two must, and one did":                  {[]string{"a"}, "", 2, false},
		"two must, and one wrote and approved":   {[]string{"a"}, "a", 2, false},
		"two must, one wrote and other approved": {[]string{"b"}, "a", 2, true},
		"two must, and two did":                  {[]string{"a", "b"}, "", 2, true},
	} {
		m := Message{Approved: c.approved}
		if c.edited != "" {
			m.Edited = &Edited{By: c.edited}
		}
		if got := m.HasApproval(c.people); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
