package render

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"acquit/internal/fault"
)

func drawn(w, h int, at func(x, y int) color.Color) image.Image {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.Set(x, y, at(x, y))
		}
	}
	return p
}

func green(int, int) color.Color { return color.NRGBA{29, 92, 74, 255} }

func encoded(t *testing.T, p image.Image, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	err := png.Encode(&b, p)
	if kind == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, p, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestALogoIsMadeSmall(t *testing.T) {
	for name, c := range map[string]struct{ w, h, width, height int }{
		"small": {120, 40, 120, 40}, "wide": {2400, 300, 480, 60}, "tall": {600, 3200, 30, 160}, "thin": {4800, 2, 480, 1},
	} {
		for _, kind := range []string{"png", "jpeg"} {
			body, mime, err := Logo(encoded(t, drawn(c.w, c.h, green), kind))
			if err != nil || mime != "image/"+kind || len(body) > mostLogo {
				t.Fatalf("%s as %s: %v, %s, %d bytes", name, kind, err, mime, len(body))
			}
			p, _, err := image.Decode(bytes.NewReader(body))
			if err != nil || p.Bounds().Dx() != c.width || p.Bounds().Dy() != c.height {
				t.Errorf("%s as %s: %v, %v", name, kind, err, p.Bounds())
			}
			if r, g, b, _ := p.At(0, 0).RGBA(); r>>8 > 34 || g>>8 < 87 || g>>8 > 97 || b>>8 < 69 || b>>8 > 79 {
				t.Errorf("%s as %s has another colour: %d %d %d", name, kind, r>>8, g>>8, b>>8)
			}
		}
	}
}

// What a file hides behind its picture does not reach a customer.
func TestNothingOfALogosFileSurvives(t *testing.T) {
	file := append(encoded(t, drawn(40, 40, green), "png"), []byte("<script>alert(1)</script>")...)
	body, _, err := Logo(file)
	if err != nil || bytes.Contains(body, []byte("script")) {
		t.Errorf("%v, %q", err, body)
	}
}

func TestWhatIsNoLogo(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	heavy := drawn(480, 160, func(int, int) color.Color {
		return color.NRGBA{uint8(noise.Uint32()), uint8(noise.Uint32()), uint8(noise.Uint32()), 255}
	})
	for name, file := range map[string][]byte{
		"nothing": nil, "text": []byte("no picture"), "SVG": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "GIF": []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,"),
		"a bomb": bomb(t, 100_000, 100_000), "cut off": encoded(t, drawn(40, 40, green), "png")[:60], "heavy": encoded(t, heavy, "png"),
	} {
		if _, _, err := Logo(file); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// bomb is a small PNG that says it is large.
func bomb(t *testing.T, w, h uint32) []byte {
	file := encoded(t, drawn(1, 1, green), "png")
	binary.BigEndian.PutUint32(file[16:], w)
	binary.BigEndian.PutUint32(file[20:], h)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}
