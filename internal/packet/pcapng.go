package packet

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// A PcapWriter writes records as a pcapng file (draft-ietf-opsawg-pcapng), which Wireshark and tshark
// open. Each packet has the time at which it entered the link; what the link did to it is its comment.
// So the file shows what hosts sent, lost or not.
//
// A file is a row of blocks: one that says what file this is, one for the link, one for each packet.
type PcapWriter struct {
	w     io.Writer
	start time.Time
	block []byte
}

// The types of blocks, options and the link.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 6 // enhanced packet block

	optionComment    = 1
	optionShbUser    = 4 // the program that wrote the file
	optionIfName     = 2
	optionIfTsresol  = 9
	byteOrderMagic   = 0x1a2b3c4d
	linkTypeRaw      = 101 // bare IP packets
	nanosecondTicks  = 9   // 10^-9 s
	maxCapture       = 1 << 16
	unknownBlockSize = ^uint64(0)
)

// NewPcapWriter writes the head of a file to w. start is what the records' times are counted from.
func NewPcapWriter(w io.Writer, start time.Time) (*PcapWriter, error) {
	p := &PcapWriter{w: w, start: start}
	p.begin(blockSection)
	p.u32(byteOrderMagic)
	p.u16(1) // version 1.0
	p.u16(0)
	p.block = binary.LittleEndian.AppendUint64(p.block, unknownBlockSize) // of the section
	p.option(optionShbUser, "wirelab")
	if err := p.end(); err != nil {
		return nil, err
	}
	p.begin(blockInterface)
	p.u16(linkTypeRaw)
	p.u16(0)
	p.u32(maxCapture)
	p.option(optionIfName, "link")
	p.option(optionIfTsresol, string([]byte{nanosecondTicks}))
	if err := p.end(); err != nil {
		return nil, err
	}
	return p, nil
}

// Write writes one record.
func (p *PcapWriter) Write(r Record) error {
	data := r.Data[:min(len(r.Data), maxCapture)]
	ticks := uint64(p.start.Add(r.Time).UnixNano())
	p.begin(blockPacket)
	p.u32(0) // the first interface
	p.u32(uint32(ticks >> 32))
	p.u32(uint32(ticks))
	p.u32(uint32(len(data)))
	p.u32(uint32(len(r.Data)))
	p.block = append(p.block, data...)
	p.pad()
	if comment := r.happened(); comment != "" {
		p.option(optionComment, comment)
	}
	return p.end()
}

// begin starts a block; its length, at bytes 4 to 8, is filled in by end.
func (p *PcapWriter) begin(kind uint32) {
	p.block = p.block[:0]
	p.u32(kind)
	p.u32(0)
}

// end closes the list of options, if there are any, and writes the block with its length at both ends.
func (p *PcapWriter) end() error {
	p.u32(0) // the option that ends the options; it may stand alone
	length := uint32(len(p.block) + 4)
	binary.LittleEndian.PutUint32(p.block[4:], length)
	p.u32(length)
	if _, err := p.w.Write(p.block); err != nil {
		return fmt.Errorf("packet: pcapng: %w", err)
	}
	return nil
}

// option adds an option: code, length, value, padding to 4 bytes.
func (p *PcapWriter) option(code uint16, value string) {
	p.u16(code)
	p.u16(uint16(len(value)))
	p.block = append(p.block, value...)
	p.pad()
}

func (p *PcapWriter) pad() {
	for len(p.block)%4 != 0 {
		p.block = append(p.block, 0)
	}
}

func (p *PcapWriter) u16(v uint16) { p.block = binary.LittleEndian.AppendUint16(p.block, v) }
func (p *PcapWriter) u32(v uint32) { p.block = binary.LittleEndian.AppendUint32(p.block, v) }
