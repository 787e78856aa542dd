/** `node scripts/openapi.ts`: writes docs/openapi.yaml anew from the schemas. A hub test fails while the file and the schemas differ. */
import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { openApiDocument } from "#hub/ingest/openapi.ts";
import { inProject } from "./lib/project.ts";

const HEADER = "# Made by scripts/openapi.ts from shared/contract; edit the schemas, not this file.\n";

writeFileSync(inProject("docs", "openapi.yaml"), HEADER + stringify(openApiDocument(), { lineWidth: 0 }));
