// Package verify compares the lab with Linux. It runs the same plans on both, with the same packets lost and
// delayed, and says where the lab's figures can be trusted, and how far off they are where they cannot.
//
// A [Case] is one row: a link, and what is sent over it. Each is run with several seeds. As a seed decides
// what befalls the n-th packet of either direction, on the lab and between kernels alike, a lab's trial
// and a kernels' trial of one seed are a pair, and it is their quotient that is looked at: what chance does
// to a seed it does to both. Of the quotients of all seeds the median counts, and the interval in which it
// lies with 95 % confidence is that of the sign test (Conover, Practical Nonparametric Statistics, section
// 3.2), which supposes nothing about how quotients are spread, nor lets one trial that the machine has
// disturbed spoil the others. It takes six seeds; with nine, the interval leaves out the smallest and the
// largest.
//
// TCP is what differs, so TCP is what the rows are about. One row of each link is UDP: a datagram meets
// nothing but the link and the machine, so that this row shows that the link is the same on both, and
// what the machine adds. WebSocket is left out: it is the bytes of TCP's rows with two to eight more in
// front of each message, and no code of the lab's knows the difference.
//
// Kernels run in real time, and other programs may delay them. Therefore verify asks for the highest priority
// (only root may have it), limits how many trials run side by side, and first measures how much the machine
// adds on a link with a known delay, to one trial and to many side by side (see [Calibration]). A difference
// no larger than that comes from the machine, not from the lab.
package verify
