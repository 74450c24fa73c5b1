package cli

import (
	"time"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/user"
)

type tokenCommands struct {
	Create tokenCreate `cmd:"" help:"Make a token of the API; it is printed once."`
	List   tokenList   `cmd:"" help:"List the tokens of a company."`
	Revoke tokenRevoke `cmd:"" help:"End a token."`
}

// mostTokens bounds the list of tokens.
const mostTokens = 1000

// commandLine is who did what is done by the command line.
const commandLine = "command line"

type tokenCreate struct {
	Name  string `required:"" help:"What it is for."`
	Scope string `default:"read" help:"read, or write, which reads too."`
}

func (c *tokenCreate) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		made, secret, err := a.people(s, nil).Grant(a.ctx, of.ID, c.Name, user.Scope(c.Scope), commandLine)
		if err != nil {
			return err
		}
		answer := struct {
			tokenLine
			Token string `json:"token"`
		}{lineOfToken(&made), string(secret)}
		return a.print(answer, func() {
			a.say("%s may %s %s. This is shown once:", made.Name, made.Scope, of.Name)
			a.say("%s", secret)
		})
	})
}

// tokenLine is a token as the command line prints it. Instants are in UTC.
type tokenLine struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Scope     user.Scope `json:"scope"`
	CreatedBy string     `json:"created_by"`
	CreatedAt string     `json:"created_at"`
	UsedAt    string     `json:"used_at"`    // "" when it was never used
	RevokedBy string     `json:"revoked_by"` // "" while it can be used
	RevokedAt string     `json:"revoked_at"`
}

func lineOfToken(t *user.Access) tokenLine {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	return tokenLine{t.ID.String(), t.Name, t.Scope, t.CreatedBy, at(t.CreatedAt), at(t.UsedAt), t.RevokedBy, at(t.RevokedAt)}
}

type tokenList struct{}

func (*tokenList) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		lines := []tokenLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			all, err := tx.Accesses(mostTokens)
			for n := range all {
				lines = append(lines, lineOfToken(&all[n]))
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"tokens": lines}, func() {
			for _, l := range lines {
				state := "never used"
				if l.UsedAt != "" {
					state = "used " + l.UsedAt
				}
				if l.RevokedAt != "" {
					state = "revoked " + l.RevokedAt
				}
				a.say("%s  %-5s  %-24s  %s", l.ID, l.Scope, state, l.Name)
			}
			if len(lines) == 0 {
				a.say("%s has no token yet; make one with: acquit token create --name NAME", of.Name)
			}
		})
	})
}

type tokenRevoke struct {
	Token string `arg:"" help:"Its identifier, or its name."`
}

func (c *tokenRevoke) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		found, err := c.find(a, s, of.ID)
		if err != nil {
			return err
		}
		ended, err := a.people(s, nil).Revoke(a.ctx, of.ID, found, commandLine)
		if err != nil {
			return err
		}
		return a.print(map[string]any{"id": ended.ID.String(), "name": ended.Name}, func() { a.say("%s is revoked.", ended.Name) })
	})
}

// find returns the token that the command line means.
func (c *tokenRevoke) find(a *app, s *store.Store, of id.ID) (found id.ID, err error) {
	err = s.View(a.ctx, of, func(tx *store.Tx) error {
		all, err := tx.Accesses(mostTokens)
		for _, t := range all {
			if t.ID.String() == c.Token || t.Name == c.Token && t.RevokedAt.IsZero() {
				found = t.ID
			}
		}
		if err == nil && found == 0 {
			err = fault.New(fault.NotFound, "there is no token %q", c.Token)
		}
		return err
	})
	return found, err
}
