package wsdemo

import (
	"errors"
	"net/http"
	"strings"
)

var errNoUpgrade = errors.New("a request at " + Path + " without an upgrade to WebSocket")

// upgradeRequired answers a browser whose user has opened Path as if it were a page (RFC 9110 section
// 15.5.22).
func upgradeRequired(w http.ResponseWriter) {
	w.Header().Set("Connection", "Upgrade")
	w.Header().Set("Upgrade", "websocket")
	http.Error(w, "This address is for WebSockets, which a page or a program opens; the page is at /.",
		http.StatusUpgradeRequired)
}

// refuse answers a handshake that cannot be completed. One of another version is told which there is
// (RFC 6455 section 4.4).
func refuse(w http.ResponseWriter, r *http.Request, status int, reason error) {
	if r.Header.Get(version) != "13" {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set(version, "13")
		status = http.StatusUpgradeRequired
	}
	http.Error(w, strings.TrimPrefix(reason.Error(), "websocket: "), status)
}

const version = "Sec-WebSocket-Version"
