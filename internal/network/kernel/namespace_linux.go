package kernel

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// A namespace is a network namespace: devices, addresses, routes and sockets of its own. It lives as
// long as its file is open, or a socket or device in it is.
type namespace struct{ file *os.File }

// newNamespace makes a namespace, with the loopback device up.
func newNamespace() (*namespace, error) {
	ns := &namespace{}
	err := elsewhere(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return noNamespace(err)
		}
		var err error
		if ns.file, err = os.Open(current); err != nil {
			return fmt.Errorf("kernel: %w", err)
		}
		if err = up("lo"); errors.Is(err, unix.EPERM) {
			return notAllowed("set up its own network", "CAP_NET_ADMIN", err)
		}
		return err
	})
	if err != nil && ns.file != nil {
		ns.file.Close()
	}
	return ns, err
}

// do calls f inside the namespace. Sockets and devices that f makes belong to the namespace for ever,
// whoever uses them later.
func (ns *namespace) do(f func() error) error {
	return elsewhere(func() error {
		if err := unix.Setns(int(ns.file.Fd()), unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("kernel: entering the host: %w", err)
		}
		return f()
	})
}

func (ns *namespace) close() error { return ns.file.Close() }

// current is the namespace of the thread that asks.
const current = "/proc/thread-self/ns/net"

// elsewhere calls f on a thread of its own, as a namespace is a thread's and goroutines change threads. f
// may take the thread to another namespace; afterwards it is brought home, and if that fails, it ends.
func elsewhere(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		home, err := os.Open(current)
		if err != nil {
			done <- fmt.Errorf("kernel: %w", err)
			return
		}
		err = f()
		if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
			runtime.UnlockOSThread() // a goroutine that ends without takes its thread along
		}
		home.Close()
		done <- err
	}()
	return <-done
}

// setting makes a setting (sysctl(8)) of the namespace of the calling thread.
func setting(name, value string) error {
	err := os.WriteFile("/proc/sys/"+name, []byte(value), 0)
	if errors.Is(err, unix.EROFS) || errors.Is(err, os.ErrPermission) {
		return &MissingError{
			What: fmt.Sprintf("this process may not make settings of its own network (%v)", err),
			Cure: inContainer,
			Err:  err,
		}
	}
	return err
}

// noNamespace says why there is no new namespace.
func noNamespace(err error) error {
	switch {
	case errors.Is(err, unix.EPERM):
		return notAllowed("make network namespaces", "CAP_SYS_ADMIN", err)
	case errors.Is(err, unix.ENOSPC):
		return &MissingError{
			What: "there are as many network namespaces as the system allows",
			Cure: "sysctl user.max_net_namespaces says how many",
			Err:  err,
		}
	}
	return &MissingError{
		What: fmt.Sprintf("this kernel makes no network namespaces (%v)", err),
		Cure: "it takes one with CONFIG_NET_NS",
		Err:  err,
	}
}

// notAllowed is the error of a process that lacks a capability (capabilities(7)).
func notAllowed(what, capability string, err error) error {
	missing := &MissingError{
		What: fmt.Sprintf("this process may not %s (that takes %s)", what, capability),
		Cure: "run it as root, or as unshare -Urn wirelab ...",
		Err:  err,
	}
	if os.Geteuid() == 0 {
		missing.Cure = inContainer
		if Confined() {
			missing.Cure = "run it as root outside (sudo), or in a container started with --privileged"
		}
	}
	return missing
}

// inContainer is the cure where root lacks something.
const inContainer = "start the container with --privileged"
