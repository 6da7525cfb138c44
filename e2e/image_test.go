package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// TestImage builds the image from the Dockerfile, runs it as compose.yaml says
// (read-only, without capabilities, on a published port) until its own health
// check passes, and captures through it.
func TestImage(t *testing.T) {
	requireE2E(t)
	service := readComposeService(t, "amazon-pay")
	e := newContainerEngine(t)
	lookAtSources()
	e.buildImage(t, "..", "1.2.3-e2e")

	image := e.inspectImage(t)
	require.Less(t, image.Size, int64(15_000_000), "size in bytes")
	user, _, _ := strings.Cut(image.Config.User, ":")
	uid, err := strconv.Atoi(user)
	require.NoErrorf(t, err, "USER has to be numeric, so that runAsNonRoot can be checked: %q", image.Config.User)
	require.NotZero(t, uid, "USER is root")
	require.Contains(t, image.Config.ExposedPorts, "2729/tcp")
	require.Equal(t, "1.2.3-e2e", image.Config.Labels["org.opencontainers.image.version"])

	const container = "amazon-pay"
	run := append([]string{"run", "--detach", "--name", container}, service.podmanFlags(t)...)
	e.podman(t, append(run, imageName)...)
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		_, err := e.run("podman", "healthcheck", "run", container)
		require.NoError(t, err)
	}, 30*time.Second, 100*time.Millisecond, "the image's health check never passed")

	require.Contains(t, e.podman(t, "exec", container, "/amazon-pay-emulator", "version"), "1.2.3-e2e")
	pid := strings.TrimSpace(e.podman(t, "inspect", "--format", "{{.State.Pid}}", container))
	process, err := os.ReadFile("/proc/" + pid + "/status")
	require.NoError(t, err)
	require.Regexp(t, fmt.Sprintf(`(?m)^Uid:\t%d\t%[1]d\t%[1]d\t%[1]d$`, uid), string(process))
	for _, set := range []string{"CapPrm", "CapEff", "CapBnd"} {
		require.Regexp(t, `(?m)^`+set+`:\t0+$`, string(process), "capabilities")
	}

	address := "http://" + strings.TrimSpace(e.podman(t, "port", container, "2729/tcp"))
	status, body := call(t, address, map[string]string{
		"Action":                     "Capture",
		"AmazonAuthorizationId":      "S23-1234567-1234567-0000001", // of the built-in fixture
		"CaptureReferenceId":         "image_capture_1",
		"CaptureAmount.Amount":       "106.00",
		"CaptureAmount.CurrencyCode": "USD",
	})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, "<State>Completed</State>")

	e.podman(t, "stop", "--time", "10", container) // SIGTERM, and SIGKILL after that time: exit code 137
	require.Equal(t, "0", strings.TrimSpace(e.podman(t, "inspect", "--format", "{{.State.ExitCode}}", container)))
}

// composeService is all that a service of compose.yaml may say: what is not
// listed here is not tried by TestImage, and so is refused.
type composeService struct {
	Image       string
	Build       string
	Ports       []string
	ReadOnly    bool     `yaml:"read_only"`
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	Environment map[string]string
}

func readComposeService(t *testing.T, name string) composeService {
	t.Helper()
	file, err := os.Open("../compose.yaml")
	require.NoError(t, err)
	defer file.Close()
	var compose struct{ Services map[string]composeService }
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&compose), "compose.yaml holds something that no test tries")
	require.Contains(t, compose.Services, name)
	return compose.Services[name]
}

// podmanFlags says the same in the words of podman run. Published ports keep
// their address but get a free number, so that tests never collide.
func (s composeService) podmanFlags(t *testing.T) []string {
	t.Helper()
	require.True(t, s.ReadOnly, "compose.yaml: read_only")
	require.Equal(t, []string{"ALL"}, s.CapDrop, "compose.yaml: cap_drop")
	flags := []string{"--read-only", "--cap-drop", "ALL"}
	for _, option := range s.SecurityOpt {
		flags = append(flags, "--security-opt", option)
	}
	for _, port := range s.Ports {
		parts := strings.Split(port, ":")
		require.Lenf(t, parts, 3, "compose.yaml: write ports as ADDRESS:PORT:PORT, not %q", port)
		require.Equal(t, "127.0.0.1", parts[0], "compose.yaml: ports are for this machine only")
		flags = append(flags, "--publish", parts[0]+"::"+parts[2])
	}
	for name, value := range s.Environment {
		flags = append(flags, "--env", name+"="+value)
	}
	return flags
}

// imageConfig is what a test looks at of `podman image inspect`.
type imageConfig struct {
	Size   int64
	Config struct {
		User         string
		ExposedPorts map[string]struct{}
		Labels       map[string]string
	}
}

func (e containerEngine) inspectImage(t *testing.T) imageConfig {
	t.Helper()
	var images []imageConfig
	require.NoError(t, json.Unmarshal([]byte(e.podman(t, "image", "inspect", imageName)), &images))
	require.Len(t, images, 1)
	return images[0]
}
