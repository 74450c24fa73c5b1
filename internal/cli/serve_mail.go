package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"time"

	"acquit/internal/fault"
	"acquit/internal/inbox/listen"
	"acquit/internal/intake"
)

// mailFlags say where mails are taken in as they are handed over.
type mailFlags struct {
	Listen string `placeholder:"ADDR" help:"Take customers' answers in as a mail server (SMTP) on this address and port, such as :25; for companies that set it so."`
	LMTP   string `name:"lmtp" placeholder:"ADDR" help:"Take them from a mail server of your own (LMTP), such as 127.0.0.1:2424."`
	Name   string `placeholder:"HOST" help:"By which name the mail server introduces itself: what the MX record names."`
	Cert   string `placeholder:"FILE" help:"Certificate with which mails may be handed over protected (STARTTLS), in PEM."`
	Key    string `placeholder:"FILE" help:"The private key of the certificate."`
}

// mostMails bounds the connections at a time: each may bring a mail that is held in memory.
const mostMails = 20

// listener is an address at which mails are taken in, and how.
type listener struct {
	address string
	config  listen.Config
}

// listeners are what the flags ask for.
func (f *mailFlags) listeners(in *intake.Inbox, log *slog.Logger) (all []listener, err error) {
	if f.Listen == "" && f.LMTP == "" {
		return nil, nil
	}
	if (f.Cert == "") != (f.Key == "") {
		return nil, fault.New(fault.Invalid, "--mail-cert and --mail-key belong together")
	}
	config := listen.Config{Name: f.Name, Takes: in.TakesMails, Take: in.TakeMail, Now: time.Now, Log: log, MostConnections: mostMails}
	if f.LMTP != "" {
		local := config
		local.LMTP = true
		all = append(all, listener{f.LMTP, local})
	}
	if f.Listen == "" {
		return all, nil
	}
	if f.Cert != "" {
		pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the certificate %s cannot be used", f.Cert)
		}
		config.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	return append(all, listener{f.Listen, config}), nil
}

// stopOn lets a server that listens for mails finish when ctx ends.
func stopOn(ctx context.Context, server *listen.Server) error {
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopping)
	defer cancel()
	if err := server.Stop(stop); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
