/**
 * The customer's side of the call: microphone, camera and screen, each only while its scope is given, and the party that carries them.
 *
 * Withdrawing stops the device's track in the same tick. Peers and links are `shared/browser/peer-link`; consent is the caller's.
 */

import type { PartyStats } from "#shared/browser/peer-link/party.ts";
import { createParty } from "#shared/browser/peer-link/party.ts";
import type { Scope } from "#shared/lib/scope.ts";
import type { IceConfig, MediaState } from "#shared/model/views.ts";
import type { AskedDevices, Device } from "./devices.ts";
import { askDevices, giveBack } from "./devices.ts";

export type CallWants = {
  readonly peers: readonly string[];
  readonly voice: boolean;
  readonly video: boolean;
  readonly share: boolean;
};

export type CallPicture = {
  /** `null` while there is no microphone to mute. */
  readonly muted: boolean | null;
  /** `null` without consent to video. */
  readonly cameraOn: boolean | null;
  /** `null` without consent, or where a browser cannot share its screen. */
  readonly sharing: boolean | null;
  /** The own picture as the others get it; `null` while none is sent. */
  readonly self: MediaStream | null;
  readonly remote: ReadonlyMap<string, MediaStream>;
  readonly media: MediaState;
};

export type Call = {
  apply(wants: CallWants): void;
  setMuted(muted: boolean): void;
  setCamera(on: boolean): void;
  /** Needs a tap of the customer; answers whether a screen is shared now. */
  share(on: boolean): Promise<boolean>;
  receiveSignal(from: string, callId: string, signal: string): void;
  picture(): CallPicture;
  stats(): Promise<readonly PartyStats[]>;
  /** Looks for a new path, after the device's network came back. */
  restart(): void;
};

export type CallOptions = {
  readonly me: string;
  readonly ice: IceConfig;
  readonly scope: Scope;
  readonly sendSignal: (to: string, callId: string, signal: string) => void;
  readonly muted: boolean;
  readonly cameraOff: boolean;
  /** Asked for with the tap that began this call; null after a page load. */
  readonly asked: AskedDevices | null;
  readonly onChange: () => void;
  readonly onTrouble: (what: "no-microphone" | "no-camera") => void;
  /** Told before a device is asked for. */
  readonly onDeviceAsked: () => void;
};

const NO_WANTS: CallWants = { peers: [], voice: false, video: false, share: false };

export function createCall(options: CallOptions): Call {
  const { scope, onChange } = options;
  const party = createParty({ me: options.me, ice: options.ice, sendSignal: options.sendSignal, scope });
  const remote = new Map<string, MediaStream>();
  const tracks: Record<Device, MediaStreamTrack | null> = { microphone: null, camera: null };
  /** Devices the customer or the browser refused; asked again only after the scope was given anew. */
  const refused = new Set<Device>();
  let screen: MediaStreamTrack | null = null;
  let wants = NO_WANTS;
  let muted = options.muted;
  let cameraOff = options.cameraOff;
  let asking = false;
  let { asked } = options;
  let self: MediaStream | null = null;
  let sent: string | null = null;

  party.onRemoteStream((id, stream) => {
    if (stream === null) remote.delete(id);
    else remote.set(id, stream);
    onChange();
  });
  scope.use(() => {
    for (const device of ["microphone", "camera"] as const) stop(device);
    screen?.stop();
    screen = null;
    takeAsked([]);
  });

  const wanted = (device: Device) => (device === "microphone" ? wants.voice : wants.video && !cameraOff);

  function stop(device: Device): void {
    tracks[device]?.stop();
    tracks[device] = null;
  }

  /** Hands the party what may be sent now. */
  function pass(): void {
    const video = screen ?? tracks.camera;
    const now = [tracks.microphone, video].filter((track) => track !== null);
    const key = now.map((track) => track.id).join();
    if (key === sent) return;
    sent = key;
    party.setLocalStream(now.length === 0 ? null : new MediaStream(now));
    self = tracks.camera === null ? null : new MediaStream([tracks.camera]);
  }

  async function openDevices(): Promise<void> {
    if (asking || scope.ended) return;
    asking = true;
    try {
      for (;;) {
        const missing = (["microphone", "camera"] as const).filter(
          (device) => wanted(device) && tracks[device] === null && !refused.has(device),
        );
        if (missing.length === 0 || scope.ended) return;
        await open(missing);
      }
    } finally {
      asking = false;
    }
  }

  /** What was asked for with the tap, when it is these very devices; anything else is given back. */
  function takeAsked(devices: readonly Device[]): AskedDevices | null {
    const known = asked;
    asked = null;
    if (known === null || known.devices.join() === devices.join()) return known;
    giveBack(known);
    return null;
  }

  async function open(devices: readonly Device[]): Promise<void> {
    const known = takeAsked(devices);
    if (known === null) options.onDeviceAsked();
    try {
      const stream = await (known ?? askDevices(devices)).stream;
      for (const device of ["microphone", "camera"] as const) {
        const track = (device === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks())[0];
        if (track === undefined) continue;
        if (scope.ended || !wanted(device)) {
          track.stop();
          continue;
        }
        if (device === "microphone") track.enabled = !muted;
        track.addEventListener("ended", () => {
          if (tracks[device] !== track) return;
          tracks[device] = null;
          pass();
          onChange();
        });
        tracks[device] = track;
      }
    } catch {
      const [only] = devices;
      // Both were asked for at once: one of them may still be there.
      if (devices.length > 1) {
        for (const device of devices) await open([device]);
        return;
      }
      if (only === undefined) return;
      refused.add(only);
      if (wanted(only)) options.onTrouble(only === "microphone" ? "no-microphone" : "no-camera");
    }
    if (scope.ended) return;
    pass();
    onChange();
  }

  function stopScreen(): void {
    const track = screen;
    screen = null;
    track?.stop();
    pass();
    onChange();
  }

  const canShare = () => typeof navigator.mediaDevices?.getDisplayMedia === "function";

  return {
    apply(next) {
      if (scope.ended) return;
      wants = next;
      if (!wants.voice) refused.delete("microphone");
      if (!wants.video) refused.delete("camera");
      for (const device of ["microphone", "camera"] as const) if (!wanted(device)) stop(device);
      if (!wants.share && screen !== null) {
        screen.stop();
        screen = null;
      }
      pass();
      party.setPeers(wants.peers);
      void openDevices();
      takeAsked([]);
    },
    setMuted(next) {
      muted = next;
      if (tracks.microphone !== null) tracks.microphone.enabled = !muted;
      onChange();
    },
    setCamera(on) {
      cameraOff = !on;
      if (!on) stop("camera");
      pass();
      onChange();
      void openDevices();
    },
    async share(on) {
      if (!on) {
        stopScreen();
        return false;
      }
      if (!wants.share || screen !== null || !canShare()) return screen !== null;
      try {
        const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
        const track = stream.getVideoTracks()[0];
        if (track === undefined) return false;
        if (scope.ended || !wants.share) {
          track.stop();
          return false;
        }
        track.addEventListener("ended", () => {
          if (screen === track) stopScreen();
        });
        screen = track;
        pass();
        onChange();
        return true;
      } catch {
        return false;
      }
    },
    receiveSignal: (from, callId, signal) => party.receiveSignal(from, callId, signal),
    picture: () => ({
      muted: tracks.microphone === null ? null : muted,
      cameraOn: wants.video ? tracks.camera !== null : null,
      sharing: wants.share && canShare() ? screen !== null : null,
      self,
      remote,
      media: { audio: tracks.microphone !== null && !muted, video: tracks.camera !== null, share: screen !== null },
    }),
    stats: () => party.stats(),
    restart: () => party.restart(),
  };
}
