package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// TestImage builds the image from the Dockerfile, runs it as compose.yaml says
// (read-only, without root or capabilities) until its own health check passes, and
// captures through it: on a published port, and by Amazon's names over TLS.
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

	t.Run("as compose.yaml says", func(t *testing.T) { e.testAlone(t, service, uid) })
	t.Run("by Amazon's names", func(t *testing.T) { e.testNames(t, service, readComposeService(t, "shop")) })
}

// testAlone captures through a published port.
func (e containerEngine) testAlone(t *testing.T, service composeService, uid int) {
	const container = "amazon-pay"
	address := e.runService(t, container, service)

	require.Contains(t, e.podman(t, "exec", container, "/amazon-pay-emulator", "version"), "1.2.3-e2e")
	pid := strings.TrimSpace(e.podman(t, "inspect", "--format", "{{.State.Pid}}", container))
	process, err := os.ReadFile("/proc/" + pid + "/status")
	require.NoError(t, err)
	require.Regexp(t, fmt.Sprintf(`(?m)^Uid:\t%d\t%[1]d\t%[1]d\t%[1]d$`, uid), string(process))
	for _, set := range []string{"CapPrm", "CapEff", "CapBnd"} {
		require.Regexp(t, `(?m)^`+set+`:\t0+$`, string(process), "capabilities")
	}

	status, body := call(t, address, map[string]string{
		"Action":                     "Capture",
		"AmazonAuthorizationId":      "S23-1234567-1234567-0000001", // of the built-in fixture
		"CaptureReferenceId":         "image_capture_1",
		"CaptureAmount.Amount":       "106.00",
		"CaptureAmount.CurrencyCode": "USD",
	})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, "<State>Completed</State>")
	ca := client(t, address, "ca")

	e.podman(t, "stop", "--time", "10", container) // SIGTERM, and SIGKILL after that time: exit code 137
	require.Equal(t, "0", strings.TrimSpace(e.podman(t, "inspect", "--format", "{{.State.ExitCode}}", container)))

	// Another container with the same volume has the same CA.
	require.Equal(t, ca, client(t, e.runService(t, container+"-again", service), "ca"))

	// Without one named, it has a volume of its own to write to, and another CA.
	service.Volumes = nil
	require.NotEqual(t, ca, client(t, e.runService(t, container+"-plain", service), "ca"))
}

// testNames has a client in a second container, as the shop of compose.yaml, take
// an order to its capture. It knows Amazon's names and the CA in the shared volume.
func (e containerEngine) testNames(t *testing.T, service, shop composeService) {
	const network = "shop"
	e.podman(t, "network", "create", network)
	flags := []string{"--network", network}
	for _, alias := range service.Networks["default"].Aliases {
		flags = append(flags, "--network-alias", alias)
	}
	address := e.runService(t, "amazon-pay-names", service, flags...)
	client(t, address, "ca") // it is made by now
	order := client(t, address, "order", "create")

	program := filepath.Join(t.TempDir(), "client")
	build := exec.Command("go", "build", "-o", program, "./testdata/client")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoErrorf(t, err, "go build:\n%s", out)
	require.Equal(t, "/ca/ca.pem", shop.Environment["SSL_CERT_FILE"])
	require.Contains(t, shop.Volumes, "ca:/ca:ro")
	printed := e.podman(t, "run", "--rm", "--network", network, "--read-only", "--cap-drop", "ALL", "--user", "1000:1000",
		"--volume", "ca:/ca:ro", "--env", "SSL_CERT_FILE=/ca/ca.pem",
		"--volume", program+":/client:ro", "--entrypoint", "/client", imageName, order)
	require.Equal(t, []string{
		"SetOrderReferenceDetails 200 Draft", "ConfirmOrderReference 200 ", "Authorize 200 Open", "Capture 200 Completed",
		"GetCaptureDetails 200 Completed", "sns.us-east-1.amazonaws.com 200", "api.sandbox.amazon.de 200",
	}, strings.Split(strings.TrimSuffix(printed, "\n"), "\n"))
}

// runService starts a container of the image as a service says, and returns its
// address once its own health check passes.
func (e containerEngine) runService(t *testing.T, container string, service composeService, further ...string) (address string) {
	t.Helper()
	run := append([]string{"run", "--detach", "--name", container}, service.podmanFlags(t)...)
	e.podman(t, append(append(run, further...), imageName)...)
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		_, err := e.run("podman", "healthcheck", "run", container)
		require.NoError(t, err)
	}, 30*time.Second, 100*time.Millisecond, "the image's health check never passed")
	return "http://" + strings.TrimSpace(e.podman(t, "port", container, "2729/tcp"))
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
	Sysctls     map[string]string
	Environment map[string]string
	Volumes     []string
	Networks    map[string]struct{ Aliases []string }
	Profiles    []string                              // none: docker compose up starts it
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
}

func readComposeService(t *testing.T, name string) composeService {
	t.Helper()
	file, err := os.Open("../compose.yaml")
	require.NoError(t, err)
	defer file.Close()
	var compose struct {
		Services map[string]composeService
		Volumes  map[string]any
	}
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&compose), "compose.yaml holds something that no test tries")
	require.Contains(t, compose.Services, name)
	require.Equal(t, map[string]any{"ca": nil}, compose.Volumes, "compose.yaml: volumes")
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
	require.Empty(t, s.Profiles, "compose.yaml: profiles")
	require.Empty(t, s.DependsOn, "compose.yaml: depends_on")
	for name, value := range s.Sysctls {
		flags = append(flags, "--sysctl", name+"="+value)
	}
	for _, volume := range s.Volumes {
		flags = append(flags, "--volume", volume)
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
