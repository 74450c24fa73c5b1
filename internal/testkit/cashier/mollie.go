package cashier

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"acquit/internal/checkout"
	"acquit/internal/money"
)

// object is a JSON object.
type object = map[string]any

// answer writes an object.
func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}

// mollie speaks as https://docs.mollie.com/reference/overview says.
type mollie struct{}

func (mollie) routes(s *Server, mux *http.ServeMux) {
	mux.HandleFunc("GET /v2/methods", s.keyed(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, object{"count": 2, "_embedded": object{"methods": []object{{"id": "ideal", "description": "iDEAL"}, {"id": "bancontact", "description": "Bancontact"}}}})
	}))
	mux.HandleFunc("POST /v2/payments", s.keyed(s.mollieBegins))
	mux.HandleFunc("GET /v2/payments/{ref}", s.keyed(func(w http.ResponseWriter, r *http.Request) {
		if p := s.find(r.PathValue("ref")); p != nil {
			answer(w, http.StatusOK, s.molliePayment(p))
			return
		}
		s.refuse(w, http.StatusNotFound, "No payment exists with token "+r.PathValue("ref")+".")
	}))
	mux.HandleFunc("GET /v2/settlements", s.keyed(func(w http.ResponseWriter, _ *http.Request) {
		all := []object{}
		for _, o := range s.payouts {
			all = append(all, object{"resource": "settlement", "id": o.ref, "reference": o.text, "status": "paidout", "settledAt": o.on, "amount": mollieAmount(o.amount)})
		}
		answer(w, http.StatusOK, object{"count": len(all), "_embedded": object{"settlements": all}, "_links": object{"next": nil}})
	}))
	mux.HandleFunc("GET /v2/settlements/{ref}/payments", s.keyed(s.mollieSettled))
}

func mollieAmount(a money.Amount) object {
	return object{"currency": a.Currency.String(), "value": a.String()}
}

// knows: payouts are told to a token of the organisation, all else to a key.
func (mollie) knows(s *Server, r *http.Request) bool {
	key := s.Secrets.Key
	if strings.HasPrefix(r.URL.Path, "/v2/settlements") {
		key = s.Secrets.Org
	}
	return r.Header.Get("Authorization") == "Bearer "+key
}

func (mollie) refusal(status int, text string) any {
	return object{"status": status, "title": http.StatusText(status), "detail": text, "_links": object{}}
}

func (mollie) notice(_ *Server, p *payment) (http.Header, []byte) {
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(url.Values{"id": {p.ref}}.Encode())
}

func (s *Server) mollieBegins(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Amount      struct{ Currency, Value string }
		Description string
		RedirectURL string `json:"redirectUrl"`
		WebhookURL  string `json:"webhookUrl"`
		Locale      string
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		s.refuse(w, http.StatusBadRequest, "The request body contains invalid JSON")
		return
	}
	c, err := money.ParseCurrency(asked.Amount.Currency)
	amount, wrong := money.Parse(asked.Amount.Value, c)
	_, decimals, _ := strings.Cut(asked.Amount.Value, ".")
	switch {
	case err != nil || wrong != nil || len(decimals) != c.Digits() || amount.Sign() <= 0:
		s.refuse(w, http.StatusUnprocessableEntity, "The amount contains an invalid value")
		return
	case asked.Description == "" || asked.RedirectURL == "":
		s.refuse(w, http.StatusUnprocessableEntity, "The description is missing")
		return
	}
	p := s.begin(checkout.Order{Once: r.Header.Get("Idempotency-Key"), Amount: amount, Description: asked.Description, Return: asked.RedirectURL, Hook: asked.WebhookURL, Language: asked.Locale})
	answer(w, http.StatusCreated, s.molliePayment(p))
}

func (s *Server) molliePayment(p *payment) object {
	is := object{"resource": "payment", "id": p.ref, "mode": "test", "status": string(p.status), "amount": mollieAmount(p.order.Amount), "description": p.order.Description,
		"method": nil, "_links": object{"self": object{"href": s.URL + "/v2/payments/" + p.ref}}}
	if p.status == checkout.Cancelled {
		is["status"] = "canceled"
	}
	if p.status == checkout.Open {
		is["_links"].(object)["checkout"] = object{"href": s.URL + "/pay/" + p.ref, "type": "text/html"}
	}
	if p.status != checkout.Paid {
		return is
	}
	of := func(minor int64) object { return mollieAmount(money.Of(minor, p.order.Amount.Currency)) }
	is["method"], is["paidAt"], is["amountRefunded"] = "ideal", p.paidAt, of(p.back)
	is["details"] = object{"consumerName": p.name, "consumerAccount": p.iban, "consumerBic": "INGBNL2A"}
	if p.taken > 0 {
		is["amountChargedBack"] = of(p.taken)
	}
	if p.payout != "" {
		is["settlementId"] = p.payout
	}
	return is
}

// mollieSettled pages, one payment on each.
func (s *Server) mollieSettled(w http.ResponseWriter, r *http.Request) {
	for _, o := range s.payouts {
		if o.ref != r.PathValue("ref") {
			continue
		}
		from := r.URL.Query().Get("from")
		for n, p := range o.payments {
			if from != "" && p.ref != from {
				continue
			}
			links := object{"next": nil}
			if n+1 < len(o.payments) {
				links["next"] = object{"href": s.URL + r.URL.Path + "?limit=250&from=" + o.payments[n+1].ref}
			}
			answer(w, http.StatusOK, object{"count": 1, "_embedded": object{"payments": []object{s.molliePayment(p)}}, "_links": links})
			return
		}
	}
	s.refuse(w, http.StatusNotFound, "No settlement exists with token "+r.PathValue("ref")+".")
}
