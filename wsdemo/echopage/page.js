"use strict";
// The whole of a WebSocket client: open, send, receive, close. The rest shows what happens.
// WebSocket keeps the order of messages, so the n-th echo answers the n-th message.

const state = document.getElementById("state");
const text = document.getElementById("text");
const log = document.getElementById("log");
const url = "ws://" + location.host + "/ws";
const sentAt = []; // when the messages were sent that have not come back yet
let count = 0;

text.focus(); // by autofocus a browser would, too, but complains where send has already selected the text
const socket = new WebSocket(url);

socket.onopen = () => {
  show("open", "open: " + url);
  send(); // a first message, so that there is an echo to look at
};

socket.onmessage = (event) => {
  const ms = performance.now() - sentAt.shift();
  const row = log.insertRow(0);
  row.insertCell().textContent = ++count;
  row.insertCell().textContent = event.data;
  row.insertCell().textContent = ms.toFixed(1) + " ms";
};

socket.onclose = (event) => {
  const how = event.wasClean ? "with a closing handshake" : "without a closing handshake";
  const why = event.reason ? " (" + event.reason + ")" : "";
  show("closed", "closed " + how + ", code " + event.code + why + ". Reload the page to connect again.");
};

document.getElementById("form").onsubmit = (event) => {
  event.preventDefault();
  if (socket.readyState === WebSocket.OPEN) send();
};

document.getElementById("close").onclick = () => socket.close(1000, "done");

function send() {
  sentAt.push(performance.now());
  socket.send(text.value);
  text.select();
}

function show(name, words) {
  state.className = name;
  state.textContent = words;
}
