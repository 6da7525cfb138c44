package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// workflow is all that examples/ci/github-actions.yaml may say: what is not
// listed here nobody has thought about, and is refused.
type workflow struct {
	Name string
	On   []string
	Jobs map[string]struct {
		RunsOn   string `yaml:"runs-on"`
		Services map[string]struct {
			Image   string
			Ports   []string
			Options string
			Env     map[string]string
		}
		Env   map[string]string
		Steps []struct{ Uses, Run string }
	}
}

// composition is the same for examples/ci/compose.yaml.
type composition struct {
	Services map[string]struct {
		Image, Command string
		WorkingDir     string   `yaml:"working_dir"`
		ReadOnly       bool     `yaml:"read_only"`
		CapDrop        []string `yaml:"cap_drop"`
		Ports          []string
		Environment    map[string]string
		Volumes        []string
		Profiles       []string
		DependsOn      map[string]struct{ Condition string } `yaml:"depends_on"`
	}
}

// The recipe for GitHub can't be run here, so it is read: its service is started
// by settings that exist, on the image's ports, and waited for by the image's own
// health check.
func TestGitHubRecipe(t *testing.T) {
	var w workflow
	readStrictly(t, filepath.Join("examples", "ci", "github-actions.yaml"), &w)
	require.Equal(t, []string{"push", "pull_request"}, w.On)
	job := w.Jobs["test"]
	require.NotEmpty(t, job.RunsOn)
	require.NotEmpty(t, job.Steps)
	for _, step := range job.Steps {
		require.NotEqual(t, step.Uses == "", step.Run == "", "a step uses an action or runs a command: %v", step)
	}
	service := job.Services["amazon-pay"]
	require.Regexp(t, `/amazon-pay-emulator$`, service.Image)
	requireSettings(t, service.Env)
	require.Equal(t, "http://127.0.0.1:2729", job.Env["APAY_URL"])

	image := readText(t, "Dockerfile")
	require.NotEmpty(t, service.Ports)
	for _, published := range service.Ports {
		_, port, _ := strings.Cut(published, ":")
		require.Regexp(t, `(?m)^EXPOSE .*\b`+port+`\b`, image)
	}
	// docker create runs --health-cmd by a shell. The options may only change how often
	// the image's own check is asked, which needs none.
	options := strings.Fields(service.Options)
	require.Zero(t, len(options)%2)
	for i := 0; i < len(options); i += 2 {
		require.Contains(t, []string{"--health-interval", "--health-timeout", "--health-retries"}, options[i])
	}
	require.Contains(t, service.Options, "--health-interval")
	require.Regexp(t, `(?m)^HEALTHCHECK .*CMD \["/amazon-pay-emulator", "healthcheck"\]$`, image)
}

func TestComposeRecipe(t *testing.T) {
	var c composition
	readStrictly(t, filepath.Join("examples", "ci", "compose.yaml"), &c)
	require.Len(t, c.Services, 2)
	emulator, tests := c.Services["amazon-pay"], c.Services["tests"]
	require.Equal(t, "amazon-pay-emulator", emulator.Image)
	require.Equal(t, []string{"127.0.0.1:2729:2729"}, emulator.Ports)
	require.Empty(t, emulator.Profiles, "docker compose up starts it")
	requireSettings(t, emulator.Environment)
	require.Equal(t, "service_healthy", tests.DependsOn["amazon-pay"].Condition)
	require.Equal(t, "http://amazon-pay:2729", tests.Environment["APAY_URL"])
}

// The documents show the recipes as they are.
func TestRecipesAreShown(t *testing.T) {
	text := readText(t, filepath.Join("docs", "ci.md"))
	for _, name := range []string{"github-actions.yaml", "compose.yaml", "Makefile"} {
		require.Contains(t, text, readText(t, filepath.Join("examples", "ci", name)), "docs/ci.md does not show examples/ci/%s as it is", name)
	}
	code := regexp.MustCompile("(?s)```go\n(.*?)```").FindStringSubmatch(text)
	require.Len(t, code, 2)
	require.Contains(t, readText(t, filepath.Join("emulator", "emutest", "shop_test.go")), code[1])
	for _, file := range []string{"github-actions.yaml", "compose.yaml"} {
		require.Contains(t, readText(t, filepath.Join("examples", "ci", file)), "/OffAmazonPayments_Sandbox/2013-01-01")
	}
}

// requireSettings checks that every variable is one of a setting.
func requireSettings(t *testing.T, environment map[string]string) {
	t.Helper()
	require.NotEmpty(t, environment)
	readme := readText(t, "README.md")
	for name := range environment {
		require.Regexp(t, regexp.MustCompile("(?m)^\\| `--[a-z-]+` \\| `"+name+"` \\|"), readme, "no setting has this variable")
	}
}

func readStrictly(t *testing.T, file string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(readText(t, file)))
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(into), file)
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
