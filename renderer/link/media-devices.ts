/** Microphone, camera and screen of this machine. Owns opening and naming the ways it can fail; who may hear or see is the caller's business. */
import type { Settings } from "#shared/contract/ipc.ts";

export type DeviceFault = "denied" | "missing" | "busy" | "other";
export type OpenedTrack = { readonly track: MediaStreamTrack } | { readonly fault: DeviceFault };

const FAULTS: Readonly<Record<string, DeviceFault>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export function deviceFault(thrown: unknown): DeviceFault {
  return (thrown instanceof DOMException ? FAULTS[thrown.name] : undefined) ?? "other";
}

async function firstTrack(open: () => Promise<MediaStream>, kind: "audio" | "video"): Promise<OpenedTrack> {
  try {
    const track = (await open()).getTracks().find((opened) => opened.kind === kind);
    return track === undefined ? { fault: "missing" } : { track };
  } catch (thrown) {
    return { fault: deviceFault(thrown) };
  }
}

export type MediaDevicesPort = {
  readonly microphone: (devices: Settings["devices"]) => Promise<OpenedTrack>;
  readonly camera: (devices: Settings["devices"]) => Promise<OpenedTrack>;
  readonly screen: () => Promise<OpenedTrack>;
};

/** A device chosen earlier and unplugged since is no reason to fail: `ideal`, not `exact`. */
const chosen = (id: string | null) => (id === null ? {} : { deviceId: { ideal: id } });

export const hostDevices: MediaDevicesPort = {
  microphone: ({ microphoneId }) =>
    firstTrack(
      () => navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, ...chosen(microphoneId) } }),
      "audio",
    ),
  camera: ({ cameraId }) =>
    firstTrack(
      () =>
        navigator.mediaDevices.getUserMedia({
          video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24 }, ...chosen(cameraId) },
        }),
      "video",
    ),
  screen: () => firstTrack(() => navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 8 } }, audio: false }), "video"),
};
