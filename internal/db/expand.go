package db

import (
	"fmt"
	"regexp"
	"strings"
)

// macro is a word in braces, with its arguments behind the first blank:
// {day due_on}, {rows $2 id BIGINT, name TEXT}.
var macro = regexp.MustCompile(`\{([a-z_]+)(?: ([^{}]*))?\}`)

// Expand turns the macros of a portable SQL text into the spelling of an engine.
// The few that exist hide what the two engines truly write differently:
//
//	{id} {bool} {json} {blob}   column types; {id} holds any 64-bit number
//	{key}                       a text that is compared byte by byte, so that an
//	                            index finds what begins with a word
//	{day c}, {instant c}        a column c for a civil day, for an instant
//	{strict}, {clustered}       table options; clustered keeps rows in key order
//	{rows $n c TYPE, …}         the JSON array of objects in parameter n, as a table
//	{list $n TYPE}              the JSON array of values in parameter n, as one column
//	{for update}                locks the rows that were read until the end
func Expand(e Engine, query string) string {
	if !strings.Contains(query, "{") {
		return query
	}
	return macro.ReplaceAllStringFunc(query, func(m string) string {
		part := macro.FindStringSubmatch(m)
		if e == Postgres {
			return expandPostgres(part[1], part[2], m)
		}
		return expandSQLite(part[1], part[2], m)
	})
}

// The LIMIT behind {rows} and {list} takes nothing away: it tells PostgreSQL how many
// rows there are, where it would else reckon with a hundred and read a whole table for
// one.
func expandPostgres(name, args, whole string) string {
	switch name {
	case "id":
		return "BIGINT"
	case "bool":
		return "BOOLEAN"
	case "json":
		return "JSONB"
	case "blob":
		return "BYTEA"
	case "key":
		return `TEXT COLLATE "C"`
	case "day":
		return args + " DATE"
	case "instant":
		return args + " BIGINT"
	case "strict", "clustered":
		return ""
	case "rows":
		parameter, columns := firstWord(args)
		return fmt.Sprintf("(SELECT * FROM jsonb_to_recordset(CAST(%[1]s AS JSONB)) AS r(%[2]s) LIMIT jsonb_array_length(CAST(%[1]s AS JSONB))) AS r", parameter, columns)
	case "list":
		parameter, kind := firstWord(args)
		return fmt.Sprintf("SELECT CAST(value AS %[2]s) FROM jsonb_array_elements_text(CAST(%[1]s AS JSONB)) LIMIT jsonb_array_length(CAST(%[1]s AS JSONB))", parameter, kind)
	case "for":
		return "FOR UPDATE"
	}
	return whole
}

func expandSQLite(name, args, whole string) string {
	switch name {
	case "id", "bool":
		return "INTEGER"
	case "json", "key":
		return "TEXT"
	case "blob":
		return "BLOB"
	case "day":
		// IS, not =: an impossible day makes date() NULL, which = would let pass.
		return fmt.Sprintf("%s TEXT CHECK (date(%s) IS %s)", args, args, args)
	case "instant":
		return args + " INTEGER"
	case "strict":
		return "STRICT"
	case "clustered":
		return "STRICT, WITHOUT ROWID"
	case "rows":
		parameter, columns := firstWord(args)
		return fmt.Sprintf("(SELECT %s FROM json_each(%s)) AS r", extracts(columns), parameter)
	case "list":
		parameter, _ := firstWord(args)
		return fmt.Sprintf("SELECT value FROM json_each(%s)", parameter)
	case "for":
		return "" // the one writer already holds everything
	}
	return whole
}

// extracts turns "id BIGINT, name TEXT" into the JSON extractions of SQLite.
func extracts(columns string) string {
	var out []string
	for _, column := range strings.Split(columns, ",") {
		name, _ := firstWord(strings.TrimSpace(column))
		out = append(out, fmt.Sprintf("json_extract(value, '$.%s') AS %s", name, name))
	}
	return strings.Join(out, ", ")
}

func firstWord(s string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(s), " ")
	return word, strings.TrimSpace(rest)
}
