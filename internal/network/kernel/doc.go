// Package kernel is a network of Linux's own TCP/IP stacks: hosts that are network namespaces, joined
// by the emulated link of the lab (package link). It is the ground truth that the lab is compared with,
// and it carries the packets of any program.
//
// A [Net] is a star like the lab's: one server, some clients, and between them the link, one direction
// of it up to the server and one down to the clients. Each host is a netx.Network, so that servers and
// clients are the same as on real sockets; and other programs run on it by nsenter(1).
//
//	client: socket - TCP - IP - TUN device = this program = TUN device - IP - TCP - socket: server
//
// A TUN device hands the IP packets that a host sends to this program, which asks the link what becomes
// of each, keeps it until it is due, and writes it to the TUN device of the other host. With the
// seed of a lab, the n-th packet from one host to another meets the fate that it meets in the lab.
// The time is the machine's, and so is the noise in it.
//
// It takes Linux, root (or a user namespace of one's own: unshare -Urn) and /dev/net/tun. Nothing is
// done to the machine's own network, and nothing is left when the program ends, however it ends:
// namespaces and devices live as long as the files that stand for them are open.
package kernel
