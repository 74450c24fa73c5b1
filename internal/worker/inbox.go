package worker

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"acquit/internal/fault"
	"acquit/internal/job"
)

// folderRound is the usual Worker.FolderRound.
const folderRound = 15 * time.Second

// watchFolders looks into the folders of the companies until ctx ends. Folders are a
// node's own, so that this is no work for the queue. Trouble that stays the same is
// logged once.
func (w *Worker) watchFolders(ctx context.Context) {
	turn := time.NewTicker(cmp.Or(w.FolderRound, folderRound))
	defer turn.Stop()
	said := ""
	for {
		err := w.Inbox.LookInFolders(ctx)
		switch {
		case err == nil:
			said = ""
		case ctx.Err() == nil && err.Error() != said:
			said = err.Error()
			w.Log.Error("the inbox folder", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}

// mailbox looks into a company's mailbox. What is wrong with the mailbox itself stands
// on the page of the settings, and the next look is soon: the queue need not try again.
func (w *Worker) mailbox(ctx context.Context, j *river.Job[job.Mailbox]) error {
	err := w.Inbox.LookInMailboxes(ctx, j.Args.Company)
	if kind := fault.KindOf(err); kind == "" || errors.Is(err, context.Canceled) {
		return err
	}
	w.Log.Warn("mailbox", "company", j.Args.Company, "error", err)
	return nil
}
