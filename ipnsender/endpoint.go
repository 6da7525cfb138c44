package ipnsender

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// CheckURL says what is wrong with a merchant's URL: it must be http or https
// with a host. The text never shows a password that the URL carries.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		var parse *url.Error
		if errors.As(err, &parse) && !strings.Contains(text, "@") {
			return fmt.Errorf("the IPN URL can't be read: %w", parse.Err) // without the URL itself
		}
		return errors.New("the IPN URL can't be read; in a user name or password, write other signs than letters and digits like %2F")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("the IPN URL %s must begin with http:// or https://", Redacted(text))
	case u.Hostname() == "":
		return fmt.Errorf("the IPN URL %s names no host", Redacted(text))
	case u.Port() != "" && !isPort(u.Port()):
		return fmt.Errorf("the IPN URL %s has a port that there is none of", Redacted(text))
	case u.Fragment != "":
		return fmt.Errorf("the IPN URL %s has a fragment, which no server would see", Redacted(text))
	}
	return nil
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// Redacted is a URL without its password, for people. Of one that is written in
// such a way that a password may be anywhere in it, nothing is shown.
func Redacted(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "(unreadable URL)"
	case u.Host == "" && strings.Contains(text, "@"):
		return "(unreadable URL)"
	}
	return u.Redacted()
}
