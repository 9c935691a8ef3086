// Answers each line of standard input, a JSON list of simulations, with a line that is the JSON list
// of their decisions: Allowed, ImplicitlyDenied or ExplicitlyDenied, or what is wrong with the question.
import { createInterface } from "node:readline";
import { runSimulation, runUnsafeSimulation } from "@cloud-copilot/iam-simulate";

// runSimulation drops these as unknown: it looks for a slash before the variable part of a context
// key, and KMS has a colon there. Therefore it only checks here, and its sibling, which takes the
// context as it is, decides.
const ENCRYPTION_CONTEXT = "kms:EncryptionContext:";

async function decide(simulation) {
  const checked = await runSimulation(simulation, {});
  if (checked.resultType !== "single") {
    return JSON.stringify(checked.errors ?? "a resource of a request has no wildcard");
  }
  // A key that the action does not have could otherwise be the reason of a denial.
  const unknown = checked.result.ignoredContextKeys.filter((key) => !key.startsWith(ENCRYPTION_CONTEXT));
  return unknown.length > 0 ? `no such context: ${unknown}` : runUnsafeSimulation(simulation, {});
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await Promise.all(JSON.parse(line).map(decide))));
}
