package web

import "acquit/internal/fault"

// refusal is what was wrong with a form: what is wrong with a field stands beside it, by
// its name, and the rest above them all.
type refusal struct {
	Problem string
	Fields  map[string]string
}

// refusalOf tells what a failure says of the fields that it names as its places.
func (v *visit) refusalOf(err error) refusal {
	r := refusal{Fields: map[string]string{}}
	for _, n := range fault.Notes(err) {
		if n.Place.Path == "" {
			return refusal{Problem: v.Words.Fault(err)}
		}
		r.Fields[n.Place.Path] = v.Words.Sentence(n.Text)
	}
	r.Problem = v.Words.T("number.beside")
	return r
}
