package api

import (
	"io"
	"net/http"

	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/report/dossier"
	"acquit/internal/store"
	"acquit/internal/user"
)

func dossierOperations() []operation {
	parameters := []parameter{
		{"key", "path", "The customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}},
		{"currency", "query", "Of what is claimed; the company's when left out.", &schema{Type: "string"}},
		{"language", "query", "Of its words: fr, nl, de or en; the customer's when left out.", &schema{Type: "string", Enum: []string{"fr", "nl", "de", "en"}}},
		{"internal", "query", "1 leaves in what people wrote for each other.", &schema{Type: "string", Enum: []string{"1"}}},
	}
	return []operation{{Method: http.MethodGet, Path: root + "/customers/{key}/dossier", Name: "get_dossier", Summary: "The complete file of a case", Group: "Claims", Scope: user.ReadScope,
		Text:       "A ZIP file of everything that is late of the customer in a currency: a summary as PDF, every document as a numbered exhibit, the claim and the record of the case as data, and a manifest of SHA-256 sums. It is written while it is sent; where a document is not what was kept, the connection breaks off.",
		Parameters: parameters, Media: zipMedia, Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity}, do: (*visit).dossier}}
}

func (v *visit) dossier() (int, any, error) {
	about, asked := dossier.About{Currency: v.Company.Currency, On: v.Today, Internal: v.Request.FormValue("internal") != ""}, v.Request.FormValue("currency")
	if asked != "" {
		currency, err := money.ParseCurrency(asked)
		if err != nil {
			return 0, nil, err
		}
		about.Currency = currency
	}
	var gathered *dossier.Gathered
	err := v.view(func(tx *store.Tx) error {
		who, err := findCustomer(tx, v.Request.PathValue("key"))
		if err != nil {
			return err
		}
		about.Customer = who.ID
		reader := report.ReaderOf(&who)
		if language := v.Request.FormValue("language"); language != "" {
			reader = locale.For(locale.Language(language), who.Country)
		}
		gathered, err = dossier.Gather(tx, v.Calendar, v.Words.In(reader), about)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	f, err := gathered.Print()
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, &stream{f.Name, func(out io.Writer) error { return f.Write(v.Request.Context(), v.Store, v.Company.ID, out) }}, nil
}
