// Package worker does the background work: it matches, reviews and sends when
// facts ask for it, and runs the night at each company's hour. Any number of nodes
// may work on one PostgreSQL database.
package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/job"
	"acquit/internal/settle"
	"acquit/internal/settle/till"
	"acquit/internal/store"
)

// Worker works off the job queue.
type Worker struct {
	Store *store.Store
	Desk  *collect.Desk // its Channel is nil where nothing may be sent
	Inbox *intake.Inbox
	Till  *till.Desk
	Log   *slog.Logger
	// FolderRound is how often a node looks into the folders that it watches, 15 seconds
	// when zero. A file must be the same at two looks.
	FolderRound time.Duration
}

// round is how often a node looks for nights to run and messages to send again.
const round = time.Minute

// patience is how long a step waits for others that write, such as an import of a large
// file. Then it fails, and the queue tries it again.
const patience = 10 * time.Minute

// atOnce is how many jobs a node runs side by side.
const atOnce = 4

// partsAtOnce is how many parts of nights a node runs side by side. SQLite lets one write at a
// time, and whoever uses a page wants a turn.
func (w *Worker) partsAtOnce() int {
	if w.Store.DB.Engine == db.SQLite {
		return 1
	}
	return 2
}

// Run works until ctx ends, and then lets running jobs finish.
func (w *Worker) Run(ctx context.Context) error {
	ctx = db.Patient(ctx, patience)
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(w.match))
	river.AddWorker(workers, river.WorkFunc(w.review))
	river.AddWorker(workers, river.WorkFunc(w.send))
	river.AddWorker(workers, river.WorkFunc(w.night))
	river.AddWorker(workers, river.WorkFunc(w.part))
	river.AddWorker(workers, river.WorkFunc(w.look))
	river.AddWorker(workers, river.WorkFunc(w.mailbox))
	river.AddWorker(workers, river.WorkFunc(w.tell))
	river.AddWorker(workers, river.WorkFunc(w.providers))
	river.AddWorker(workers, river.WorkFunc(w.tills))
	client, err := w.Store.DB.OpenQueue(&river.Config{
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}, job.Nights: {MaxWorkers: w.partsAtOnce()}},
		Workers:           workers,
		Logger:            slog.New(untilDone{w.Log.Handler(), ctx}),
		FetchPollInterval: 250 * time.Millisecond, // the database/sql driver polls
		JobTimeout:        -1,                     // a night over a million invoices takes its time
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(round),
			func() (river.JobArgs, *river.InsertOpts) { return job.Look{}, nil }, &river.PeriodicJobOpts{RunOnStart: true})},
	})
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		w.watchFolders(ctx)
	}()
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	err = client.Stop(stop)
	select {
	case <-watched:
	case <-stop.Done(): // a network share that does not answer holds nobody up
	}
	return err
}

// untilDone drops what the queue logs once the program was told to stop: that its
// waiting queries were cut short is then no error.
type untilDone struct {
	slog.Handler
	running context.Context
}

// Enabled is asked before each line.
func (h untilDone) Enabled(ctx context.Context, level slog.Level) bool {
	return h.running.Err() == nil && h.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the rule for loggers made from this one.
func (h untilDone) WithAttrs(attrs []slog.Attr) slog.Handler {
	return untilDone{h.Handler.WithAttrs(attrs), h.running}
}

// WithGroup keeps the rule for loggers made from this one.
func (h untilDone) WithGroup(name string) slog.Handler {
	return untilDone{h.Handler.WithGroup(name), h.running}
}

// today is a company's civil day, and now its local time.
func (w *Worker) today(ctx context.Context, i id.ID) (c company.Company, now time.Time, today date.Date, err error) {
	err = w.Store.View(ctx, i, func(tx *store.Tx) (err error) {
		c, err = tx.TheCompany()
		return err
	})
	now = w.Store.Now().In(c.Location())
	return c, now, date.Of(now), err
}

func (w *Worker) match(ctx context.Context, j *river.Job[job.Match]) error {
	_, _, today, err := w.today(ctx, j.Args.Company)
	if err != nil {
		return err
	}
	_, err = settle.Match(ctx, w.Store, j.Args.Company, today, nil)
	return err
}

func (w *Worker) review(ctx context.Context, j *river.Job[job.Review]) error {
	_, _, today, err := w.today(ctx, j.Args.Company)
	if err != nil {
		return err
	}
	_, err = w.Desk.ReviewWanted(ctx, j.Args.Company, today)
	return err
}

// send delivers what is queued, within the company's hours; outside them, and
// while the company has no address to write from, the messages wait, and look asks
// again.
func (w *Worker) send(ctx context.Context, j *river.Job[job.Send]) error {
	c, _, _, err := w.today(ctx, j.Args.Company)
	if err != nil || c.Email == "" {
		return err
	}
	sending, err := w.Desk.SendInHours(ctx, &c, nil)
	if sending != (collect.Sending{}) {
		w.Log.Info("messages", "company", c.ID, "sent", sending.Sent, "later", sending.Later, "failed", sending.Failed, "uncertain", sending.Uncertain)
	}
	if kind := fault.KindOf(err); kind != "" && !errors.Is(err, collect.ErrNoServer) {
		w.Log.Warn("messages", "company", c.ID, "error", err)
	} else if kind == "" {
		return err
	}
	return nil // people are told on their pages, and the next look is soon
}

// tell mails notes to the colleagues whom they name.
func (w *Worker) tell(ctx context.Context, j *river.Job[job.Tell]) error {
	told, err := w.Desk.Tell(ctx, j.Args.Company)
	if told != (collect.Telling{}) {
		w.Log.Info("notes", "company", j.Args.Company, "told", told.Told, "later", told.Later, "failed", told.Failed)
	}
	return err
}

// providers asks those who were given text messages or letters what became of them.
func (w *Worker) providers(ctx context.Context, j *river.Job[job.Providers]) error {
	_, _, today, err := w.today(ctx, j.Args.Company)
	if err != nil {
		return err
	}
	return w.Desk.AskProviders(ctx, j.Args.Company, today)
}

// tills asks those with whom customers pay online.
func (w *Worker) tills(ctx context.Context, j *river.Job[job.Tills]) error {
	return w.Till.Ask(ctx, j.Args.Company)
}

// night begins a company's night when its hour has come and it was not begun today, and asks
// for its parts: all nodes share them.
func (w *Worker) night(ctx context.Context, j *river.Job[job.Night]) error {
	c, now, today, err := w.today(ctx, j.Args.Company)
	if err != nil || now.Hour() < c.Policy.NightHour {
		return err
	}
	var last []store.Night
	err = w.Store.View(ctx, c.ID, func(tx *store.Tx) (err error) {
		last, err = tx.Nights(1)
		return err
	})
	if err != nil || len(last) > 0 && last[0].On >= today && !last[0].FinishedAt.IsZero() {
		return err
	}
	if len(last) == 0 || last[0].On < today {
		if _, err := settle.Match(ctx, w.Store, c.ID, today, nil); err != nil {
			return err
		}
		if _, err := w.Desk.StartNight(ctx, c.ID, today); err != nil {
			return err
		}
	}
	return w.askForParts(ctx, c.ID, today)
}

// lost is after how long a part of a night that was asked for and is not done is asked for
// again: its node may be gone. One that runs twice does no harm.
const lost = 10 * time.Minute

func (w *Worker) askForParts(ctx context.Context, company id.ID, today date.Date) error {
	return w.Store.Update(ctx, company, func(tx *store.Tx) error {
		parts, err := tx.AskForParts(today, tx.Now().Add(-lost))
		for _, p := range parts {
			if err == nil {
				err = tx.Enqueue(job.Part{Company: company, On: today, Number: p.Number})
			}
		}
		return err
	})
}

// part runs a part of a night. One of a day that is over is left: the next night is about
// everybody.
func (w *Worker) part(ctx context.Context, j *river.Job[job.Part]) error {
	_, _, today, err := w.today(ctx, j.Args.Company)
	if err != nil || j.Args.On != today {
		return err
	}
	night, err := w.Desk.RunPart(ctx, j.Args.Company, today, j.Args.Number)
	if night != nil {
		w.Log.Info("night", "company", j.Args.Company, "day", today, "counts", night)
	}
	return err
}

// look asks, for every company, for the night, for sending and for its mails: nights
// have their hour, and messages wait for theirs or for a server that could not take
// them.
func (w *Worker) look(ctx context.Context, _ *river.Job[job.Look]) error {
	var all []company.Company
	err := w.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range all {
		err := w.Store.Update(ctx, c.ID, func(tx *store.Tx) error {
			wanted := []river.JobArgs{job.Night{Company: c.ID}, job.Send{Company: c.ID}}
			waits, err := intake.MailboxWaits(tx)
			if waits {
				wanted = append(wanted, job.Mailbox{Company: c.ID})
			}
			if err == nil {
				if waits, err = tx.MentionsWait(); waits {
					wanted = append(wanted, job.Tell{Company: c.ID})
				}
			}
			asked, noted := collect.ProvidersWait(tx)
			if err = errors.Join(err, noted); asked {
				wanted = append(wanted, job.Providers{Company: c.ID})
			}
			pays, unknown := till.Waits(tx)
			if err = errors.Join(err, unknown); pays {
				wanted = append(wanted, job.Tills{Company: c.ID})
			}
			for _, j := range wanted {
				if err == nil {
					err = tx.Enqueue(j)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
