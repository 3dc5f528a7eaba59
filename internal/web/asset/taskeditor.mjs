// The field in which one writes a program. Tab moves a line in, Shift-Tab out, and Enter begins the next line as far in as
// this one. After Escape, Tab goes to the next field, as it does elsewhere: who has no mouse must be able to leave.

const step = "  ";

// editable has a textarea do that.
export function editable(field) {
  let leaves = false;
  field.addEventListener("blur", () => { leaves = false; });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Shift" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const left = leaves;
    leaves = event.key === "Escape";
    if (left || event.key !== "Tab" && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter") nextLine(field);
    else if (event.shiftKey) moveOut(field);
    else moveIn(field);
  });
}

// showLine goes to a line, counted from 1, and selects it.
export function showLine(field, number) {
  const lines = field.value.split("\n");
  const begin = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  field.setSelectionRange(begin, begin + (lines[number - 1] ?? "").length);
  field.blur(); // so that the focus brings it into view
  field.focus();
}

function nextLine(field) {
  const line = field.value.slice(lineBegin(field), field.selectionStart);
  put(field, "\n" + /^[ \t]*/.exec(line)[0]);
}

function moveIn(field) {
  if (field.selectionStart === field.selectionEnd) put(field, step);
  else changeLines(field, (line) => step + line);
}

function moveOut(field) {
  changeLines(field, (line) => line.replace(/^(?: {1,2}|\t)/, ""));
}

// changeLines changes all lines of the selection, and has them selected.
function changeLines(field, by) {
  const begin = lineBegin(field);
  const after = field.value.indexOf("\n", Math.max(begin, field.selectionEnd - 1));
  const end = after < 0 ? field.value.length : after;
  const [from, to] = [field.selectionStart, field.selectionEnd];
  const lines = field.value.slice(begin, end);
  const changed = lines.split("\n").map(by).join("\n");
  if (changed === lines) return;
  field.setSelectionRange(begin, end);
  put(field, changed);
  if (from === to) field.setSelectionRange(...Array(2).fill(Math.max(begin, from + changed.length - lines.length)));
  else field.setSelectionRange(begin, begin + changed.length);
}

const lineBegin = (field) => field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;

// put puts a text in place of the selection. The old command keeps what Ctrl-Z undoes, where a browser has it.
function put(field, text) {
  if (document.execCommand(text === "" ? "delete" : "insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
