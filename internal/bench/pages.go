package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"acquit/internal/company"
	"acquit/internal/id"
	"acquit/internal/store"
)

// pages starts the program's own server and reads its pages as many people at once
// do.
func (p *plan) pages(ctx context.Context) error {
	added, err := p.acquit(ctx, bookDay, "--json", "user", "add", "--email", "bench@bench.example", "--role", "owner")
	if err != nil {
		return err
	}
	var account struct{ Password string }
	if err := json.Unmarshal([]byte(added.out), &account); err != nil {
		return err
	}
	company, customers, err := p.some(ctx)
	if err != nil {
		return err
	}
	address, stop, err := p.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	client, err := signIn(address, account.Password)
	if err != nil {
		return err
	}
	at := "http://" + address + "/c/" + company.String()
	for _, page := range []struct {
		name string
		path func(n int) string
	}{
		{"Overview", func(int) string { return at + "/overview" }},
		{"Customers", func(int) string { return at + "/customers" }},
		{"Customer", func(n int) string { return at + "/customers/" + customers[n%len(customers)].String() }},
		{"Invoices", func(int) string { return at + "/invoices" }},
		{"Bank", func(int) string { return at + "/bank" }},
	} {
		if err := p.read(ctx, client, page.name, page.path); err != nil {
			return err
		}
	}
	return nil
}

// someCustomers is the number of customers whose pages are read.
const someCustomers = 500

// some names the company and some of its customers.
func (p *plan) some(ctx context.Context) (of id.ID, customers []id.ID, err error) {
	s, err := store.Open(ctx, p.url(), time.Now)
	if err != nil {
		return 0, nil, err
	}
	defer s.Close()
	c, err := theCompany(ctx, s)
	if err != nil {
		return 0, nil, err
	}
	return c.ID, customers, s.View(ctx, c.ID, func(tx *store.Tx) (err error) {
		customers, err = tx.OpenCustomers(0, someCustomers)
		return err
	})
}

// theCompany is the only one that there is.
func theCompany(ctx context.Context, s *store.Store) (c company.Company, err error) {
	return c, s.View(ctx, 0, func(tx *store.Tx) error {
		all, err := tx.Companies()
		if err == nil && len(all) != 1 {
			err = fmt.Errorf("there are %d companies", len(all))
		}
		if err == nil {
			c = all[0]
		}
		return err
	})
}

// serve starts the pages on a free port and returns how to stop them.
func (p *plan) serve(ctx context.Context) (address string, stop func(), err error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = free.Addr().String()
	free.Close()
	cmd := p.command(ctx, bookDay, "serve", "--only", "web", "--listen", address)
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	}
	for range 100 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return address, stop, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	return "", nil, fmt.Errorf("the pages did not come up on %s", address)
}

func signIn(address, password string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	answer, err := client.PostForm("http://"+address+"/sign-in", url.Values{"mail": {"bench@bench.example"}, "password": {password}})
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if strings.HasSuffix(answer.Request.URL.Path, "/sign-in") {
		return nil, fmt.Errorf("the sign-in was refused: %s", answer.Status)
	}
	return client, nil
}

// read asks for a page with all readers at once, and prints how long they waited. A
// first round without a clock brings from disk what the page needs, as the first
// hour of a working day does.
func (p *plan) read(ctx context.Context, client *http.Client, name string, path func(int) string) error {
	if _, err := p.round(ctx, client, someCustomers, path); err != nil {
		return err
	}
	start := time.Now()
	waits, err := p.round(ctx, client, p.requests, path)
	if err != nil {
		return err
	}
	took := time.Since(start)
	slices.Sort(waits)
	fmt.Printf("%-34s p50 %6.1f ms  p99 %6.1f ms  %s with %d readers\n", "page "+name,
		float64(waits[len(waits)/2].Microseconds())/1000, float64(waits[len(waits)*99/100].Microseconds())/1000, rate(p.requests, took), p.readers)
	return nil
}

// round makes requests with all readers at once and returns how long each waited.
func (p *plan) round(ctx context.Context, client *http.Client, requests int, path func(int) string) ([]time.Duration, error) {
	waits := make([]time.Duration, requests)
	var readers errgroup.Group
	for reader := range p.readers {
		readers.Go(func() error {
			for n := reader; n < requests; n += p.readers {
				began := time.Now()
				if err := fetch(ctx, client, path(n)); err != nil {
					return err
				}
				waits[n] = time.Since(began)
			}
			return nil
		})
	}
	return waits, readers.Wait()
}

func fetch(ctx context.Context, client *http.Client, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, answer.Status)
	}
	return nil
}
