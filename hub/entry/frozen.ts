/**
 * Entry of the embedded hub's start image (docs/adr/0010): this much is run once, by the build, and a start begins with the memory it left.
 *
 * So nothing here, nor anything that a module does when it is loaded, may depend on who starts it, when and where: no clock, no random value,
 * no environment. `scripts/build/start-image.ts` runs it and sees to that.
 */
// A server that listens asks for it, 5 ms of a start.
import "node:cluster";
import { readFileSync } from "node:fs";
import path from "node:path";
import { startupSnapshot } from "node:v8";
import { detectionPolicySchema } from "#shared/model/policy.ts";
import { holdCheckedContent, readCheckedContent } from "../content/checked-content.ts";
import { needModelOf, SHIPPED_NEED_MODEL } from "../decide/need-scores.ts";
import { hubArguments } from "./arguments.ts";
import { embeddedHub, endWith } from "./embedded-hub.ts";
import type { Prepared } from "./run-hub.ts";

/** @param outFolder of the plain program, which has read and checked the content: what that leaves in memory is not wanted in the image */
function prepare(contentDir: string, outFolder: string): Prepared {
  const checked = { program: path.join(outFolder, "hub.mjs"), file: path.join(outFolder, "checked-content.json") };
  const release = readCheckedContent(contentDir, checked);
  if (release === null) throw new Error("the plain program has not checked this content");
  const text = readFileSync(path.join(contentDir, SHIPPED_NEED_MODEL), "utf8");
  const model = needModelOf(text);
  if (!model.ok) throw new Error(`${SHIPPED_NEED_MODEL}: ${model.error}`);
  // What a start does first is done once here: then its code is there already, a schema's checks too, which are made when they are first used.
  detectionPolicySchema.safeParse(release.content.policies.detection);
  hubArguments(["--data", contentDir, "--parent", "1"], {}, contentDir);
  return { content: holdCheckedContent(contentDir, release), needModel: { text, model: model.value } };
}

/** The build names the content folder; a start names the plain program, whose place and arguments it takes. */
const [, bundle = "", contentDir = ""] = process.argv;
const prepared = prepare(contentDir, path.dirname(bundle));

startupSnapshot.setDeserializeMainFunction(() => {
  const [, program = "", ...argv] = process.argv;
  embeddedHub(argv, path.resolve(path.dirname(program), "..", ".."), prepared).catch(endWith);
});
