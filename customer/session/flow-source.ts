/** Fetches the public definition of a flow from the hub, once a flow and page. Without it nothing is mirrored. */
import type { Flow } from "#shared/model/flow.ts";

export type FlowSource = (flowId: string) => Promise<Flow | null>;

export function createFlowSource(hubUrl: string): FlowSource {
  const known = new Map<string, Promise<Flow | null>>();
  const load = async (flowId: string): Promise<Flow | null> => {
    try {
      const reply = await fetch(`${hubUrl}/v1/flows/${encodeURIComponent(flowId)}`, { credentials: "omit" });
      const body: unknown = await reply.json();
      const flow = flowIn(body) ?? flowIn((body as { value?: unknown } | null)?.value);
      if (flow === null) known.delete(flowId);
      return flow;
    } catch {
      known.delete(flowId);
      return null;
    }
  };
  return (flowId) => {
    const waiting = known.get(flowId) ?? load(flowId);
    known.set(flowId, waiting);
    return waiting;
  };
}

/** The hub is trusted with its own content: only the shape's presence is looked at. */
function flowIn(body: unknown): Flow | null {
  if (typeof body !== "object" || body === null || !("flow" in body)) return null;
  const { flow } = body;
  return typeof flow === "object" && flow !== null && "steps" in flow && Array.isArray(flow.steps) ? (flow as Flow) : null;
}
