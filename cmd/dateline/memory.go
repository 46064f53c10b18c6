package main

import (
	"os"
	"runtime/debug"
)

// Memory that a serving program may fill before the collector hurries, apart
// from finished pages, and how much it may let the heap grow while it stays
// below that, in percent.
const (
	memoryForWork = 40 << 20 // bytes
	heapGrowth    = 300
)

// tuneMemory lets the collector run seldom while little is in use, which is
// most of what a page costs besides making it, and often towards a bound. What
// the operator says with GOGC or GOMEMLIMIT counts instead.
func (c *serveCommand) tuneMemory() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(heapGrowth)
		debug.SetMemoryLimit(memoryForWork + int64(c.Cache)<<20*5/4)
	}
}
