package event_test

import (
	"testing"

	"wirelab/internal/room/event"
)

func BenchmarkDecodeRequest(b *testing.B) {
	line := []byte(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hello, everybody"}`)
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := event.DecodeRequest(line); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeReply(b *testing.B) {
	line := []byte(`{"type":"event","room":"blue","offset":812,"from":"ada","event":"message","data":"hello"}`)
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := event.DecodeReply(line); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEventLine(b *testing.B) {
	e := event.Event{Room: "blue", Offset: 812, From: "ada", Event: "message", Data: []byte(`"hello"`)}
	b.ReportAllocs()
	for b.Loop() {
		e.Line()
	}
}
