package dkim

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"acquit/internal/fault"
)

// Record is what the DNS says of a key (RFC 6376, 3.6.1).
type Record struct {
	Algorithm Algorithm
	Public    []byte // RSA: SubjectPublicKeyInfo, Ed25519: the 32 bytes; nil when the key was revoked
	Bits      int    // of an RSA key
	Testing   bool   // t=y: whoever gets a mail treats it as unsigned
}

// Name is where the record of the key stands, without a dot at its end.
func (k *Key) Name() string { return k.String() }

// Text is the record to publish at Name, as a TXT record of one text. Panels of DNS
// providers cut it into strings themselves; for a zone file, see Zone.
func (k *Key) Text() string {
	return fmt.Sprintf("v=DKIM1; k=%s; p=%s", k.Algorithm(), base64.StdEncoding.EncodeToString(k.public()))
}

// public is the public key as a record holds it.
func (k *Key) public() []byte {
	public := k.signer().Public()
	if raw, ok := public.(ed25519.PublicKey); ok {
		return raw
	}
	body, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		panic(err) // Parse let nothing else in
	}
	return body
}

// longest is the length of one string of a TXT record (RFC 1035, 3.3.14).
const longest = 255

// Zone is the record as a line of a zone file: texts that are too long for one string
// stand in several, which are read as one (RFC 6376, 3.6.2.2).
func (k *Key) Zone() string {
	var parts []string
	for part := range slices.Chunk([]byte(k.Text()), longest) {
		parts = append(parts, `"`+string(part)+`"`)
	}
	return k.Name() + ". IN TXT ( " + strings.Join(parts, " ") + " )"
}

// ReadRecord reads the text of a record.
func ReadRecord(text string) (Record, error) {
	tags, err := readTags(text)
	if err != nil {
		return Record{}, err
	}
	p, has := tags["p"]
	r := Record{Algorithm: Algorithm(strings.ToLower(tags["k"])), Testing: slices.Contains(strings.Split(tags["t"], ":"), "y")}
	if r.Algorithm == "" {
		r.Algorithm = RSA
	}
	switch version, said := tags["v"]; {
	case said && version != "DKIM1":
		return r, fault.New(fault.Invalid, "the record of the key begins with v=%s, where it must begin with v=DKIM1", version)
	case !has:
		return r, fault.New(fault.Invalid, "the record of the key has no p=: that is where the key stands")
	case p == "":
		return r, nil
	}
	return r, r.read(p)
}

// readTags reads tag=value pairs (RFC 6376, 3.2). Blanks within a value are no part of
// it where it is a key, and there are none in the others.
func readTags(text string) (map[string]string, error) {
	tags := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		if _, twice := tags[name]; !ok || twice {
			return nil, fault.New(fault.Invalid, "%q in the record of the key cannot be read", strings.TrimSpace(pair))
		}
		tags[name] = strings.Join(strings.Fields(value), "")
	}
	return tags, nil
}

// read reads the key itself. RSA keys also stand without their kind around them (RFC
// 6376, erratum 3017).
func (r *Record) read(p string) error {
	damaged := fault.New(fault.Invalid, "the key in the record is damaged: publish it again, whole")
	body, err := base64.StdEncoding.DecodeString(p)
	if err != nil {
		return damaged
	}
	switch r.Algorithm {
	case Ed25519:
		if len(body) != ed25519.PublicKeySize {
			return damaged
		}
		r.Public = body
		return nil
	case RSA:
		return r.readRSA(body, damaged)
	}
	return fault.New(fault.Invalid, "mails are signed with rsa or ed25519, not with %q", string(r.Algorithm))
}

func (r *Record) readRSA(body []byte, damaged error) error {
	key, err := x509.ParsePKCS1PublicKey(body)
	if err != nil {
		known, err := x509.ParsePKIXPublicKey(body)
		if err != nil {
			return damaged
		}
		var isRSA bool
		if key, isRSA = known.(*rsa.PublicKey); !isRSA {
			return damaged
		}
	}
	r.Bits = key.N.BitLen()
	r.Public, err = x509.MarshalPKIXPublicKey(key)
	return err
}

// Is reports whether a record is that of the key.
func (k *Key) Is(r Record) bool {
	return r.Algorithm == k.Algorithm() && bytes.Equal(r.Public, k.public())
}
