package wsdemo

import (
	"io"
	"net/http"

	"wirelab/internal/room/event"
)

// isFull says whether a server of ours has refused the connection (listener.go).
func isFull(response *http.Response) bool {
	if response == nil || response.StatusCode != http.StatusServiceUnavailable {
		return false
	}
	said, _ := io.ReadAll(response.Body) // which the dialer has read already, as far as it goes
	return string(said) == event.FullForAddress+"\n"
}
