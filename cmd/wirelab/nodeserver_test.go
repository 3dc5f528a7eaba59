package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// startNode starts a script of lessons/node, until the end of the test. The test is skipped where node or its packages are
// missing.
func startNode(t *testing.T, args ...string) *chatter {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no node: its scripts are not tried")
	}
	const dir = "../../lessons/node"
	if _, err := os.Stat(dir + "/node_modules/socket.io"); err != nil {
		t.Skip("there is no official server of Socket.IO: run npm ci in lessons/node")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &chatter{t: t, types: in, lines: make(chan string, 100)}
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		cancel()
		for range c.lines { // to the end, as Wait wants it
		}
		cmd.Wait() // was killed
	})
	return c
}

// TestChatOnNodeServer: the chat joins the server that a student has written in Node, and is with its other clients in one
// room. What that server does not know is said.
func TestChatOnNodeServer(t *testing.T) {
	t.Parallel() // it waits, most of the time
	server := startNode(t, "server.mjs", "0")
	url := <-server.lines
	addr := strings.TrimPrefix(url, "http://")
	ada := startChat(t, "socketio", addr, "--name", "ada")
	ada.reads("* you are ada in lobby")
	zoe := startNode(t, "chat.mjs", "zoe", "lobby", url)
	zoe.reads("* you are zoe in lobby")
	ada.reads("* zoe joined lobby")
	bob := startChat(t, "socketio", addr, "--name", "bob")
	bob.reads("* you are bob in lobby")
	zoe.reads("* bob joined lobby")
	chatters := map[string]*chatter{"ada": ada, "bob": bob, "zoe": zoe}
	for name, c := range chatters {
		io.WriteString(c.types, "hi from "+name+"\n")
		for _, other := range chatters {
			other.reads(name + ": hi from " + name)
		}
	}
	io.WriteString(bob.types, "/join blue\nin blue\n/who blue\n")
	bob.reads("* you are bob in blue", "[blue] bob: in blue", "! the server does not say who is there")

	io.WriteString(zoe.types, "/away\n")
	ada.reads("* zoe left lobby")
	io.WriteString(ada.types, "you miss this\n")
	ada.reads("* zoe joined lobby") // two seconds later
	zoe.reads("ada: you miss this")

	bob.types.Close()
	if status := <-bob.ended; status != 0 {
		t.Errorf("bob's chat ended with status %d", status)
	}
	ada.reads("* bob left lobby")
}
