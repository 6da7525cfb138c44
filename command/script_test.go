package command

import (
	"encoding/json"
	"errors"
	"flag"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/server"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		name: func() { os.Exit(Main("1.2.3-test")) },
	})
}

var scripts = filepath.Join("testdata", "script")

// TestScripts runs the program as its users do. Beside the usual commands
// scripts have these:
//
//	ready FILE             waits for a ports file and sets APAY_URL, ADDRESS and TLS_ADDRESS from it
//	secure                 sets APAY_URL to the address for TLS that the last ready found
//	freeport NAME          sets a variable to a port that nobody uses
//	browse STATUS URL HOST looks at a URL as a page of that host does, and expects a status
//	connect STATUS TARGET  asks the proxy at ADDRESS for a tunnel, and expects a status
//	presents HOST FILE     asks TLS_ADDRESS for a host, and expects the certificate of a file
//	terminate              sends SIGTERM to what runs in the background
//	exits CODE cmd [args]  is exec that expects an exit code
//	call OPERATION ...     is exec of the command call; ! call expects exit code 1
//	receiver NAME [STATUS...]  starts a merchant's endpoint that answers these in turn, the
//	                       last for ever, and sets variables to its URL and NAME_ADDRESS; NAME
//	                       ends in _TLS for https, with its certificate in NAME.pem
//	received NAME          writes what it got so far to NAME.txt
//	keep NAME              sets a variable to what was last printed, without its end of line
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: scripts,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each process under -race ends a second late
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			examples, err := filepath.Abs(filepath.Join("..", "examples"))
			if err != nil {
				return err
			}
			env.Setenv("EXAMPLES", examples)
			env.Values[receiversKey{}] = map[string]*receiver{}
			env.Setenv("APAY_TLS_LISTEN", "127.0.0.1:0") // scripts run side by side
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"ready":     waitReady,
			"secure":    secure,
			"browse":    browse,
			"terminate": terminate,
			"exits":     exits,
			"connect":   connect,
			"presents":  presents,
			"keep":      keep,
			"freeport":  freePort,
			"receiver":  startReceiver,
			"received":  showReceived,
			"call": func(ts *testscript.TestScript, neg bool, args []string) {
				want := Done
				if neg {
					want = Failed
				}
				exits(ts, false, append([]string{strconv.Itoa(want), name, "call"}, args...))
			},
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func waitReady(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	tries := time.NewTicker(5 * time.Millisecond)
	defer tries.Stop()
	limit := time.After(30 * time.Second)
	for {
		if content, err := os.ReadFile(file); err == nil {
			var ports server.Ports
			ts.Check(json.Unmarshal(content, &ports))
			ts.Setenv("APAY_URL", ports.URL())
			ts.Setenv("ADDRESS", ports.HTTP[0])
			if len(ports.HTTPS) > 0 {
				ts.Setenv("TLS_ADDRESS", ports.HTTPS[0])
			}
			return
		}
		select {
		case <-tries.C:
		case <-limit:
			ts.Fatalf("the emulator is not ready")
		}
	}
}

func secure(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Setenv("APAY_URL", "https://"+ts.Getenv("TLS_ADDRESS"))
}

func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if (got == want) == neg {
		ts.Fatalf("exit code %d", got)
	}
}

func freePort(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Check(l.Close())
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
}

// browse looks at a URL as a page of that host does.
func browse(ts *testscript.TestScript, _ bool, args []string) {
	r, err := http.NewRequest(http.MethodGet, args[1], nil)
	ts.Check(err)
	r.Host = args[2]
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := http.DefaultClient.Do(r)
	ts.Check(err)
	ts.Check(response.Body.Close())
	if got := strconv.Itoa(response.StatusCode); got != args[0] {
		ts.Fatalf("%s as %s: got %s, want %s", args[1], args[2], got, args[0])
	}
}

func keep(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], strings.TrimSuffix(ts.ReadFile("stdout"), "\n"))
}

// Every command and every flag of the program is in a script that shows what it
// does.
func TestScriptsShowEveryFlag(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(scripts, "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	shown := map[string]bool{} // command and flag
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			line, _, _ = strings.Cut(strings.TrimPrefix(line, "! "), " &emulator&") // in the background
			_, args, found := strings.Cut(line, name)
			if strings.HasPrefix(line, "call ") {
				args, found = line, true
			}
			c, rest, err := choose(strings.Fields(args))
			if !found || err != nil {
				continue
			}
			for _, arg := range rest {
				shown[c.name+" --"+read(arg).flag] = true
			}
		}
	}
	for _, c := range commands() {
		flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
		c.prepare(flags)
		flags.VisitAll(func(f *flag.Flag) {
			if !shown[c.name+" --"+f.Name] {
				t.Errorf("no script shows the effect of %s --%s", c.name, f.Name)
			}
		})
	}
}
