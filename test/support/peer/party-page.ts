/**
 * The page of the peer link tests: one participant, one party, fake devices. Runs in the browser, in a blank page.
 *
 * Carrying its signals is the test's business.
 */

import type { Party } from "#shared/browser/peer-link/party.ts";
import { createParty } from "#shared/browser/peer-link/party.ts";
import type { Scope } from "#shared/lib/scope.ts";
import { createScope, liveScopes } from "#shared/lib/scope.ts";

/** Provided by the test: carries a signal to another page. */
declare global {
  interface Window {
    relay(to: string, callId: string, signal: string): Promise<void>;
    peerTest: PeerTest;
  }
}

export type PeerTest = {
  start(me: string, others: readonly string[]): void;
  peers(others: readonly string[]): void;
  deliver(from: string, callId: string, signal: string): void;
  /** Sends fake camera and microphone as asked; nothing when both are false. */
  media(wants: { audio: boolean; video: boolean }): Promise<void>;
  /** Swaps the camera for a drawn picture, as a screen share does. */
  drawnPicture(): void;
  restart(): void;
  stats(): ReturnType<Party["stats"]>;
  /** Kinds of the live tracks of another participant, sorted. */
  remoteKinds(id: string): readonly string[];
  /** How many different stream objects a participant had. */
  streamObjects(id: string): number;
  states(): readonly string[];
  log(): readonly string[];
  videoSize(id: string): { width: number; height: number };
  end(): readonly string[];
};

const states: string[] = [];
const sentences: string[] = [];
const videos = new Map<string, HTMLVideoElement>();
const objects = new Map<string, Set<MediaStream>>();
let scope: Scope | null = null;
let party: Party | null = null;
let local: MediaStream | null = null;

const running = () => {
  if (party === null) throw new Error("not started");
  return party;
};

window.peerTest = {
  start(me, others) {
    scope = createScope("peer-test");
    party = createParty({
      me,
      ice: { iceServers: [], loopbackOnly: true },
      sendSignal: (to, callId, signal) => void window.relay(to, callId, signal),
      scope,
      log: (sentence) => sentences.push(sentence),
    });
    party.onState((id, state) => states.push(`${id} ${state}`));
    party.onRemoteStream((id, stream) => {
      let video = videos.get(id);
      if (video === undefined) {
        video = document.createElement("video");
        video.autoplay = true;
        video.muted = true;
        document.body.append(video);
        videos.set(id, video);
      }
      if (stream !== null) objects.set(id, (objects.get(id) ?? new Set()).add(stream));
      if (video.srcObject !== stream) video.srcObject = stream;
    });
    party.setPeers(others);
  },
  peers: (others) => running().setPeers(others),
  deliver: (from, callId, signal) => running().receiveSignal(from, callId, signal),
  async media(wants) {
    const before = local;
    local = wants.audio || wants.video ? await navigator.mediaDevices.getUserMedia(wants) : null;
    running().setLocalStream(local);
    for (const track of before?.getTracks() ?? []) track.stop();
  },
  drawnPicture() {
    const canvas = document.createElement("canvas");
    canvas.width = 400;
    canvas.height = 200;
    const paint = canvas.getContext("2d");
    let frame = 0;
    setInterval(() => {
      if (paint === null) return;
      paint.fillStyle = `hsl(${(frame++ * 7) % 360} 80% 50%)`;
      paint.fillRect(0, 0, 400, 200);
    }, 50);
    running().replaceTrack("video", canvas.captureStream(20).getVideoTracks()[0] ?? null);
  },
  restart: () => running().restart(),
  stats: () => running().stats(),
  remoteKinds(id) {
    const stream = videos.get(id)?.srcObject;
    return stream instanceof MediaStream
      ? stream
          .getTracks()
          .map((track) => track.kind)
          .sort()
      : [];
  },
  streamObjects: (id) => objects.get(id)?.size ?? 0,
  states: () => states,
  log: () => sentences,
  videoSize: (id) => ({ width: videos.get(id)?.videoWidth ?? 0, height: videos.get(id)?.videoHeight ?? 0 }),
  end() {
    scope?.end();
    party = null;
    return liveScopes();
  },
};
