package command

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// sdks has the settings of each language: those that have an effect on its
// clients, and what the client's own limits are. docs/sdks.md says more.
var sdks = map[string]func(*settingsOf){
	"php":    phpSettings,
	"python": pythonSettings,
	"ruby":   rubySettings,
	"java":   javaSettings,
	"node":   nodeSettings,
	"dotnet": dotnetSettings,
	"go":     goSettings,
}

func sdkNames() []string { return slices.Sorted(maps.Keys(sdks)) }

// settingsOf collects the settings of one language, in the words of a shell.
type settingsOf struct {
	proxy *url.URL
	ca    string // path
	text  strings.Builder
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

func (s *settingsOf) note(format string, a ...any) {
	fmt.Fprintf(&s.text, "# "+format+"\n", a...)
}

func (s *settingsOf) export(variable, value string) {
	fmt.Fprintf(&s.text, "export %s=%s\n", variable, quoted(value))
}

// nearby keeps calls of this machine itself from the proxy.
const nearby = "localhost,127.0.0.1,::1"

// through has https calls go through the proxy, by the variable that the
// language reads.
func (s *settingsOf) through(variable, exceptions string) {
	s.note("Every https call takes the proxy then, which refuses other hosts than Amazon Pay's")
	s.note("unless the emulator runs with --proxy-passthrough. Name your own hosts in %s.", exceptions)
	s.export(variable, origin(s.proxy))
	fmt.Fprintf(&s.text, "export %s=\"${%[1]s:+$%[1]s,}%s\"\n", exceptions, nearby)
}

func phpSettings(s *settingsOf) {
	s.through("HTTPS_PROXY", "NO_PROXY")
	s.note("PHP's curl takes its CA from php.ini alone; SSL_CERT_FILE has no effect on it:")
	s.note("  curl.cainfo = %q", s.ca)
	s.note("  openssl.cafile = %q", s.ca)
	s.note("For one run: php -d curl.cainfo=%s -d openssl.cafile=%[1]s ...", quoted(s.ca))
	s.note("Or in the configuration of the SDK's Client, and in that of its IpnHandler:")
	s.note("  'cabundle_file' => %s, 'proxy_host' => %s, 'proxy_port' => %s", quoted(s.ca), quoted(s.proxy.Hostname()), portOf(s.proxy))
}

func pythonSettings(s *settingsOf) {
	s.through("HTTPS_PROXY", "NO_PROXY")
	s.note("Both take the place of the system's CAs: one for API and Login, one for the certificates of IPNs.")
	s.export("REQUESTS_CA_BUNDLE", s.ca)
	s.export("SSL_CERT_FILE", s.ca)
	s.note("The SDK's IpnHandler works with pyOpenSSL before 24.3.0 only.")
}

func rubySettings(s *settingsOf) {
	s.note("Net::HTTP reads http_proxy in small letters, for https too; https_proxy has no effect on it.")
	s.through("http_proxy", "no_proxy")
	s.note("It takes the place of the system's CAs.")
	s.export("SSL_CERT_FILE", s.ca)
	s.note("The SDK's Login works with Ruby before 3.0 only.")
}

func javaSettings(s *settingsOf) {
	store := strings.TrimSuffix(s.ca, ".pem") + ".p12"
	s.note("The JVM wants a key store. Make it once; when the CA is another, delete it and make it again:")
	s.note("  keytool -importcert -noprompt -alias %s -file %s \\", name, quoted(s.ca))
	s.note("    -keystore %s -storetype PKCS12 -storepass changeit", quoted(store))
	s.note("Every https call takes the proxy then, which refuses other hosts than Amazon Pay's")
	s.note("unless the emulator runs with --proxy-passthrough. Name your own hosts in http.nonProxyHosts.")
	options := []string{
		"-Dhttps.proxyHost=" + s.proxy.Hostname(), "-Dhttps.proxyPort=" + portOf(s.proxy), "-Dhttp.nonProxyHosts=localhost|127.*|[::1]",
		"-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=changeit",
	}
	for i, option := range options {
		if strings.ContainsAny(option, " '") {
			options[i] = `"` + option + `"` // as the JVM reads the variable
		}
	}
	s.export("JAVA_TOOL_OPTIONS", strings.Join(options, " "))
	s.note("The SDK's own proxy settings have no effect on https.")
	s.note("For the API alone no proxy and no CA are needed: withOverrideServiceURL(%q).", origin(s.proxy))
	s.note("The SDK wants JDK 8, or JAXB added.")
}

func nodeSettings(s *settingsOf) {
	s.through("HTTPS_PROXY", "NO_PROXY")
	s.note("It is added to the CAs that Node has.")
	s.export("NODE_EXTRA_CA_CERTS", s.ca)
	s.note("amazon-payments reads the proxy; sns-validator and Node's own https don't, they need Amazon's names redirected.")
}

func dotnetSettings(s *settingsOf) {
	s.through("HTTPS_PROXY", "NO_PROXY")
	s.note("On Linux; it takes the place of the system's CAs. Elsewhere put the CA into the store of the system.")
	s.export("SSL_CERT_FILE", s.ca)
	s.note("The proxy in .NET Framework: WithProxyHost(%q).WithProxyPort(%s).", s.proxy.Hostname(), portOf(s.proxy))
	s.note("The SDK keeps cabundle_file but never uses it; its IpnHandler is expected to work on .NET Framework and Mono only.")
}

func goSettings(s *settingsOf) {
	s.through("HTTPS_PROXY", "NO_PROXY")
	s.note("On Linux; it takes the place of the system's CAs. Elsewhere put the CA into the store of the system.")
	s.export("SSL_CERT_FILE", s.ca)
	s.note("qor/amazon-pay-sdk-go needs no proxy when its Config.Endpoint is the emulator's TLS address.")
}

// portOf is the port of a URL, the default one included.
func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return "80"
}

// quoted is a text as one word of a shell.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
