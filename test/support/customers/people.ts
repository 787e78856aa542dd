/** The parameters of the synthetic customers, read from `content/samples/people.yaml` or a file of one's own. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type People, peopleSchema } from "#shared/domain/samples/people.ts";

/** @param file a YAML or JSON file; the parameters of this project when left out. Throws with every fault when it does not fit. */
export function loadPeople(file: string | URL = new URL("../../../content/samples/people.yaml", import.meta.url)): People {
  return peopleSchema.parse(parse(readFileSync(file, "utf8")));
}
