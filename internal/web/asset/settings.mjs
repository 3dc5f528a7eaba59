// The settings of an experiment that have a slider: for each, the option of wirelab bench that it is part of, its range, and how
// its value is written there and read. A number that is undefined is left to the link's profile, or to bench.

// Numbers as on a command line: 5ms, 2%, 1.5mbit.
const number = (text) => Number.parseFloat(text);
const round = (n) => Number(n.toPrecision(3));

const bits = { k: 1e3, m: 1e6, g: 1e9 };
const duration = { ms: 1, s: 1000, us: 0.001, m: 60_000 };

// milliseconds reads a duration such as 1.5s.
export function milliseconds(text) {
  const [, amount, unit] = /^([\d.]+)(ms|us|s|m)$/.exec(text) ?? [];
  return amount === undefined ? Number.NaN : amount * duration[unit];
}

// megabits reads a bandwidth such as 384kbit.
export function megabits(text) {
  const [, amount, prefix] = /^([\d.]+)([kmg]?)(?:bit)?$/i.exec(text) ?? [];
  return amount === undefined ? Number.NaN : (amount * (bits[prefix.toLowerCase()] ?? 1)) / 1e6;
}

// bytesIn reads a size such as 64KiB.
export function kibibytes(text) {
  const [, amount, unit] = /^([\d.]+)(kib|mib|k|m)?$/i.exec(text) ?? [];
  return amount === undefined ? Number.NaN : (amount * ({ k: 1024, m: 1 << 20 }[unit?.[0].toLowerCase()] ?? 1)) / 1024;
}

// settings are those of a link, one way, and of a load. least and most bound the slider, not the number beside it: that may be
// anything that bench takes. A log slider moves in equal ratios; more is what is seldom changed; server is the only one that has it.
export const settings = [
  { group: "link", option: "delay", label: "delay one way", unit: "ms", least: 0, most: 400, step: 1, read: milliseconds, write: (n) => `${n}ms`, of: (link) => link.delay },
  { group: "link", option: "jitter", label: "jitter, up to", unit: "ms", least: 0, most: 100, step: 1, read: milliseconds, write: (n) => `${n}ms`, of: (link) => link.jitter },
  { group: "link", option: "loss", label: "loss", unit: "%", least: 0, most: 30, step: 0.5, read: number, write: (n) => `${n}%`, of: (link) => round(100 * link.loss) },
  { group: "link", more: true, option: "reorder", label: "held back, to arrive late", unit: "%", least: 0, most: 30, step: 0.5, read: number, write: (n, text) => `${n}%,${text?.split(",")[1] ?? "30ms"}`, of: (link) => round(100 * link.reorder) },
  { group: "link", more: true, option: "duplicate", label: "arrives twice", unit: "%", least: 0, most: 20, step: 0.5, read: number, write: (n) => `${n}%`, of: (link) => round(100 * link.duplicate) },
  { group: "link", option: "bandwidth", label: "bandwidth", unit: "Mbit/s", least: 0.05, most: 1000, log: true, read: megabits, write: (n) => `${n}mbit`, of: (link) => link.bandwidth / 1e6 || undefined },
  { group: "link", more: true, option: "queue", label: "queue before it", unit: "KiB", least: 2, most: 1024, log: true, read: kibibytes, write: (n) => `${n}KiB`, of: (link) => link.queue / 1024 || undefined },
  { group: "load", server: "broadcast", option: "subscribers", label: "subscribers", unit: "", least: 1, most: 50, step: 1, whole: true, read: number, write: String, of: (_, plan) => plan.subscribers },
  { group: "load", option: "rate", label: "messages a second", unit: "", least: 1, most: 500, log: true, read: number, write: String, of: (_, plan) => plan.rate },
  { group: "load", more: true, option: "size", label: "size of each", unit: "B", least: 16, most: 60_000, log: true, whole: true, read: number, write: String, of: (_, plan) => plan.size },
  { group: "load", option: "seed", label: "seed", unit: "", least: 1, most: 50, step: 1, whole: true, read: number, write: String, of: (_, plan) => plan.seed },
];

// valueOf is the number of a setting: what the options say, or the profile, or bench by itself. undefined is none, such as a
// bandwidth without a limit.
export function valueOf(setting, options, described) {
  const said = options[setting.option];
  return said === undefined ? setting.of(linkOf(options, described).up, planOf(options, described)) : setting.read(said);
}

// linkOf is the profile that options begin with. Settings of a link without a profile begin with nothing.
export function linkOf(options, described) {
  const changed = settings.some((s) => s.group === "link" && options[s.option] !== undefined) || options.burst !== undefined;
  const name = options.link ?? (changed ? "ideal" : described.plan.link.name);
  return described.profiles.find((profile) => profile.name === name) ?? described.profiles[0];
}

// planOf is what bench does by itself with the options' server.
function planOf(options, described) {
  return { broadcast: described.broadcast, queue: described.queue }[options.server] ?? described.plan;
}

// withValue are the options with another value of a setting. One that is what it is without being said is left out.
export function withValue(setting, options, described, value) {
  const { [setting.option]: said, ...others } = options;
  const link = others.link ?? (setting.group === "link" ? linkOf(options, described).name : undefined);
  const kept = link === undefined ? others : { link, ...others };
  const without = setting.of(linkOf(kept, described).up, planOf(kept, described));
  return tidy(value === without ? kept : { ...kept, [setting.option]: setting.write(value, said ?? heldFor(kept, described)) }, described);
}

// heldFor is how --reorder is written in the options' profile.
function heldFor(options, described) {
  const { reorder, reorderBy } = linkOf(options, described).up;
  return reorder > 0 ? `${round(100 * reorder)}%,${reorderBy}ms` : undefined;
}

// withProfile are the options with another profile, and without what changed the one before.
export function withProfile(options, described, name) {
  const others = Object.entries(options).filter(([option]) => option !== "burst" && !settings.some((s) => s.group === "link" && s.option === option));
  return tidy({ ...Object.fromEntries(others), link: name }, described);
}

// withNetwork are the options on another network. This machine's own has no emulated link to be set.
export function withNetwork(options, name) {
  const { net, ...others } = options;
  const linkless = Object.entries(others).filter(([option]) => option !== "link" && option !== "burst" && !settings.some((s) => s.group === "link" && s.option === option));
  return { ...(name === "host" ? Object.fromEntries(linkless) : others), ...(name === "lab" ? {} : { net: name }) };
}

// Options that only one server takes.
const ofServer = ["subscribers", "slow", "disconnect", "resume", "guarantee", "crash", "fsync", "bulk", "interval"];

// withServer are the options with another server, and without what only the one before takes.
export function withServer(options, name) {
  const others = Object.entries(options).filter(([option]) => option !== "server" && !ofServer.includes(option));
  return { ...(name === "echo" ? {} : { server: name }), ...Object.fromEntries(others) };
}

// tidy leaves out the profile that bench has by itself, where nothing of it is changed.
function tidy(options, described) {
  const { link, ...others } = options;
  const changed = settings.some((s) => s.group === "link" && others[s.option] !== undefined) || others.burst !== undefined;
  if (link === undefined || (link === described.plan.link.name && !changed)) {
    return others;
  }
  return { link, ...others };
}

// placeOf is where on its slider a value lies: on one that moves in equal ratios from 0 to 100. valueAt is the reverse.
export function placeOf(setting, value) {
  const { least, most } = setting;
  const within = Math.min(most, Math.max(least, value ?? most));
  return setting.log ? (100 * Math.log(within / least)) / Math.log(most / least) : within;
}

export function valueAt(setting, place) {
  if (!setting.log) {
    return place;
  }
  const value = Number((setting.least * (setting.most / setting.least) ** (place / 100)).toPrecision(2));
  return setting.whole ? Math.round(value) : value;
}
