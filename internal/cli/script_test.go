package cli

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"acquit/internal/testkit/corpus"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"acquit": func() { os.Exit(Main(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the command line as a shell does; each script is one session.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"mails": startMails, "hands": handOver, "called": callReply,
			"zips": packFolder, "exits": exitsWith, "vies": startVIES},
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLES", corpus.Root()+"/examples")
			return nil
		},
	})
}
