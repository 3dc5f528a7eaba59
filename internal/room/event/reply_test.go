package event_test

import (
	"errors"
	"reflect"
	"testing"

	"wirelab/internal/room/event"
)

func TestReply(t *testing.T) {
	tests := []struct {
		reply event.Reply
		line  string
	}{
		{
			event.Joined{Room: "blue", Epoch: "k3f9", Offset: 811, Member: "ada"},
			`{"type":"joined","room":"blue","epoch":"k3f9","offset":811,"member":"ada"}`,
		},
		{event.Ack{ID: new(uint64(7)), Room: "blue", Offset: 812}, `{"type":"ack","id":7,"room":"blue","offset":812}`},
		{
			event.Ack{ID: new(uint64(0)), Room: "blue", Offset: 812, Duplicate: true},
			`{"type":"ack","id":0,"room":"blue","offset":812,"duplicate":true}`,
		},
		{event.Ack{Room: "blue", Offset: 812}, `{"type":"ack","room":"blue","offset":812}`},
		{event.Ack{ID: new(uint64(8))}, `{"type":"ack","id":8}`},
		{
			event.Event{Room: "blue", Offset: 812, From: "ada", Event: "message", Data: []byte(`"<hi>"`)},
			`{"type":"event","room":"blue","offset":812,"from":"ada","event":"message","data":"<hi>"}`,
		},
		{
			event.Event{Room: "blue", Offset: 813, From: "ada", Event: event.EventLeave},
			`{"type":"event","room":"blue","offset":813,"from":"ada","event":"leave"}`,
		},
		{
			event.Gap{Room: "blue", From: 1, To: 840, Epoch: "k3f9"},
			`{"type":"gap","room":"blue","from":1,"to":840,"epoch":"k3f9"}`,
		},
		{
			event.Gap{Room: "blue", From: 1, Epoch: "k3f9"},
			`{"type":"gap","room":"blue","from":1,"to":0,"epoch":"k3f9"}`,
		},
		{
			event.Head{Room: "blue", Epoch: "k3f9", Offset: 812},
			`{"type":"head","room":"blue","epoch":"k3f9","offset":812}`,
		},
		{
			event.Who{Room: "blue", Members: []string{"ada", "eve"}},
			`{"type":"who","room":"blue","members":["ada","eve"]}`,
		},
		{
			event.Who{Room: "blue", Members: []string{}, More: 5},
			`{"type":"who","room":"blue","members":[],"more":5}`,
		},
		{event.Rooms{Rooms: []string{"blue"}}, `{"type":"rooms","rooms":["blue"]}`},
		{
			event.Queues{ID: new(uint64(7)), Room: "blue", Offset: 812, Queues: []event.Queue{
				{Durable: "kitchen", Consumers: 2, Waiting: 3, Delivered: 1, Done: 808, Dead: 5}, {Durable: "till", Done: 812},
			}, More: 2},
			`{"type":"queues","id":7,"room":"blue","offset":812,"queues":[` +
				`{"durable":"kitchen","consumers":2,"waiting":3,"delivered":1,"done":808,"dead":5},` +
				`{"durable":"till","consumers":0,"waiting":0,"delivered":0,"done":812,"dead":0}],"more":2}`,
		},
		{event.Queues{Room: "blue", Queues: []event.Queue{}}, `{"type":"queues","room":"blue","offset":0,"queues":[]}`},
		{
			event.Step{Room: "blue", Number: 9, Durable: "kitchen", Offset: 812, What: event.StepDelivered, Attempt: 2, Who: "bob"},
			`{"type":"step","room":"blue","number":9,"durable":"kitchen","offset":812,"what":"delivered","attempt":2,"who":"bob"}`,
		},
		{event.Cookie{Cookie: "abc"}, `{"type":"cookie","cookie":"abc"}`},
		{
			&event.Error{Code: event.Malformed, Reason: "not \"JSON\"\nat\u202eall \x1b", ID: new(uint64(7))},
			`{"type":"error","code":"malformed","reason":"not \"JSON\"\nat` + "\u202e" + `all \u001b","id":7}`,
		},
	}
	for _, test := range tests {
		if got := string(test.reply.Line()); got != test.line+"\n" {
			t.Errorf("Line of %+v is %q, want %q", test.reply, got, test.line)
		}
		got, err := event.DecodeReply([]byte(test.line))
		if err != nil || !reflect.DeepEqual(got, test.reply) {
			t.Errorf("DecodeReply(%s) = %+v, %v, want %+v", test.line, got, err, test.reply)
		}
	}
}

func TestDecodeReplyErrors(t *testing.T) {
	tests := []struct{ in, code string }{
		{`{"type":"gap","from":"ada"}`, event.Malformed},
		{`{"type":"event","from":1}`, event.Malformed},
		{`{"type":"who","members":"ada"}`, event.Malformed},
		{`{"type":"who","members":null}`, event.Malformed},
		{`{"type":"who","members":["ada",null]}`, event.Malformed},
		{`{"type":"who","members":["ada",5]}`, event.Malformed},
		{`{"type":"queues","queues":{}}`, event.Malformed},
		{`{"type":"queues","queues":null}`, event.Malformed},
		{`{"type":"queues","queues":[null]}`, event.Malformed},
		{`{"type":"queues","queues":[{"durable":5}]}`, event.Malformed},
		{`{"type":"queues","queues":[{"waiting":-1}]}`, event.Malformed},
		{`{"type":"ack","offset":1,"offset":2}`, event.Malformed},
		{`{"type":"tomorrow"}`, event.UnknownType},
		{`x`, event.Malformed},
	}
	for _, test := range tests {
		got, err := event.DecodeReply([]byte(test.in))
		refusal, ok := errors.AsType[*event.Error](err)
		if !ok || refusal.Code != test.code || got != nil {
			t.Errorf("%s: got %v, %v, want %s", test.in, got, err, test.code)
		}
	}
}
