/**
 * Deeds on alerts: look at one, pick it up, set it aside, hand it over, let the assistant start.
 *
 * No deed is optimistic: the row changes when the hub has answered. Which alerts are shown is `state/alert-rows.ts`.
 */

import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId, HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import { copyOf } from "../copy/copy.ts";
import { minuteText } from "../copy/time.ts";
import { putAlert, putHelpSession } from "../state/desk-log.ts";
import type { DeskContext, DeskLink } from "./desk.ts";

type Calls = DeskLink["calls"];

export function createAlertDeeds({ store, link, notify }: DeskContext, openLive: (id: HelpSessionId) => void) {
  const get = store.getState;
  const set = store.setState;
  const copy = () => copyOf(get().settings.language);
  /** Counts readings, so that a late answer to an earlier one is dropped. */
  let reading = 0;

  function take(alert: Alert): void {
    const { log, me } = get();
    if (me !== null) set({ log: putAlert(log, alert, me.id) });
  }

  function keepJourney(journey: JourneyCard): void {
    set({ journeys: new Map(get().journeys).set(journey.journeyId, journey) });
  }

  async function read(alertId: AlertId): Promise<void> {
    const own = ++reading;
    const before = get().capsule;
    const kept = before?.alertId === alertId ? before.details : null;
    set({ capsule: { alertId, details: kept, status: "loading", askedAt: Date.now() } });
    const reply = await (link()?.calls.openAlert({ alertId }) ?? Promise.resolve(refuse("no-hub")));
    if (reply.ok) keepJourney(reply.value.journey);
    if (own !== reading) return;
    set({
      capsule: reply.ok
        ? { alertId, details: reply.value, status: "ready", askedAt: 0 }
        : { alertId, details: kept, status: "failed", error: reply.error, askedAt: 0 },
    });
  }

  /** Runs one command on an alert; a second one waits until the first is answered. */
  async function command<T>(alertId: AlertId, run: (calls: Calls) => Promise<Reply<T>>): Promise<Reply<T>> {
    const calls = link()?.calls;
    if (calls === undefined || get().link === "offline") return refuse("no-hub");
    if (get().busy.has(alertId)) return refuse("too-many");
    set({ busy: new Set(get().busy).add(alertId) });
    const reply = await run(calls);
    const busy = new Set(get().busy);
    busy.delete(alertId);
    set({ busy });
    return reply;
  }

  function report(reply: Reply<unknown>): void {
    if (reply.ok || reply.error.code === "too-many") return;
    notify(copy().errors[reply.error.code], "bad", JSON.stringify(reply.error));
    if (reply.error.code === "stale-revision" || reply.error.code === "alert-closed" || reply.error.code === "contact-refused") {
      const { selected } = get();
      if (selected !== null) void read(selected);
    }
  }

  function nameOf(id: SpecialistId | string | undefined): string {
    return get().colleagues.find((colleague) => colleague.specialist.id === id)?.specialist.name ?? "";
  }

  async function changed(
    alertId: AlertId,
    run: (calls: Calls) => Promise<Reply<{ alert: Alert }>>,
    done?: (alert: Alert) => void,
  ): Promise<boolean> {
    const reply = await command(alertId, run);
    report(reply);
    if (!reply.ok) return false;
    take(reply.value.alert);
    done?.(reply.value.alert);
    return true;
  }

  return {
    /** Shows an alert's capsule; null closes it. */
    async select(alertId: AlertId | null): Promise<void> {
      if (alertId === get().selected && get().capsule?.status !== "failed") return;
      set({ selected: alertId });
      if (alertId !== null) return read(alertId);
      reading += 1;
      set({ capsule: null });
      void link()?.calls.closeAlert({});
    },
    /** Reads an alert's capsule without moving the cursor of the list: what a help session shows of the journey. */
    read,
    /** After a reconnect: asks for the live capsule again. */
    reopen(): void {
      const { capsule } = get();
      if (capsule !== null) void read(capsule.alertId);
    },
    takeJourney(journey: JourneyCard): void {
      const { capsule } = get();
      keepJourney(journey);
      if (capsule?.details?.journey.journeyId !== journey.journeyId) return;
      set({ capsule: { ...capsule, details: { ...capsule.details, journey } } });
    },
    /** `lost` = a colleague was first. */
    async pickUp(alertId: AlertId): Promise<"won" | "lost" | "failed"> {
      const reply = await command(alertId, (calls) => calls.pickUpAlert({ alertId }));
      if (reply.ok) {
        take(reply.value.alert);
        const { helpSession } = reply.value;
        set({ log: putHelpSession(get().log, helpSession), helpSessionId: helpSession.id, screen: "help-session", overlay: null });
        openLive(helpSession.id);
        return "won";
      }
      if (reply.error.code !== "already-picked-up") {
        report(reply);
        return "failed";
      }
      const by = reply.error.detail?.["byName"] ?? nameOf(reply.error.detail?.["by"]?.toString());
      notify(by ? copy().alerts.lost(String(by)) : copy().errors["already-picked-up"], "plain");
      return "lost";
    },
    snooze: (alertId: AlertId, until: number) =>
      changed(
        alertId,
        (calls) => calls.snoozeAlert({ alertId, until }),
        () => notify(copy().alerts.snoozed(minuteText(until, get().content?.timeZone ?? "Asia/Shanghai"))),
      ),
    wake: (alertId: AlertId) => changed(alertId, (calls) => calls.wakeAlert({ alertId })),
    handOver: (alertId: AlertId, to: SpecialistId) =>
      changed(
        alertId,
        (calls) => calls.handOverAlert({ alertId, to }),
        () => notify(copy().alerts.handedOver(nameOf(to))),
      ),
    giveToAssistant: (alertId: AlertId) =>
      changed(
        alertId,
        (calls) => calls.giveToAssistant({ alertId }),
        () => notify(copy().alerts.assistantGiven),
      ),
  };
}
