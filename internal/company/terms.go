package company

// GeneralTerms are the terms on which the company sells, as a file that is kept.
type GeneralTerms struct {
	Name string `json:"name"`
	Hash string `json:"hash"`
	Size int64  `json:"size"` // in bytes
}

// TermsIn are the general terms in a language, or else in the company's own.
func (c *Company) TermsIn(language string) (GeneralTerms, bool) {
	terms, found := c.Policy.GeneralTerms[language]
	if !found {
		terms, found = c.Policy.GeneralTerms[c.Language]
	}
	return terms, found
}
