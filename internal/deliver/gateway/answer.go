package gateway

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// usual is what a status means where the definition says nothing else. A refusal that is
// about us or about the address (who we are, what is paid for, how often we ask) is not
// about the message: somebody mends the settings, and it leaves then. What went wrong inside,
// or behind, the provider's server may have gone wrong after the message was taken.
func usual(status int) deliver.Kind {
	switch status {
	case http.StatusSeeOther, // it was taken, and the answer lies elsewhere
		http.StatusConflict: // perhaps because it was taken before
		return deliver.Uncertain
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusProxyAuthRequired, http.StatusRequestTimeout,
		http.StatusMisdirectedRequest, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusUpgradeRequired, http.StatusServiceUnavailable:
		return deliver.Later
	}
	switch status / 100 {
	case 2:
		return deliver.Accepted
	case 3:
		return deliver.Later
	case 4:
		return deliver.Refused
	}
	return deliver.Uncertain
}

// kindOf is what a status means.
func (a *Answer) kindOf(status int) deliver.Kind {
	for kind, ranges := range a.Status {
		for _, r := range ranges {
			if from, to, ok := statuses(r); ok && from <= status && status <= to {
				return kind
			}
		}
	}
	return usual(status)
}

// statuses reads "2xx", "404" or "500-504".
func statuses(s string) (from, to int, ok bool) {
	if class, found := strings.CutSuffix(s, "xx"); found {
		s = class + "00-" + class + "99"
	}
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, wrong := strconv.Atoi(last)
	return from, to, err == nil && wrong == nil && 200 <= from && from <= to && to <= 599
}

// check looks at an answer with the fields and states it may tell. Statuses decide about a
// message that is sent, not about one that is asked for.
func (a *Answer) check(place string, fields, states []string) error {
	seen := map[int]deliver.Kind{}
	for _, kind := range slices.Sorted(maps.Keys(a.Status)) {
		if !slices.Contains([]deliver.Kind{deliver.Accepted, deliver.Later, deliver.Refused, deliver.Uncertain}, kind) || !slices.Contains(states, string(kind)) {
			return fault.At(0, place+"/status", "%q is unknown here: there are %s", string(kind), listed(states))
		}
		for _, r := range a.Status[kind] {
			from, to, ok := statuses(r)
			if !ok {
				return fault.At(0, place+"/status", "%q is no range of statuses from 200 to 599, such as 2xx, 404 or 500-504", r)
			}
			for n := from; n <= to; n++ {
				if other, twice := seen[n]; twice && other != kind {
					return fault.At(0, place+"/status", "%q means both %s and %s", strconv.Itoa(n), string(other), string(kind))
				}
				seen[n] = kind
			}
		}
	}
	if err := checkFields(place+"/fields", a.Fields, fields); err != nil {
		return err
	}
	if a.State == nil {
		return nil
	}
	return a.State.check(place+"/state", states)
}

// checkPointer holds that a text is a JSON pointer; "" points at the whole.
func checkPointer(place, pointer string) error {
	odd := pointer != "" && pointer[0] != '/'
	for rest := pointer; !odd; {
		at := strings.IndexByte(rest, '~')
		if at < 0 {
			break
		}
		rest = rest[at+1:]
		odd = rest == "" || rest[0] != '0' && rest[0] != '1'
	}
	if odd {
		return fault.At(0, place, "%q is no JSON pointer, such as /messages/0/id", pointer)
	}
	return nil
}

// node is what a JSON pointer (RFC 6901) points at; nil for nothing.
func node(tree any, pointer string) any {
	if pointer == "" {
		return tree
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer[1:], "/") {
		switch inner := tree.(type) {
		case map[string]any:
			tree = inner[unescape.Replace(step)]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(inner) {
				return nil
			}
			tree = inner[n]
		default:
			return nil
		}
	}
	return tree
}

// mostField is how long a field of an answer may be, in letters: nothing that is a number,
// a word or a reason is longer.
const mostField = 500

// said is what stands at a pointer, as one line of text; "" for nothing, a list or an object.
func said(tree any, pointer string) string {
	text := ""
	switch value := node(tree, pointer).(type) {
	case string:
		text = value
	case json.Number:
		text = value.String()
	case bool:
		text = strconv.FormatBool(value)
	}
	line := []rune(deliver.Line(text))
	return string(line[:min(len(line), mostField)])
}

// fieldsOf are the fields that a document says.
func fieldsOf(tree any, at map[string]string) map[string]string {
	fields := map[string]string{}
	for name, pointer := range at {
		if text := said(tree, pointer); text != "" {
			fields[name] = text
		}
	}
	return fields
}
