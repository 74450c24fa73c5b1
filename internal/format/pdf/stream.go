package pdf

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"encoding/binary"
	"hash"
	"hash/adler32"
	"io"

	"acquit/internal/fault"
)

// errDamaged is what is wrong with a stream that breaks off or is not what it says.
var errDamaged = fault.New(fault.Invalid, "it is damaged")

// data is what a stream holds, still packed. Its length is often wrong; then it ends
// where the file says so in words.
func (d *document) data(v value) ([]byte, bool) {
	rest := d.src[v.at:]
	if length := d.inside(v, "Length"); length.kind == integer && length.n >= 0 && length.n <= len(rest) {
		behind := bytes.TrimLeft(rest[length.n:min(length.n+32, len(rest))], "\x00\t\n\f\r ")
		if bytes.HasPrefix(behind, []byte("endstream")) {
			return rest[:length.n], true
		}
	}
	end := bytes.Index(rest, []byte("endstream"))
	if end < 0 {
		d.work.left -= len(rest)
		return nil, false
	}
	d.work.left -= end
	data := bytes.TrimSuffix(rest[:end], []byte("\n"))
	return bytes.TrimSuffix(data, []byte("\r")), true
}

// unpack is what a stream holds. What it unpacks to is counted against the room that
// the document has.
func (d *document) unpack(v value) ([]byte, error) {
	data, ok := d.data(v)
	switch {
	case d.work.done():
		return nil, d.trouble()
	case !ok:
		return nil, errDamaged
	}
	d.work.left -= len(data)
	var parameters []value
	for p := range d.items(d.inside(v, "DecodeParms")) {
		parameters = append(parameters, d.follow(p))
	}
	n := 0
	for f := range d.items(d.inside(v, "Filter")) {
		var parameter value
		if n < len(parameters) {
			parameter = parameters[n]
		}
		if n++; n > maxFilters {
			return nil, errDamaged
		}
		var err error
		if data, err = d.filter(string(nameOf(d.follow(f))), data, parameter); err != nil {
			return nil, err
		}
	}
	if len(data) > maxFile {
		return nil, tooLarge(maxFile)
	}
	return data, nil
}

// maxFilters are applied to a stream one after the other.
const maxFilters = 4

// tooLarge says that a stream is larger than one may be, or than what is left for all.
func tooLarge(limit int) error {
	if limit < maxFile {
		return fault.New(fault.Invalid, "all that is packed in the PDF comes to more than %d MB", maxUnpacked>>20)
	}
	return fault.New(fault.Invalid, "it unpacks to more than %d MB", maxFile>>20)
}

// filter undoes one way of packing (ISO 32000-1, 7.4).
func (d *document) filter(method string, data []byte, parameter value) ([]byte, error) {
	var r io.Reader
	switch method {
	case "FlateDecode":
		if len(data) < 2 || data[0]&0x0f != 8 {
			return nil, errDamaged
		}
		r = inflate(data[2:])
	case "LZWDecode":
		early := d.inside(parameter, "EarlyChange")
		r = newLZW(data, early.kind != integer || early.n != 0)
	case "ASCII85Decode":
		data, _, _ = bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~")), []byte("~"))
		return d.read(ascii85.NewDecoder(bytes.NewReader(data)))
	case "ASCIIHexDecode":
		limit := min(maxFile, d.room)
		if d.room -= len(data) / 2; len(data)/2 > limit {
			return nil, tooLarge(limit)
		}
		return unhex(data), nil
	case "RunLengthDecode":
		return d.read(&runs{data: data})
	case "Crypt": // the one that does nothing: what is truly encrypted was refused before
		return data, nil
	default:
		return nil, unknownMethod(method)
	}
	predicted, err := d.predicted(r, parameter)
	if err != nil {
		return nil, err
	}
	return d.read(predicted)
}

func unknownMethod(method string) error {
	return fault.New(fault.Invalid, "it is packed by a method that is not known here (%q)", method[:min(len(method), 40)])
}

// inflated unpacks what follows the header of RFC 1950. Some programs cut off the
// checksum at the end, so that package compress/zlib would refuse what is whole.
type inflated struct {
	io.Reader // what is unpacked
	packed    *bytes.Reader
	sum       hash.Hash32
}

func inflate(packed []byte) *inflated {
	z := &inflated{packed: bytes.NewReader(packed), sum: adler32.New()}
	z.Reader = io.TeeReader(flate.NewReader(z.packed), z.sum)
	return z
}

func (z *inflated) Read(b []byte) (int, error) {
	n, err := z.Reader.Read(b)
	var sum [4]byte
	if err == io.EOF {
		if said, _ := io.ReadFull(z.packed, sum[:]); said == len(sum) && binary.BigEndian.Uint32(sum[:]) != z.sum.Sum32() {
			return n, errDamaged
		}
	}
	return n, err
}

// read reads what a stream unpacks to.
func (d *document) read(r io.Reader) ([]byte, error) {
	limit := max(min(maxFile, d.room), 0)
	data, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	d.room -= len(data)
	switch {
	case len(data) > limit:
		return nil, tooLarge(limit)
	case err != nil:
		return nil, errDamaged
	}
	return data, nil
}

// runs undoes run lengths: a byte up to 127 stands before that many bytes and one
// more, a byte from 129 before one that is repeated 257 less that many times; 128
// ends them.
type runs struct {
	data []byte
	left []byte
	buf  [128]byte
}

func (r *runs) Read(b []byte) (int, error) {
	for len(r.left) == 0 {
		if len(r.data) == 0 || r.data[0] == 128 {
			return 0, io.EOF
		}
		length := int(r.data[0])
		switch {
		case length < 128 && len(r.data) > length+1:
			r.left, r.data = r.data[1:length+2], r.data[length+2:]
		case length > 128 && len(r.data) > 1:
			r.left = r.buf[:257-length]
			for i := range r.left {
				r.left[i] = r.data[1]
			}
			r.data = r.data[2:]
		default:
			return 0, io.ErrUnexpectedEOF
		}
	}
	n := copy(b, r.left)
	r.left = r.left[n:]
	return n, nil
}
