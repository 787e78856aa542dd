/** Reads `content/flows` for the server: which fields of a flow are optional. Titles and labels are the pages' business. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Flow } from "#shared/model/flow.ts";
import { flowSchema } from "#shared/model/flow.ts";

/** Throws with the file's faults: a flow that does not parse must not be served. */
export function loadFlow(contentFolder: string, flowId: string): Flow {
  return flowSchema.parse(parse(readFileSync(path.join(contentFolder, "flows", `${flowId}.yaml`), "utf8")));
}

/** Optional fields by flow, read once each. */
export function optionalFields(contentFolder: string): (flowId: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (flowId) => {
    const found =
      known.get(flowId) ??
      new Set(
        loadFlow(contentFolder, flowId).steps.flatMap((step) =>
          step.fields.filter((field) => field.optional).map((field) => String(field.id)),
        ),
      );
    known.set(flowId, found);
    return found;
  };
}
