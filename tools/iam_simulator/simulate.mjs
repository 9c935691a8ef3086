// Answers each line of standard input, a JSON list of simulations, with a line that is the JSON list
// of their decisions: Allowed, ImplicitlyDenied or ExplicitlyDenied, or what is wrong with the
// question, which is none of these.
import { createInterface } from "node:readline";
import { runSimulation } from "@cloud-copilot/iam-simulate";

// The library leaves this context key out of every request: it looks for a slash before the part
// that varies, where KMS has a colon. In requests and policies alike, another key of the same kind
// stands for it.
const STAND_IN = "aws:RequestTag/";
const simulations = (line) => JSON.parse(line.replaceAll("kms:EncryptionContext:", STAND_IN));

// All actions have the stand-in. This name, as AWS lists it, is known to those that have the original.
const ORIGINAL = "kms:EncryptionContext:${EncryptionContextKey}";

// JavaScript makes a collator for each comparison with options, and the library compares names
// letter by letter: that was half of the time of an answer.
const collators = new Map();
String.prototype.localeCompare = function (other, ...how) {
  const key = JSON.stringify(how);
  if (!collators.has(key)) collators.set(key, new Intl.Collator(...how));
  return collators.get(key).compare(this, other);
};

async function decide(simulation) {
  const { contextVariables } = simulation.request;
  if (Object.keys(contextVariables).some((key) => key.startsWith(STAND_IN))) contextVariables[ORIGINAL] = "";
  const { resultType, overallResult, result, errors } = await runSimulation(simulation, {});
  // A key that the action does not have is left out too, and would pass for the reason of a denial.
  const ignored = result?.ignoredContextKeys;
  const understood = resultType === "single" && ignored.length === 0;
  return understood ? overallResult : JSON.stringify(errors ?? { resultType, ignored });
}

for await (const line of createInterface({ input: process.stdin })) {
  const answers = simulations(line).map((simulation) => decide(simulation).catch(String));
  console.log(JSON.stringify(await Promise.all(answers)));
}
