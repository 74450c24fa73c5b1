package xmlread

import "strings"

// name is an element's or attribute's name.
type name struct {
	full, prefix, local string
	checked             bool // it is a name indeed
}

// declares reports whether an attribute of this name declares a namespace.
func (n *name) declares() bool { return n.prefix == "xmlns" || n.full == "xmlns" }

const (
	slots   = 512 // of each kind; a power of two
	keepMax = 24  // bytes of a text that is worth keeping
)

// interner turns bytes into names and texts without making the same one over and
// over: a file has few names and says "EUR" a million times. Each slot keeps the
// last that fell there, so its memory is bounded whatever the file says.
type interner struct {
	names [slots]*name
	texts [slots]string
}

// slot is a cheap hash of b, which is not empty.
func slot(b []byte) int {
	h := uint32(len(b))
	for _, c := range b {
		h = h*31 + uint32(c)
	}
	return int((h ^ h>>9) % slots)
}

// name returns the name that b spells.
func (in *interner) name(b []byte) *name {
	kept := &in.names[slot(b)]
	if *kept == nil || (*kept).full != string(b) {
		full := string(b)
		prefix, local, found := strings.Cut(full, ":")
		if !found {
			prefix, local = "", full
		}
		*kept = &name{full: full, prefix: prefix, local: local}
	}
	return *kept
}

// text returns b as a string.
func (in *interner) text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > keepMax {
		return string(b)
	}
	kept := &in.texts[slot(b)]
	if *kept != string(b) {
		*kept = string(b)
	}
	return *kept
}
