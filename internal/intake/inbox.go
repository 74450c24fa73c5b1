package intake

import (
	"context"
	"encoding/json"
	"errors"
	"path"
	"sync"
	"time"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/inbox/folder"
	"acquit/internal/locale"
	"acquit/internal/seal"
	"acquit/internal/store"
	"acquit/internal/task"
)

// Inbox takes in what comes by itself: files that are put into a company's folder, and
// mails that come to its mailbox. Whoever looks claims each of them first, so that it
// is taken in once; what came of it is kept until it lies where it belongs, so that
// nothing is lost when the program is killed in between.
type Inbox struct {
	Store *store.Store
	Words *locale.Book
	Key   *seal.Key // seals the passwords of mailboxes; nil where none can be kept
	Dir   string    // with a folder for each company; "" where none is watched
	Hear  Hear      // keeps what people write; nil where nobody does

	mu      sync.Mutex
	watches map[string]*folder.Watch // by path
}

// Hear keeps a mail that somebody wrote, raw as it came.
type Hear func(ctx context.Context, company id.ID, raw []byte, mail *inbox.Mail, today date.Date) error

const (
	// patience is how long one who claimed something may take; then another one may.
	patience = 5 * time.Minute
	// mostAttempts is how often something is begun that never ended, since it may be
	// what ends the program.
	mostAttempts = 3
	// staleAtOnce is how many claims that nobody ended are looked after at once.
	staleAtOnce = 200
)

// arriving is something that lies where it came, and how it is taken in and put away.
type arriving struct {
	source, key string
	name        string // for the history of imports
	actor       string // who handed it over
	once        string // names the task that its failure makes
	in          func() ([]Report, error)
	put         func(verdict) error
}

// verdict is what came of it, kept until it lies where it belongs.
type verdict struct {
	Failed bool   `json:"failed,omitempty"`
	Report string `json:"report,omitempty"` // what is put beside a file that failed
}

// errSkipped says that there is nothing to take in after all.
var errSkipped = errors.New("there is nothing to take in")

// handle takes something in and puts it away, unless another one does.
func (i *Inbox) handle(ctx context.Context, c *company.Company, a *arriving) error {
	claim, mine, err := i.claim(ctx, c.ID, a)
	if err != nil || !mine {
		return err
	}
	v, err := i.judge(ctx, c, a, &claim)
	if err == nil {
		err = a.put(v)
	}
	// What is done is done, and noted, whoever waits for it.
	ctx = context.WithoutCancel(ctx)
	if err == nil || errors.Is(err, errSkipped) || errors.Is(err, folder.ErrGone) {
		return i.Store.Update(ctx, c.ID, func(tx *store.Tx) error { return tx.ForgetArrival(&claim) })
	}
	return errors.Join(err, i.Store.Update(ctx, c.ID, func(tx *store.Tx) error { return tx.ReleaseArrival(&claim) }))
}

func (i *Inbox) claim(ctx context.Context, company id.ID, a *arriving) (claim store.Arrival, mine bool, err error) {
	err = i.Store.Update(ctx, company, func(tx *store.Tx) error {
		claim, mine, err = tx.ClaimArrival(a.source, a.key, tx.Now().Add(-patience))
		return err
	})
	return claim, mine, err
}

// judge says what came of something: what is known from before, or what comes of taking
// it in now.
func (i *Inbox) judge(ctx context.Context, c *company.Company, a *arriving, claim *store.Arrival) (v verdict, err error) {
	if claim.Outcome != "" {
		return v, json.Unmarshal([]byte(claim.Outcome), &v)
	}
	var reports []Report
	if claim.Attempts > mostAttempts {
		reports, err = i.refused(ctx, c, a, fault.New(fault.Invalid, "to take it in broke off %d times; look at the file, and put it there again if it is good", mostAttempts))
	} else {
		reports, err = a.in()
	}
	if err != nil {
		return v, err
	}
	var trouble *task.Task
	v, trouble = i.sum(c, a, reports)
	claim.Outcome = db.JSON(v)
	err = i.Store.Update(context.WithoutCancel(ctx), c.ID, func(tx *store.Tx) error {
		if trouble != nil {
			if err := tx.AddTasks([]task.Task{*trouble}); err != nil {
				return err
			}
		}
		return tx.SaveOutcome(claim)
	})
	return v, err
}

// refused leaves something out as a whole. Its report is kept in the history of imports.
func (i *Inbox) refused(ctx context.Context, c *company.Company, a *arriving, cause error) ([]Report, error) {
	r := newReport(File{Name: a.name}, "")
	r.fail(cause)
	desk := Desk{Store: i.Store, Actor: a.actor}
	err := i.Store.Update(ctx, c.ID, func(tx *store.Tx) error { return desk.remember(tx, &r, nil, "") })
	return []Report{r}, err
}

// sum is the verdict over something that may hold several files, and what a person has
// to do about it, if anything.
func (i *Inbox) sum(c *company.Company, a *arriving, reports []Report) (v verdict, trouble *task.Task) {
	for n := range reports {
		if r := &reports[n]; r.Failed() {
			v.Failed = true
			if a.source == fromFolder {
				v.Report = i.report(c, a.name, reports)
			}
			return v, i.trouble(c, a, r, &task.Task{Kind: task.ArrivalFailed, Once: a.once}, r.Errors[0].Sentence())
		}
	}
	for n := range reports {
		if r := &reports[n]; r.Waits { // nobody sits before it, who would be asked
			return v, i.trouble(c, a, r, &task.Task{Kind: task.TableWaits, Once: tableTask(r.Import)}, fault.Say("nothing of it is taken in until somebody explains its columns"))
		}
	}
	return v, nil
}

// trouble says what a person has to do about a file.
func (i *Inbox) trouble(c *company.Company, a *arriving, r *Report, t *task.Task, why fault.Text) *task.Task {
	if r.File != a.name {
		why = fault.Say("%s: %s", path.Base(r.File), why)
	}
	t.Subject, t.DueOn, t.Data = r.Import, i.today(c), db.JSON(Trouble{Name: a.name, From: a.actor, Why: why})
	return t
}

// today is a company's civil day.
func (i *Inbox) today(c *company.Company) date.Date { return date.Of(i.Store.Now().In(c.Location())) }

// words speaks to the people of a company.
func (i *Inbox) words(c *company.Company) *locale.Words {
	return i.Words.In(locale.For(locale.Language(c.Language), c.Country))
}

// Trouble is what the sentence of a task needs about something that failed, in the JSON
// of task.Task.Data.
type Trouble struct {
	Name string     `json:"name,omitempty"` // of the file, or what the mail is about
	From string     `json:"from,omitempty"` // who sent it
	Why  fault.Text `json:"why"`
}

// ReadTrouble reads the data of a task; what cannot be read says nothing.
func ReadTrouble(data string) (t Trouble) {
	if json.Unmarshal([]byte(data), &t) != nil {
		return Trouble{}
	}
	return t
}

// tidy looks after claims that nobody ended: what is gone from where it came is
// forgotten, and settle puts away what lies there still.
func (i *Inbox) tidy(ctx context.Context, company id.ID, source string, settle func(key string, known bool, v verdict) (gone bool, err error)) error {
	var stale []store.Arrival
	err := i.Store.View(ctx, company, func(tx *store.Tx) (err error) {
		stale, err = tx.StaleArrivals(source, tx.Now().Add(-patience), staleAtOnce)
		return err
	})
	for n := range stale {
		if err != nil {
			return err
		}
		var v verdict
		if stale[n].Outcome != "" {
			if err := json.Unmarshal([]byte(stale[n].Outcome), &v); err != nil {
				return err
			}
		}
		gone := false
		if gone, err = settle(stale[n].Key, stale[n].Outcome != "", v); gone && err == nil {
			err = i.Store.Update(ctx, company, func(tx *store.Tx) error { return tx.ForgetArrival(&stale[n]) })
		}
	}
	return err
}
