// The files of the engine: over HTTP a page fetches them. From a file it may not; there each stands once more in a script,
// NAME.js, that hands it over in base64. Archives have the module in that form alone.

const handed = {}; // by name, in base64

// fetchFile returns the bytes of a file in the engine's folder.
export async function fetchFile(name) {
  const address = document.documentElement.dataset.engine + name;
  if (location.protocol === "file:") return decoded(await fromScript(name));
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(`${name} cannot be loaded: is the network there?`);
  }
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  try {
    return decoded(await fromScript(name));
  } catch {
    throw new Error(`${name} cannot be loaded: the server says ${response.status}`);
  }
}

// fetchText returns the text of a file, where a page cannot use it by its address; else undefined.
export async function fetchText(name) {
  if (location.protocol !== "file:") return undefined;
  return new TextDecoder().decode(decoded(await fromScript(name)));
}

// fromScript has the script run that hands the file over, once.
function fromScript(name) {
  return new Promise((resolve, reject) => {
    if (handed[name] !== undefined) return resolve(handed[name]);
    globalThis.wirelabFile = (which, base64) => { handed[which] = base64; };
    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset.engine}${name}.js`;
    script.onload = () => {
      script.remove();
      if (handed[name] !== undefined) resolve(handed[name]);
      else reject(new Error(`${name}.js is not whole`));
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`${name}.js is missing beside this page`));
    };
    document.head.append(script);
  });
}

// decoded is what base64 stands for.
function decoded(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
