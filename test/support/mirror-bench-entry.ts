/** The mirror and rrweb's own recorder and replayer on one page, for the benchmark. */

export { Replayer, record } from "rrweb";
export { startMirror } from "#shared/browser/mirror/recorder.ts";
export { createMirrorViewer } from "#shared/browser/mirror/viewer.ts";
