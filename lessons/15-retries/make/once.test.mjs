import assert from "node:assert/strict";
import test from "node:test";

const { Table } = await import(process.env.SOLUTION ?? "./once.mjs");

// A Kitchen bakes what is ordered, and numbers its pizzas.
class Kitchen {
  baked = 0;

  constructor(keep = 10) {
    this.table = new Table({ keep });
  }

  // order orders, and checks what comes of it: pizza number want, baked now or already before.
  order(why, session, id, want, before) {
    const had = this.baked;
    const { offset, again } = this.table.do(session, id, () => ++this.baked);
    const now = this.baked - had;
    if (before) assert.equal(now, 0, `${why}\n   It was baked again: now there are ${this.baked} pizzas`);
    else assert.equal(now, 1, `${why}\n   work is called once; it was called ${now} times`);
    assert.equal(offset, want, `${why}\n   The offset is ${want}; do returned ${offset}`);
    assert.equal(again, before, `${why}\n   again is to be ${before}; it is ${again}`);
  }
}

test("the same order is carried out once", () => {
  const k = new Kitchen();
  k.order("ada's first order.", "ada", 7, 1, false);
  for (let n = 0; n < 3; n++) k.order("ada has heard nothing, and says it again. She gets the answer that was lost: the same one.", "ada", 7, 1, true);
  k.order("ada's next order has another number.", "ada", 8, 2, false);
  k.order("And her first comes once more: a copy was late.", "ada", 7, 1, true);
});

test("numbers belong to a session", () => {
  const k = new Kitchen();
  k.order("ada's order number 1.", "ada", 1, 1, false);
  k.order("eve's order number 1. Everybody begins to count at 1: it is another order.", "eve", 1, 2, false);
  k.order("ada's once more.", "ada", 1, 1, true);
  k.order("eve's once more.", "eve", 1, 2, true);
  k.order("ada's order number 12.", "ada", 12, 3, false);
  k.order("ada1's order number 2: does your key show where the session stops?", "ada1", 2, 4, false);
});

test("numbers come in any order", () => {
  const k = new Kitchen();
  k.order("Number 9 has overtaken number 8 on its way.", "ada", 9, 1, false);
  k.order("Here is number 8. It is lower than one that was carried out, and is new all the same.", "ada", 8, 2, false);
  k.order("Number 9 again.", "ada", 9, 1, true);
  k.order("Number 8 again.", "ada", 8, 2, true);
  k.order("Number 0 is a number, too.", "ada", 0, 3, false);
  k.order("Number 0 again.", "ada", 0, 3, true);
});

test("what failed is not done", () => {
  const k = new Kitchen();
  for (let n = 0; n < 2; n++) {
    const refuse = () => k.table.do("ada", 1, () => { throw new Error("no flour"); });
    assert.throws(refuse, /no flour/, "The kitchen refused: ada has to hear of that, each time");
  }
  k.order("Now there is flour, and ada says the same again. She has had no pizza yet.", "ada", 1, 1, false);
  k.order("And once more.", "ada", 1, 1, true);
});

test("the table forgets", () => {
  const k = new Kitchen(3);
  for (const id of [1, 2, 3]) k.order(`Order number ${id}.`, "ada", id, id, false);
  for (let n = 0; n < 5; n++) k.order("Number 2 again and again: that is no new number, and must push none out.", "ada", 2, 2, true);
  k.order("Three are kept: number 1 is one of them still.", "ada", 1, 1, true);
  k.order("Number 4 is carried out. Now 2, 3 and 4 are kept.", "ada", 4, 4, false);
  k.order("Number 2 is kept.", "ada", 2, 2, true);
  k.order("eve's orders push none of ada's out.", "eve", 1, 5, false);
  k.order("Number 3 is kept.", "ada", 3, 3, true);
  assert.throws(() => k.table.do("ada", 5, () => { throw new Error("no flour"); }), /no flour/);
  k.order("Number 5 was refused, so it has pushed none out: number 2 is kept.", "ada", 2, 2, true);
  k.order("Number 1 is forgotten, and so it is done once more. That is the price of a table that does not grow for ever.", "ada", 1, 6, false);
});

test("the table forgets what was carried out first, whatever its number", () => {
  const k = new Kitchen(2);
  for (const [n, id] of [9, 8, 7].entries()) k.order(`Order number ${id}. They have overtaken each other.`, "ada", id, n + 1, false);
  k.order("Two are kept. Number 7 was carried out last.", "ada", 7, 3, true);
  k.order("Number 8 was carried out before it, and after number 9.", "ada", 8, 2, true);
});

// random is a number from 0 to below most: the same ones in each run.
let state = 1;
function random(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * most);
}

// Whatever is lost, in either direction: who says it again until it is acknowledged gets one pizza.
test("on ways that lose a third of what is said", () => {
  const k = new Kitchen();
  const ids = { ada: 0, bob: 0, eve: 0 };
  for (let n = 0; n < 2000; n++) {
    const session = ["ada", "bob", "eve"][random(3)];
    ids[session]++;
    const before = k.baked;
    for (let acknowledged = false; !acknowledged; ) {
      if (random(3) === 0) continue; // the order is lost
      k.table.do(session, ids[session], () => ++k.baked);
      acknowledged = random(3) > 0;
    }
    assert.equal(k.baked - before, 1, `${session} said order number ${ids[session]} until it was acknowledged: that is one pizza`);
  }
});
