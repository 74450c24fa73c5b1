package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/locale"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// Where the document is, and the page that shows it. The page is drawn here, of the
// very operations that are served: the readers of such documents that one can buy or
// borrow want a script that writes styles, which no page of this house allows.
const (
	documentPath = Prefix + "openapi.json"
	docsPath     = Prefix + "docs"
)

func (s *site) docsRoutes() {
	page := s.drawDocs()
	s.mux.HandleFunc("GET "+documentPath, func(w http.ResponseWriter, _ *http.Request) { s.give(w, "application/json", s.document) })
	s.mux.HandleFunc("GET "+docsPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", ui.Policy)
		s.give(w, "text/html; charset=utf-8", page)
	})
	s.mux.HandleFunc("GET "+Prefix+"{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, docsPath, http.StatusSeeOther) })
}

// give answers with what is the same for everybody until the program is replaced.
func (s *site) give(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Write(body)
}

// drawDocs draws the page, once.
func (s *site) drawDocs() []byte {
	words := s.Words.In(locale.For(locale.English, ""))
	spec := ui.ManualSpec{Title: "API", Label: "Contents", Contents: []ui.ManualGroup{{Title: "API", Links: []ui.Choice{
		{Label: "How it works", Href: "#main"}, {Label: "Codes", Href: "#codes"}, {Label: "openapi.json", Href: documentPath}}}}}
	parts := s.drawIntroduction(words)
	for _, group := range s.groups() {
		parts = append(parts, section(ui.SectionSpec{Title: group}))
		links := ui.ManualGroup{Title: group}
		for n := range s.operations {
			if o := &s.operations[n]; o.Group == group {
				links.Links = append(links.Links, ui.Choice{Label: o.Summary, Href: "#" + o.Name})
				parts = append(parts, s.drawOperation(words, o)...)
			}
		}
		spec.Contents = append(spec.Contents, links)
	}
	parts = append(parts, section(ui.SectionSpec{Title: "Types"}))
	types := ui.ManualGroup{Title: "Types"}
	for _, name := range s.schemas.order {
		types.Links = append(types.Links, ui.Choice{Label: name, Href: "#" + name})
		parts = append(parts, s.drawType(words, name)...)
	}
	spec.Contents = append(spec.Contents, types)
	var page bytes.Buffer
	if err := ui.Manual(words, spec).Render(templ.WithChildren(context.Background(), templ.Join(parts...)), &page); err != nil {
		panic(err) // it is drawn of what stands in this package
	}
	return page.Bytes()
}

// groups are the groups of operations, in their order.
func (s *site) groups() (all []string) {
	for n := range s.operations {
		if group := s.operations[n].Group; !slices.Contains(all, group) {
			all = append(all, group)
		}
	}
	return all
}

// section is the heading of a part of the page.
func section(spec ui.SectionSpec, inside ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return ui.Section(spec).Render(templ.WithChildren(ctx, templ.Join(inside...)), out)
	})
}

// element is words in an element of the page.
func element(tag, text string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		if _, err := io.WriteString(out, "<"+tag+">"); err != nil {
			return err
		}
		if err := ui.Sentences(text).Render(ctx, out); err != nil {
			return err
		}
		_, err := io.WriteString(out, "</"+tag+">")
		return err
	})
}

func (s *site) drawIntroduction(w *locale.Words) []templ.Component {
	parts := []templ.Component{ui.PageHeader(ui.HeaderSpec{Title: "API", State: summary})}
	for _, text := range paragraphs {
		parts = append(parts, element("p", text))
	}
	table := ui.TableSpec{Caption: "Codes", Columns: []ui.Column{{Label: "Code", Name: true}, {Label: "Meaning"}}}
	for _, c := range codes {
		table.Rows = append(table.Rows, ui.Row{ID: c.Code, Cells: []templ.Component{element("code", c.Code), ui.Sentences(c.Text)}})
	}
	return append(parts, section(ui.SectionSpec{ID: "codes", Title: "Codes"}, ui.Table(w, table)))
}

func (s *site) drawOperation(w *locale.Words, o *operation) []templ.Component {
	parts := []templ.Component{ui.ManualHead(o.Name, o.Method, o.Path), element("p", o.Summary+". "+o.Text)}
	if len(o.Parameters) > 0 {
		table := fieldTable("Parameters")
		for _, p := range o.Parameters {
			table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{element("code", p.Name), s.kind(p.schema), needed(p.In == "path"), ui.Words(p.Text)}})
		}
		parts = append(parts, ui.Table(w, table))
	}
	if o.Record != nil {
		parts = append(parts, fieldsOf(w, s, s.schemas.resolve(s.bodyOf(o)), "Body"), ui.Code("Example of "+o.Name, o.call()))
	}
	table := ui.TableSpec{Caption: "Answers", Columns: []ui.Column{{Label: "Status", Kind: ui.ColumnTight, Name: true}, {Label: "Answer"}, {Label: "Meaning"}}}
	for _, r := range s.open(o).Responses {
		if slices.Contains(usual, r.status) {
			continue // said once for all
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{element("code", strconv.Itoa(r.status)), s.kind(r.Content.Schema), ui.Words(r.Description)}})
	}
	scope := "A token that may read is enough."
	if o.Scope == user.WriteScope {
		scope = "It takes a token that may write."
	}
	return append(parts, element("p", scope), ui.Table(w, table))
}

// call is how a shell asks for an operation.
func (o *operation) call() string {
	return "curl https://acquit.example" + o.Path + ` \` + "\n" + `  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \` + "\n  -d '" + o.Example + "'"
}

func (s *site) drawType(w *locale.Words, name string) []templ.Component {
	one := s.schemas.named[name]
	parts := []templ.Component{ui.ManualHead(name, "", name)}
	if one.Description != "" {
		parts = append(parts, element("p", one.Description))
	}
	if len(one.Properties) == 0 {
		return parts
	}
	return append(parts, fieldsOf(w, s, one, name))
}

func fieldTable(caption string) ui.TableSpec {
	return ui.TableSpec{Caption: caption, Columns: []ui.Column{{Label: "Name", Name: true}, {Label: "Type"}, {Label: "Needed", Kind: ui.ColumnTight}, {Label: "Meaning"}}}
}

// fieldsOf is a table of the fields of an object.
func fieldsOf(w *locale.Words, s *site, one *schema, caption string) templ.Component {
	table := fieldTable(caption)
	for _, m := range one.Properties {
		required := slices.Contains(one.Required, m.name)
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{element("code", m.name), s.kind(m.schema), needed(required), ui.Sentences(m.Description + bounds(m.schema))}})
	}
	return ui.Table(w, table)
}

func needed(required bool) templ.Component {
	if required {
		return ui.Words("required")
	}
	return ui.Muted("optional")
}

// kind names the type of a value, and leads to it.
func (s *site) kind(one *schema) templ.Component {
	of, list := "", one
	if one.Type == "array" {
		of, list = "list of ", one.Items
	}
	switch name, ok := strings.CutPrefix(list.Ref, refPrefix); {
	case ok:
		return ui.Link(of+name, "#"+name)
	case of != "":
		return templ.Join(ui.Words(of), s.kind(list))
	case one.Format != "":
		return ui.Words(one.Format)
	case len(one.Enum) > 0:
		return ui.Sentences("`" + strings.Join(one.Enum, "` `") + "`")
	case one.Pattern == amountForm:
		return ui.Link("Amount", "#Amount")
	}
	return ui.Words(map[string]string{"string": "text", "integer": "number", "boolean": "true or false"}[one.Type])
}

// bounds says how long or large a value may be.
func bounds(one *schema) string {
	switch {
	case one.MaxLength != nil:
		return " At most " + strconv.Itoa(*one.MaxLength) + " characters."
	case one.MaxItems != nil:
		return " At most " + strconv.Itoa(*one.MaxItems) + "."
	case one.Minimum != nil && one.Maximum != nil:
		return " From " + strconv.Itoa(*one.Minimum) + " to " + strconv.Itoa(*one.Maximum) + "."
	}
	return ""
}
