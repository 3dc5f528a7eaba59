package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// TestUI: the address that is printed leads to the pages, which have the program for an engine; it ends when it is told to.
func TestUI(t *testing.T) {
	starting.Lock()
	ctx, cancel := context.WithCancel(context.Background())
	out, status := running(ctx, "ui", "--port", "0")
	starting.Unlock()
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(first), "Open ")
	if err != nil || !ok {
		t.Fatalf("it says %q, %v", first, err)
	}
	go io.Copy(io.Discard, lines)
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	read := func(r *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if page := read(client.Get(address)); !strings.Contains(page, `data-engine="http"`) {
		t.Errorf("the page is %.500s", page)
	}
	base, _ := url.Parse(address)
	asked := read(client.Post("http://"+base.Host+"/engine", "application/json", strings.NewReader(`{"id":3,"do":"describe"}`)))
	if !strings.HasPrefix(asked, `data: {"id":3,"described":{"version":`) || !strings.Contains(asked, `"networks":["lab","host"`) {
		t.Errorf("the engine says %.500s", asked)
	}
	client.CloseIdleConnections()
	cancel()
	if got := <-status; got != 0 {
		t.Errorf("it ends with status %d", got)
	}
}
