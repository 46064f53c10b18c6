//go:build unix

package imaging

import (
	"os/exec"
	"syscall"
	"time"
)

// ownGroup puts the child and all that it starts into one group, which is
// killed as a whole.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
}
