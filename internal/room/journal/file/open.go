package file

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"wirelab/internal/room/journal"
)

// lockTimeout is how long Open waits for another server that has the file and is about to end.
const lockTimeout = time.Second

// Open opens a journal, and makes the file if there is none or if it is empty. A file that is no journal, that is
// damaged, or that another program has open is not changed, and the error says which of these it is.
func Open(path string, keep journal.Keep) (*File, error) {
	f, err := open(path, keep)
	if err == nil {
		return f, nil
	}
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, fmt.Errorf("%s: %w", path, pathErr.Err)
	}
	return nil, fmt.Errorf("%s: %w", path, err)
}

func open(path string, keep journal.Keep) (*File, error) {
	if err := check(path); err != nil {
		return nil, err
	}
	db, err := openDB(path, false)
	if err != nil {
		return nil, err
	}
	f := &File{db: db, keep: keep}
	if err := whole(f.begin); err != nil {
		db.Close()
		return nil, err
	}
	return f, nil
}

// begin makes the buckets of a new file, and trims and counts what an old one has.
func (f *File) begin() error {
	isNew := false
	f.db.View(func(tx *bolt.Tx) error {
		isNew = tx.Bucket(about) == nil
		return nil
	})
	if isNew {
		err := f.db.Update(func(tx *bolt.Tx) error {
			for _, name := range [][]byte{about, entries, rooms, members} {
				if _, err := tx.CreateBucket(name); err != nil {
					return err
				}
			}
			return tx.Bucket(about).Put([]byte("version"), []byte(version))
		})
		if isFull(err) {
			return journal.ErrFull
		}
		return err
	}
	err := f.db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(entries).ForEach(func(_, value []byte) error {
			f.bytes += int64(len(value))
			return nil
		})
	})
	if err != nil {
		return err
	}
	for before := int64(-1); before != f.bytes; {
		before = f.bytes
		if err := f.Append(); err != nil && !errors.Is(err, journal.ErrFull) { // appends nothing, and trims
			return err
		}
	}
	return nil
}

// check says what is wrong with a file, if anything. It only reads.
func check(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("it is no file")
	case info.Size() == 0:
		return nil
	}
	db, err := openDB(path, true)
	if err != nil {
		return err
	}
	defer db.Close()
	return whole(func() error {
		return db.View(func(tx *bolt.Tx) error {
			if tx.Size() > info.Size() {
				return fmt.Errorf("it is cut short: %d of its %d bytes are there", info.Size(), tx.Size())
			}
			return checkAll(tx)
		})
	})
}

// checkAll reads all that there is.
func checkAll(tx *bolt.Tx) error {
	b := tx.Bucket(about)
	if b == nil {
		if key, _ := tx.Cursor().First(); key == nil {
			return nil // it was about to be made
		}
		return errors.New("it is no journal of wirelab")
	}
	if v := string(b.Get([]byte("version"))); v != version {
		return fmt.Errorf("it has version %q of the format, and this wirelab reads version %s", v, version)
	}
	for _, name := range [][]byte{entries, rooms, members} {
		if tx.Bucket(name) == nil {
			return errors.New("it is damaged: a part is missing")
		}
	}
	err := tx.Bucket(entries).ForEach(func(_, value []byte) error {
		_, err := decode(value)
		return err
	})
	if err != nil {
		return err
	}
	if err := tx.Bucket(rooms).ForEach(func(name, _ []byte) error {
		_, err := room(tx, string(name))
		return err
	}); err != nil {
		return err
	}
	return tx.Bucket(members).ForEach(func(_, _ []byte) error { return nil })
}

// openDB opens the file with bbolt, and says in our words what is wrong with it.
func openDB(path string, readOnly bool) (db *bolt.DB, err error) {
	err = whole(func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{
			Timeout: lockTimeout, ReadOnly: readOnly, FreelistType: bolt.FreelistMapType, NoStatistics: true,
		})
		return err
	})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, errors.New("another program has it open, perhaps another server")
	case errors.Is(err, berrors.ErrVersionMismatch):
		return nil, errors.New("it is no journal of this version of wirelab")
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum):
		return nil, errors.New("it is no journal of wirelab, or it is damaged")
	case isFull(err):
		return nil, journal.ErrFull
	case err != nil && strings.Contains(err.Error(), "file size too small"):
		return nil, errors.New("it is cut short, or no journal of wirelab")
	}
	return db, err
}

// whole calls do, and returns an error if the file turns out to be damaged. bbolt panics where a page is not what
// another one says, and reads the file as memory: a page that cannot be read is a fault.
func whole(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it is damaged: %v", p)
		}
	}()
	return do()
}

// isFull says whether an error is that there is no space for more. bbolt has made a text of some errors.
func isFull(err error) bool {
	if err == nil {
		return false
	}
	for _, full := range fullErrors {
		if errors.Is(err, full) || strings.Contains(err.Error(), full.Error()) {
			return true
		}
	}
	return errors.Is(err, berrors.ErrMaxSizeReached)
}

// fullErrors are what systems say: a disk is full, a quota is used up, a file is as large as it may be.
var fullErrors = append([]error{syscall.ENOSPC, syscall.EFBIG}, fullHere...)
