import assert from "node:assert/strict";
import test from "node:test";

const { Log } = await import(process.env.SOLUTION ?? "./replay.mjs");

// said returns a log in whose room some texts were said.
function said(keep, ...texts) {
  const log = new Log({ epoch: "life1", keep });
  for (const text of texts) log.append(text);
  return log;
}

// show is an answer of since in a line.
function show({ gap, events }) {
  const parts = events.map(({ offset, text }) => `${offset} ${text}`);
  if (gap?.restarted) parts.unshift(`lost: nobody knows what, of another life${gap.to >= gap.from ? `, and ${gap.from} to ${gap.to} of this` : ""}`);
  else if (gap) parts.unshift(`lost: ${gap.from} to ${gap.to}`);
  return parts.join(" | ") || "nothing missed";
}

function check(why, log, epoch, offset, want) {
  const got = show(log.since(epoch, offset));
  assert.equal(got, want, `${why}\n   since("${epoch}", ${offset}) says  ${got}\n   and should say   ${want}`);
}

test("offsets count from one", () => {
  const log = new Log({ epoch: "life1", keep: 2 });
  for (let want = 1; want <= 4; want++) {
    assert.equal(log.append("goal"), want, "offsets count a room's events from 1, without holes, and go on when the log forgets the first ones");
  }
});

test("nothing is lost while all is kept", () => {
  const log = said(10, "a", "b", "c", "d");
  check("A member has seen events 1 and 2 and was away for 3 and 4.", log, "life1", 2, "3 c | 4 d");
  check("A member has seen none of the room's events.", log, "life1", 0, "1 a | 2 b | 3 c | 4 d");
  check("A member was away, and nothing was said meanwhile.", log, "life1", 4, "nothing missed");
  check("Nothing was ever said.", said(10), "life1", 0, "nothing missed");
});

test("what is forgotten is told of", () => {
  const log = said(2, "a", "b", "c", "d", "e"); // 4 and 5 are kept
  check("Of the four events that it missed, two are forgotten.", log, "life1", 1, "lost: 2 to 3 | 4 d | 5 e");
  check("It missed one of those that are forgotten.", log, "life1", 2, "lost: 3 to 3 | 4 d | 5 e");
  check("What is forgotten it has seen: nothing is lost for this member.", log, "life1", 3, "4 d | 5 e");
  check("It has seen all but the last.", log, "life1", 4, "5 e");
});

test("another life has other offsets", () => {
  const log = said(10, "x", "y", "z"); // of the life called life1
  const why = "The member knows a life of the room that is over. The offset is one of that life: compared with this life's\n" +
    "offsets it means nothing, and all that is kept of this life is new to the member.";
  for (const offset of [1, 3, 900]) check(why, log, "life0", offset, "lost: nobody knows what, of another life | 1 x | 2 y | 3 z");
  check(why, said(10), "life0", 3, "lost: nobody knows what, of another life");
  check("Of this life, too, something is forgotten already.", said(2, "x", "y", "z"), "life0", 3,
    "lost: nobody knows what, of another life, and 1 to 1 of this | 2 y | 3 z");
  check("No member can have seen event 4 of a life that has had three events: it knows another life, whatever it says.",
    log, "life1", 4, "lost: nobody knows what, of another life | 1 x | 2 y | 3 z");
});

test("what was returned stays", () => {
  const log = said(3, "gone", "a", "b", "c");
  const returned = [log.since("life1", 0), log.since("life1", 1), log.since("life0", 0)];
  for (let n = 0; n < 10; n++) log.append("later");
  for (const { events } of returned) {
    assert.deepEqual(events.map(({ text }) => text), ["a", "b", "c"],
      "since returned a, b and c, and after more was said the same array holds something else. It is still being sent to a slow member");
  }
});

// A member drops out at any time, and comes back: what it has, and what it was told is lost, is everything.
test("nothing is lost without a word", () => {
  for (let keep = 1; keep <= 6; keep++) {
    for (let away = 0; away < 10; away++) { // events that pass while it is away
      const log = said(keep, "1", "2", "3");
      for (let n = 0; n < away; n++) log.append(`${4 + n}`);
      const answer = log.since("life1", 3);
      let next = answer.gap ? answer.gap.to + 1 : 4;
      for (const { offset, text } of answer.events) {
        if (offset === next && text === `${next}`) next++;
      }
      assert.equal(next, 4 + away, `The log keeps ${keep} events. A member had seen 3, and ${away} passed while it was away. It was told:\n` +
        `   ${show(answer)}\nFrom 4 to ${3 + away} each event has to be either there, with its own offset, or told as lost.`);
    }
  }
});
