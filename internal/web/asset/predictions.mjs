// Predictions: what was measured is shown once a choice has been made and confirmed. Without this script
// it stays folded until somebody opens it.

import { progress, note } from "./progress.mjs";

// predictions has the forms of a lesson work. changed is called each time that more may be seen, with a function that says
// whether what needs predictions, by their numbers, may.
export function predictions(lesson, changed) {
  const forms = [...document.querySelectorAll("form.prediction")];
  const answers = [...document.querySelectorAll("details.answer")];
  const gates = [...document.querySelectorAll("[data-needs]")];
  const made = progress(lesson).made; // choices, by the number of the prediction
  let open = false; // whether everything is to be seen all the same
  const free = (needs) => open || needs.split(" ").every((number) => number in made);

  const show = () => {
    for (const form of forms) if (form.dataset.number in made) settle(form, made[form.dataset.number]);
    for (const answer of answers) reveal(answer, made[answer.dataset.number]);
    for (const gate of gates) unfold(gate, free(gate.dataset.needs), made);
    changed(free);
  };
  for (const form of forms) {
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const choice = form.querySelector("input:checked");
      if (!choice) return;
      Object.assign(made, progress(lesson).made, { [form.dataset.number]: Number(choice.value) }); // another tab may have made others
      note(lesson, { made });
      show();
      form.querySelector("a").focus(); // the button is gone
    });
  }
  for (const button of document.querySelectorAll(".wait button")) {
    button.addEventListener("click", () => {
      open = true;
      const after = button.parentElement.nextElementSibling;
      show();
      after.querySelector("summary, textarea, button").focus();
    });
  }
  show();
}

// unfold shows what waits for predictions if it is free by now.
function unfold(gate, free, made) {
  if (gate.className === "wait") {
    gate.hidden = free;
    for (const link of gate.querySelectorAll("a")) link.hidden = link.textContent in made;
    return;
  }
  if (free && !gate.classList.contains("free")) gate.open = true; // only once: it can be folded again
  gate.hidden = !free;
  gate.classList.toggle("free", free);
}

// settle ends a form whose prediction is made.
function settle(form, made) {
  const choice = form.querySelector(`input[value="${made}"]`);
  if (!choice || form.classList.contains("made")) return;
  choice.checked = true;
  choice.closest("label").classList.add("chosen");
  form.querySelector("fieldset").disabled = true;
  form.querySelector("button").hidden = true;
  form.classList.add("made");
  const link = document.createElement("a");
  link.href = "#answer-" + form.dataset.number;
  link.textContent = "what was measured";
  form.querySelector("[role=status]").append("Predicted. At the command that decides it: ", link);
}

// reveal shows what was measured, if the prediction is made: with the idea behind a wrong choice, and
// without those behind the others.
function reveal(answer, choice) {
  answer.hidden = choice === undefined;
  if (answer.hidden || answer.classList.contains("made")) return;
  answer.open = true;
  const yours = answer.querySelector(".yours");
  const behind = answer.querySelector(".behind");
  const right = choice === Number(answer.dataset.right);
  answer.classList.add("made", right ? "right" : "wrong");
  yours.hidden = false;
  yours.textContent = "That is what you predicted.";
  behind.hidden = right;
  for (const thought of answer.querySelectorAll("li")) {
    thought.hidden = Number(thought.dataset.choice) !== choice;
    if (!thought.hidden) {
      yours.textContent = "You predicted " + thought.querySelector("b").textContent;
      behind.textContent = "Many do. It often comes from this idea:";
      thought.querySelector("b").hidden = true;
    }
  }
}
