/** One invitation on this page: opened at the hub, shown as the consent sheet, answered or left waiting. */
import { warmUpMirror } from "#shared/browser/mirror/warm-up.ts";
import { warmUpWebRtc } from "#shared/browser/peer-link/warm-up.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { InvitationId } from "#shared/model/ids.ts";
import type { CustomerSessionView, InvitationView } from "#shared/model/views.ts";
import type { ConsentChoice, ConsentChoiceEvent } from "./consent-choice.ts";
import { newChoice, nextChoice } from "./consent-choice.ts";
import type { AskedDevices, Device } from "./devices.ts";
import { askDevices, giveBack, lookUpDevices } from "./devices.ts";
import type { FlowSource } from "./flow-source.ts";
import type { Hub } from "./hub.ts";
import type { Surface } from "./ui/root.ts";
import type { Sheet } from "./ui/sheet.ts";
import { showSheet, showWaitingChip } from "./ui/sheet.ts";
import { unseenLabels } from "./unseen.ts";

/** The sheet is on screen by then, in milliseconds. */
const READY_AFTER_MS = 300;

export type ShownInvitation = {
  readonly id: string;
  /** The hub took it back or its time is over. */
  withdrawn(): void;
  remove(): void;
};

export type InvitationOptions = {
  readonly surface: Surface;
  readonly hub: Hub;
  readonly flows: FlowSource;
  readonly flowId: string | null;
  readonly invitation: InvitationView;
  /** `asked`: microphone and camera, asked for with the customer's tap. */
  readonly onAccepted: (view: CustomerSessionView, asked: AskedDevices | null) => void;
  /** Told before a device is asked for. */
  readonly onDeviceAsked: () => void;
  /** Answered without a help session, or expired. */
  readonly onGone: () => void;
};

export function showInvitation(options: InvitationOptions): ShownInvitation {
  const { surface, hub, invitation } = options;
  const { invitationId } = invitation;
  let choice: ConsentChoice = newChoice(invitation.scopes, invitation.expiresAt);
  let sheet: Sheet | null = null;
  let removeChip = () => {};
  let unseen: readonly string[] = [];

  function on(event: ConsentChoiceEvent): void {
    const next = nextChoice(choice, event);
    if (next === choice) return;
    choice = next;
    if (choice.status === "expired" && sheet === null) gone();
    else sheet?.render(choice);
  }

  function remove(): void {
    clearInterval(looking);
    clearTimeout(readying);
    sheet?.remove();
    sheet = null;
    removeChip();
  }

  function gone(): void {
    remove();
    options.onGone();
  }

  function later(): void {
    if (choice.status === "sending") return;
    if (choice.status === "expired") {
      gone();
      return;
    }
    sheet?.remove();
    sheet = null;
    removeChip = showWaitingChip(surface, invitation.specialist.name, open);
  }

  function askFor(scopes: readonly ConsentScope[]): AskedDevices | null {
    const devices = [scopes.includes("voice") ? "microphone" : null, scopes.includes("video") ? "camera" : null].filter(
      (one) => one !== null,
    );
    if (devices.length === 0) return null;
    options.onDeviceAsked();
    // While the hub answers; before the tap no connection is made, not even an idle one.
    setTimeout(warmUpWebRtc, 0);
    return askDevices(devices as Device[]);
  }

  /** What an accepting would wait for and needs no consent: nothing is opened, nothing of the page is read, nothing is sent. */
  function makeReady(): void {
    warmUpMirror();
    if (invitation.scopes.some((scope) => scope === "voice" || scope === "video")) lookUpDevices();
  }

  async function accept(): Promise<void> {
    const scopes = invitation.scopes.filter((scope) => choice.chosen.has(scope));
    on({ kind: "sent" });
    const asked = hub.status().kind === "online" ? askFor(scopes) : null;
    const online = await hub.whenOnline();
    const reply = online ? await hub.calls.answerInvitation({ invitationId, answer: "accept", scopes }) : null;
    if (reply?.ok === true && reply.value.session !== null) {
      remove();
      options.onAccepted(reply.value.session, asked);
      return;
    }
    // Not taken: what was opened for it closes again.
    if (asked !== null) giveBack(asked);
    if (reply?.ok === false && (reply.error.code === "no-such-invitation" || reply.error.code === "help-session-over")) {
      on({ kind: "withdrawn-by-hub" });
    } else on({ kind: "not-sent" });
  }

  /** A refusal never waits for the network: the sheet is gone at once. */
  async function refuse(answer: "decline" | "wrong-person"): Promise<void> {
    gone();
    if (await hub.whenOnline()) await hub.calls.answerInvitation({ invitationId, answer, scopes: [] });
  }

  function open(): void {
    removeChip();
    removeChip = () => {};
    sheet = showSheet(surface, invitation, {
      onToggle: (scope) => on({ kind: "toggled", scope }),
      onLeast: () => on({ kind: "least-chosen" }),
      onAccept: () => void accept(),
      onDecline: () => void refuse("decline"),
      onWrongPerson: () => void refuse("wrong-person"),
      onLater: later,
    });
    sheet.setUnseen(unseen);
    sheet.render(choice);
  }

  const looking = setInterval(() => on({ kind: "time", now: hub.now() }), SECOND_MS);
  open();
  const readying = setTimeout(makeReady, READY_AFTER_MS);
  if (options.flowId !== null) {
    void options.flows(options.flowId).then((flow) => {
      if (flow === null) return;
      unseen = unseenLabels(flow, surface.language);
      sheet?.setUnseen(unseen);
    });
  }
  return { id: invitationId, withdrawn: () => on({ kind: "withdrawn-by-hub" }), remove };
}

/** `null` when it is no longer there. */
export async function openInvitation(hub: Hub, invitationId: InvitationId): Promise<InvitationView | null> {
  if (!(await hub.whenOnline())) return null;
  const reply = await hub.calls.openInvitation({ invitationId });
  return reply.ok ? reply.value : null;
}
