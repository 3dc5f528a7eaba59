import assert from "node:assert/strict";
import test from "node:test";

const { Queue } = await import(process.env.SOLUTION ?? "./queue.mjs");

const MINUTE = 60_000;

// A Rail is a queue of orders in a kitchen, and a clock that a test moves.
class Rail {
  now = 0;
  queue = new Queue({ wait: 10 * MINUTE, attempts: 3 });

  put(...texts) {
    for (const text of texts) this.queue.put(text);
  }

  // next asks for work, and must get this: "2 tea, attempt 1", or "nothing".
  next(why, want) {
    const work = this.queue.next(this.now);
    const got = work ? `${work.number} ${work.text}, attempt ${work.attempt}` : "nothing";
    assert.equal(got, want, `${why}\n   next gives ${got}, and should give ${want}`);
    return work;
  }

  // done says that work is done, and that must count or not.
  done(why, work, counts) {
    const got = this.queue.done(work, this.now);
    assert.equal(got, counts, `${why}\n   done of number ${work.number}, attempt ${work.attempt} returns ${got}, and should return ${counts}`);
  }
}

test("numbers", () => {
  const queue = new Queue({ wait: MINUTE, attempts: 1 });
  for (const want of [1, 2, 3]) assert.equal(queue.put("tea"), want, "put returns the order's number: they are counted from 1");
});

test("work is divided", () => {
  const rail = new Rail();
  rail.next("Nothing has been put in.", "nothing");
  rail.put("tea", "cake");
  rail.next("The first cook asks.", "1 tea, attempt 1");
  rail.next("The second cook asks. The first one has the tea.", "2 cake, attempt 1");
  rail.next("Both cooks have work, and there is no more.", "nothing");
});

test("done is gone", () => {
  const rail = new Rail();
  rail.put("tea", "cake");
  const tea = rail.next("The first cook asks.", "1 tea, attempt 1");
  rail.done("The tea is done in time.", tea, true);
  rail.done("It is done already.", tea, false);
  rail.now += 60 * MINUTE;
  rail.next("An hour later: what is done does not come again.", "2 cake, attempt 1");
  rail.next("There is no more.", "nothing");
  rail.done("Nobody has put in number 99.", { number: 99, attempt: 1 }, false);
});

test("late work comes again", () => {
  const rail = new Rail();
  rail.put("tea", "cake");
  rail.next("The first cook takes the tea, and falls asleep.", "1 tea, attempt 1");
  rail.now += 10 * MINUTE - 1;
  rail.next("The time for the tea is not quite up.", "2 cake, attempt 1");
  rail.now += 1;
  rail.next("Now it is up. The tea is first, for it was put in first.", "1 tea, attempt 2");
});

test("two are late at once", () => {
  const rail = new Rail();
  rail.put("tea", "cake");
  rail.next("The first cook takes the tea.", "1 tea, attempt 1");
  rail.next("The second cook takes the cake. Both fall asleep.", "2 cake, attempt 1");
  rail.now += 25 * MINUTE;
  const tea = rail.next("Both are late. The tea is first, for it was put in first.", "1 tea, attempt 2");
  rail.now += 9 * MINUTE;
  rail.done("A cook has ten minutes from when he was given the tea, however late it was by then.", tea, true);
  rail.next("The cake is next.", "2 cake, attempt 2");
});

test("two are dead at once", () => {
  const rail = new Rail();
  rail.put("pie", "stew");
  for (const attempt of [1, 2, 3]) {
    rail.next("Nobody can make a pie.", `1 pie, attempt ${attempt}`);
    rail.next("And nobody can make a stew.", `2 stew, attempt ${attempt}`);
    rail.now += 10 * MINUTE;
  }
  rail.put("tea");
  rail.next("Both are put aside, and the tea is next.", "3 tea, attempt 1");
  assert.deepEqual(rail.queue.dead, ["pie", "stew"], "both are dead");
});

test("who is late is too late", () => {
  const rail = new Rail();
  rail.put("tea");
  const first = rail.next("The first cook takes the tea.", "1 tea, attempt 1");
  rail.now += 10 * MINUTE;
  rail.done("His time is up, though nobody has taken it since.", first, false);
  const second = rail.next("The second cook takes it.", "1 tea, attempt 2");
  rail.done("The first cook says that he has done it. It is another one's now.", first, false);
  rail.done("The second cook has done it.", second, true);
  rail.now += 60 * MINUTE;
  rail.next("It is done.", "nothing");
});

test("dead letters", () => {
  const rail = new Rail();
  rail.put("pie", "tea");
  for (const attempt of [1, 2, 3]) {
    rail.next("Nobody can make a pie.", `1 pie, attempt ${attempt}`);
    assert.deepEqual(rail.queue.dead, [], `the pie is not dead after ${attempt} attempts while the last of its 3 is not late`);
    rail.now += 10 * MINUTE;
  }
  const tea = rail.next("Three cooks have tried. The pie is put aside, and the tea is next.", "2 tea, attempt 1");
  assert.deepEqual(rail.queue.dead, ["pie"], "the pie is dead");
  rail.done("The tea is done.", tea, true);
  rail.now += 60 * MINUTE;
  rail.next("What is dead does not come again.", "nothing");
});
