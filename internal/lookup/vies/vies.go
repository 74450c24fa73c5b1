// Package vies asks the Commission's VIES whether a VAT number of the European Union is
// valid, through its REST interface: POST /rest-api/check-vat-number. VIES hands the question
// on to the state of the number and says so when that does not answer. The numbers are public
// and nothing secret is sent; who asks is named only where a proof of the consultation is
// wanted.
//
// Source: the interface as https://ec.europa.eu/taxation_customs/vies describes it ("VIES on
// the web", technical information), from memory as of 2026-10-01: no page could be looked at.
package vies

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/registry"
)

// Address is where VIES is asked.
const Address = "https://ec.europa.eu/taxation_customs/vies"

// Timeout is how long an answer is waited for. A state may take its time: VIES itself gives
// up after about half as long.
const Timeout = 20 * time.Second

// Client asks VIES.
type Client struct {
	address string
	http    *http.Client
}

// New returns a client. Address stands for "" as the address. c bounds how long an answer
// may take; see Timeout.
func New(address string, c *http.Client) *Client {
	return &Client{strings.TrimSuffix(cmp.Or(address, Address), "/"), c}
}

// Status is what is known of a number.
type Status string

// What can be known.
const (
	Valid   Status = "valid"
	Invalid Status = "invalid" // the state does not know it, or it is no longer in use
	Unknown Status = "unknown" // neither can be told now: ask again later
)

// Answer is what VIES says of a number.
type Answer struct {
	Status  Status
	Name    string    // where the state tells it
	Address string    // in one line, where the state tells it
	On      date.Date // the day of the answer, by the clock of VIES
	Proof   string    // identifies the consultation, where who asked was named
	Why     fault.Text
}

// question is the body of a request.
type question struct {
	Country          string `json:"countryCode"`
	Number           string `json:"vatNumber"`
	RequesterCountry string `json:"requesterMemberStateCode,omitempty"`
	RequesterNumber  string `json:"requesterNumber,omitempty"`
}

// reply is what is read of an answer.
type reply struct {
	Valid     *bool  `json:"valid"`
	Name      string `json:"name"`
	Address   string `json:"address"`
	On        string `json:"requestDate"`
	Proof     string `json:"requestIdentifier"`
	UserError string `json:"userError"`
	Errors    []struct {
		Error string `json:"error"`
	} `json:"errorWrappers"`
}

// Check asks whether a VAT number is valid. requester is who asks, whose state then gives the
// consultation a number that proves it; the zero Number asks without. That nothing can be told
// now is an answer, not a failure.
//
// Errors: Invalid for a number that is no VAT number of a state, or that VIES refuses to ask
// for; the context's.
func (c *Client) Check(ctx context.Context, vat, requester registry.Number) (Answer, error) {
	if vat.Kind != registry.VAT || len(vat.Digits) < 4 {
		return Answer{}, fault.New(fault.Invalid, "%q is no VAT number of the European Union", vat.Digits)
	}
	q := question{Country: vat.Digits[:2], Number: vat.Digits[2:]}
	if requester.Kind == registry.VAT {
		q.RequesterCountry, q.RequesterNumber = requester.Digits[:2], requester.Digits[2:]
	}
	body, err := json.Marshal(q)
	if err != nil {
		return Answer{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/rest-api/check-vat-number", bytes.NewReader(body))
	if err != nil {
		return Answer{}, fault.Wrap(fault.Invalid, err, "the address cannot be read")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Acquit")
	said, err := c.do(req)
	switch {
	case ctx.Err() != nil:
		return Answer{}, ctx.Err()
	case err != nil:
		return Answer{Status: Unknown, Why: fault.TextOf(err)}, nil
	}
	return said.answer(q.Country)
}

// mostAnswer bounds what is read of an answer; real ones are shorter than 2 KB.
const mostAnswer = 64 << 10

func (c *Client) do(req *http.Request) (r reply, err error) {
	answer, err := c.http.Do(req)
	if err != nil {
		return r, fault.Wrap(fault.Unavailable, err, "VIES cannot be reached")
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	if err != nil {
		return r, fault.Wrap(fault.Unavailable, err, "VIES cannot be reached")
	}
	if len(body) > mostAnswer || json.Unmarshal(body, &r) != nil || r.Valid == nil && r.code() == "" {
		return r, fault.New(fault.Unavailable, "VIES gave an answer that cannot be read (HTTP %d)", answer.StatusCode)
	}
	return r, nil
}

// code is the code of what went wrong, "" where the question was answered.
func (r *reply) code() string {
	for _, e := range r.Errors {
		if e.Error != "" {
			return e.Error
		}
	}
	switch r.UserError {
	case "VALID", "INVALID":
		return ""
	}
	return r.UserError
}

// answer tells the codes of VIES apart.
func (r *reply) answer(state string) (Answer, error) {
	unknown := Answer{Status: Unknown, On: r.on()}
	switch code := r.code(); code {
	case "":
	case "INVALID_INPUT":
		return Answer{}, fault.New(fault.Invalid, "VIES refuses the number: it is not written as numbers of %s are", state)
	case "INVALID_REQUESTER_INFO":
		return Answer{}, fault.New(fault.Invalid, "VIES refuses the number of who asks")
	case "MS_UNAVAILABLE":
		unknown.Why = fault.Say("the tax office of %s does not answer just now", state)
		return unknown, nil
	case "MS_MAX_CONCURRENT_REQ", "MS_MAX_CONCURRENT_REQ_TIME", "GLOBAL_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ_TIME":
		unknown.Why = fault.Say("too many ask VIES just now")
		return unknown, nil
	case "SERVICE_UNAVAILABLE", "SERVER_BUSY", "TIMEOUT":
		unknown.Why = fault.Say("VIES does not answer just now")
		return unknown, nil
	default: // such as VAT_BLOCKED and IP_BLOCKED, and what VIES may say one day
		unknown.Why = fault.Say("VIES gives no answer: %s", shortened(code))
		return unknown, nil
	}
	a := Answer{Status: Invalid, On: r.on(), Proof: r.Proof}
	if *r.Valid {
		a.Status, a.Name, a.Address = Valid, told(r.Name), told(r.Address)
	}
	return a, nil
}

// told is a text in one line; three hyphens are how a state says that it tells nothing.
func told(s string) string {
	if s = strings.Join(strings.Fields(s), " "); strings.Trim(s, "-") == "" {
		return ""
	}
	return s
}

// on is the day of the answer: 2026-03-01T10:00:00.000Z or 2026-03-01+01:00.
func (r *reply) on() date.Date {
	const length = len("2026-03-01")
	if len(r.On) < length {
		return date.None
	}
	d, err := date.Parse(r.On[:length])
	if err != nil {
		return date.None
	}
	return d
}

// shortened keeps the code of a stranger short.
func shortened(code string) string {
	const most = 60
	if letters := []rune(code); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return code
}
