// Imports are found where they are, and nowhere else; tests end as in Node.

import assert from "node:assert/strict";
import test from "node:test";
import { asScript, importsOf, replaced } from "../taskimports.mjs";
import { linked } from "../taskmodules.mjs";
import { testsFor } from "../tasktest.mjs";

test("imports", () => {
  for (const [text, want] of [
    ['import a from "x"', "import a from <name x>"],
    ["import {a as b, c} from './y.mjs';", "import {a as b, c} from <name ./y.mjs>;"],
    ['import {\n  a,\n} from "x"', "import {\n  a,\n} from <name x>"],
    ['import "z";import*as q from "w"', "import <name z>;import*as q from <name w>"],
    ['export * from "e"; export { a } from "f"; export { b };const from = "no"', 'export * from <name e>; export { a } from <name f>; export { b };const from = "no"'],
    ['await import(p ?? "./x.mjs"); o.import("n"); import.meta.url', 'await <call>(p ?? "./x.mjs"); o.import("n"); <meta>.url'],
    ['// import a from "x"\n/* import "y" */ const s = "import(1)";', '// import a from "x"\n/* import "y" */ const s = "import(1)";'],
    ['const t = `import "q" ${import("r") + `${"}"}`} import "z"`;', 'const t = `import "q" ${<call>("r") + `${"}"}`} import "z"`;'],
    ['`${{a: `}`}}` + import("u")', '`${{a: `}`}}` + <call>("u")'],
    ['const r = /import "x"`/g; const d = a / b / import("m")', 'const r = /import "x"`/g; const d = a / b / <call>("m")'],
    ["return /[/'`]/.test(b) + import('k')", "return /[/'`]/.test(b) + <call>('k')"],
    ["x = a++ / 2; y = 3 / import('z')", "x = a++ / 2; y = 3 / <call>('z')"],
    ['const b = "\\"import(1)"; import /* c */ a, { b as d } /* e */ from "g"', 'const b = "\\"import(1)"; import /* c */ a, { b as d } /* e */ from <name g>'],
    ["const q = 'it\nimport 'a'", "const q = 'it\nimport <name a>"], // the quote has no end on its line
    ...["import", "export", "export {", "import {", "import a from", "`${", "`", "'", "/", "/*", "import.", "}", "import.met.a"].map((text) => [text, text]),
  ]) {
    assert.equal(replaced(text, importsOf(text), ({ kind, name }) => `<${[kind, name].filter(Boolean).join(" ")}>`), want);
  }
});

test("linked", () => {
  const text = 'import a from "node:x";\nconst { b } = await import(c ?? "./d.mjs"); // import "e"\nnew URL("f", import.meta.url);\n';
  const want = 'import a from "blob:node:x";\nconst { b } = await globalThis.wirelabTask.load(c ?? "./d.mjs"); // import "e"\n' +
    'new URL("f", globalThis.wirelabTask.meta("g.mjs").url);\n\n//# sourceURL=g.mjs';
  assert.equal(linked("g.mjs", text, (name) => `blob:${name}`), want);
});

test("a module as a script has the same lines", () => {
  for (const [text, want] of [
    ["import {\n a } from 'b';\nexport const c = 1;", "        \n             ;\n       const c = 1;"],
    ["export default function d() {}\nexport { e as f };export * from 'g'", "               function d() {}\n                 ;                 "],
    ["const h = await import('i'); import.meta", "const h = await import('i'); import.meta"],
    ["export class J { k = ; }", "       class J { k = ; }"],
  ]) {
    assert.equal(asScript(text), want);
  }
});

test("tests", async () => {
  const told = [];
  const tests = testsFor((what) => told.push(what));
  const late = () => new Promise((resolve) => setTimeout(resolve, 1));
  let during = 0;
  tests.test("passes, later", async (t) => {
    t.after(() => during--);
    during++;
    await late();
    t.diagnostic(5);
  });
  tests.test("fails", () => {
    assert.equal(during, 0, "the test before has not ended");
    throw "this";
  });
  tests.test("takes too long", { timeout: 5 }, () => new Promise(() => {}));
  tests.test("is blamed", () => {
    tests.blame("that");
    return late();
  });
  tests.test("fails at its end", (t) => {
    t.after(() => { throw "those"; });
    tests.test("comes last", () => {});
  });
  await tests.ended();
  assert.equal(tests.blame("nobody"), false);
  const names = ["passes, later", "fails", "takes too long", "is blamed", "fails at its end", "comes last"];
  assert.deepEqual(told.filter((what) => what.begin).map((what) => what.begin), names);
  assert.deepEqual(told.filter((what) => what.end).map(({ end, failed }) => [end, failed?.error?.message ?? failed?.error]),
    names.map((name, i) => [name, [undefined, "this", "test timed out after 5ms", "that", "those", undefined][i]]));
  assert.deepEqual(told.filter((what) => what.note), [{ note: "5" }]);
});
