package dkim

import (
	"bytes"
	"fmt"
	"io"
	"net/mail"
	"slices"

	"github.com/emersion/go-msgauth/dkim"
)

// sealed are the fields that are signed, and once more than they stand in the mail: so
// nobody can add another one, which a mail program might show instead (RFC 6376, 8.15).
var sealed = []string{
	"From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-Id", "In-Reply-To", "References",
	"Mime-Version", "Content-Type", "Content-Transfer-Encoding",
}

// covered are the fields that are signed where they are there. Lists through which a mail
// may go set them, and need not break the signature by that.
var covered = []string{"Sender", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"}

// Sign puts a signature of each key before raw, a whole mail; not one byte of raw itself
// changes. Header and body are signed relaxed: servers on the way may fold lines anew.
//
// The signature says when it was made, by the clock of the machine. What is kept as
// evidence is therefore the signed mail, and it is signed once.
func Sign(raw []byte, keys ...*Key) ([]byte, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("sign a mail: %w", err)
	}
	fields := signed(m.Header)
	var signatures []byte
	for _, k := range keys {
		one, err := k.signature(raw, fields)
		if err != nil {
			return nil, fmt.Errorf("sign a mail with %s: %w", k, err)
		}
		signatures = append(signatures, one...)
	}
	return append(signatures, raw...), nil
}

// signed lists the fields of a mail to be signed, those that are there more than once, or
// must not be added, as often as that needs.
func signed(h mail.Header) (fields []string) {
	for _, key := range sealed {
		fields = append(fields, slices.Repeat([]string{key}, len(h[key])+1)...)
	}
	for _, key := range covered {
		fields = append(fields, slices.Repeat([]string{key}, len(h[key]))...)
	}
	return fields
}

// signature is the field that signs raw.
func (k *Key) signature(raw []byte, fields []string) (string, error) {
	signer, err := dkim.NewSigner(&dkim.SignOptions{
		Domain: k.Domain, Selector: k.Selector, Signer: k.signer(), HeaderKeys: fields,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return "", err
	}
	_, err = io.Copy(signer, bytes.NewReader(raw))
	if ended := signer.Close(); err == nil {
		err = ended
	}
	if err != nil {
		return "", err
	}
	return signer.Signature(), nil
}
