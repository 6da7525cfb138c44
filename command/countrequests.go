package command

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
)

// countRequests holds the number of calls against what is expected, and shows
// what was called instead.
func (c client) countRequests(ctx context.Context, p *Program, query url.Values, want int) error {
	const most = 1000 // of a page
	query.Set("limit", strconv.Itoa(most))
	var found []requestAnswer
	var dropped uint64
	for more := true; more; {
		_, page, err := c.requestPage(ctx, p, query)
		if err != nil {
			return err
		}
		found, dropped = append(found, page.Requests...), page.Dropped
		if more = page.NextCursor != nil; more {
			query.Set("cursor", *page.NextCursor)
		}
	}
	if *c.json {
		if err := json.NewEncoder(p.Stdout).Encode(map[string]any{"count": len(found), "expected": want, "dropped": dropped}); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintf(p.Stdout, "%d\n", len(found)); err != nil {
		return err
	}
	if len(found) == want {
		return nil
	}
	nearest := []group{{"", found}}
	if len(found) == 0 {
		var err error
		if nearest, err = c.nearest(ctx, p, query); err != nil {
			return err
		}
	}
	for _, g := range nearest {
		if err := g.print(&Program{Stdout: p.Stderr}); err != nil {
			return err
		}
	}
	note := ""
	if dropped > 0 {
		note = fmt.Sprintf("; %d older calls are not on record any more", dropped)
	}
	return fmt.Errorf("%d calls are like that, expected %d%s", len(found), want, note)
}

// group is some calls that are shown in the place of those that were expected.
type group struct {
	title string // empty: none is needed
	calls []requestAnswer
}

// mostNearest is how many calls of a group are shown.
const mostNearest = 20

func (g group) print(p *Program) error {
	if g.title != "" {
		if _, err := fmt.Fprintf(p.Stdout, "%s:\n", g.title); err != nil {
			return err
		}
	}
	return printRequests(p, g.calls[:min(len(g.calls), mostNearest)])
}

// nearest finds the calls that have most in common with a query that found none:
// of the operation, else with the reference id or about the object, else any.
func (c client) nearest(ctx context.Context, p *Program, query url.Values) ([]group, error) {
	var groups []group
	for _, name := range []string{"operation", "reference", "object", ""} {
		value := query.Get(name)
		if name != "" && (value == "" || len(query) == 2) { // nothing but the limit beside it: that found none
			continue
		}
		if name == "" && len(groups) > 0 {
			break
		}
		alike := url.Values{"limit": {strconv.Itoa(mostNearest)}}
		title := "the latest calls"
		if name != "" {
			alike.Set(name, value)
			title = "with the " + name + " " + value
		}
		_, page, err := c.requestPage(ctx, p, alike)
		if err != nil {
			return nil, err
		}
		if len(page.Requests) > 0 {
			groups = append(groups, group{title, page.Requests})
		}
	}
	return groups, nil
}
