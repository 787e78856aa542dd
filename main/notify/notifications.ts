/**
 * Desktop notifications about alerts: at most one per alert on screen, a click leads to it.
 *
 * Owns showing them. Whether one is due, and its words, is the page's decision.
 */
import { Notification } from "electron";
import type { AlertId } from "#shared/model/ids.ts";
import type { DeskLog } from "../platform/desk-log.ts";

export type AlertNotice = { readonly title: string; readonly body: string; readonly alertId: AlertId };
export type Notifier = { show(notice: AlertNotice, options: { readonly silent: boolean }): void };

export function createNotifier({ onClick, log }: { onClick: (alertId: AlertId) => void; log: DeskLog }): Notifier {
  /** Held here, or a shown notification is collected and its click goes nowhere. */
  const shown = new Map<AlertId, Notification>();
  if (!Notification.isSupported()) log.warn("notify", "this system shows no notifications");
  return {
    show({ title, body, alertId }, { silent }) {
      if (!Notification.isSupported()) return;
      shown.get(alertId)?.close();
      const notification = new Notification({ title, body, silent });
      shown.set(alertId, notification);
      const forget = () => {
        if (shown.get(alertId) === notification) shown.delete(alertId);
      };
      notification.on("click", () => {
        forget();
        onClick(alertId);
      });
      notification.on("close", forget);
      notification.on("failed", () => {
        forget();
        log.warn("notify", "a notification could not be shown");
      });
      notification.show();
    },
  };
}
