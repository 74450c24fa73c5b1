package coda

import (
	"testing"

	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
)

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	score := conform.New(t)
	for _, source := range []string{"coda-oca", "coda-pycoda", "coda-tryton", "coda-wimverstuyf", "tryton-statements"} {
		for file, f := range corpus.Facts[facts](t, source) {
			raw := corpus.Content(t, source, file)
			if !Detect(raw) {
				continue
			}
			statements, err := coda.Gather(raw)
			check := score.Of(source, file)
			f.Derived.compare(check, statements, err)
			f.Upstream.compare(check, statements, err)
			for _, a := range f.Assertions {
				a.compare(check, statements)
			}
		}
	}
	score.Hold()
}

func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	coda.Collected(t, map[string]int{"coda-oca": 1, "coda-pycoda": 3, "coda-tryton": 1, "coda-wimverstuyf": 5, "tryton-statements": 1})
}
