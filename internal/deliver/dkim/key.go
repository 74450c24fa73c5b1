// Package dkim signs mails (RFC 6376, RFC 8463), so that whoever gets one can tell that
// the domain in its From has let it out, and that nobody has changed it since.
package dkim

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"regexp"
	"strings"

	"golang.org/x/net/idna"

	"acquit/internal/fault"
)

// Algorithm is how a key signs. The names are those of the tag k= (RFC 6376, 3.6.1).
type Algorithm string

// The algorithms. Servers that do not know Ed25519 yet take a mail that has only such a
// signature for unsigned: it stands beside one of RSA (RFC 8463, 5).
const (
	RSA     Algorithm = "rsa"
	Ed25519 Algorithm = "ed25519"
)

// Sizes of RSA keys in bits: what is made, and what anybody takes (RFC 8301, 3.2). Keys
// beyond 2048 bits do not fit all answers of the DNS.
const (
	rsaBits   = 2048
	fewestRSA = 1024
)

// Key signs for one domain.
type Key struct {
	Domain   string // as the DNS has it: "xn--bcher-kva.example"
	Selector string // the name of the key within the domain: "acquit1"
	// signer is a function, so that no way of printing a Key prints it.
	signer func() crypto.Signer
}

// block is the kind of PEM block of a private key (RFC 5208); older tools write RSA keys
// in a block of their own.
const (
	block    = "PRIVATE KEY"
	blockRSA = "RSA PRIVATE KEY"
)

// Make returns a new private key as Parse reads it: PKCS #8 in PEM. It is a secret.
func Make(a Algorithm) (string, error) {
	signer, err := generate(a)
	if err != nil {
		return "", err
	}
	body, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: block, Bytes: body})), nil
}

func generate(a Algorithm) (crypto.Signer, error) {
	switch a {
	case RSA:
		return rsa.GenerateKey(rand.Reader, rsaBits)
	case Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	}
	return nil, fault.New(fault.Invalid, "mails are signed with rsa or ed25519, not with %q", string(a))
}

// Parse reads the private key of a domain. What it says about a broken one repeats
// nothing of it.
func Parse(domain, selector, text string) (*Key, error) {
	domain, err := ownName(domain)
	if err != nil {
		return nil, err
	}
	if selector = strings.ToLower(selector); !selectors.MatchString(selector) {
		return nil, fault.New(fault.Invalid, "%q is no name of a key for signing mails: letters and digits, such as acquit1", selector)
	}
	signer, err := parsePEM(text)
	if err != nil {
		return nil, err
	}
	return &Key{Domain: domain, Selector: selector, signer: func() crypto.Signer { return signer }}, nil
}

var selectors = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$`)

// ownName is a domain's name as the DNS has it.
func ownName(domain string) (string, error) {
	name, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil || !strings.Contains(name, ".") || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return "", fault.New(fault.Invalid, "%q is no domain that mails can be signed for", domain)
	}
	return name, nil
}

func parsePEM(text string) (crypto.Signer, error) {
	found, rest := pem.Decode([]byte(text))
	switch {
	case found == nil:
		return nil, fault.New(fault.Invalid, "this is no private key: it begins with -----BEGIN PRIVATE KEY----- and is copied whole, with all its lines")
	case strings.Contains(found.Type, "PUBLIC"):
		return nil, fault.New(fault.Invalid, "this is the public key: mails are signed with the private one")
	case strings.Contains(found.Type, "ENCRYPTED") || found.Headers["DEK-Info"] != "":
		return nil, fault.New(fault.Invalid, "the private key is locked with a password: unlock it first, it is kept sealed here")
	case strings.TrimSpace(string(rest)) != "":
		return nil, fault.New(fault.Invalid, "there is more than one private key: give the one that belongs to this name")
	case found.Type != block && found.Type != blockRSA:
		return nil, fault.New(fault.Invalid, "%q is no private key for signing mails: RSA or Ed25519, as PKCS #8", found.Type)
	}
	return parseDER(found)
}

func parseDER(found *pem.Block) (crypto.Signer, error) {
	var key any
	var err error
	if found.Type == blockRSA {
		key, err = x509.ParsePKCS1PrivateKey(found.Bytes)
	} else {
		key, err = x509.ParsePKCS8PrivateKey(found.Bytes)
	}
	if err != nil { // the library's words may repeat a part of the key
		return nil, fault.New(fault.Invalid, "the private key is damaged: copy it whole, with all its lines")
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < fewestRSA {
			return nil, fault.New(fault.Invalid, "an RSA key of %d bits is refused everywhere: make one of %d", bits, rsaBits)
		}
		return key, nil
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, fault.New(fault.Invalid, "%q is no private key for signing mails: RSA or Ed25519, as PKCS #8", found.Type)
}

// Algorithm is how the key signs.
func (k *Key) Algorithm() Algorithm {
	if _, ok := k.signer().Public().(ed25519.PublicKey); ok {
		return Ed25519
	}
	return RSA
}

// String names the key, and says nothing of it.
func (k *Key) String() string { return k.Selector + "._domainkey." + k.Domain }
