/** The hub's metrics, by prom-client, read at `GET /metrics`. Labels are closed lists: never an id or a name. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const make = { registers: [registry] };
  return {
    registry,
    factsAccepted: new Counter({
      name: "baton_facts_accepted_total",
      help: "Facts kept in the append log",
      labelNames: ["source"],
      ...make,
    }),
    factsRepeated: new Counter({
      name: "baton_facts_repeated_total",
      help: "Facts that were there already",
      labelNames: ["source"],
      ...make,
    }),
    factBatchMs: new Histogram({
      name: "baton_fact_batch_ms",
      help: "From a back end's batch to its answer, on disk and watched, milliseconds",
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 1_000],
      ...make,
    }),
    alertsRaised: new Counter({ name: "baton_alerts_raised_total", help: "Alerts raised", labelNames: ["kind"], ...make }),
    pickups: new Counter({ name: "baton_pickups_total", help: "Pickups by result", labelNames: ["result"], ...make }),
    dueToRaised: new Histogram({
      name: "baton_due_to_raised_ms",
      help: "From the moment a limit was reached to the alert in the desk log, milliseconds",
      buckets: [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000],
      ...make,
    }),
    /** Counted after the consent gate: what left the hub, never what was refused. */
    mirrorBytesForwarded: new Counter({
      name: "baton_mirror_bytes_forwarded_total",
      help: "Mirror bytes forwarded to viewers",
      labelNames: ["layer"],
      ...make,
    }),
    mirrorFramesRefused: new Counter({
      name: "baton_mirror_frames_refused_total",
      help: "Mirror frames refused for want of consent",
      ...make,
    }),
    mirrorBytesRefused: new Counter({
      name: "baton_mirror_bytes_refused_total",
      help: "Mirror bytes refused for want of consent",
      ...make,
    }),
    signalsForwarded: new Counter({ name: "baton_signals_forwarded_total", help: "Call signals forwarded", ...make }),
    signalsRefused: new Counter({ name: "baton_signals_refused_total", help: "Call signals refused for want of consent", ...make }),
    interceptions: new Counter({ name: "baton_interceptions_total", help: "Wordings stopped before sending", ...make }),
    webhookAttempts: new Counter({
      name: "baton_webhook_attempts_total",
      help: "Webhooks sent out, by what came back",
      labelNames: ["result"],
      ...make,
    }),
    /** `given-up` stays until somebody has looked at the rows and removed them. */
    webhooks: new Gauge({ name: "baton_webhooks", help: "Webhooks kept that are not delivered", labelNames: ["status"], ...make }),
    connections: new Gauge({ name: "baton_connections", help: "Open connections", labelNames: ["kind"], ...make }),
  };
}
