package render

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"

	"acquit/internal/fault"
)

// The most that a logo may have: of pixels in the file, so that no small file fills the memory,
// then on the page, and of bytes, since the page is to be light.
const (
	mostPixels = 24_000_000
	logoWidth  = 480
	logoHeight = 160
	mostLogo   = 40 << 10
	quality    = 85
)

// MostLogoFile is how many bytes the file of a logo may have.
const MostLogoFile = 4 << 20

// Logo is a PNG or JPEG as it stands on the customer's page: made smaller where it is large, and
// written anew, so that nothing of the file survives but what is seen. mime is its media type.
//
// Errors: Invalid for what is no such picture, and for one that stays too heavy.
func Logo(file []byte) (body []byte, mime string, err error) {
	head, kind, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil || kind != "png" && kind != "jpeg":
		return nil, "", fault.At(0, "logo", "the logo is no PNG and no JPEG")
	case head.Width < 1 || head.Height < 1 || head.Width > mostPixels/head.Height:
		return nil, "", fault.At(0, "logo", "the logo has too many pixels")
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, "", fault.At(0, "logo", "the logo cannot be read")
	}
	picture = smaller(picture)
	var out bytes.Buffer
	if kind == "jpeg" {
		mime, err = "image/jpeg", jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	} else {
		mime, err = "image/png", (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture)
	}
	if err == nil && out.Len() > mostLogo {
		err = fault.At(0, "logo", "the logo still has %d kB when it is made small: choose a simpler one, of at most %d kB", out.Len()>>10, mostLogo>>10)
	}
	return out.Bytes(), mime, err
}

// smaller is a picture that fits into the room of a logo.
func smaller(p image.Image) image.Image {
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	if w <= logoWidth && h <= logoHeight {
		return p
	}
	width, height := logoWidth, h*logoWidth/w
	if height > logoHeight {
		width, height = w*logoHeight/h, logoHeight
	}
	to := image.NewNRGBA(image.Rect(0, 0, max(width, 1), max(height, 1)))
	draw.CatmullRom.Scale(to, to.Bounds(), p, p.Bounds(), draw.Src, nil)
	return to
}
