/**
 * Counts what leaves a customer's page, from outside the product: WebSocket frames by the debugging protocol, media by the browser's own
 * statistics of every RTCPeerConnection the page made.
 */
import type { CDPSession, Page } from "@playwright/test";

export type Sent = {
  readonly mirrorFrames: number;
  readonly mirrorBytes: number;
  readonly signals: number;
  readonly audioBytes: number;
  /** Camera only; a shared screen is counted apart. */
  readonly videoBytes: number;
  readonly shareBytes: number;
  readonly peerConnections: number;
  readonly devicesOpened: number;
  /** Pointings the page received: what `point` is consent to. */
  readonly pointingsHeard: number;
};

export type PhoneMeter = { read(): Promise<Sent> };

/** Must run before the page's first load: it adds an init script. */
export async function meterPhone(page: Page): Promise<PhoneMeter> {
  await page.addInitScript(countMedia);
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let mirrorFrames = 0;
  let mirrorBytes = 0;
  let signals = 0;
  let pointingsHeard = 0;
  /** Binary frames that still belong to the mirror frame announced before them. */
  let attachments = 0;
  session.on("Network.webSocketFrameSent", ({ response: { opcode, payloadData } }) => {
    if (opcode === 2) {
      if (attachments === 0) return;
      attachments -= 1;
      mirrorBytes += Buffer.byteLength(payloadData, "base64");
      return;
    }
    if (payloadData.includes('"sendSignal"')) signals += 1;
    if (!payloadData.includes('"sendMirrorFrame"')) return;
    mirrorFrames += 1;
    mirrorBytes += Buffer.byteLength(payloadData);
    // socket.io: a packet with binary parts begins with 5 and their count.
    attachments = Number(/^45(\d+)-/.exec(payloadData)?.[1] ?? 0);
  });
  session.on("Network.webSocketFrameReceived", ({ response: { payloadData } }) => {
    if (payloadData.includes('["pointing"')) pointingsHeard += 1;
  });
  return {
    async read() {
      const media = await page.evaluate(() => (window as unknown as { phoneMeter(): Promise<MediaSent> }).phoneMeter());
      return { mirrorFrames, mirrorBytes, signals, pointingsHeard, ...media };
    },
  };
}

type MediaSent = Pick<Sent, "audioBytes" | "videoBytes" | "shareBytes" | "peerConnections" | "devicesOpened">;

/** Runs in the page. Connections that were closed keep the figures of their last reading. */
function countMedia(): void {
  const connections: RTCPeerConnection[] = [];
  const last = new Map<string, { kind: "audioBytes" | "videoBytes" | "shareBytes"; bytes: number }>();
  const screens = new Set<string>();
  let devicesOpened = 0;
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = new Proxy(Original, {
    construct(target, given) {
      const made: RTCPeerConnection = Reflect.construct(target, given);
      connections.push(made);
      return made;
    },
  });
  const devices = navigator.mediaDevices;
  if (devices === undefined) {
    Object.assign(window, { phoneMeter: async () => zero() });
    return;
  }
  const user = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints) => {
    devicesOpened += 1;
    return user(constraints);
  };
  const display = devices.getDisplayMedia.bind(devices);
  devices.getDisplayMedia = async (options) => {
    const stream = await display(options);
    for (const track of stream.getTracks()) screens.add(track.id);
    return stream;
  };
  function zero() {
    return { audioBytes: 0, videoBytes: 0, shareBytes: 0, peerConnections: connections.length, devicesOpened };
  }
  Object.assign(window, {
    async phoneMeter() {
      for (const [index, connection] of connections.entries()) {
        const report = await connection.getStats();
        const sources = new Map<string, string>();
        for (const one of report.values()) if (one.type === "media-source") sources.set(one.id, one.trackIdentifier);
        for (const one of report.values()) {
          if (one.type !== "outbound-rtp") continue;
          const isScreen = screens.has(sources.get(one.mediaSourceId) ?? "");
          const kind = one.kind === "audio" ? "audioBytes" : isScreen ? "shareBytes" : "videoBytes";
          // One sender carries the camera, then the screen: its counter goes on, so only what is new counts for what it carries now.
          const key = `${index} ${one.id}`;
          const known = [...last].filter(([name]) => name.startsWith(key)).reduce((sum, [, { bytes }]) => sum + bytes, 0);
          const own = last.get(`${key} ${kind}`)?.bytes ?? 0;
          last.set(`${key} ${kind}`, { kind, bytes: own + Math.max(0, one.bytesSent - known) });
        }
      }
      const sum = zero();
      for (const { kind, bytes } of last.values()) sum[kind] += bytes;
      return sum;
    },
  });
}
