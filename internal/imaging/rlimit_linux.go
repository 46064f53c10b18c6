package imaging

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// restrain limits this process and those that it starts. RLIMIT_DATA counts
// what is really written to, so unlike RLIMIT_AS it does not upset the Go
// runtime, which reserves far more address space than it uses.
func restrain(l Limits) error {
	const slack = 128 << 20 // for the Go runtime itself
	for _, limit := range []struct {
		name     string
		resource int
		value    uint64
	}{
		{"CPU time", unix.RLIMIT_CPU, uint64(l.CPU / time.Second)},
		{"memory", unix.RLIMIT_DATA, uint64(l.Memory) + slack},
		{"file size", unix.RLIMIT_FSIZE, maxFile},
		{"open files", unix.RLIMIT_NOFILE, 128},
		{"core dumps", unix.RLIMIT_CORE, 0},
	} {
		r := unix.Rlimit{Cur: limit.value, Max: limit.value}
		if err := unix.Setrlimit(limit.resource, &r); err != nil {
			return fmt.Errorf("limit %s: %w", limit.name, err)
		}
	}
	return nil
}
