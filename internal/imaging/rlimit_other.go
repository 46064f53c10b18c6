//go:build !linux

package imaging

// restrain does nothing where there is no RLIMIT_DATA: GOMEMLIMIT and the wall
// clock are what remains.
func restrain(Limits) error { return nil }
