package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// Confined says whether the program is in a user namespace of its own, where root is nobody outside. Who
// wants to join it there has to enter that as well.
func Confined() bool {
	outside, err := os.ReadFile("/proc/self/uid_map")
	return err == nil && strings.Join(strings.Fields(string(outside)), " ") != "0 0 4294967295" // user_namespaces(7)
}

// Restart starts the whole program again, as unshare -Urn would: as root of a user namespace of its own,
// where it may have networks of its own. Most systems let anyone do that. It is for when New has said that
// a privilege is missing, in err. It does not return if it can: it gives this process over to the new
// program, which has the same files, arguments and terminal. Otherwise it returns what err says, and why
// not.
//
// A program cannot become that itself once it has more than one thread, as every Go program has.
func Restart(err error) error {
	var missing *MissingError
	if os.Geteuid() == 0 || !errors.As(err, &missing) || !errors.Is(missing.Err, syscall.EPERM) {
		return err
	}
	missing = &MissingError{What: missing.What, Cure: "run it as root, for example by sudo", Err: missing.Err}
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		missing.What += ", and there is no unshare(1), of util-linux, to get there without"
		return missing
	}
	if said, err := exec.Command(unshare, "-Urn", "true").CombinedOutput(); err != nil {
		missing.What += fmt.Sprintf(", and not by a user namespace either (%s)", bytes.TrimSpace(said))
		return missing
	}
	self, err := os.Executable()
	if err == nil {
		err = syscall.Exec(unshare, append([]string{"unshare", "-Urn", self}, os.Args[1:]...), os.Environ())
	}
	return fmt.Errorf("kernel: unshare -Urn: %w", err)
}
