package catcher

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// The envelope stands in front of a mail's own fields in its file, in fields that
// mailboxes use: a mail program opens the file, and load finds the envelope.
const (
	returnPath  = "Return-Path: <"
	deliveredTo = "Delivered-To: "
)

// store writes a mail's file under a name of its own and then gives it its name,
// so that a file that is there is whole.
func (c *Catcher) store(m *Mail) error {
	if c.folder == "" {
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s>\r\n%s%s\r\n", returnPath, m.From, deliveredTo, strings.Join(m.To, ", "))
	b.Write(m.Raw)
	name := filepath.Join(c.folder, fmt.Sprintf("%06d.eml", m.ID))
	if err := os.WriteFile(name+".part", b.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}

// load reads the mails of an earlier run.
func (c *Catcher) load() error {
	if c.folder == "" {
		return nil
	}
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the mail catcher cannot use its folder")
	}
	files, err := os.ReadDir(c.folder)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the mail catcher cannot read its folder")
	}
	slices.SortFunc(files, func(a, b os.DirEntry) int { return number(a.Name()) - number(b.Name()) })
	for _, file := range files {
		id := number(file.Name())
		if id == 0 {
			continue // a file that somebody else put there is left alone
		}
		raw, err := os.ReadFile(filepath.Join(c.folder, file.Name()))
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "the mail catcher cannot read its folder")
		}
		m, err := parse(raw)
		if err != nil {
			return fault.In(file.Name(), err)
		}
		m.ID = id
		c.add(m)
	}
	return nil
}

// number is the ID in the name of a mail's file, and 0 for any other name.
func number(name string) int {
	digits, isMail := strings.CutSuffix(name, ".eml")
	n, err := strconv.Atoi(digits)
	if err != nil || !isMail || n < 0 {
		return 0
	}
	return n
}

// parse reads what store wrote.
func parse(file []byte) (m Mail, err error) {
	from, rest, _ := strings.Cut(string(file), "\r\n")
	to, raw, _ := strings.Cut(rest, "\r\n")
	from, hasFrom := strings.CutPrefix(from, returnPath)
	to, hasTo := strings.CutPrefix(to, deliveredTo)
	if !hasFrom || !hasTo {
		return m, fault.At(1, "", "this is not a mail that the catcher kept")
	}
	m.From, m.To, m.Raw = strings.TrimSuffix(from, ">"), strings.Split(to, ", "), []byte(raw)
	m.Mail, err = deliver.Read(m.Raw)
	return m, err
}
