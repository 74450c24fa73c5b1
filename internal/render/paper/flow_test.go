package paper

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/testkit/pdfread"
)

// Nothing is lost where a line of several styles breaks, no line is too wide, and no blank
// comes between pieces that had none.
func TestBreakingLinesOfSeveralStyles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []Span
		whole := ""
		for range rapid.IntRange(0, 6).Draw(t, "spans") {
			s := Span{Text: rapid.StringOfN(rapid.RuneFrom([]rune("abcÉœ -/.W1\u00a0\u202f")), 0, 40, -1).Draw(t, "text"), Strong: rapid.Bool().Draw(t, "strong")}
			spans, whole = append(spans, s), whole+s.Text
		}
		most := rapid.Float64Range(8, 120).Draw(t, "most")
		said := ""
		for _, line := range flow(spans, most) {
			if widthOf(line) > most {
				t.Errorf("%v is %.1f mm wide, of %.1f", line, widthOf(line), most)
			}
			for _, one := range line {
				said += one.said
			}
		}
		if solid := func(s string) string { return strings.ReplaceAll(s, " ", "") }; solid(said) != solid(whole) {
			t.Errorf("%q became %q", whole, said)
		}
		if lines := flow(spans, 1e9); len(lines) == 1 && said != "" {
			one := ""
			for _, p := range lines[0] {
				one += p.said
			}
			if one != strings.Join(strings.FieldsFunc(whole, isBlank), " ") {
				t.Errorf("%q became %q on one line", whole, one)
			}
		}
	})
}

// A text of one style breaks where wrap breaks it.
func TestOneStyleBreaksAsWrapDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.StringOfN(rapid.RuneFrom([]rune("abcÉœ -/.W1\u00a0\u202f")), 0, 120, -1).Draw(t, "said")
		most := rapid.Float64Range(8, 120).Draw(t, "most")
		want, got := wrap(said, most, style{size: text}), flow([]Span{{Text: said}}, most)
		if len(got) != len(want) {
			t.Fatalf("%d lines, want %d", len(got), len(want))
		}
		for n, line := range got {
			if len(line) != 1 || line[0].said != want[n] {
				t.Errorf("%v, want %q", line, want[n])
			}
		}
	})
}

func TestALongListGoesOverPages(t *testing.T) {
	p := New(head())
	var lines Lines
	for range 90 {
		lines = append(lines, []Span{{Text: "What is listed, "}, {Text: "some of it strong", Strong: true}, {Text: ", and so long that it goes over more than one line of the page, which it does here."}})
	}
	p.List(lines)
	pages := pdfread.Read(t, written(t, p))
	within(t, pages)
	dashes, strong := 0, 0
	for _, page := range pages {
		for _, said := range page.Texts {
			if said.Said == dash {
				dashes++
			}
			if said.Bold && strings.HasPrefix(said.Said, "some of it") {
				strong++
			}
			if said.Size == text && said.Y > height-bottom+0.1 {
				t.Errorf("%q stands in the foot", said.Said)
			}
		}
	}
	if len(pages) < 2 || dashes != len(lines) || strong != len(lines) {
		t.Errorf("%d pages, %d dashes and %d strong pieces for %d lines", len(pages), dashes, strong, len(lines))
	}
}

// A picture of a code has its squares, and white around them.
func TestThePictureOfACode(t *testing.T) {
	want, err := modules("BCD")
	if err != nil {
		t.Fatal(err)
	}
	body, err := Picture("BCD")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	dots := len(want) + 2*dotsFree
	if got := picture.Bounds().Dx(); got != dots*dotSide {
		t.Fatalf("it is %d pixels wide, want %d", got, dots*dotSide)
	}
	for y := range dots * dotSide {
		for x := range dots * dotSide {
			row, column := y/dotSide-dotsFree, x/dotSide-dotsFree
			dark := row >= 0 && row < len(want) && column >= 0 && column < len(want) && want[row][column]
			if r, _, _, _ := picture.At(x, y).RGBA(); (r == 0) != dark {
				t.Fatalf("the pixel %d, %d is dark: %t", x, y, r == 0)
			}
		}
	}
	if _, err := Picture(strings.Repeat("x", 5000)); err == nil {
		t.Error("a code holds 5000 letters")
	}
}
