/** The customer's mirror and what lies over the page, for a test's own page. */
export { startMirror } from "#shared/browser/mirror/recorder.ts";
export { createMirrorViewer } from "#shared/browser/mirror/viewer.ts";
export { copies } from "../../customer/session/copy.ts";
export { createOverlay } from "../../customer/session/ui/overlay.ts";
export { createSurface } from "../../customer/session/ui/root.ts";
