// The engine as a program that answers over HTTP: wirelab ui, which has served this page.

// askServer sends a request and calls hear with each message. The answer is a stream of events (text/event-stream), one message
// each. When signal is aborted, the connection ends, and with it what the program does.
export async function askServer(request, hear, signal) {
  let response;
  try {
    response = await fetch("/engine", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(request), signal,
    });
  } catch (failed) {
    throw signal.aborted ? failed : new Error("wirelab ui does not answer: is it still running?");
  }
  if (!response.ok) throw new Error(`wirelab ui says: ${(await response.text()).trim()}`);
  for await (const event of events(response.body)) hear(JSON.parse(event));
}

// events yields the data of each event of a stream: what follows "data: ", up to an empty line.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const all = text.split("\n\n");
    text = all.pop(); // not whole yet
    for (const event of all) yield event.slice("data: ".length);
  }
}
