/** A colleague at a desk of their own without a window: what they do is seen on the desk that is looked at. */
import { connectHub } from "#shared/browser/hub-link.ts";
import { deskHubCalls, deskHubEvents } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import type { HubLock } from "#shared/contract/http.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Alert } from "#shared/model/alert.ts";

export type Colleague = {
  /** Alerts this colleague can see now. */
  alerts(): Promise<readonly Alert[]>;
  /** Picks up the first alert that fits; false when there is none or the hub refused. */
  pickUp(fits: (alert: Alert) => boolean): Promise<boolean>;
  /** Opens the newest draft of 编排 and saves it with this in front. */
  saveFirstDraft(before: string): Promise<void>;
  end(): void;
};

export async function seatColleague(lock: HubLock, specialistId: string): Promise<Colleague> {
  const response = await fetch(`${lock.url}/v1/desk/sign-in`, {
    method: "POST",
    headers: { authorization: `Bearer ${lock.launchToken}` },
    body: JSON.stringify({ specialistId }),
  });
  const reply = (await response.json()) as Reply<{ token: string }>;
  invariant(reply.ok, `the hub signs ${specialistId} in`);
  const { token } = reply.value;
  const link = connectHub({
    url: lock.url,
    namespace: "/desk",
    auth: () => ({ protocol: PROTOCOL, token }),
    contract: { table: deskHubCalls, events: deskHubEvents },
  });
  await new Promise<void>((resolve) => link.onStatus((status) => status.kind === "online" && resolve()));
  const alerts = async () => {
    const resumed = await link.calls.resume({ cursor: null });
    return resumed.ok && resumed.value.kind === "snapshot" ? resumed.value.snapshot.alerts : [];
  };
  return {
    alerts,
    async pickUp(fits) {
      const alert = (await alerts()).find(fits);
      return alert !== undefined && (await link.calls.pickUpAlert({ alertId: alert.id })).ok;
    },
    async saveFirstDraft(before) {
      const shelf = await link.calls.studioShelf({});
      const first = shelf.ok ? shelf.value.drafts[0] : undefined;
      invariant(first, "there is a draft");
      const opened = await link.calls.openDraft({ draftId: first.id });
      invariant(opened.ok, "the draft opens");
      const { id, revision, file, baseReleaseId, text } = opened.value.draft;
      const saved = await link.calls.saveDraft({ draftId: id, revision, file, baseReleaseId, text: `${before}${text}` });
      invariant(saved.ok, "the draft is saved");
    },
    end: () => link.end(),
  };
}
