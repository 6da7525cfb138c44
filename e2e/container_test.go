package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	imageName   = "localhost/amazon-pay-emulator"
	builderName = "localhost/go"
)

// containerEngine is Debian's buildah and podman, which need no service to be
// running, with a storage of their own: no image or container of this machine is
// seen or touched, and nothing is pulled from anywhere.
type containerEngine struct {
	dir string
}

// newContainerEngine makes an engine whose containers, images, volumes and networks
// are removed at the end of the test.
func newContainerEngine(t *testing.T) containerEngine {
	t.Helper()
	for _, program := range []string{"buildah", "podman", "runc"} {
		requireProgram(t, program, "buildah podman runc netavark aardvark-dns iptables")
	}
	require.Zero(t, os.Getuid(), "building and running images wants root here")
	e := containerEngine{dir: t.TempDir()}
	t.Cleanup(func() {
		if t.Failed() {
			logs, _ := e.run("podman", "logs", "--latest")
			t.Logf("the container's log:\n%s", logs)
		}
		if _, err := e.run("podman", "rm", "--all", "--force", "--time", "0"); err != nil {
			t.Error(err)
		}
		if _, err := e.run("podman", "volume", "prune", "--force"); err != nil {
			t.Error(err)
		}
		if _, err := e.run("podman", "network", "prune", "--force"); err != nil {
			t.Error(err)
		}
	})
	return e
}

// buildImage builds the image from the Dockerfile in context as
// `docker build --build-arg VERSION=... .` does. The public Go image that the
// Dockerfile starts from by default is replaced with the installed Go, and the
// modules come from this machine's module cache, so that no network is needed.
func (e containerEngine) buildImage(t *testing.T, context, version string) {
	t.Helper()
	download := exec.Command("go", "mod", "download")
	download.Dir = context
	out, err := download.CombinedOutput()
	require.NoErrorf(t, err, "go mod download: %s", out)
	env, err := exec.Command("go", "env", "GOROOT", "GOMODCACHE").Output()
	require.NoError(t, err, "go env")
	goroot, modules, _ := strings.Cut(strings.TrimSpace(string(env)), "\n")
	require.NotEmpty(t, modules)

	e.buildah(t, "build", "--quiet", "--tag", builderName,
		"--file", "testdata/builder.Dockerfile", filepath.Join(goroot, "bin"))
	e.buildah(t, "build", "--quiet", "--tag", imageName,
		"--isolation", "chroot",
		"--format", "docker", // the OCI format has no HEALTHCHECK
		"--build-arg", "GO_IMAGE="+builderName,
		"--build-arg", "VERSION="+version,
		"--volume", goroot+":/usr/local/go:ro",
		"--volume", filepath.Join(modules, "cache", "download")+":/modules:ro",
		context)
}

func (e containerEngine) buildah(t *testing.T, args ...string) string {
	t.Helper()
	out, err := e.run("buildah", args...)
	require.NoError(t, err)
	return out
}

func (e containerEngine) podman(t *testing.T, args ...string) string {
	t.Helper()
	out, err := e.run("podman", args...)
	require.NoError(t, err)
	return out
}

// run runs buildah or podman on the engine's own storage and returns its
// standard output. An error holds the command and what it said.
func (e containerEngine) run(program string, args ...string) (string, error) {
	global := []string{
		"--storage-driver", "vfs",
		"--root", filepath.Join(e.dir, "storage"),
		"--runroot", filepath.Join(e.dir, "run"),
	}
	if program == "podman" {
		// No systemd, no cgroup manager and no raised limits: a container can run in a container.
		global = append(global,
			"--tmpdir", filepath.Join(e.dir, "tmp"),
			"--network-config-dir", filepath.Join(e.dir, "networks"),
			"--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "none")
		if args[0] == "run" {
			args = append([]string{"run", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"}, args[1:]...)
		}
	}
	cmd := exec.Command(program, append(global, args...)...)
	cmd.Env = append(os.Environ(), "DISABLE_HC_SYSTEMD=true") // health checks run when a test asks, not on a systemd timer
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", program, strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String(), nil
}
