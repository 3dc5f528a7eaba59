// Package place has the places where trials happen: this machine ([Host]), an emulated link in virtual time
// ([Lab]), or that link between Linux's own TCP/IP stacks ([Kernel]). Where the link is ours, a [Meter] counts
// the packets that go over it.
package place
