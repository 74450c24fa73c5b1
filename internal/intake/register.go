package intake

import (
	"context"
	"io"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/lookup"
	"acquit/internal/registry"
	"acquit/internal/store"
)

// RegisterReport is what came of an extract of a register.
type RegisterReport struct {
	Register  registry.Register `json:"register"`
	Files     []string          `json:"files"`
	On        date.Date         `json:"snapshot_on"`
	Serial    int               `json:"extract_number,omitempty"`
	Update    bool              `json:"update"` // it holds only what has changed
	Read      int               `json:"read"`
	New       int               `json:"new"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Gone      int               `json:"gone"`
	Warnings  []Note            `json:"warnings"`
	Warned    int               `json:"warned"` // how many warnings there are; not all are listed
}

// RegisterOptions are what a person says of extracts.
type RegisterOptions struct {
	On   date.Date // of which day they are, where their files do not tell it
	Sure bool      // also when most of what the register held is missing
}

// Registers takes in extracts of registers for all companies, in the order in which their
// files were given. What the registers said before stays until an extract is wholly in.
//
// Errors: Invalid for files that are no extract, Conflict for one that does not follow what
// was taken in.
func (d *Desk) Registers(ctx context.Context, files []File, o RegisterOptions) (reports []RegisterReport, err error) {
	all, dispose, err := extracts(files, o)
	defer dispose()
	if err != nil {
		return nil, err
	}
	reports = []RegisterReport{}
	for _, e := range all {
		r, err := d.register(ctx, e, o)
		if err != nil {
			return reports, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// laid opens a file for reading it anywhere: where it lies, when it lies on disk.
func laid(f File) (*spooled, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.In(f.Name, fault.Wrap(fault.NotFound, err, "the file cannot be opened"))
	}
	if file, ok := r.(*os.File); ok && isRegular(file) {
		about, err := file.Stat()
		if err != nil {
			file.Close()
			return nil, fault.In(f.Name, fault.Wrap(fault.Invalid, err, "the file cannot be read"))
		}
		return &spooled{ReaderAt: file, Size: about.Size(), close: file.Close}, nil
	}
	s := &spooled{close: r.Close}
	if err := s.set(r, mostExtract); err != nil {
		s.Close()
		return nil, fault.In(f.Name, err)
	}
	return s, nil
}

// mostExtract bounds what is set aside of an extract that does not lie on disk.
const mostExtract = 16 << 30

// registerBatch is how many businesses are written in a transaction: others who write wait
// for about a second. Larger ones touch each page of the names less often: ten thousand take
// twice as long.
const registerBatch = 40_000

// registerPatience is how long an import of a register waits for others.
const registerPatience = 10 * time.Minute

// register takes in one extract.
func (d *Desk) register(ctx context.Context, e extract, o RegisterOptions) (r RegisterReport, err error) {
	sheet, err := e.open(ctx)
	if err != nil {
		return r, err
	}
	defer sheet.Close()
	about := sheet.Extract()
	r = RegisterReport{Register: about.Register, Files: e.files, On: about.On, Serial: about.Serial, Update: about.Update, Warnings: []Note{}}
	ctx = db.Patient(ctx, registerPatience)
	var was store.Register
	err = d.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		var taken bool
		if was, taken, err = tx.RegisterTaken(about.Register); err != nil {
			return err
		}
		return follows(&about, was, taken, o.Sure)
	})
	if err != nil {
		return r, fault.In(e.files[0], err)
	}
	if err := d.sweepRegister(ctx, about.Register); err != nil {
		return r, err
	}
	f := filler{desk: d, sheet: sheet, about: about, file: e.files[0]}
	if err := f.fill(ctx); err != nil {
		return r, err
	}
	if f.held = f.read; about.Update {
		f.held = was.Businesses + f.done.New - f.done.Gone
	}
	if err := f.count(ctx); err != nil {
		return r, err
	}
	r.Read, r.New, r.Changed, r.Unchanged, r.Gone = f.read, f.done.New, f.done.Changed, f.done.Unchanged, f.done.Gone
	for _, n := range sheet.Remarks().All() {
		r.Warnings = append(r.Warnings, Note{n})
	}
	r.Warned = sheet.Remarks().N
	return r, d.sweepRegister(ctx, about.Register)
}

// follows refuses an extract that cannot follow what was taken in.
func follows(e *lookup.Extract, was store.Register, taken, sure bool) error {
	switch {
	case !e.Update && e.Rows == 0:
		return fault.New(fault.Invalid, "the extract holds no business")
	case e.Update && !taken:
		return fault.New(fault.Conflict, "this is an update: a full extract must be taken in first")
	case taken && (e.On < was.On || e.Serial < was.Serial):
		return fault.New(fault.Conflict, "the extract is of %s, and the register was taken in as of %s already", e.On, was.On)
	case e.Update && e.Serial > was.Serial+1:
		return fault.New(fault.Conflict, "this is update %d, and the register was taken in up to extract %d: take in those between, or a full extract", e.Serial, was.Serial)
	case taken && !e.Update && !sure && e.Rows < was.Businesses/2:
		return fault.New(fault.Conflict, "the extract holds %d businesses, and the register held %d: if that is right, take it in with --sure", e.Rows, was.Businesses)
	}
	return nil
}

// sweepRegister takes away what does not count, a little at a time.
func (d *Desk) sweepRegister(ctx context.Context, name registry.Register) error {
	for more := true; more; {
		err := d.Store.Update(ctx, 0, func(tx *store.Tx) (err error) {
			if _, taken, err := tx.RegisterTaken(name); err != nil || !taken {
				more = false
				return err
			}
			more, err = tx.SweepRegister(name)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// filler writes the businesses of an extract into a new edition of its register.
type filler struct {
	desk    *Desk
	sheet   lookup.Sheet
	about   lookup.Extract
	file    string
	edition store.Filling
	after   string // the last number that was written
	read    int
	held    int // businesses that the register holds then
	done    store.Filled
	strange []string // numbers that an update tells of and the register does not hold
}

// fill reads and writes side by side.
func (f *filler) fill(ctx context.Context) error {
	err := f.update(ctx, func(tx *store.Tx) (err error) {
		f.edition, err = tx.FillRegister(f.about.Register, f.about.On)
		return err
	})
	if err != nil {
		return err
	}
	batches := make(chan []lookup.Entry)
	both, alongside := errgroup.WithContext(ctx)
	both.Go(func() error {
		defer close(batches)
		return f.cut(alongside, batches)
	})
	both.Go(func() error {
		for b := range batches {
			if err := f.write(alongside, b); err != nil {
				return err
			}
		}
		return alongside.Err()
	})
	if err := both.Wait(); err != nil {
		return err
	}
	if f.about.Update {
		for _, number := range f.strange {
			b := registry.Business{Register: f.about.Register, Number: number}
			f.sheet.Remarks().Jot(f.file, 0, "the update tells of %s, which the register does not hold; it was left out", b.Printed())
		}
		return nil
	}
	return f.update(ctx, func(tx *store.Tx) error { return f.rest(tx) })
}

// cut cuts what is read into batches.
func (f *filler) cut(ctx context.Context, batches chan<- []lookup.Entry) error {
	batch := make([]lookup.Entry, 0, registerBatch)
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]lookup.Entry, 0, registerBatch)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := f.sheet.Each(ctx, func(e *lookup.Entry) error {
		if batch = append(batch, *e); len(batch) < registerBatch {
			return nil
		}
		return send()
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return send()
}

func (f *filler) update(ctx context.Context, do func(*store.Tx) error) error {
	return f.desk.Store.Update(ctx, 0, do)
}

// write writes a batch. What is counted is counted once the transaction has ended, since it
// may run more than once.
func (f *filler) write(ctx context.Context, batch []lookup.Entry) error {
	var filled store.Filled
	var strange []string
	last := batch[len(batch)-1].Number
	err := f.update(ctx, func(tx *store.Tx) (err error) {
		if f.about.Update {
			filled, strange, err = f.patch(tx, batch)
			return err
		}
		businesses := make([]registry.Business, len(batch))
		for n := range batch {
			businesses[n] = batch[n].Business
		}
		filled, err = tx.FillBetween(&f.edition, f.after, last, businesses)
		return err
	})
	if err != nil {
		return err
	}
	f.after, f.read = last, f.read+len(batch)
	f.done.Add(filled)
	f.strange = append(f.strange, strange...)
	f.desk.progress(f.read, max(f.about.Rows, f.read))
	return nil
}

// rest writes that what the register held behind the last business is gone.
func (f *filler) rest(tx *store.Tx) error {
	filled, err := tx.FillBetween(&f.edition, f.after, "", nil)
	if err == nil {
		tx.AfterCommit(func() { f.done.Add(filled) })
	}
	return err
}

// patch writes what an update tells of some businesses onto what was known of them.
func (f *filler) patch(tx *store.Tx, batch []lookup.Entry) (filled store.Filled, strange []string, err error) {
	numbers := make([]string, len(batch))
	for n := range batch {
		numbers[n] = batch[n].Number
	}
	known, err := tx.Businesses(f.about.Register, numbers)
	if err != nil {
		return filled, nil, err
	}
	var businesses []registry.Business
	var gone []string
	for n := range batch {
		e := &batch[n]
		before, is := known[e.Number]
		switch is = is && before.GoneOn == date.None; {
		case e.Gone && is:
			gone = append(gone, e.Number)
		case !is && (e.Gone || e.Told&lookup.Identity == 0):
			strange = append(strange, e.Number)
		default:
			businesses = append(businesses, e.Onto(before))
		}
	}
	filled, err = tx.FillSome(&f.edition, businesses, gone)
	return filled, strange, err
}

// count makes the edition the one that counts.
func (f *filler) count(ctx context.Context) error {
	return f.update(ctx, func(tx *store.Tx) error {
		r := store.Register{Serial: f.about.Serial, Businesses: f.held, By: f.desk.Actor}
		return tx.CountRegister(&f.edition, r, f.about.Codes)
	})
}

// section reads a file that lies open from its beginning.
func section(s *spooled) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(s.Reader()), nil }
}
