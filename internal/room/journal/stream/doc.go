// Package stream keeps a shared journal in NATS JetStream, for several wirelab servers that have the same rooms
// (https://docs.nats.io/nats-concepts/jetstream).
//
// The journal is one stream. A message in it is a group of entries, and a server that appends one says which sequence number
// it is to have (the header Nats-Expected-Last-Sequence): if another server was first, JetStream refuses it. So no group
// is there twice, however often it was sent, and what has become of one that was not answered is seen by what is at its
// place. Stream and rooms count separately: an entry has the offset in its room.
//
// # What is promised
//
// A group is taken in, and what it says is acknowledged, when JetStream has delivered it, which it does with what it has
// stored. With one replica that is the file of one NATS server. It survives when that server is killed; but NATS calls fsync
// every two minutes only, so that a machine that loses its power may lose what was acknowledged since, unless its
// configuration says sync_interval: always. With three replicas (Options.Replicas) two of three servers have stored it: it
// survives that any one machine is lost, with its disk.
//
// A NATS server whose disk is full does not say so to clients: they get no answers. Its log has it, and when there is space
// again the NATS server has to be started again (2.15.3 does not write to that stream any more). Until then Append returns
// journal.ErrUnanswered, as it does while no majority of the replicas is there. When answers come again wirelab goes on by itself.
//
// JetStream forgets the oldest messages when they are too old or too many (Options.Keep). Asked for one that it has forgotten it
// gives the next one that it has, without an error: so the numbers are checked, and a server that has been away for
// too long ends (Wait).
package stream
