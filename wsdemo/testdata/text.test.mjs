// The cases of internal/visible/visible_test.go, but for the bytes that are no text; and who is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { People } from "../chat/people.js";
import { isWord, plain, visible } from "../chat/visible.js";

test("visible", () => {
  for (const [text, want] of [
    ["plain, größer, 你好, 👋", "plain, größer, 你好, 👋"],
    ["a\tb\n", String.raw`a\tb\n`],
    ["\x1b[2Jgone", String.raw`\u001b[2Jgone`],
    ["over\rwritten", String.raw`over\rwritten`],
    ["abc\u202Ecba", String.raw`abc\u202ecba`],
    ["no\u200bwhere", String.raw`no\u200bwhere`],
    ["\u{e0001}", String.raw`\U000e0001`],
    ["half \ud800 of a character", String.raw`half \ud800 of a character`],
  ]) {
    assert.equal(visible(text), want);
  }
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
  people.who({ members: ["ada", "eve"], more: 0 });
  people.said({ event: "name", from: "ada", data: "bob", offset: 9 }); // of another ada, before us
  assert.equal(people.me, "ada");
  people.who({ members: ["ada", "eve"], more: 0 });
  people.said({ event: "join", from: "cyd", offset: 11 });
  people.said({ event: "leave", from: "eve", offset: 12 });
  people.said({ event: "name", from: "ada", data: "zoe", offset: 13 });
  assert.deepEqual([people.me, people.sorted()], ["zoe", ["cyd", "zoe"]]);
  people.restarted();
  assert.deepEqual(people.sorted(), ["zoe"]);
});
