package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of the reverse proxies and load balancers in front
// of this server. Only what they say about a client is believed. The zero
// value trusts nobody.
type Proxies struct{ trusted []netip.Prefix }

// ParseProxies reads networks such as "10.0.0.0/8" and single addresses.
func ParseProxies(networks []string) (Proxies, error) {
	var p Proxies
	for _, text := range networks {
		prefix, err := parseNetwork(strings.TrimSpace(text))
		if err != nil {
			return Proxies{}, fmt.Errorf("“%s” is neither a network such as 10.0.0.0/8 nor an address: %w", text, err)
		}
		p.trusted = append(p.trusted, prefix)
	}
	return p, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		prefix, err := netip.ParsePrefix(text)
		return prefix.Masked(), err
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	addr = addr.Unmap()
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}

// Trusts says whether addr is one of the proxies.
func (p Proxies) Trusts(addr netip.Addr) bool {
	for _, prefix := range p.trusted {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// Client gives the address that a request comes from: the nearest one that is
// not a proxy of ours. It is the zero Addr where the connection has none, as on
// a Unix socket without a proxy's word.
func (p Proxies) Client(r *http.Request) netip.Addr {
	addr, direct := peer(r)
	if direct && !p.Trusts(addr) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := parseHop(hops[i])
		if err != nil { // whatever stands further left cannot be trusted either
			return addr
		}
		addr = hop
		if !p.Trusts(hop) {
			return hop
		}
	}
	return addr
}

// peer gives the other end of the connection. A Unix socket has no address:
// whoever may connect to it is on this machine, and is taken for a proxy.
func peer(r *http.Request) (addr netip.Addr, ok bool) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	return ap.Addr().Unmap(), true
}

func parseHop(hop string) (netip.Addr, error) {
	hop = strings.TrimSpace(hop)
	if ap, err := netip.ParseAddrPort(hop); err == nil {
		return ap.Addr().Unmap(), nil
	}
	addr, err := netip.ParseAddr(strings.Trim(hop, "[]"))
	return addr.Unmap(), err
}

// HTTPS says whether the client speaks HTTPS, to us or to a proxy of ours.
func (p Proxies) HTTPS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	if addr, direct := peer(r); direct && !p.Trusts(addr) {
		return false
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	return strings.EqualFold(strings.TrimSpace(proto), "https")
}

// ipv6Site is the part of an IPv6 address that one customer is given.
const ipv6Site = 64

// Host gives the text under which limits and sign-in failures of a request's
// address are counted: an IPv6 address counts as its /64 network, because
// whoever has one address of it has them all.
func (p Proxies) Host(r *http.Request) string {
	addr := p.Client(r)
	if !addr.IsValid() {
		return "local"
	}
	if addr.Is6() {
		if prefix, err := addr.WithZone("").Prefix(ipv6Site); err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}
