package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"acquit/internal/db"
	"acquit/internal/testkit"
)

// serving runs acquit serve until what it should make is there, and returns its log.
func serving(t *testing.T, made string, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var log bytes.Buffer
	done := make(chan int, 1)
	go func() { done <- Main(ctx, append([]string{"serve", "--only", "worker"}, args...), &log, &log) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		if _, err := os.Stat(made); err == nil {
			stop()
		}
		select {
		case code := <-done:
			if code != 0 {
				t.Fatalf("it ended with %d: %s", code, &log)
			}
			return log.String()
		case <-tick.C:
		}
	}
	t.Fatalf("%s was waited for in vain: %s", made, &log)
	return ""
}

func TestServeWatchesAFolderForEachCompany(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		data, inbox := t.TempDir(), filepath.Join(t.TempDir(), "in")
		flags := []string{"--data", data}
		if db.IsPostgres(url) {
			flags = append(flags, "--database-url", url)
		}
		var out bytes.Buffer
		if code := Main(t.Context(), append(flags, "company", "create", "--name", "Lys & Fils SRL"), &out, &out); code != 0 {
			t.Fatal(out.String())
		}
		log := serving(t, filepath.Join(inbox, "Lys & Fils SRL", "failed"), append(flags, "--inbox", inbox)...)
		if strings.Contains(log, "level=ERROR") {
			t.Errorf("it logs %s", log)
		}
		key, err := os.Stat(filepath.Join(data, "secret.key"))
		switch {
		case db.IsPostgres(url) && err == nil:
			t.Error("on PostgreSQL each node makes a key of its own")
		case !db.IsPostgres(url) && (err != nil || key.Mode().Perm() != 0o600):
			t.Errorf("the key is %v, %v", key, err)
		}
	})
}

func TestASecretKeyThatIsNoneIsRefused(t *testing.T) {
	var out bytes.Buffer
	t.Setenv("ACQUIT_SECRET_KEY", "hunter2")
	if code := Main(t.Context(), []string{"--data", t.TempDir(), "serve"}, &out, &out); code != exitInvalid || !strings.Contains(out.String(), "32 bytes") || strings.Contains(out.String(), "hunter2") {
		t.Errorf("%d: %s", code, &out)
	}
}
