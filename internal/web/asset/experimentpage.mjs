// The page of the experiment: the entry from which its script is made.
import { ask, hasEngine } from "./engine.mjs";
import { showExperiment } from "./experiment.mjs";

const place = document.getElementById("experiment");
if (hasEngine()) {
  showExperiment(place, ask);
}
