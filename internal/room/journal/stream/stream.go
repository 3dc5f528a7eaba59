package stream

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"wirelab/internal/room/journal"
)

// Options are how the stream is to be, and how servers look after one another. What is zero is left as it is where there is
// a stream already.
type Options struct {
	// Replicas is how many NATS servers store everything. Zero means 1 for a new stream.
	Replicas int
	// Keep is how much is kept. Zero means 100 MB for a new stream.
	Keep journal.Keep
	// Lease is for how long a server may be silent before the others take it to be dead. Zero means 10 seconds.
	Lease time.Duration
}

// Stream is a journal in JetStream. It implements journal.Shared.
type Stream struct {
	url    string // as given, without passwords
	server string
	lease  time.Duration
	keep   journal.Keep

	patient time.Duration // how long a group may take (append.go)
	sure    time.Duration // how long it must be without what it had (read.go)

	conn    *nats.Conn
	js      jetstream.JetStream
	created time.Time // of the stream: another one has another journal
	last    uint64    // its last sequence number when it was opened

	ctx      context.Context // ends with Close, or when the journal cannot be followed any more
	stop     context.CancelCauseFunc
	running  sync.WaitGroup
	follower journal.Follower

	mu       sync.Mutex
	position uint64        // of the last group that was taken
	current  journal.Group // what is being appended, without its entries
	won      bool          // it was taken
	taken    chan struct{} // closed when the next one is
	stalled  bool          // the last group was not answered
	others   time.Time     // when another server's group was last taken
	rest     time.Time     // until when the others go first
	said     time.Time     // when this server last said who is here
	since    int64         // bytes taken since
	alive    alive
}

// What the stream is called, and the subjects that it is about.
const (
	name         = "WIRELAB"
	subject      = "wirelab.journal"
	aliveSubject = "wirelab.alive"
	versionKey   = "wirelab" // in the stream's metadata
	version      = "1"
)

// minPayload is what NATS must take as one message, in bytes.
const minPayload = 512 << 10

// Addresses returns the addresses in a list with commas. Each is like nats://HOST:PORT, or tls://HOST:PORT.
func Addresses(list string) ([]string, error) {
	var all []string
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		scheme, rest, _ := strings.Cut(one, "://")
		if (scheme != "nats" && scheme != "tls") || rest == "" || strings.ContainsAny(rest, "/ ") {
			return nil, fmt.Errorf("%q: write it like nats://HOST:PORT", one)
		}
		all = append(all, one)
	}
	return all, nil
}

// Open connects to the NATS servers at addresses, which are one cluster, and makes the stream if there is none.
func Open(ctx context.Context, addresses []string, o Options) (*Stream, error) {
	url := shown(addresses)
	conn, err := connect(addresses)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	s := &Stream{
		url: url, server: strings.ToLower(rand.Text()[:10]), lease: cmp.Or(o.Lease, 10*time.Second), conn: conn,
		patient: patient, sure: sure, taken: make(chan struct{}), said: time.Now(),
	}
	s.ctx, s.stop = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := s.open(ctx, o); err != nil {
		s.Close()
		return nil, fmt.Errorf("%s: %w", url, explained(err))
	}
	return s, nil
}

// openTimeout is how long it may take until there is a stream: a cluster that has just been started elects a leader first.
const openTimeout = 20 * time.Second

func connect(addresses []string) (*nats.Conn, error) {
	conn, err := nats.Connect(strings.Join(addresses, ","),
		nats.Name("wirelab"),
		nats.Timeout(2*time.Second),
		nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond), nats.ReconnectJitter(50*time.Millisecond, 50*time.Millisecond),
		nats.ReconnectBufSize(-1), // what cannot be sent is an error: Append sends it again
		nats.PingInterval(2*time.Second), nats.MaxPingsOutstanding(2),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // it would be printed
	)
	if err != nil {
		return nil, fmt.Errorf("no NATS server can be reached there (%s)", strings.TrimPrefix(err.Error(), "nats: "))
	}
	return conn, nil
}

// open finds the stream, or makes it. It tries again while a cluster has no leader yet.
func (s *Stream) open(ctx context.Context, o Options) (err error) {
	if size := s.conn.MaxPayload(); size < minPayload {
		return fmt.Errorf("its max_payload is %d bytes, and must be %d or more", size, minPayload)
	}
	if s.js, err = jetstream.New(s.conn); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	for {
		if err = s.find(ctx, o); !noLeader(err) && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(retryEvery):
		}
	}
}

// noLeader says whether an error is that JetStream cannot do anything at the moment.
func noLeader(err error) bool {
	apiErr, ok := errors.AsType[*jetstream.APIError](err)
	return ok && apiErr.Code == 503 &&
		apiErr.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabled && apiErr.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabledForAccount
}

// find finds the stream, or makes it, and has it be as the options say.
func (s *Stream) find(ctx context.Context, o Options) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	stream, err := s.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = s.js.CreateStream(ctx, config(o))
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // by another server, just now
			stream, err = s.js.Stream(ctx, name)
		}
	}
	if err != nil {
		return err
	}
	info := stream.CachedInfo()
	switch v, ours := info.Config.Metadata[versionKey]; {
	case !ours:
		return fmt.Errorf("its stream %s is not wirelab's", name)
	case v != version:
		return fmt.Errorf("its stream %s has version %q of the format, and this wirelab reads version %s", name, v, version)
	}
	if changed := change(info.Config, o); changed.Replicas != info.Config.Replicas || changed.MaxBytes != info.Config.MaxBytes || changed.MaxAge != info.Config.MaxAge {
		if stream, err = s.js.UpdateStream(ctx, changed); err != nil {
			return err
		}
		info = stream.CachedInfo()
	}
	s.keep = journal.Keep{Age: info.Config.MaxAge, Bytes: max(0, info.Config.MaxBytes)}
	s.created, s.last = info.Created, info.State.LastSeq
	return nil
}

const newBytes = 100_000_000

// config is a new stream's. That nobody deletes single messages cannot be undone.
func config(o Options) jetstream.StreamConfig {
	return change(jetstream.StreamConfig{
		Name: name, Subjects: []string{subject}, Description: "the rooms of wirelab serve broadcast --queue",
		Storage: jetstream.FileStorage, Replicas: 1, MaxBytes: newBytes, Discard: jetstream.DiscardOld, Duplicates: time.Second,
		DenyDelete: true, DenyPurge: true,
		Metadata: map[string]string{versionKey: version},
	}, o)
}

// change returns a configuration as the options say.
func change(c jetstream.StreamConfig, o Options) jetstream.StreamConfig {
	c.Replicas = cmp.Or(o.Replicas, c.Replicas)
	c.MaxBytes = cmp.Or(o.Keep.Bytes, c.MaxBytes)
	c.MaxAge = cmp.Or(o.Keep.Age, c.MaxAge)
	return c
}

// explained makes of JetStream's errors what one can do about them.
func explained(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("JetStream does not answer there: perhaps too few servers of the cluster run")
	}
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, nats.ErrNoResponders) {
		return errors.New("JetStream is not enabled there: start nats-server with --jetstream")
	}
	if apiErr, ok := errors.AsType[*jetstream.APIError](err); ok {
		if apiErr.ErrorCode == jetstream.JSErrCodeJetStreamNotEnabledForAccount {
			return errors.New("JetStream is not enabled there for this account")
		}
		return fmt.Errorf("JetStream says: %s", apiErr.Description)
	}
	return err
}

// shown is addresses without passwords.
func shown(addresses []string) string {
	var all []string
	for _, a := range addresses {
		scheme, rest, _ := strings.Cut(a, "://")
		if at := strings.LastIndex(rest, "@"); at >= 0 {
			rest = rest[at+1:]
		}
		all = append(all, scheme+"://"+rest)
	}
	return strings.Join(all, ",")
}

// Server is this server's name.
func (s *Stream) Server() string { return s.server }

// String returns the addresses, without passwords.
func (s *Stream) String() string { return s.url }

// Wait returns when the journal cannot be followed any more, with the reason; nil after Close.
func (s *Stream) Wait() error {
	<-s.ctx.Done()
	if err := context.Cause(s.ctx); !errors.Is(err, errClosed) {
		return fmt.Errorf("%s: %w", s.url, err)
	}
	return nil
}

var errClosed = errors.New("stream: closed")

// Close ends the connection.
func (s *Stream) Close() error {
	s.stop(errClosed)
	s.running.Wait()
	s.conn.Close()
	return nil
}
