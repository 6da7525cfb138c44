package command

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// env prints the settings by which a client of one language, its SDK unmodified,
// reaches the running emulator under Amazon's names. The lines are for a shell's
// eval; what can't be set in the environment stands in comments.
func env(flags *flag.FlagSet) action {
	none := ""
	c := client{endpoint: endpointFlags(flags), token: &none, seller: &none}
	file := flags.String("ca-file", "", "`FILE` that the CA's certificate is written to (default "+name+"/ca.pem in the user's cache folder)")
	return func(ctx context.Context, p *Program, args []string) error {
		lines, known := sdks[args[0]]
		if !known {
			return misused("%q is no language that settings are known for%s; write one of %s",
				args[0], didYouMean("", args[0], sdkNames()), strings.Join(sdkNames(), ", "))
		}
		proxy, err := c.address(p)
		if err != nil {
			return err
		}
		if proxy.Scheme != "http" {
			return misused("--%s: the proxy listens for plain HTTP; write its http:// address", urlFlag)
		}
		path, err := caFile(*file)
		if err != nil {
			return err
		}
		pem, err := c.call(ctx, p, http.MethodGet, "ca.pem", nil, nil)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, pem, 0o644); err != nil {
			return err
		}
		s := &settingsOf{proxy: proxy, ca: path}
		s.note("The CA of %s is in %s now.", origin(proxy), path)
		lines(s)
		_, err = p.Stdout.Write([]byte(s.text.String()))
		return err
	}
}

// caFile is where the CA goes, as an absolute path whose folder is there.
func caFile(given string) (string, error) {
	if given == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("%w\nsay with --ca-file where the CA is to go", err)
		}
		given = filepath.Join(cache, name, "ca.pem")
		if err := os.MkdirAll(filepath.Dir(given), 0o755); err != nil {
			return "", err
		}
	}
	path, err := filepath.Abs(given)
	if err != nil {
		return "", err
	}
	// A line end in a comment would begin a command.
	if strings.ContainsFunc(path, unicode.IsControl) {
		return "", misused("--ca-file: %q has a control character in it", path)
	}
	return path, nil
}
