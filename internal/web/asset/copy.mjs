// Buttons that copy.

// copyButton makes a button that copies what text() returns. of names it for those who do not see where it stands.
export function copyButton(text, of) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy " + of);
  button.addEventListener("click", async () => {
    const copied = await copy(text());
    button.textContent = copied ? "Copied" : "Not allowed here";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return button;
}

// copy puts text on the clipboard, and says whether that was possible. Where a page came over plain http, the browser has
// no clipboard for it, but still the older command, which copies what is selected.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    const before = document.activeElement;
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    before?.focus();
    return copied;
  }
}
