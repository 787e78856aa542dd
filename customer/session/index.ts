/** Entry of `session.js`: hands the tracker the hook it waits for. One hook a load of this script, taken away once it is used. */
import "#shared/browser/no-code-from-text.ts";
import type { SessionHook } from "../track/handover.ts";
import { startSession } from "./session.ts";

type WindowWithHook = { __batonSession?: SessionHook };

const page = window as unknown as WindowWithHook;
page.__batonSession = (handover) => {
  delete page.__batonSession;
  return startSession(handover);
};
