// The cases of internal/term/visible, and who is there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { People } from "../chat/people.js";
import { isWord, plain, visible } from "../chat/visible.js";

const cases = JSON.parse(readFileSync(new URL("text.json", import.meta.url)));

test("visible", () => {
  for (const c of cases) assert.equal(visible(c.text), c.shown ?? c.text, c.case);
  assert.equal(visible("half \ud800 of a character"), String.raw`half \ud800 of a character`);
});

test("data of any kind", () => {
  assert.equal(plain("hi"), "hi");
  assert.equal(plain({ a: [1, "\u202e"] }), String.raw`{"a":[1,"\u202e"]}`);
  assert.equal(plain(null), "null");
  assert.equal(plain(undefined), "");
});

test("words", () => {
  for (const word of ["ada", "a.b_c-9", "a".repeat(64)]) assert.ok(isWord(word), word);
  for (const word of ["", "a b", "größer", "a\n", "<b>", "a".repeat(65)]) assert.ok(!isWord(word), word);
});

test("people come, go and change their names", () => {
  const people = new People();
  people.joined({ member: "ada", offset: 10 });
  people.who({ members: ["ada", "eve"], transports: [], more: 0 });
  people.said({ event: "name", from: "ada", data: "bob", offset: 9 }); // of another ada, before us
  assert.equal(people.me, "ada");
  people.who({ members: ["ada", "eve"], transports: ["ws", "udp"], more: 0 });
  people.said({ event: "join", from: "cyd", transport: "tcp", offset: 11 });
  assert.equal(people.said({ event: "message", from: "eve", offset: 12 }), "udp");
  people.said({ event: "leave", from: "eve", offset: 12 });
  people.said({ event: "name", from: "ada", data: "zoe", offset: 13 });
  assert.deepEqual([people.me, people.sorted()], ["zoe", ["cyd", "zoe"]]);
  assert.deepEqual([...people.names.values()], ["tcp", "ws"]);
  people.restarted();
  assert.deepEqual(people.sorted(), ["zoe"]);
});
