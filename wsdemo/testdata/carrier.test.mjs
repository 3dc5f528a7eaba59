// What carrier.js makes of what comes by Socket.IO.

import assert from "node:assert/strict";
import test from "node:test";
import { waysTo } from "../chat/carrier.js";

test("an error that answers nothing has no id of the page's", async () => {
  const bodies = [
    '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}',
    '40{"sid":"y"}',
    '42["error",{"type":"error","code":"too-fast","reason":"wait","id":3,"wait":5}]\u001e1',
  ];
  globalThis.location = { origin: "http://192.168.1.5" };
  globalThis.fetch = async (_, { method }) => ({ ok: true, text: async () => (method === "GET" ? bodies.shift() : "ok") });
  const socket = waysTo("f3", () => {}).polling();
  const heard = [];
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  await new Promise((closed) => { socket.onclose = closed; });
  assert.deepEqual(heard, [{ type: "error", code: "too-fast", reason: "wait", wait: 5 }]);
});
