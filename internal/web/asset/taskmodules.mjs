// Modules that are texts: each gets an address of its own (that of a Blob), after those that it imports.

import { importsOf, replaced } from "./taskimports.mjs";

// modulesOf returns a function that imports a module by the name that others import it by. files are texts by their names, such
// as framing.mjs; given are the modules of Node that there are here, as objects by their names.
export function modulesOf(files, given) {
  const texts = Object.fromEntries(Object.entries(files).map(([file, text]) => [`./${file}`, () => linked(file, text, addressOf)]));
  for (const [name, module] of Object.entries(given)) texts[name] = () => givenText(name, module);
  const addresses = {};
  const making = new Set(); // modules that wait for the addresses of what they import
  const addressOf = (name) => {
    if (!Object.hasOwn(texts, name)) throw new Error(`Cannot find module "${name}". In a page there are ${Object.keys(texts).join(", ")}`);
    if (making.has(name)) throw new Error(`"${name}" imports itself, or what imports it. Node can do that, a page cannot`);
    making.add(name);
    try {
      addresses[name] ??= blobOf(texts[name]());
    } finally {
      making.delete(name);
    }
    return addresses[name];
  };
  const load = async (name) => import(addressOf(name));
  globalThis.wirelabTask = { given, load, meta: (file) => ({ url: `file:///${file}` }) }; // see linked
  return load;
}

// linked is a module's text with addresses in place of names, and what is in wirelabTask in place of what only modules of
// files have. Lines stay what they are, and errors call the module by its name.
export function linked(file, text, addressOf) {
  const words = {
    name: ({ name }) => JSON.stringify(addressOf(name)),
    call: () => "globalThis.wirelabTask.load",
    meta: () => `globalThis.wirelabTask.meta(${JSON.stringify(file)})`,
  };
  return `${replaced(text, importsOf(text), (place) => words[place.kind](place))}\n//# sourceURL=${file}`;
}

// givenText is a module that exports what an object has.
function givenText(name, module) {
  const names = Object.keys(module).filter((key) => key !== "default");
  return `const module = globalThis.wirelabTask.given[${JSON.stringify(name)}];\n` +
    `const { ${names.join(", ")} } = module;\nexport { ${names.join(", ")} };\nexport default module.default;\n`;
}

function blobOf(text) {
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}
