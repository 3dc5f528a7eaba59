package term

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

// Lines sends the lines of in, without their ends, until in or ctx ends; then failed has the
// error, which may be nil. A line of more than limit bytes is one. A Read that waits for the terminal
// cannot be woken: its goroutine ends with the program.
func Lines(ctx context.Context, in io.Reader, limit int) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, limit+2) // a line and its end, which may be \r\n
		for scanner.Scan() && len(scanner.Bytes()) <= limit {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				failed <- nil
				return
			}
		}
		err := scanner.Err()
		if errors.Is(err, bufio.ErrTooLong) || len(scanner.Bytes()) > limit {
			err = fmt.Errorf("a line has at most %d bytes", limit)
		}
		failed <- err
	}()
	return lines, failed
}
