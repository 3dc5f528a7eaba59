// Package pcapng writes what the link carried as files that Wireshark opens: from the vantage point of one
// host, or of all.
package pcapng

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"wirelab/internal/network/packet"
)

// Write writes records to w as a pcapng file (draft-ietf-opsawg-pcapng), which Wireshark and tshark
// open. start is what the records' times are counted from.
//
// The file has an interface for each host, and each packet is on it as a capture on that host would have
// it: on the sender's when it left, and on the receiver's when it arrived, with its direction. What the link
// lost is on the sender's alone, what the link doubled twice on the receiver's; and what the link did to a
// packet is its comment.
//
// Wireshark follows a TCP connection through a whole file, whatever the interface. Where the file has both
// ends of one, it takes each arrival for a retransmission; a file from one vantage point it analyses as
// that host would.
//
// A file is a row of blocks: one that says what file this is, one for each interface, one for each packet,
// these in the order of their times.
func Write(w io.Writer, start time.Time, records []packet.Record, at Vantage) error {
	ifaces, sightings := view(records, at)
	p := &writer{w: w}
	p.section(at)
	for _, i := range ifaces {
		p.iface(i)
	}
	for _, s := range sightings {
		p.packet(s, start)
	}
	return p.err
}

// The types of blocks and options, and what else is the format's.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 6 // enhanced packet block

	optionComment       = 1
	optionShbUser       = 4 // the program that wrote the file
	optionIfName        = 2
	optionIfDescription = 3
	optionIfIPv4        = 4 // address and mask
	optionIfTsresol     = 9
	optionEpbFlags      = 2

	byteOrderMagic   = 0x1a2b3c4d
	linkTypeRaw      = 101 // bare IP packets
	nanosecondTicks  = 9   // 10^-9 s
	maxCapture       = 1 << 16
	unknownBlockSize = ^uint64(0)
	inbound          = 1 // in the flags of a packet
	outbound         = 2
)

// A writer writes blocks. The first error stays, and nothing is written after it.
type writer struct {
	w     io.Writer
	block []byte
	err   error
}

// section begins the file.
func (p *writer) section(at Vantage) {
	p.begin(blockSection)
	p.u32(byteOrderMagic)
	p.u16(1) // version 1.0
	p.u16(0)
	p.block = binary.LittleEndian.AppendUint64(p.block, unknownBlockSize) // of the section
	p.option(optionShbUser, "wirelab")
	if at == AtBoth {
		p.option(optionComment, "Both ends of each connection: a packet is here when it left and again when it arrived. "+
			"For what one host saw, save the packets of its interface as a file, and open that.")
	}
	p.end()
}

func (p *writer) iface(i iface) {
	p.begin(blockInterface)
	p.u16(linkTypeRaw)
	p.u16(0)
	p.u32(maxCapture)
	p.option(optionIfName, i.name)
	p.option(optionIfDescription, i.description())
	if i.addr.Is4() {
		const mask = "\xff\x00\x00\x00" // all hosts are on one network, 10.0.0.0/8
		p.option(optionIfIPv4, string(i.addr.AsSlice())+mask)
	}
	p.option(optionIfTsresol, string([]byte{nanosecondTicks}))
	p.end()
}

func (p *writer) packet(s sighting, start time.Time) {
	data := s.Data[:min(len(s.Data), maxCapture)]
	ticks := uint64(start.Add(s.at).UnixNano())
	p.begin(blockPacket)
	p.u32(uint32(s.iface))
	p.u32(uint32(ticks >> 32))
	p.u32(uint32(ticks))
	p.u32(uint32(len(data)))
	p.u32(uint32(len(s.Data)))
	p.block = append(p.block, data...)
	p.pad()
	flags := uint32(outbound)
	if s.in {
		flags = inbound
	}
	p.option(optionEpbFlags, string(binary.LittleEndian.AppendUint32(nil, flags)))
	if comment := s.Happened(); comment != "" {
		p.option(optionComment, comment)
	}
	p.end()
}

// begin starts a block; its length, at bytes 4 to 8, is filled in by end.
func (p *writer) begin(kind uint32) {
	p.block = p.block[:0]
	p.u32(kind)
	p.u32(0)
}

// end closes the list of options, if there are any, and writes the block with its length at both ends.
func (p *writer) end() {
	p.u32(0) // the option that ends the options; it may stand alone
	length := uint32(len(p.block) + 4)
	binary.LittleEndian.PutUint32(p.block[4:], length)
	p.u32(length)
	if p.err != nil {
		return
	}
	if _, err := p.w.Write(p.block); err != nil {
		p.err = fmt.Errorf("pcapng: %w", err)
	}
}

// option adds an option: code, length, value, padding to 4 bytes.
func (p *writer) option(code uint16, value string) {
	p.u16(code)
	p.u16(uint16(len(value)))
	p.block = append(p.block, value...)
	p.pad()
}

func (p *writer) pad() {
	for len(p.block)%4 != 0 {
		p.block = append(p.block, 0)
	}
}

func (p *writer) u16(v uint16) { p.block = binary.LittleEndian.AppendUint16(p.block, v) }
func (p *writer) u32(v uint32) { p.block = binary.LittleEndian.AppendUint32(p.block, v) }
