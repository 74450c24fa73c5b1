package cli

import "github.com/schollz/progressbar/v3"

// bar shows how far long work has come, on a terminal; elsewhere it is silent.
type bar struct{ shown *progressbar.ProgressBar }

func (a *app) bar(what string, total int) bar {
	if !a.terminal() || total < 2 {
		return bar{}
	}
	return bar{progressbar.NewOptions(total, progressbar.OptionSetWriter(a.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish())}
}

// set shows that done of total are done.
func (b bar) set(done, total int) {
	if b.shown != nil {
		b.shown.ChangeMax(total)
		b.shown.Set(done) // an error to draw is no error of the work
	}
}

func (b bar) done() {
	if b.shown != nil {
		b.shown.Finish()
	}
}
