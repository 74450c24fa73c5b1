package catcher

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"acquit/internal/fault"
)

// Text is a text message that was caught.
type Text struct {
	ID   int    `json:"id"` // counts from 1, in the order of arrival
	To   string `json:"to"`
	From string `json:"from"`
	Text string `json:"text"`
}

// Texts is a provider of text messages that delivers nothing. It speaks as the example of
// package sms. It is safe for concurrent use.
type Texts struct {
	listen net.Listener
	server *http.Server
	file   string

	mu    sync.Mutex
	texts []Text
}

// mostForm is how long a request may be, in bytes.
const mostForm = 64 << 10

// StartTexts listens on a loopback address such as "127.0.0.1:0". What was caught before is
// read from the file, where there is one.
func StartTexts(address, file string) (*Texts, error) {
	c := &Texts{file: file}
	if kept, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(kept, &c.texts); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "%s cannot be read", file)
		}
	}
	var err error
	if c.listen, err = net.Listen("tcp", address); err != nil {
		return nil, err
	}
	c.server = &http.Server{Handler: c}
	go c.server.Serve(c.listen)
	return c, nil
}

// Close stops listening.
func (c *Texts) Close() error { return c.server.Close() }

// URL is where it listens.
func (c *Texts) URL() string { return "http://" + c.listen.Addr().String() }

// List returns the text messages, newest first.
func (c *Texts) List() []Text {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.Clone(c.texts)
	slices.Reverse(list)
	return list
}

// ServeHTTP takes a text message.
func (c *Texts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil || r.PostForm.Get("to") == "" {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	number, err := c.catch(Text{To: "+" + r.PostForm.Get("to"), From: r.PostForm.Get("from"), Text: r.PostForm.Get("text")})
	if err != nil {
		http.Error(w, "{}", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, fmt.Sprintf(`{"messages":[{"id":"T-%d","status":"sent"}]}`, number))
}

// catch keeps a text message, in its file before in memory.
func (c *Texts) catch(t Text) (number int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.ID = 1
	if n := len(c.texts); n > 0 {
		t.ID = c.texts[n-1].ID + 1
	}
	all := append(slices.Clone(c.texts), t)
	if len(all) > keep {
		all = all[1:]
	}
	if c.file != "" {
		body, err := json.Marshal(all)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(c.file), 0o700)
		}
		if err == nil {
			err = os.WriteFile(c.file, body, 0o600)
		}
		if err != nil {
			return 0, err
		}
	}
	c.texts = all
	return t.ID, nil
}
