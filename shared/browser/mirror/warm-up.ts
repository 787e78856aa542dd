/**
 * Makes rrweb find its untouched DOM methods while nobody waits for it: for those of Element it opens and removes an empty frame, 10 to
 * 60 ms the first time, once for recording and once for its list of nodes. Reads nothing of the page.
 */
import { record, utils } from "rrweb";

export function warmUpMirror(): void {
  const ours = document.createElement("i");
  utils.hasShadowRoot(ours);
  record.mirror.removeNodeFromMap(ours);
}
