package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
)

// guestRate is how many customers a second open their page.
const guestRate = 200

// guests reads the pages behind the links of messages at a fixed rate, as customers do in the
// hour after the mails went: who comes does not wait for those before.
func (p *plan) guests(ctx context.Context) error {
	tokens, err := p.links(ctx)
	if err != nil {
		return err
	}
	address, stop, err := p.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	at := "http://" + address + message.LinkPath
	for _, page := range []struct{ name, path string }{{"of a customer", ""}, {"to pay", "/pay"}, {"QR code", "/qr"}, {"of the account", "/account"}, {"to contest", "/say/contest"}} {
		if err := p.paced(ctx, client, "guest page "+page.name, func(n int) string { return at + string(tokens[n%len(tokens)]) + page.path }); err != nil {
			return err
		}
	}
	return nil
}

// links gives links to messages that are about to leave.
func (p *plan) links(ctx context.Context) (tokens []id.Token, err error) {
	s, err := store.Open(ctx, p.url(), time.Now)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	c, err := theCompany(ctx, s)
	if err != nil {
		return nil, err
	}
	return tokens, s.Update(ctx, c.ID, func(tx *store.Tx) error {
		due, err := tx.DueMessages(bookDay.AddDays(30).Time(), 0, someCustomers)
		if err != nil {
			return err
		}
		var links []store.MessageLink
		for _, m := range due {
			token := id.NewToken()
			tokens = append(tokens, token)
			links = append(links, store.MessageLink{Message: m.ID, Hash: token.Hash(), Until: bookDay.AddDays(90).Time()})
		}
		if len(links) == 0 {
			return fmt.Errorf("no message is about to leave")
		}
		return tx.SaveLinks(links)
	})
}

// paced asks for pages at the rate of guests, and prints how long they waited, the first round
// without a clock.
func (p *plan) paced(ctx context.Context, client *http.Client, name string, path func(int) string) error {
	if _, err := p.round(ctx, client, someCustomers, path); err != nil {
		return err
	}
	waits, errs := make([]time.Duration, p.requests), make([]error, p.requests)
	next := time.NewTicker(time.Second / guestRate)
	defer next.Stop()
	start := time.Now()
	var open sync.WaitGroup
	for n := range p.requests {
		<-next.C
		open.Go(func() {
			began := time.Now()
			errs[n] = fetch(ctx, client, path(n))
			waits[n] = time.Since(began)
		})
	}
	open.Wait()
	took := time.Since(start)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	slices.Sort(waits)
	fmt.Printf("%-34s p50 %6.1f ms  p99 %6.1f ms  %s\n", name, float64(waits[len(waits)/2].Microseconds())/1000, float64(waits[len(waits)*99/100].Microseconds())/1000, rate(p.requests, took))
	return nil
}
