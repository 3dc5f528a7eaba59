// The controls of an experiment: the link with its presets, the server, the load, the transports, and the command to copy.
import { commandOf } from "./address.mjs";
import { choices, chosenOf, withChoice } from "./choices.mjs";
import { make } from "./dom.mjs";
import { linkOf, placeOf, settings, valueAt, valueOf, withNetwork, withProfile, withServer, withValue } from "./settings.mjs";

// What the networks are, by the names that bench has for them.
const networks = { lab: "the lab, in virtual time", host: "this machine’s own sockets", kernel: "Linux’s own TCP" };

// What servers do, by the names that bench has for them.
const servers = { echo: "echo: back to the sender", broadcast: "broadcast: to all in a room", queue: "queue: as work to be done" };

// controlsFor makes the controls. changed is called with the new options when a person has changed them. What it returns has
// an element, and show(options), which sets all controls.
export function controlsFor(described, changed) {
  let options = {};
  const change = (next) => {
    options = next;
    show(next);
    changed(next);
  };
  const profile = make("select", { id: "profile", onchange: () => change(withProfile(options, described, profile.value)) },
    ...described.profiles.map((p) => make("option", { value: p.name }, p.name)));
  const about = make("p", { class: "about" });
  const network = make("select", { id: "network", onchange: () => change(withNetwork(options, network.value)) },
    ...described.networks.map((name) => make("option", { value: name }, networks[name] ?? name)));
  const server = make("select", { id: "server", onchange: () => change(withServer(options, server.value)) },
    ...optionsOf(servers));
  const chosen = choices.map((choice) => choiceFor(choice, (value) => change(withChoice(choice, options, value))));
  const sliders = settings.map((setting) => sliderFor(setting, described, (value) => change(withValue(setting, options, described, value))));
  const some = (name, more) => sliders.filter((_, i) => settings[i].group === name && Boolean(settings[i].more) === more).map((slider) => slider.element);
  const group = (name) => [...some(name, false), make("details", {}, make("summary", {}, "more"), ...some(name, true))];
  const carriers = carriersFor(described, (names) => {
    const { transport, ...others } = options;
    change(names === described.plan.transports.join(",") ? others : { ...others, transport: names });
  });
  const command = make("code", {});
  const copied = make("span", { class: "copied", role: "status" });
  const show = (next) => {
    options = next;
    const link = linkOf(next, described);
    profile.value = link.name;
    network.value = next.net ?? "lab";
    server.value = next.server ?? "echo";
    settable.disabled = settable.hidden = next.net === "host"; // which has no link of ours
    const changed = settings.some((s) => s.group === "link" && next[s.option] !== undefined) || next.burst !== undefined;
    about.textContent = `${link.about}: ${link.says}${changed ? "; but changed, as the command says" : ""}`;
    for (const control of [...sliders, ...chosen]) {
      control.show(next);
    }
    carriers.show(next.transport ?? described.plan.transports.join(","));
    command.textContent = commandOf(next);
    copied.textContent = "";
  };
  const copy = async () => {
    await navigator.clipboard.writeText(command.textContent).then(() => {
      copied.textContent = "copied";
    }, () => {
      getSelection().selectAllChildren(command); // to be copied by hand, where a page may not
      copied.textContent = "selected: copy it";
    });
  };
  const settable = make("fieldset", {}, make("legend", {}, "The link"),
    make("label", { class: "preset", for: "profile" }, "like ", profile), about, ...group("link"));
  const where = described.networks.length > 1 ? make("p", {}, make("label", { for: "network" }, "on ", network)) : undefined;
  const element = make("form", { class: "settings", onsubmit: (event) => event.preventDefault() }, where, settable,
    make("fieldset", {}, make("legend", {}, "The load"),
      make("label", { class: "preset", for: "server" }, "server "), server, make("div", { class: "picks" }, ...chosen.map((c) => c.element)), ...group("load"), carriers.element),
    make("div", { class: "same" },
      make("p", {}, "The same in a terminal: ", make("button", { type: "button", onclick: copy }, "Copy"), copied), command));
  return { element, show };
}

function optionsOf(values) {
  return Object.entries(values).map(([value, text]) => make("option", { value }, text));
}

// choiceFor makes a list of a setting's values, of which one is chosen.
function choiceFor(choice, changed) {
  const select = make("select", { id: `set-${choice.option}`, onchange: () => changed(select.value) }, ...optionsOf(choice.values));
  const element = make("label", {}, `${choice.label} `, select);
  return {
    element,
    show(options) {
      element.hidden = choice.server !== options.server;
      select.value = chosenOf(choice, options);
    },
  };
}

// sliderFor makes a slider with a number beside it: the number takes what is beyond the slider, too.
function sliderFor(setting, described, changed) {
  const id = `set-${setting.option}`;
  const unit = make("span", { class: "unit" }, setting.unit);
  const name = setting.unit === "" ? setting.label : `${setting.label}, ${setting.unit}`;
  const number = make("input", {
    type: "number", id, min: 0, step: "any", inputmode: "decimal", "aria-label": name,
    onchange: () => number.value !== "" && changed(Number(number.value)),
  });
  const slider = make("input", {
    type: "range", "aria-label": `${name}, slider`,
    ...(setting.log ? { min: 0, max: 100, step: 0.5 } : { min: setting.least, max: setting.most, step: setting.step }),
    oninput: () => changed(valueAt(setting, Number(slider.value))),
  });
  const element = make("div", { class: "setting" }, make("label", { for: id }, setting.label), slider, number, unit);
  return {
    element,
    show(options) {
      element.hidden = setting.server !== undefined && setting.server !== options.server;
      const value = valueOf(setting, options, described);
      const unread = Number.isNaN(value) ? options[setting.option] : undefined; // such as 1m30s: it is shown as it was said
      if (document.activeElement !== slider) {
        slider.value = placeOf(setting, unread === undefined ? value : setting.least);
      }
      number.value = unread === undefined ? value ?? "" : "";
      unit.textContent = setting.option === "bandwidth" && oneWay(options, described) ? "Mbit/s up" : setting.unit;
      number.placeholder = value === undefined ? "none" : unread ?? "";
      slider.setAttribute("aria-valuetext", value === undefined ? "none" : unread ?? `${value} ${setting.unit}`);
    },
  };
}

// oneWay says whether the bandwidth differs by direction: what is set holds both ways, so only a profile has that.
function oneWay(options, described) {
  const link = linkOf(options, described);
  return options.bandwidth === undefined && link.up.bandwidth !== link.down.bandwidth;
}

// carriersFor are boxes for the transports, of which at least one stays chosen.
function carriersFor(described, changed) {
  const boxes = described.transports.map((t) => make("input", {
    type: "checkbox", value: t.name,
    onchange: (event) => {
      const names = boxes.filter((box) => box.checked).map((box) => box.value);
      if (names.length === 0) {
        event.target.checked = true;
        return;
      }
      changed(names.join(","));
    },
  }));
  const labels = described.transports.map((t, i) => make("label", {}, boxes[i], t.title));
  return {
    element: make("div", { class: "transports", role: "group", "aria-label": "transports" }, ...labels),
    show(names) {
      const chosen = names === "all" ? described.transports.map((t) => t.name) : names.split(",");
      for (const box of boxes) {
        box.checked = chosen.includes(box.value);
      }
    },
  };
}
