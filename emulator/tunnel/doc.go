// Package tunnel is the emulator's proxy. A client that can be given a proxy, and
// nothing else, reaches the emulator through it by the names of the service: the
// tunnel that it asks for with CONNECT ends here.
//
// Read proxy.go first. Proxy.Connect answers CONNECT requests, Proxy.Admits
// decides about requests in absolute-form, and as a net.Listener a Proxy hands
// out the tunnels that end here, which somebody else speaks TLS on and serves.
//
// It is no open proxy. What a client may name is the hosts that Options.Serves
// says, on port 443, which leads to nowhere but this process. To anything else a
// connection is made only where the user has listed that host and port as a
// Target; there are no patterns in that list. A tunnel never leads back to the
// emulator, and never to another proxy, so that none can go round in circles.
package tunnel
