// The class on a student's screen: one tap joins, and then there is what the teacher asks.

import { join, post, who } from "./classlive.mjs";
import { enter } from "./classroom.mjs";
import { measure, network } from "./classnetwork.mjs";
import { follow } from "./follow.mjs";
import { votes } from "./classvotes.mjs";

const part = (name) => document.querySelector(`#${name}`);
const trouble = (text) => { part("trouble").textContent = text; };
let room;
let connected = false; // to the room
let asked = 0; // the round of measuring that the teacher wants
let measured = 0; // the round that was measured last

part("join").addEventListener("click", async () => {
  try {
    await join();
    attend();
  } catch (failed) {
    trouble(failed.message);
  }
});
if (who()) attend();
else part("joining").hidden = false;

// attend takes part.
function attend() {
  part("joining").hidden = true;
  part("attending").hidden = false;
  trouble("");
  room = enter("class", who(), got, (state) => {
    part("link").textContent = words[state];
    connected = state === "connected";
    measureAsked();
  });
  part("away").addEventListener("click", () => {
    const away = part("away").getAttribute("aria-pressed") !== "true";
    part("away").setAttribute("aria-pressed", String(away));
    part("away").textContent = away ? "Come back" : "Go away for a while";
    if (away) room.away();
    else room.back();
  });
  follow(show);
}

const words = {
  connected: "You are in the room.",
  connecting: "The connection is gone. Trying again.",
  away: "You are away: what is said now, you miss.",
};

function show(state, gone) {
  if (!state) {
    if (gone) location.reload(); // to join again
    return;
  }
  part("idle").hidden = state.poll !== undefined;
  if (state.poll) drawPoll(state.poll);
  network(part("network"), state.network);
  asked = state.measure;
  measureAsked();
}

function drawPoll(poll) {
  votes(part("poll"), poll, async (choice) => {
    try {
      await post("vote", { id: who(), poll: poll.key, round: poll.round, choice });
      trouble("");
      drawPoll({ ...poll, mine: choice }); // the next state says so, too
    } catch (failed) {
      trouble(failed.message);
    }
  }, poll.mine);
}

// measureAsked measures a new round when there is a connection: a page to which the teacher has just led has none yet.
async function measureAsked() {
  if (!connected || asked <= measured) return;
  const round = measured = asked;
  const trips = await measure(room);
  if (trips.length > 0) await post("trips", { id: who(), measure: round, trips }).catch((failed) => trouble(failed.message));
}

// got shows a number, and tells the class.
function got({ number, tag, recovered }) {
  part("number").textContent = number;
  part("how").textContent = recovered ? "missed, and recovered when you came back" : "heard as it was said";
  post("heard", { id: who(), number, tag, recovered }).catch((failed) => trouble(failed.message));
}
