/**
 * A desk of the delivery measurement as a bare socket: the WebSocket handshake, socket.io's words in its frames, and every byte the hub sends.
 *
 * Owns the wire form. A thousand desks of a bank are a thousand machines; here they share a core or two with the hub that is measured, so what a client
 * library does beside reading is left out. A text that is byte for byte the one another desk of this process was just sent is parsed once for both.
 */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { invariant } from "#shared/lib/invariant.ts";

/** What socket.io sent on `/desk`: an event's arguments, or the reply to a call. */
export type Heard = { readonly kind: "event" | "reply"; readonly values: readonly unknown[] };
export type BareDesk = {
  /** Calls the hub by name; what it answers. */
  call(name: string, input: unknown): Promise<unknown>;
  end(): void;
};

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const LONGEST_SHORT = 125;
const HEAD_END = Buffer.from("\r\n\r\n");
const SWITCHING = "HTTP/1.1 101";
const NAMESPACE = "/desk,";
/** Messages kept with what was read of them: desks that stand at one place are sent one text, some places at a time. */
const KEPT_TEXTS = 8;
/** Every socket of this process reads into the same memory, one after the other. */
const READ_INTO = Buffer.alloc(65_536);

let kept: { readonly bytes: Buffer; readonly heard: Heard | null }[] = [];

/** `42/desk,["log",…]` and `43/desk,0[…]`; null for what is neither. */
function parsed(text: string): Heard | null {
  const kind = text.startsWith("42") ? "event" : text.startsWith("43") ? "reply" : null;
  if (kind === null || !text.startsWith(NAMESPACE, 2)) return null;
  return { kind, values: JSON.parse(text.slice(text.indexOf("["))) as readonly unknown[] };
}

function heardOf(bytes: Buffer): Heard | null {
  for (const known of kept) if (known.bytes.equals(bytes)) return known.heard;
  const copy = Buffer.from(bytes);
  const heard = parsed(copy.toString());
  kept = [{ bytes: copy, heard }, ...kept.slice(0, KEPT_TEXTS - 1)];
  return heard;
}

/** A client's frame is masked; a mask of zeros leaves the text as it is. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length <= LONGEST_SHORT;
  invariant(payload.length < 65_536, "a desk says short things");
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Hands over the payload of every whole frame and answers how many bytes they took. The hub sends no message in parts. */
function eachFrame(bytes: Buffer, take: (opcode: number, payload: Buffer) => void): number {
  let at = 0;
  for (;;) {
    if (bytes.length < at + 2) return at;
    const short = bytes.readUInt8(at + 1);
    let begin = at + 2;
    let length = short;
    if (short > LONGEST_SHORT) {
      begin += short === 126 ? 2 : 8;
      if (bytes.length < begin) return at;
      length = short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    }
    if (bytes.length < begin + length) return at;
    invariant((bytes.readUInt8(at) & 0x80) !== 0, "a frame is a whole message");
    take(bytes.readUInt8(at) & 0x0f, bytes.subarray(begin, begin + length));
    at = begin + length;
  }
}

/** Resolves once the hub has let the desk in; `hear` is told of every event from then on. */
export function openBareDesk(url: string, token: string, hear: (values: readonly unknown[]) => void): Promise<BareDesk> {
  const { hostname, port } = new URL(url);
  let replied: ((value: unknown) => void) | null = null;
  let isOpen = false;
  let isIn = false;
  let hasEnded = false;
  let rest: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    /** A desk that loses its hub once it is let in ends the measurement: the promise is settled by then. */
    function failed(what: string): void {
      if (hasEnded) return;
      invariant(!isIn, `a desk keeps its connection (${what})`);
      reject(new Error(`the hub and a desk: ${what}`));
    }
    const say = (text: string) => socket.write(frameOf(TEXT, Buffer.from(text)));
    const desk: BareDesk = {
      call(name, input) {
        invariant(replied === null, "a desk waits for each answer before it calls again");
        return new Promise((done) => {
          replied = done;
          say(`42${NAMESPACE}0${JSON.stringify(["call", name, input])}`);
        });
      },
      end() {
        hasEnded = true;
        socket.end(frameOf(CLOSE, Buffer.alloc(0)));
      },
    };
    function takeMessage(payload: Buffer): void {
      const heard = heardOf(payload);
      if (heard?.kind === "event") hear(heard.values);
      else if (heard?.kind === "reply") {
        const done = replied;
        replied = null;
        done?.(heard.values[0]);
      }
    }
    function takeText(payload: Buffer): void {
      const first = payload.toString("latin1", 0, 2);
      if (first === "2") say("3");
      else if (first.startsWith("0")) say(`40${NAMESPACE}${JSON.stringify({ protocol: PROTOCOL, token })}`);
      else if (first === "40") {
        isIn = true;
        resolve(desk);
      } else if (first === "44") failed(payload.toString());
      else takeMessage(payload);
    }
    function take(opcode: number, payload: Buffer): void {
      if (opcode === TEXT) takeText(payload);
      else if (opcode === CLOSE) failed("closed");
      else invariant(opcode !== PING, "the hub pings in Engine.IO's words");
    }
    /** What follows the hub's answer to the handshake; all of it until that is whole. */
    function afterHandshake(bytes: Buffer): Buffer {
      const end = bytes.indexOf(HEAD_END);
      if (end < 0) return bytes;
      isOpen = bytes.toString("latin1", 0, SWITCHING.length) === SWITCHING;
      if (!isOpen) failed(bytes.toString("latin1", 0, end));
      return bytes.subarray(end + HEAD_END.length);
    }
    function read(chunk: Buffer): void {
      const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const bytes = isOpen ? all : afterHandshake(all);
      const taken = isOpen ? eachFrame(bytes, take) : 0;
      // The chunk's memory is read into again.
      rest = taken === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(taken));
    }
    const socket: Socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: READ_INTO,
        callback(size) {
          read(READ_INTO.subarray(0, size));
          return true;
        },
      },
    });
    socket.on("error", ({ message }) => failed(message));
    socket.on("close", () => failed("closed"));
    const key = randomBytes(16).toString("base64");
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
  });
}
