/** What a test page reaches of the mirror, as `batonMirror`. */

export { pack } from "#shared/browser/mirror/codec.ts";
export { startMirror } from "#shared/browser/mirror/recorder.ts";
export { createMirrorViewer } from "#shared/browser/mirror/viewer.ts";
