/**
 * The socket between a page (desk, guest, customer) and the hub: typed calls, checked events, one status.
 *
 * Owns connecting, reconnecting and turning transport faults into coded replies. What to ask for after a reconnect is the caller's business.
 */

import type { Socket } from "socket.io-client";
import { io } from "socket.io-client";
import type { ErrorCode, Reply } from "#shared/contract/errors.ts";
import { isErrorCode, refuse, replyErrorOf } from "#shared/contract/errors.ts";
import type { CallTable, Client, EventOf, EventTable } from "#shared/contract/table.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";

export type HubLinkStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "online" }
  /** The connection is lost and being tried again. */
  | { readonly kind: "offline" }
  /** The hub refused the handshake; only a new token (then `retry`), a new sign-in or an update helps. */
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "ended" };

/** Calls by name, and how each event is checked. */
export type HubContract<C extends CallTable, E extends EventTable> = { readonly table: C; readonly events: E };

export type HubLinkOptions<C extends CallTable, E extends EventTable> = {
  /** Origin of the hub, e.g. `http://127.0.0.1:4321`. */
  readonly url: string;
  readonly namespace: "/desk" | "/guest" | "/customer";
  /** Handshake of the namespace, its protocol version included. Called at every connect, so a renewed token is picked up. */
  readonly auth: () => Record<string, unknown>;
  /** While it is still being read, the link is `connecting`, and nothing is said to the hub. */
  readonly contract: HubContract<C, E> | Promise<HubContract<C, E>>;
  /** How long a call waits for its reply, in milliseconds. */
  readonly replyWithinMs?: number;
  /** Told of an event whose payload does not fit its schema; the payload itself is not passed on. */
  readonly onBadEvent?: (name: string, path: string) => void;
};

export type HubLink<C extends CallTable, E extends EventTable> = {
  readonly calls: Client<C>;
  on<K extends keyof E & string>(event: K, hear: (payload: EventOf<E, K>) => void): () => void;
  status(): HubLinkStatus;
  onStatus(hear: (status: HubLinkStatus) => void): () => void;
  /** Shakes hands anew after a refusal, with what `auth` gives now. In any other state it does nothing: the link tries by itself. */
  retry(): void;
  end(): void;
};

const DEFAULT_REPLY_MS = 10 * SECOND_MS;
const LONGEST_RETRY_MS = 3 * SECOND_MS;

/** socket.io hands binary over as ArrayBuffer; contracts speak of Uint8Array. Walks plain data only. */
export function withByteArrays(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(withByteArrays);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withByteArrays(inner)]));
}

/** Trusts nothing of an acknowledgement: what is not a reply is `internal`. */
export function readReply(raw: unknown): Reply<unknown> {
  if (raw !== null && typeof raw === "object" && "ok" in raw) {
    if (raw.ok === true) return { ok: true, value: "value" in raw ? withByteArrays(raw.value) : undefined };
    if (raw.ok === false && "error" in raw) {
      const error = replyErrorOf(raw.error);
      if (error !== null) return { ok: false, error };
    }
  }
  return refuse("internal");
}

/** The code of a refused handshake: in `data.code`, else the message itself. `null` when it was the network. */
export function handshakeRefusal(fault: Error & { data?: unknown }): ErrorCode | null {
  const data = fault.data;
  const named = data !== null && typeof data === "object" && "code" in data ? data.code : fault.message;
  return isErrorCode(named) ? named : null;
}

/** Offers the table's names; until that has been read the compiler holds callers to them, and the hub refuses the rest. */
function callsBy<C extends CallTable>(table: () => C | null, send: (name: string, input: unknown) => Promise<Reply<unknown>>): Client<C> {
  const known = new Map<string, (input: unknown) => Promise<Reply<unknown>>>();
  return new Proxy({} as Client<C>, {
    get(_none, name) {
      // A promise would take what has a `then` for another promise.
      if (typeof name !== "string" || name === "then") return undefined;
      const names = table();
      if (names !== null && !Object.hasOwn(names, name)) return undefined;
      const call = known.get(name) ?? ((input: unknown) => send(name, input));
      known.set(name, call);
      return call;
    },
  });
}

export function connectHub<C extends CallTable, E extends EventTable>(options: HubLinkOptions<C, E>): HubLink<C, E> {
  const socket: Socket = io(`${options.url}${options.namespace}`, {
    transports: ["websocket"],
    auth: (give) => give(options.auth()),
    reconnectionDelay: 200,
    reconnectionDelayMax: LONGEST_RETRY_MS,
    forceNew: true,
    autoConnect: false,
  });
  let known: HubContract<C, E> | null = null;
  let status: HubLinkStatus = { kind: "connecting" };
  const hearers = new Set<(status: HubLinkStatus) => void>();
  const become = (next: HubLinkStatus) => {
    if (status.kind === "ended") return;
    status = next;
    for (const hear of hearers) hear(next);
  };

  socket.on("connect", () => become({ kind: "online" }));
  socket.on("disconnect", (because) => {
    become({ kind: "offline" });
    // After a disconnect by the server socket.io does not try again by itself.
    if (because === "io server disconnect") socket.connect();
  });
  socket.on("connect_error", (fault) => {
    const code = handshakeRefusal(fault);
    become(code === null ? { kind: "offline" } : { kind: "refused", code });
  });

  const begin = (contract: HubContract<C, E>) => {
    known = contract;
    if (status.kind === "connecting") socket.connect();
  };
  if (options.contract instanceof Promise) void options.contract.then(begin, () => become({ kind: "offline" }));
  else begin(options.contract);

  const replyWithinMs = options.replyWithinMs ?? DEFAULT_REPLY_MS;
  /** Until it is known whether the first connection comes about, at most as long as one waits for a reply. */
  const untilDecided = () =>
    new Promise<void>((resolve) => {
      const decided = () => {
        clearTimeout(limit);
        hearers.delete(hear);
        resolve();
      };
      const hear = (next: HubLinkStatus) => {
        if (next.kind !== "connecting") decided();
      };
      const limit = setTimeout(decided, replyWithinMs);
      hearers.add(hear);
    });
  const send = async (name: string, input: unknown): Promise<Reply<unknown>> => {
    if (status.kind === "connecting") await untilDecided();
    // Buffered calls would be sent at some later time nobody asked for.
    if (!socket.connected) return refuse("no-hub");
    return new Promise((resolve) => {
      socket.timeout(replyWithinMs).emit("call", name, input, (fault: unknown, raw: unknown) => {
        resolve(fault === null || fault === undefined ? readReply(raw) : refuse("no-hub", { call: name }));
      });
    });
  };

  return {
    calls: callsBy<C>(() => known?.table ?? null, send),
    on(event, hear) {
      const listen = (raw: unknown) => {
        const parsed = known?.events[event]?.safeParse(withByteArrays(raw));
        if (parsed?.success) hear(parsed.data as EventOf<E, typeof event>);
        else options.onBadEvent?.(event, parsed?.error?.issues[0]?.path.map(String).join(".") ?? "");
      };
      socket.on(event as string, listen);
      return () => socket.off(event as string, listen);
    },
    status: () => status,
    onStatus(hear) {
      hearers.add(hear);
      hear(status);
      return () => hearers.delete(hear);
    },
    retry() {
      if (status.kind !== "refused") return;
      become({ kind: "connecting" });
      socket.connect();
    },
    end() {
      become({ kind: "ended" });
      hearers.clear();
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
