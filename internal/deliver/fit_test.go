package deliver

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func file(name string, size int) Attachment {
	return Attachment{Name: name, MIME: "application/pdf", Body: bytes.Repeat([]byte{'x'}, size)}
}

func names(list []Attachment) (all []string) {
	for _, a := range list {
		all = append(all, a.Name)
	}
	return all
}

func TestWhatDoesNotFitIsLeftOut(t *testing.T) {
	picture := file("qr.png", 3000)
	picture.ContentID = "qr@lys.example"
	for _, c := range []struct {
		name       string
		limit      int
		files      []Attachment
		kept, left []string
	}{
		{"everything fits", Limit, []Attachment{file("a", 1000), file("b", 2000)}, []string{"a", "b"}, nil},
		{"the first has the right of way", 15_000, []Attachment{file("a", 6000), file("b", 6000)}, []string{"a"}, []string{"b"}},
		{"a large one keeps no small one back", 15_000, []Attachment{file("a", 60_000), file("b", 6000)}, []string{"b"}, []string{"a"}},
		{"what the HTML shows stays", 10_000, []Attachment{file("a", 6000), picture}, []string{"qr.png"}, []string{"a"}},
		{"nothing fits", 10, []Attachment{file("a", 1), file("b", 1)}, nil, []string{"a", "b"}},
		{"nothing is attached", 10, nil, nil, nil},
	} {
		m := letter()
		m.Attachments = c.files
		left := m.Fit(c.limit)
		if diff := cmp.Diff([][]string{c.kept, c.left}, [][]string{names(m.Attachments), names(left)}); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}

// TestTheSizeIsThatOfTheBytes holds that what is reckoned is what is sent, so that Fit
// promises what it says.
func TestTheSizeIsThatOfTheBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := letter()
		for range rapid.IntRange(0, 4).Draw(t, "files") {
			m.Attachments = append(m.Attachments, file(rapid.StringN(0, 20, 40).Draw(t, "name"), rapid.IntRange(0, 400).Draw(t, "size")))
		}
		limit := rapid.IntRange(0, 6000).Draw(t, "limit")
		all, left := len(m.Attachments), m.Fit(limit)
		raw, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if size, err := m.size(); err != nil || size != len(raw) {
			t.Fatalf("%d bytes are reckoned as %d, %v", len(raw), size, err)
		}
		if len(raw) > limit && len(m.Attachments) > 0 || len(left)+len(m.Attachments) != all {
			t.Fatalf("%d bytes where %d are allowed; %d kept, %d left out of %d", len(raw), limit, len(m.Attachments), len(left), all)
		}
	})
}

func TestAMailThatCannotBeWrittenKeepsItsFiles(t *testing.T) {
	m := letter()
	m.To, m.Attachments = nil, []Attachment{file("a", 1000)}
	if left := m.Fit(10); left != nil || len(m.Attachments) != 1 {
		t.Errorf("%d left out", len(left))
	}
}
