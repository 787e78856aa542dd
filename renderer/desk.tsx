/** Entry of the desk's window: puts the real parts together and draws. */
import "#shared/browser/no-code-from-text.ts";
// Before the screens: their sheets go beyond these.
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/dialogs.css";
import { createRoot } from "react-dom/client";
import { connectHub, type HubContract } from "#shared/browser/hub-link.ts";
import { createMirrorViewer } from "#shared/browser/mirror/viewer.ts";
import { warmUpWebRtc } from "#shared/browser/peer-link/warm-up.ts";
import type { DeskHubCalls, DeskHubEvents } from "#shared/contract/desk-hub.ts";
import type { DeskBridge } from "#shared/contract/ipc.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { createDesk } from "./link/desk.ts";
import { hostDevices } from "./link/media-devices.ts";
import type { SignIn } from "./link/sign-in.ts";
import { App } from "./shell/app.tsx";

declare global {
  interface Window {
    /** Put there by the preload (`main/preload`). */
    readonly baton: DeskBridge;
  }
}

/** A window that is there sooner is drawn once, with its inbox; one that is not shows that it is starting. */
const DRAWN_AFTER_MS = 200;
/** What the first seconds do not need is read after them. */
const REST_AFTER_START_MS = 2_000;

const root = document.getElementById("root");
invariant(root !== null, "desk.html holds the root element");

function once(deed: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) deed();
    isDone = true;
  };
}

/** The list is on screen first: until then the schemas, a fifth of what there is to run, would stand in its way. */
const PAINTED_WITHIN_MS = 100;
const untilPainted = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    // A window nobody sees draws no frame.
    setTimeout(resolve, PAINTED_WITHIN_MS);
  });

async function readContract(): Promise<HubContract<DeskHubCalls, DeskHubEvents>> {
  await untilPainted();
  const { deskHubCalls, deskHubEvents } = await import("#shared/contract/desk-hub.ts");
  return { table: deskHubCalls, events: deskHubEvents };
}

/** Checks its answers by schemas, so it is read when somebody signs in. */
const signIn: SignIn = {
  identities: async (...asked) => (await import("./link/sign-in.ts")).httpSignIn.identities(...asked),
  signIn: async (...asked) => (await import("./link/sign-in.ts")).httpSignIn.signIn(...asked),
};

/** A file of its own, behind the start: simple-peer and what it brings along are a tenth of the desk's script. */
const loadParty = async () => (await import("#shared/browser/peer-link/party.ts")).createParty;

const desk = createDesk({
  bridge: window.baton,
  connect: (url, token) => connectHub({ url, namespace: "/desk", auth: () => ({ protocol: PROTOCOL, token }), contract: readContract() }),
  signIn,
  live: { loadParty, warmUp: warmUpWebRtc, makeViewer: createMirrorViewer, devices: hostDevices },
});
// The desktop has no dialog of its own for this: a window that is held shows ours.
window.addEventListener("beforeunload", (event) => {
  if (desk.studio.holdsWindow()) event.preventDefault();
});
const react = createRoot(root);
const draw = once(() => react.render(<App desk={desk} />));
setTimeout(draw, DRAWN_AFTER_MS);
desk.store.subscribe(({ phase }) => phase.kind !== "starting" && phase.kind !== "entering" && draw());
void desk.start();
// There by the time anybody picks up.
setTimeout(() => void loadParty(), REST_AFTER_START_MS);
