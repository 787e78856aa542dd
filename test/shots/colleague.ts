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
    table: deskHubCalls,
    events: deskHubEvents,
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
    end: () => link.end(),
  };
}
