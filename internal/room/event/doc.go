// Package event is the language of the broadcast servers: one JSON object per message, the same over
// TCP (where it is a line), UDP (a datagram) and WebSocket (a text message).
//
// A client sends a Request:
//
//	{"type":"join","room":"blue","name":"ada","session":"f3..."}
//	{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}
//
// and the server sends replies, each of a type of its own:
//
//	{"type":"joined","room":"blue","epoch":"k3f9","offset":811,"member":"ada"}        Joined
//	{"type":"ack","id":7,"room":"blue","offset":812}                                  Ack
//	{"type":"event","room":"blue","offset":812,"from":"ada","event":"message",...}    Event
//
// Offset counts a room's events from 1 without holes, so that a receiver sees what it has missed.
// Epoch names one life of the room: where it has changed, the counting has begun anew.
//
// A join and the answer to who say over which transport somebody has come; other events do not, so that they
// are no longer for it, and clients remember:
//
//	{"type":"event","room":"blue","offset":813,"from":"eve","event":"join","transport":"udp"}
//	{"type":"who","room":"blue","members":["ada","eve"],"transports":["tcp","udp"]}
//
// A consumer subscribes to a room, and gets its events as work that it answers (package queue):
//
//	{"type":"subscribe","room":"orders","durable":"kitchen","share":true}
//	{"type":"subscribed","room":"orders","durable":"kitchen","waiting":3}              Subscribed
//	{"type":"delivery","room":"orders","offset":812,"attempt":1,"from":"ada",...}      Delivery
//	{"type":"done","room":"orders","offset":812}
//
// Anybody can ask how far the queues of a room are, and who is in the room can watch them:
//
//	{"type":"queue","room":"orders"}
//	{"type":"queues","room":"orders","offset":812,"queues":[{"durable":"kitchen","consumers":1,"waiting":3,...}]}  Queues
//	{"type":"watch","room":"orders"}
//	{"type":"step","room":"orders","number":7,"durable":"kitchen","offset":812,"what":"done","attempt":1,"who":"bob"}  Step
//
// For people who have no client there is a plain form of both (plain.go).
//
// What comes from a network is decoded strictly: of several readings of one message, which is what
// duplicate fields or fields of a wrong type allow, attackers choose the one that suits them. Fields
// that are not known are ignored, so that the format can grow.
package event
