package db

import "testing"

func TestExpand(t *testing.T) {
	for _, tt := range []struct{ name, text, sqlite, postgres string }{
		{"a text without macros", `SELECT 1`, `SELECT 1`, `SELECT 1`},
		{"column types", `i {id}, b {bool}, j {json}, x {blob}`, `i INTEGER, b INTEGER, j TEXT, x BLOB`, `i BIGINT, b BOOLEAN, j JSONB, x BYTEA`},
		{"a text compared byte by byte", `n {key} NOT NULL`, `n TEXT NOT NULL`, `n TEXT COLLATE "C" NOT NULL`},
		{"a day", `{day due_on} NOT NULL`, `due_on TEXT CHECK (date(due_on) IS due_on) NOT NULL`, `due_on DATE NOT NULL`},
		{"an instant", `{instant made_at}`, `made_at INTEGER`, `made_at BIGINT`},
		{"table options", `() {strict}; () {clustered}`, `() STRICT; () STRICT, WITHOUT ROWID`, `() ; () `},
		{"a list", `id IN ({list $2 BIGINT})`, `id IN (SELECT value FROM json_each($2))`,
			`id IN (SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS JSONB)) LIMIT jsonb_array_length(CAST($2 AS JSONB)))`},
		{"rows", `FROM {rows $1 id BIGINT, due_on DATE}`,
			`FROM (SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.due_on') AS due_on FROM json_each($1)) AS r`,
			`FROM (SELECT * FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS r(id BIGINT, due_on DATE) LIMIT jsonb_array_length(CAST($1 AS JSONB))) AS r`},
		{"rows over several lines", "{rows $1 id BIGINT,\n\t\tname TEXT}",
			`(SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.name') AS name FROM json_each($1)) AS r`,
			"(SELECT * FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS r(id BIGINT,\n\t\tname TEXT) LIMIT jsonb_array_length(CAST($1 AS JSONB))) AS r"},
		{"a lock", `SELECT 1 {for update}`, `SELECT 1 `, `SELECT 1 FOR UPDATE`},
		{"braces that are no macro", `SELECT '{}', '{"a": 1}', '{unknown}'`, `SELECT '{}', '{"a": 1}', '{unknown}'`, `SELECT '{}', '{"a": 1}', '{unknown}'`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Expand(SQLite, tt.text); got != tt.sqlite {
				t.Errorf("for SQLite\n got %s\nwant %s", got, tt.sqlite)
			}
			if got := Expand(Postgres, tt.text); got != tt.postgres {
				t.Errorf("for PostgreSQL\n got %s\nwant %s", got, tt.postgres)
			}
		})
	}
}
