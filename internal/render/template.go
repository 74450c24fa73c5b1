package render

import (
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"

	"acquit/internal/fault"
)

// A company writes its own texts in a small part of the language of text/template: words,
// and {{if}} on words. The tree that the standard library makes of a text is never executed,
// it is walked: what the walk does not know cannot be said.

// strange says that something is no part of the language.
func strange(line int, what string) *fault.Error {
	return fault.At(line, "", "%s cannot stand here: between double braces stands a word, or if with a word, else, or end", what)
}

var definition = regexp.MustCompile(`\{\{-?\s*(define|block)\b`)

// parseText reads a text.
//
// Errors: Invalid, with the line.
func parseText(text string) (*parse.ListNode, error) {
	if at := definition.FindStringIndex(text); at != nil { // it would not stand in the tree
		line := lineOf(text, parse.Pos(at[0]))
		return nil, strange(line, tagOn(text, line))
	}
	for n, line := range strings.Split(text, "\n") {
		if strings.LastIndex(line, "{{") > strings.LastIndex(line, "}}") {
			return nil, fault.At(n+1, "", "%s is not closed by %s", "{{", "}}")
		}
	}
	tree := parse.New("text")
	tree.Mode = parse.SkipFuncCheck | parse.ParseComments
	parsed, err := tree.Parse(text, "", "", map[string]*parse.Tree{})
	if err != nil {
		return nil, unreadable(text, err)
	}
	if parsed.Root == nil {
		return &parse.ListNode{}, nil
	}
	return parsed.Root, nil
}

var parserLine = regexp.MustCompile(`^template: text:(\d+)`)

// unreadable says what the standard library could not read.
func unreadable(text string, err error) error {
	line := 1
	if found := parserLine.FindStringSubmatch(err.Error()); found != nil {
		line, _ = strconv.Atoi(found[1]) // digits
	}
	switch message := err.Error(); {
	case strings.Contains(message, "unexpected EOF"):
		return fault.At(line, "", "%s is not closed: %s is missing", tag("if"), tag("end"))
	case strings.Contains(message, "unexpected {{end}}"):
		return fault.At(line, "", "%s closes nothing", tag("end"))
	case strings.Contains(message, "{{else}}"):
		return fault.At(line, "", "%s belongs to no %s", tag("else"), tag("if"))
	}
	return strange(line, tagOn(text, line))
}

var tags = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// tagOn is the first tag of a line that is more than a word.
func tagOn(text string, line int) string {
	lines := strings.Split(text, "\n")
	for _, tag := range tags.FindAllString(lines[min(line, len(lines))-1], -1) {
		if !simpleTag.MatchString(tag) {
			return tag
		}
	}
	return "{{…}}"
}

var simpleTag = regexp.MustCompile(`^\{\{ *((else +)?if +)?[a-z_]+ *\}\}$`)

// named is the word that a pipeline is; "" for anything else.
func named(p *parse.PipeNode) string {
	if p == nil || len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return ""
	}
	if name, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode); ok {
		return name.Ident
	}
	return ""
}

// lineOf is the line, from 1, on which a place in a text lies.
func lineOf(text string, at parse.Pos) int {
	return 1 + strings.Count(text[:min(int(at), len(text))], "\n")
}

// unified has the line ends of a text as \n.
func unified(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
